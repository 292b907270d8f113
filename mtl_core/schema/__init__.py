"""Frozen values that cross layers: columns, tasks, groupings, studies, results, findings.

Nothing here computes and nothing here imports torch. Every value can be written as JSON and read
back equal (:func:`to_json`, :func:`from_json`).

The title page has the nouns of a study. Other values are imported from the file of their subject:
``specs`` (how networks share and train), ``repairs``, ``answers`` (what a finished run is asked),
``events``, ``measures``, ``calibration``.

Examples
--------
>>> grouping = TaskGrouping.coarsest(["sepsis", "aki"])
>>> from_json(TaskGrouping, to_json(grouping)) == grouping
True
"""

from mtl_core.schema.arms import DEFAULT_REFERENCES, REFERENCES, Arm
from mtl_core.schema.cohort import CohortSchema
from mtl_core.schema.columns import ColumnKind, ColumnProfile, ColumnRole, Feature
from mtl_core.schema.curves import Curve
from mtl_core.schema.decisions import (
    Answer,
    ColumnRecord,
    Decision,
    Justification,
    RowsLeftOut,
    Written,
    accepted,
)
from mtl_core.schema.draft import Decisions, Draft, StudyChoices, roles_of
from mtl_core.schema.events import Event, ExplanationSummary, Progress
from mtl_core.schema.finding_codes import FindingCode
from mtl_core.schema.findings import Check, Example, Finding, Severity
from mtl_core.schema.grouping import TaskGrouping
from mtl_core.schema.layout import OutputLayout
from mtl_core.schema.outputs import Output, named
from mtl_core.schema.results import (
    PRIMARY,
    CohortStamp,
    Difference,
    Estimate,
    LearnedRelation,
    RecalibrationGain,
    StudyResult,
    TaskResult,
    Verdict,
)
from mtl_core.schema.runs import RunState, RunStatus
from mtl_core.schema.serialise import from_json, from_plain, to_json, to_plain
from mtl_core.schema.specs import HardSharing, Preset, SharingDesign, TrainingSpec, options_of
from mtl_core.schema.study import (
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    Study,
    check_split,
)
from mtl_core.schema.tasks import Task, TaskKind, TaskRequest

__all__ = [
    "DEFAULT_REFERENCES",
    "PRIMARY",
    "REFERENCES",
    "Answer",
    "Arm",
    "Check",
    "CohortReference",
    "CohortSchema",
    "CohortStamp",
    "ColumnKind",
    "ColumnProfile",
    "ColumnRecord",
    "ColumnRole",
    "Curve",
    "Decision",
    "Decisions",
    "Difference",
    "Draft",
    "Estimate",
    "EvaluationPlan",
    "Event",
    "Example",
    "ExplanationSpec",
    "ExplanationSummary",
    "Feature",
    "Finding",
    "FindingCode",
    "HardSharing",
    "Justification",
    "LearnedRelation",
    "Output",
    "OutputLayout",
    "Preset",
    "Progress",
    "RecalibrationGain",
    "RowsLeftOut",
    "RunState",
    "RunStatus",
    "Severity",
    "SharingDesign",
    "Study",
    "StudyChoices",
    "StudyResult",
    "Task",
    "TaskGrouping",
    "TaskKind",
    "TaskRequest",
    "TaskResult",
    "TrainingSpec",
    "Verdict",
    "Written",
    "accepted",
    "check_split",
    "from_json",
    "from_plain",
    "named",
    "options_of",
    "roles_of",
    "to_json",
    "to_plain",
]
