"""What a finished run or a study is asked, and what is answered; each travels as JSON."""

from typing import TypeAlias

from mtl_core.schema.answers.affinity import (
    INNER_FOLDS,
    AffinityReport,
    ExpectedGain,
    Merge,
    SuggestionQuestion,
)
from mtl_core.schema.answers.asks import NETWORKS, PREDICTIONS, Asks
from mtl_core.schema.answers.conformal import ClassSets, IntervalCell, IntervalReport, SetReport
from mtl_core.schema.answers.more_explained import (
    ArmsExplained,
    ArmsQuestion,
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
from mtl_core.schema.answers.two_runs import TwoRuns, TwoRunsQuestion, TwoRunsTask

StudyQuestion: TypeAlias = LabelScarcity | SuggestionQuestion
"""Questions to a study with its cohort: each has ``part_of``, what of the study counts."""

RunQuestion: TypeAlias = SubgroupQuestion | TwoRunsQuestion | InteractionQuestion | ArmsQuestion
"""Questions to a finished run: each has ``reads``, the file of the run that it looks at."""

Question: TypeAlias = RunQuestion | StudyQuestion

__all__ = [
    "GAP_MEASURES",
    "INNER_FOLDS",
    "NETWORKS",
    "PREDICTIONS",
    "AffinityReport",
    "ArmsExplained",
    "ArmsQuestion",
    "Asks",
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
    "Question",
    "RunQuestion",
    "ScarcityPoint",
    "ScarcityReport",
    "SetReport",
    "SiteRecalibration",
    "SiteTask",
    "StudyQuestion",
    "SubgroupQuestion",
    "SubgroupReport",
    "SubgroupResult",
    "SuggestionQuestion",
    "TaskSubgroups",
    "TasksAlike",
    "TwoRuns",
    "TwoRunsQuestion",
    "TwoRunsTask",
]
