"""Frozen values that cross layers: columns, tasks, groupings, studies, results, findings.

Nothing here computes and nothing here imports torch. Every value can be written as JSON and read
back equal (:func:`to_json`, :func:`from_json`).

Examples
--------
>>> grouping = TaskGrouping.coarsest(["sepsis", "aki"])
>>> from_json(TaskGrouping, to_json(grouping)) == grouping
True
"""

from mtl_core.schema.cohort import CohortSchema
from mtl_core.schema.columns import ColumnKind, ColumnProfile, ColumnRole, Feature
from mtl_core.schema.curves import Curve
from mtl_core.schema.events import (
    AttributionsReady,
    BundleReady,
    Event,
    ExplanationSummary,
    PredictionsReady,
    Progress,
    ResultReady,
    ValidationChecked,
)
from mtl_core.schema.findings import Finding, Severity
from mtl_core.schema.grouping import TaskGrouping
from mtl_core.schema.layout import OutputLayout
from mtl_core.schema.results import (
    PRIMARY,
    CohortStamp,
    Difference,
    Estimate,
    StudyResult,
    TaskResult,
    Verdict,
)
from mtl_core.schema.runs import RunState, RunStatus
from mtl_core.schema.serialise import from_json, from_plain, to_json, to_plain
from mtl_core.schema.specs import (
    HardSharing,
    Option,
    PiecewiseLinear,
    Preset,
    SharingDesign,
    TrainingSpec,
    options_of,
)
from mtl_core.schema.study import (
    REFERENCES,
    Arm,
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    Study,
)
from mtl_core.schema.tasks import Task, TaskKind

__all__ = [
    "PRIMARY",
    "REFERENCES",
    "Arm",
    "AttributionsReady",
    "BundleReady",
    "CohortReference",
    "CohortSchema",
    "CohortStamp",
    "ColumnKind",
    "ColumnProfile",
    "ColumnRole",
    "Curve",
    "Difference",
    "Estimate",
    "EvaluationPlan",
    "Event",
    "ExplanationSpec",
    "ExplanationSummary",
    "Feature",
    "Finding",
    "HardSharing",
    "Option",
    "OutputLayout",
    "PiecewiseLinear",
    "PredictionsReady",
    "Preset",
    "Progress",
    "ResultReady",
    "RunState",
    "RunStatus",
    "Severity",
    "SharingDesign",
    "Study",
    "StudyResult",
    "Task",
    "TaskGrouping",
    "TaskKind",
    "TaskResult",
    "TrainingSpec",
    "ValidationChecked",
    "Verdict",
    "from_json",
    "from_plain",
    "options_of",
    "to_json",
    "to_plain",
]
