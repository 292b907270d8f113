"""Questions in folders of their own: found again, ended, and asked for once."""

import os
import signal
import time
from dataclasses import replace

import pytest

from mtl_core.data import read_bytes
from mtl_core.errors import CohortError, RunCancelled, RunError, StudyError
from mtl_core.jobs import answer_folder, answer_in_folder, ask, load_answer, work_status
from mtl_core.schema import (
    Arm,
    CohortStamp,
    Difference,
    Estimate,
    Progress,
    RunState,
    RunStatus,
    TaskGrouping,
    TaskKind,
)
from mtl_core.schema.answers import (
    AffinityReport,
    ExpectedGain,
    LabelScarcity,
    ScarcityPoint,
    ScarcityReport,
    SubgroupQuestion,
    SuggestionQuestion,
)
from mtl_core.storage import OpenStudy, fingerprint_of
from mtl_core.studies import questions
from tests.unit.affinity import planted

STAMP = CohortStamp(2, "f", "ward")
CURVE = ScarcityReport(
    task="died",
    kind=TaskKind.BINARY,
    measure="auroc",
    group=("died", "icu"),
    seed=0,
    cohort=STAMP,
    n=2,
    events=1,
    points=(
        ScarcityPoint(
            1.0, 2.0, 1.0, 1, {Arm.MULTI_TASK: Estimate(0.7, 0.6, 0.8, 2)}, Difference(reason="no")
        ),
    ),
    headline="With few labels, sharing helps.",
)
GROUPS = AffinityReport(
    method="quick",
    seed=0,
    cohort=STAMP,
    tasks=("a", "b"),
    matrix=((0.1, 0.2), (None, 0.1)),
    spread=((0.1, 0.1), (None, 0.1)),
    cosines=None,
    suggestion=TaskGrouping.coarsest(["a", "b"]),
    against_together=ExpectedGain(0.0, 0.0, 0.0),
    against_alone=ExpectedGain(0.1, 0.0, 0.2),
    fold_groupings=(TaskGrouping.coarsest(["a", "b"]),),
    agreement=1.0,
    headline="Together.",
)
QUESTIONS = [(LabelScarcity("died"), CURVE), (SuggestionQuestion(), GROUPS)]
both = pytest.mark.parametrize(("question", "report"), QUESTIONS, ids=["curve", "groups"])


@pytest.fixture
def computing(monkeypatch):
    """Let a function be what is computed, told and stopped as the real one."""

    def make(work):
        def answer(_question, _about, *, on_event, should_stop, **_):
            return work(on_event, should_stop)

        monkeypatch.setattr(questions, "answer", answer)

    return make


def error(kind):
    return kind("a", expected="b", found="c", action="d")


def until(folder, wanted, seconds=60):
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        status = work_status(folder)
        if wanted(status):
            return status
        time.sleep(0.05)
    raise AssertionError("the work goes on and on")


def ended(folder):
    return until(folder, lambda status: not status.state.live)


@both
def test_what_was_found_is_kept_and_progress_is_told(about, settings, computing, question, report):
    folder, heard = answer_folder(question, about, settings), []
    assert work_status(folder) is None
    assert load_answer(question, folder) is None

    def work(on_event, should_stop):
        assert not should_stop()
        on_event(Progress("train", 0.5, "Training"))
        assert work_status(folder).fraction == 0.5
        return report

    computing(work)
    found = answer_in_folder(question, about, folder, on_event=heard.append, n_threads=1)
    assert found == load_answer(question, folder) == report
    assert work_status(folder).state is RunState.DONE
    assert [event.stage for event in heard] == ["train"]


@pytest.mark.parametrize("question", [question for question, _ in QUESTIONS])
@pytest.mark.parametrize(
    ("kind", "state"), [(RunCancelled, RunState.CANCELLED), (StudyError, RunState.FAILED)]
)
def test_every_end_leaves_word(about, settings, computing, question, kind, state):
    folder = answer_folder(question, about, settings)

    def work(_, __):
        raise error(kind)

    computing(work)
    with pytest.raises(kind):
        answer_in_folder(question, about, folder, n_threads=1)
    assert work_status(folder).state is state
    assert load_answer(question, folder) is None


def test_a_request_to_stop_reaches_the_computation(about, settings, computing):
    folder = answer_folder(LabelScarcity("died"), about, settings)

    def work(_, should_stop):
        folder.request_cancel()
        give_up = time.monotonic() + 30
        while not should_stop():
            assert time.monotonic() < give_up
            time.sleep(0.05)
        raise error(RunCancelled)

    computing(work)
    with pytest.raises(RunCancelled):
        answer_in_folder(LabelScarcity("died"), about, folder, n_threads=1)
    assert work_status(folder).state is RunState.CANCELLED


def test_each_way_has_a_folder_of_its_own_and_what_one_found_stays(about, settings, computing):
    quick, thorough = SuggestionQuestion(), SuggestionQuestion(thorough=True)
    for question, method in ((quick, "quick"), (thorough, "thorough")):
        computing(lambda _, __, method=method: replace(GROUPS, method=method))
        folder = answer_folder(question, about, settings)
        answer_in_folder(question, about, folder, n_threads=1)
    for question, method in ((quick, "quick"), (thorough, "thorough")):
        folder = answer_folder(question, about, settings)
        assert load_answer(question, folder).method == method


@both
def test_what_is_answered_is_not_computed_again(about, settings, computing, question, report):
    folder = answer_folder(question, about, settings)
    computing(lambda _, __: report)
    answer_in_folder(question, about, folder, n_threads=1)
    before = folder.stamp("status.json")
    assert ask(question, about, settings) == folder
    assert folder.stamp("status.json") == before


def test_a_dead_worker_has_failed(about, settings):
    folder = answer_folder(SuggestionQuestion(), about, settings)
    folder.create()
    folder.write_status(RunStatus(RunState.RUNNING, started=1.0, updated=1.0, pid=2**22 + 1))
    assert work_status(folder).state is RunState.FAILED


@both
def test_the_folder_of_a_run_is_not_overwritten(about, settings, question, report):
    folder = answer_folder(question, about, settings)
    folder.create()
    (folder.path / "result.json").write_text("{}")
    with pytest.raises(RunError, match="in use"):
        answer_in_folder(question, about, folder, n_threads=1)


def test_a_run_whose_patients_are_gone_is_not_asked(run, settings):
    with pytest.raises(CohortError, match="no longer where it was"):
        ask(SubgroupQuestion("age"), run, settings)
    assert not answer_folder(SubgroupQuestion("age"), run, settings).path.exists()


@both
def test_the_process_says_why_it_cannot_answer(about, settings, question, report):
    """Two patients and one task: the worker is started, refuses, and the folder says so."""
    folder = ask(question, about, settings)
    status = ended(folder)
    assert status.state is RunState.FAILED
    assert status.error
    assert load_answer(question, folder) is None


def test_a_process_that_is_killed_in_the_middle_leaves_a_failed_question(settings):
    content = planted.planted_frame((2, 2), 0).to_csv(index=False).encode()
    table = read_bytes(content, name="planted.csv")
    study = planted.planted_study(table)
    study = replace(study, cohort=replace(study.cohort, fingerprint=fingerprint_of(content)))
    folder = ask(SuggestionQuestion(thorough=True), OpenStudy(study, table, content), settings)
    status = until(folder, lambda status: status.stage == "affinity")
    os.kill(status.pid, signal.SIGKILL)
    found = ended(folder)
    assert found.state is RunState.FAILED
    assert "The worker was killed" in found.error
    assert load_answer(SuggestionQuestion(thorough=True), folder) is None
