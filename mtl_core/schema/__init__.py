"""Frozen values that cross layers: columns, tasks, groupings, studies, results, findings.

Nothing here computes and nothing here imports torch. Every value can be written as JSON and read
back equal (:func:`to_json`, :func:`from_json`).

Examples
--------
>>> grouping = TaskGrouping.coarsest(["sepsis", "aki"])
>>> from_json(TaskGrouping, to_json(grouping)) == grouping
True
"""

from mtl_core.schema.affinity import AffinityReport, ExpectedGain
from mtl_core.schema.cohort import CohortSchema
from mtl_core.schema.columns import ColumnKind, ColumnProfile, ColumnRole, Feature
from mtl_core.schema.curves import Curve
from mtl_core.schema.decisions import (
    Answer,
    ColumnRecord,
    Decision,
    Decisions,
    Justification,
    RowsLeftOut,
    Written,
)
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
from mtl_core.schema.finding_codes import FindingCode
from mtl_core.schema.findings import Check, Example, Finding, Severity
from mtl_core.schema.grouping import TaskGrouping
from mtl_core.schema.layout import OutputLayout
from mtl_core.schema.repairs import (
    BESIDE,
    AgeBand,
    AsCategories,
    Coding,
    DateOrder,
    DatePattern,
    DaysSince,
    LeaveOut,
    MissingCodes,
    NumberMarks,
    OneCoding,
    OnlyNumbers,
    OrderedMarks,
    QualifiedNumbers,
    Repair,
    RowReason,
    UnitConversion,
    WithoutRows,
)
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
    CrossStitch,
    HardSharing,
    LinearShared,
    MixtureOfExperts,
    Option,
    PiecewiseLinear,
    Preset,
    ProgressiveExperts,
    SharingDesign,
    SoftSharing,
    TaskRelation,
    TrainingSpec,
    options_of,
)
from mtl_core.schema.study import (
    DEFAULT_REFERENCES,
    REFERENCES,
    Arm,
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    Study,
)
from mtl_core.schema.tasks import Task, TaskKind

__all__ = [
    "BESIDE",
    "DEFAULT_REFERENCES",
    "PRIMARY",
    "REFERENCES",
    "AffinityReport",
    "AgeBand",
    "Answer",
    "Arm",
    "AsCategories",
    "AttributionsReady",
    "BundleReady",
    "Check",
    "Coding",
    "CohortReference",
    "CohortSchema",
    "CohortStamp",
    "ColumnKind",
    "ColumnProfile",
    "ColumnRecord",
    "ColumnRole",
    "CrossStitch",
    "Curve",
    "DateOrder",
    "DatePattern",
    "DaysSince",
    "Decision",
    "Decisions",
    "Difference",
    "Estimate",
    "EvaluationPlan",
    "Event",
    "Example",
    "ExpectedGain",
    "ExplanationSpec",
    "ExplanationSummary",
    "Feature",
    "Finding",
    "FindingCode",
    "HardSharing",
    "Justification",
    "LeaveOut",
    "LinearShared",
    "MissingCodes",
    "MixtureOfExperts",
    "NumberMarks",
    "OneCoding",
    "OnlyNumbers",
    "Option",
    "OrderedMarks",
    "OutputLayout",
    "PiecewiseLinear",
    "PredictionsReady",
    "Preset",
    "Progress",
    "ProgressiveExperts",
    "QualifiedNumbers",
    "Repair",
    "ResultReady",
    "RowReason",
    "RowsLeftOut",
    "RunState",
    "RunStatus",
    "Severity",
    "SharingDesign",
    "SoftSharing",
    "Study",
    "StudyResult",
    "Task",
    "TaskGrouping",
    "TaskKind",
    "TaskRelation",
    "TaskResult",
    "TrainingSpec",
    "UnitConversion",
    "ValidationChecked",
    "Verdict",
    "WithoutRows",
    "Written",
    "from_json",
    "from_plain",
    "options_of",
    "to_json",
    "to_plain",
]
