"""What a finished run is asked, and what it answers; each travels as JSON."""

from mtl_core.schema.answers.affinity import INNER_FOLDS, AffinityReport, ExpectedGain, Merge
from mtl_core.schema.answers.conformal import ClassSets, IntervalCell, IntervalReport, SetReport
from mtl_core.schema.answers.more_explained import (
    ArmsExplained,
    FeatureInArms,
    InteractionQuestion,
    InteractionReport,
    Likeness,
    OutputInArms,
    OutputInteraction,
    TasksAlike,
)
from mtl_core.schema.answers.patients import PatientAnswer, PatientOutput, PatientQuestion
from mtl_core.schema.answers.scarcity import LabelScarcity, ScarcityPoint, ScarcityReport
from mtl_core.schema.answers.second_site import SiteRecalibration, SiteTask
from mtl_core.schema.answers.subgroups import (
    GAP_MEASURES,
    Gap,
    SubgroupQuestion,
    SubgroupReport,
    SubgroupResult,
    TaskSubgroups,
)
from mtl_core.schema.answers.two_runs import TwoRuns, TwoRunsTask

__all__ = [
    "GAP_MEASURES",
    "INNER_FOLDS",
    "AffinityReport",
    "ArmsExplained",
    "ClassSets",
    "ExpectedGain",
    "FeatureInArms",
    "Gap",
    "InteractionQuestion",
    "InteractionReport",
    "IntervalCell",
    "IntervalReport",
    "LabelScarcity",
    "Likeness",
    "Merge",
    "OutputInArms",
    "OutputInteraction",
    "PatientAnswer",
    "PatientOutput",
    "PatientQuestion",
    "ScarcityPoint",
    "ScarcityReport",
    "SetReport",
    "SiteRecalibration",
    "SiteTask",
    "SubgroupQuestion",
    "SubgroupReport",
    "SubgroupResult",
    "TaskSubgroups",
    "TasksAlike",
    "TwoRuns",
    "TwoRunsTask",
]
