"""Who teaches and who is tested: folds, locked tests, sites, time."""

from mtl_core.data.splits.dividing import dividing_values
from mtl_core.data.splits.folds import Split, rows_tested
from mtl_core.data.splits.hold_outs import with_hold_outs
from mtl_core.data.splits.plan import make_splits
from mtl_core.data.splits.site_folds import site_folds
from mtl_core.data.splits.strata import label_strata, strata_of_tested

__all__ = [
    "Split",
    "dividing_values",
    "label_strata",
    "make_splits",
    "rows_tested",
    "site_folds",
    "strata_of_tested",
    "with_hold_outs",
]
