"""Who the patients are: Table 1, and counts too small to leave the house."""

from mtl_core.evaluation.cohort.small_cells import hidden_cells
from mtl_core.evaluation.cohort.table_one import TableOne, table_one

__all__ = [
    "TableOne",
    "hidden_cells",
    "table_one",
]
