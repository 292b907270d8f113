"""Figures of the Cohort and Tasks pages."""

from mtl_core.plots.cohort.columns import column_histogram, missingness_bars
from mtl_core.plots.cohort.distribution import column_by_outcome
from mtl_core.plots.cohort.labels import label_availability, label_overlap
from mtl_core.plots.cohort.missingness import missingness_patterns
from mtl_core.plots.cohort.row_flow import row_flow

__all__ = [
    "column_by_outcome",
    "column_histogram",
    "label_availability",
    "label_overlap",
    "missingness_bars",
    "missingness_patterns",
    "row_flow",
]
