"""What a cohort can show, before anything is trained."""

from mtl_core.evaluation.before.detectable import (
    Assumptions,
    Detectable,
    auroc_difference_error,
    detectable_difference,
    detectable_sentence,
    r2_difference_error,
    rounded_up,
    usual_agreement,
)
from mtl_core.evaluation.before.interval_width import (
    IntervalWidth,
    interval_width,
    interval_width_sentence,
    interval_widths_headline,
    patients_by_class,
)
from mtl_core.evaluation.before.of_run import foreseen
from mtl_core.evaluation.before.plans import (
    REPEATS,
    SMALL_COHORT_ROWS,
    about_repeats,
    plan_in_words,
    recommended_plan,
    share_tested,
    why_exploratory,
)
from mtl_core.evaluation.before.sample_size import (
    EXPLAINED_SHARE,
    RequiredSize,
    largest_r2,
    required_size,
    riley_binary,
    riley_continuous,
)

__all__ = [
    "EXPLAINED_SHARE",
    "REPEATS",
    "SMALL_COHORT_ROWS",
    "Assumptions",
    "Detectable",
    "IntervalWidth",
    "RequiredSize",
    "about_repeats",
    "auroc_difference_error",
    "detectable_difference",
    "detectable_sentence",
    "foreseen",
    "interval_width",
    "interval_width_sentence",
    "interval_widths_headline",
    "largest_r2",
    "patients_by_class",
    "plan_in_words",
    "r2_difference_error",
    "recommended_plan",
    "required_size",
    "riley_binary",
    "riley_continuous",
    "rounded_up",
    "share_tested",
    "usual_agreement",
    "why_exploratory",
]
