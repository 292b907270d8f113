"""The one place that knows how every question is answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypedDict, TypeVar, assert_never, cast

from mtl_core.data import Table
from mtl_core.schema import Event, Study
from mtl_core.schema.answers import (
    ArmsQuestion,
    Asks,
    InteractionQuestion,
    LabelScarcity,
    Question,
    RunQuestion,
    StudyQuestion,
    SubgroupQuestion,
    SuggestionQuestion,
    TwoRunsQuestion,
)
from mtl_core.storage import FinishedRun, OpenStudy, RunFolder, run_of
from mtl_core.studies.questions.arms_explained import explain_arms
from mtl_core.studies.questions.interaction import interaction_in_run
from mtl_core.studies.questions.subgroups import subgroups_of_run
from mtl_core.studies.questions.two_runs import compare_two_runs
from mtl_core.studies.scarcity import scarcity_curve
from mtl_core.studies.suggestion import suggest_groups

T = TypeVar("T")


class _Heard(TypedDict):
    on_event: Callable[[Event], None]
    should_stop: Callable[[], bool]


def answer(
    question: Asks[T],
    about: FinishedRun | OpenStudy,
    *,
    on_event: Callable[[Event], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    n_threads: int = 1,
) -> T:
    """Answer a question about a finished run, or about a study with its cohort.

    Parameters
    ----------
    question
        Any :data:`~mtl_core.schema.answers.Question`.

    Raises
    ------
    MTLError
        When it cannot be answered; :class:`RunCancelled` when ``should_stop()`` turns true.
    """
    heard: _Heard = {"on_event": on_event, "should_stop": should_stop}
    asked = cast("Question", question)
    found = (
        _about_a_study(asked, about.study, about.table, heard, n_threads)
        if isinstance(asked, StudyQuestion)
        else _about_a_run(asked, run_of(about), heard, n_threads)
    )
    if not isinstance(found, question.answer):
        raise TypeError(f"{type(found).__name__} is no answer to {type(question).__name__}")
    return found


def _about_a_study(
    question: StudyQuestion, study: Study, table: Table, heard: _Heard, n_threads: int
) -> object:
    match question:
        case LabelScarcity():
            return scarcity_curve(study, table, question, n_threads=n_threads, **heard)
        case SuggestionQuestion(thorough):
            return suggest_groups(study, table, thorough=thorough, n_threads=n_threads, **heard)
        case _:
            assert_never(question)


def _about_a_run(question: RunQuestion, run: FinishedRun, heard: _Heard, n_threads: int) -> object:
    study, table = run.study, run.table
    match question:
        case SubgroupQuestion():
            return subgroups_of_run(study, table, run.predictions, question, **heard)
        case TwoRunsQuestion(other, arm):
            two = FinishedRun(RunFolder(Path(other)), run.cohorts_dir)
            first, second = (study, run.predictions), (two.study, two.predictions)
            return compare_two_runs(*first, *second, table, arm=arm, **heard)
        case InteractionQuestion():
            return interaction_in_run(
                study, table, run.predictions, run.networks, question, **heard
            )
        case ArmsQuestion(n):
            kept = run.predictions, run.networks
            return explain_arms(study, table, *kept, n_patients=n, n_threads=n_threads, **heard)
        case _:
            assert_never(question)
