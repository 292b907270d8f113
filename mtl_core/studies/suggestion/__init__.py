"""Who should learn with whom, suggested and tested."""

from mtl_core.studies.suggestion.inner_folds import inner_folds
from mtl_core.studies.suggestion.suggest import suggest_groups

__all__ = [
    "inner_folds",
    "suggest_groups",
]
