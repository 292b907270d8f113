"""Frozen values that cross layers: columns, tasks, groupings, studies, results, findings.

Nothing here computes and nothing here imports torch. Every value can be written as JSON and read
back equal (:func:`to_json`, :func:`from_json`).

Examples
--------
>>> grouping = TaskGrouping.coarsest(["sepsis", "aki"])
>>> from_json(TaskGrouping, to_json(grouping)) == grouping
True
"""

from mtl_core.schema.affinity import INNER_FOLDS, AffinityReport, ExpectedGain, Merge
from mtl_core.schema.calibration import (
    CalibrationMap,
    CalibrationMethod,
    FittedMap,
    FittedMaps,
    InterceptMap,
    IsotonicMap,
    LogisticMap,
    TemperatureMap,
)
from mtl_core.schema.cohort import CohortSchema
from mtl_core.schema.columns import ColumnKind, ColumnProfile, ColumnRole, Feature
from mtl_core.schema.conformal import ClassSets, IntervalCell, IntervalReport, SetReport
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
from mtl_core.schema.explained import Dependence, LevelImportance, PairEffect, TaskSimilarity
from mtl_core.schema.finding_codes import FindingCode
from mtl_core.schema.findings import Check, Example, Finding, Severity
from mtl_core.schema.grouping import TaskGrouping
from mtl_core.schema.layout import OutputLayout
from mtl_core.schema.more_explained import (
    ArmsExplained,
    FeatureInArms,
    InteractionQuestion,
    InteractionReport,
    Likeness,
    OutputInArms,
    OutputInteraction,
    TasksAlike,
)
from mtl_core.schema.net_benefit import DecisionCurves
from mtl_core.schema.patients import PatientAnswer, PatientOutput, PatientQuestion
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
    LearnedRelation,
    Recalibrated,
    StudyResult,
    TaskResult,
    Verdict,
)
from mtl_core.schema.runs import RunState, RunStatus
from mtl_core.schema.scarcity import LabelScarcity, ScarcityPoint, ScarcityReport
from mtl_core.schema.second_site import SiteRecalibration, SiteTask
from mtl_core.schema.serialise import from_json, from_plain, to_json, to_plain
from mtl_core.schema.specs import (
    LBFGS,
    MGDA,
    SGD,
    AdamW,
    Balancing,
    BeforeAfter,
    CAGrad,
    Constant,
    Cosine,
    CrossStitch,
    Diverse,
    DynamicWeightAverage,
    Equal,
    GradNorm,
    HardSharing,
    Identical,
    LeaveOneSiteOut,
    LinearShared,
    LockedTest,
    Members,
    MixtureOfExperts,
    OneCycle,
    Optimiser,
    Option,
    PCGrad,
    PiecewiseLinear,
    Preset,
    ProgressiveExperts,
    RandomWeights,
    RepeatedFolds,
    Schedule,
    SharingDesign,
    SoftSharing,
    SplitPlan,
    TaskRelation,
    TraceNorm,
    TrainingSpec,
    UncertaintyWeights,
    UPGrad,
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
    check_split,
)
from mtl_core.schema.subgroups import (
    GAP_MEASURES,
    Gap,
    SubgroupQuestion,
    SubgroupReport,
    SubgroupResult,
    TaskSubgroups,
)
from mtl_core.schema.tasks import Task, TaskKind
from mtl_core.schema.two_runs import TwoRuns, TwoRunsTask

# fmt: off
__all__ = [
    "BESIDE", "DEFAULT_REFERENCES", "GAP_MEASURES", "INNER_FOLDS", "LBFGS", "MGDA", "PRIMARY",
    "REFERENCES", "SGD", "AdamW", "AffinityReport", "AgeBand", "Answer", "Arm", "ArmsExplained",
    "AsCategories", "AttributionsReady", "Balancing", "BeforeAfter", "BundleReady", "CAGrad",
    "CalibrationMap", "CalibrationMethod", "Check", "ClassSets", "Coding", "CohortReference",
    "CohortSchema", "CohortStamp", "ColumnKind", "ColumnProfile", "ColumnRecord", "ColumnRole",
    "Constant", "Cosine", "CrossStitch", "Curve", "DateOrder", "DatePattern", "DaysSince",
    "Decision", "DecisionCurves", "Decisions", "Dependence", "Difference", "Diverse",
    "DynamicWeightAverage", "Equal", "Estimate", "EvaluationPlan", "Event", "Example",
    "ExpectedGain", "ExplanationSpec", "ExplanationSummary", "Feature", "FeatureInArms", "Finding",
    "FindingCode", "FittedMap", "FittedMaps", "Gap", "GradNorm", "HardSharing", "Identical",
    "InteractionQuestion", "InteractionReport", "InterceptMap", "IntervalCell", "IntervalReport",
    "IsotonicMap", "Justification", "LabelScarcity", "LearnedRelation", "LeaveOneSiteOut",
    "LeaveOut", "LevelImportance", "Likeness", "LinearShared", "LockedTest", "LogisticMap",
    "Members", "Merge", "MissingCodes", "MixtureOfExperts", "NumberMarks", "OneCoding", "OneCycle",
    "OnlyNumbers", "Optimiser", "Option", "OrderedMarks", "OutputInArms", "OutputInteraction",
    "OutputLayout", "PCGrad", "PairEffect", "PatientAnswer", "PatientOutput", "PatientQuestion",
    "PiecewiseLinear", "PredictionsReady", "Preset", "Progress", "ProgressiveExperts",
    "QualifiedNumbers", "RandomWeights", "Recalibrated", "Repair", "RepeatedFolds", "ResultReady",
    "RowReason", "RowsLeftOut", "RunState", "RunStatus", "ScarcityPoint", "ScarcityReport",
    "Schedule", "SetReport", "Severity", "SharingDesign", "SiteRecalibration", "SiteTask",
    "SoftSharing", "SplitPlan", "Study", "StudyResult", "SubgroupQuestion", "SubgroupReport",
    "SubgroupResult", "Task", "TaskGrouping", "TaskKind", "TaskRelation", "TaskResult",
    "TaskSimilarity", "TaskSubgroups", "TasksAlike", "TemperatureMap", "TraceNorm", "TrainingSpec",
    "TwoRuns", "TwoRunsTask", "UPGrad", "UncertaintyWeights", "UnitConversion", "ValidationChecked",
    "Verdict", "WithoutRows", "Written", "check_split", "from_json", "from_plain", "options_of",
    "to_json", "to_plain",
]
# fmt: on
