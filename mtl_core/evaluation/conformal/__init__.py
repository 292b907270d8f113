"""When the model answers, and how far off a number may be."""

from mtl_core.evaluation.conformal.intervals import conformal_reach, report_intervals
from mtl_core.evaluation.conformal.of_arm import intervals_of_arm, sets_of_arm
from mtl_core.evaluation.conformal.sets import conformal_sets, lowest_accepted, report_sets

__all__ = [
    "conformal_reach",
    "conformal_sets",
    "intervals_of_arm",
    "lowest_accepted",
    "report_intervals",
    "report_sets",
    "sets_of_arm",
]
