"""Answers to questions about finished runs and studies."""

from mtl_core.studies.questions.answer import answer
from mtl_core.studies.questions.arms_explained import explain_arms
from mtl_core.studies.questions.interaction import interaction_in_run
from mtl_core.studies.questions.subgroups import subgroups_of_run
from mtl_core.studies.questions.two_runs import compare_two_runs

__all__ = [
    "answer",
    "compare_two_runs",
    "explain_arms",
    "interaction_in_run",
    "subgroups_of_run",
]
