"""The one place that knows how every question is answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypedDict, TypeVar, assert_never, cast

from mtl_core.schema import Event
from mtl_core.schema.answers import (
    ArmsQuestion,
    Asks,
    InteractionQuestion,
    LabelScarcity,
    Question,
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
        When it cannot be answered.
    RunCancelled
        When ``should_stop()`` turns true.
    """
    heard: _Heard = {"on_event": on_event, "should_stop": should_stop}
    found = _answered(cast("Question", question), about, heard, n_threads)
    if not isinstance(found, question.answer):
        raise TypeError(f"{type(found).__name__} is no answer to {type(question).__name__}")
    return found


def _answered(
    question: Question, about: FinishedRun | OpenStudy, heard: _Heard, n_threads: int
) -> object:
    match question:
        case SubgroupQuestion():
            run = run_of(about)
            return subgroups_of_run(run.study, run.table, run.predictions, question, **heard)
        case TwoRunsQuestion(other, arm):
            run = run_of(about)
            two = FinishedRun(RunFolder(Path(other)), run.cohorts_dir)
            first, second = (run.study, run.predictions), (two.study, two.predictions)
            return compare_two_runs(*first, *second, run.table, arm=arm, **heard)
        case InteractionQuestion():
            run = run_of(about)
            return interaction_in_run(run.study, run.table, run.networks, question, **heard)
        case ArmsQuestion(n_patients):
            run = run_of(about)
            read = run.study, run.table, run.networks
            return explain_arms(*read, n_patients=n_patients, n_threads=n_threads, **heard)
        case LabelScarcity():
            return scarcity_curve(about.study, about.table, question, n_threads=n_threads, **heard)
        case SuggestionQuestion(thorough):
            study, table = about.study, about.table
            return suggest_groups(study, table, thorough=thorough, n_threads=n_threads, **heard)
        case _:
            assert_never(question)
