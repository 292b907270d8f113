"""When the model answers, and how far off a number may be."""

from mtl_core.evaluation.conformal.intervals import conformal_reach, report_intervals
from mtl_core.evaluation.conformal.of_arm import conformal_report
from mtl_core.evaluation.conformal.sets import conformal_sets, lowest_accepted, report_sets

__all__ = [
    "conformal_reach",
    "conformal_report",
    "conformal_sets",
    "lowest_accepted",
    "report_intervals",
    "report_sets",
]
