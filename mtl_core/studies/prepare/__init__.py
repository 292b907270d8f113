"""From a study and a table to everything that the arms need."""

from mtl_core.studies.prepare.planning import folds_that_test_nobody_set_aside
from mtl_core.studies.prepare.prepared import PreparedStudy, prepare

__all__ = [
    "PreparedStudy",
    "folds_that_test_nobody_set_aside",
    "prepare",
]
