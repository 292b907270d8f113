"""Answers to questions about finished runs."""

from mtl_core.studies.questions.arms_explained import explain_arms
from mtl_core.studies.questions.interaction import interaction_in_run
from mtl_core.studies.questions.subgroups import subgroups_of_run
from mtl_core.studies.questions.two_runs import compare_two_runs

__all__ = [
    "compare_two_runs",
    "explain_arms",
    "interaction_in_run",
    "subgroups_of_run",
]
