"""For whom a finished run is good, and whom sharing helped."""

from mtl_core.evaluation.subgroups.division import Division, divide
from mtl_core.evaluation.subgroups.evaluate import evaluate_subgroups
from mtl_core.evaluation.subgroups.export import subgroup_table, suppressed
from mtl_core.evaluation.subgroups.words import gap_phrase, subgroup_headline, subgroup_sentence

__all__ = [
    "Division",
    "divide",
    "evaluate_subgroups",
    "gap_phrase",
    "subgroup_headline",
    "subgroup_sentence",
    "subgroup_table",
    "suppressed",
]
