"""Explanations of trained ensembles: a cohort's, and one patient's."""

from mtl_core.studies.explanation.explain import Budget, attribute, explain_ensemble, explain_run
from mtl_core.studies.explanation.games import (
    OpenGame,
    one_torch_thread,
    open_games,
    splits_that_test,
    with_logits,
)
from mtl_core.studies.explanation.one_patient import PatientAnswers

__all__ = [
    "Budget",
    "OpenGame",
    "PatientAnswers",
    "attribute",
    "explain_ensemble",
    "explain_run",
    "one_torch_thread",
    "open_games",
    "splits_that_test",
    "with_logits",
]
