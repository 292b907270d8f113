"""A curve of label scarcity in a folder of its own: found again, ended, and asked for once."""

import dataclasses
import time

import pytest

from mtl_core.errors import RunCancelled, RunError, StudyError
from mtl_core.jobs import (
    load_scarcity,
    scarcity_folder,
    scarcity_in_folder,
    start_scarcity,
    work_status,
)
from mtl_core.schema import (
    Arm,
    CohortStamp,
    Difference,
    Estimate,
    Preset,
    Progress,
    RunState,
    RunStatus,
    TaskKind,
)
from mtl_core.schema.answers import LabelScarcity, ScarcityPoint, ScarcityReport

QUESTION = LabelScarcity("died")
REPORT = ScarcityReport(
    task="died",
    kind=TaskKind.BINARY,
    measure="auroc",
    group=("died", "icu"),
    seed=0,
    cohort=CohortStamp(2, "f", "ward"),
    n=2,
    events=1,
    points=(
        ScarcityPoint(
            1.0, 2.0, 1.0, 1, {Arm.MULTI_TASK: Estimate(0.7, 0.6, 0.8, 2)}, Difference(reason="no")
        ),
    ),
    headline="With few labels, sharing helps.",
)


def ended(folder, seconds=60):
    for _ in range(10 * seconds):
        status = work_status(folder)
        if not status.state.live:
            return status
        time.sleep(0.1)
    raise AssertionError("the curve goes on and on")


def test_what_was_found_is_kept_and_progress_is_told(study, settings):
    folder, heard = scarcity_folder(study, QUESTION, settings), []
    assert work_status(folder) is None
    assert load_scarcity(folder) is None

    def work(on_event, should_stop):
        assert not should_stop()
        on_event(Progress("train", 0.5, "Training"))
        assert work_status(folder).fraction == 0.5
        return REPORT

    assert scarcity_in_folder(folder, study, work, heard.append) == REPORT
    assert load_scarcity(folder) == REPORT
    assert work_status(folder).state is RunState.DONE
    assert [event.stage for event in heard] == ["train"]


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (RunCancelled("a", expected="b", found="c", action="d"), RunState.CANCELLED),
        (StudyError("a", expected="b", found="c", action="d"), RunState.FAILED),
    ],
)
def test_every_end_leaves_word(study, settings, error, state):
    folder = scarcity_folder(study, QUESTION, settings)

    def work(_, __):
        raise error

    with pytest.raises(type(error)):
        scarcity_in_folder(folder, study, work, lambda _: None)
    assert work_status(folder).state is state
    assert load_scarcity(folder) is None


def test_the_folder_depends_on_the_study_and_on_the_question(study, settings):
    folder = scarcity_folder(study, QUESTION, settings)
    without = dataclasses.replace(study, references=())
    assert scarcity_folder(without, QUESTION, settings) == folder
    others = [
        scarcity_folder(study, dataclasses.replace(QUESTION, shares=(0.5,)), settings),
        scarcity_folder(study, dataclasses.replace(QUESTION, draws=2), settings),
        scarcity_folder(study, dataclasses.replace(QUESTION, task="icu"), settings),
        scarcity_folder(
            dataclasses.replace(study, training=Preset.QUICK.training), QUESTION, settings
        ),
    ]
    assert len({folder, *others}) == 5


def test_a_finished_curve_is_not_computed_again(study, settings, cohort):
    folder = scarcity_folder(study, QUESTION, settings)
    scarcity_in_folder(folder, study, lambda _, __: REPORT, lambda _: None)
    before = folder.stamp("status.json")
    assert start_scarcity(study, QUESTION, cohort, settings) == folder
    assert folder.stamp("status.json") == before


def test_a_request_to_stop_reaches_the_computation(study, settings):
    folder = scarcity_folder(study, QUESTION, settings)

    def work(_, should_stop):
        folder.request_cancel()
        give_up = time.monotonic() + 30
        while not should_stop():
            assert time.monotonic() < give_up
            time.sleep(0.05)
        raise RunCancelled("a", expected="b", found="c", action="d")

    with pytest.raises(RunCancelled):
        scarcity_in_folder(folder, study, work, lambda _: None)
    assert work_status(folder).state is RunState.CANCELLED


def test_a_dead_worker_has_failed(study, settings):
    folder = scarcity_folder(study, QUESTION, settings)
    folder.create()
    folder.write_status(RunStatus(RunState.RUNNING, started=1.0, updated=1.0, pid=2**22 + 1))
    assert work_status(folder).state is RunState.FAILED


def test_the_folder_of_a_run_is_not_overwritten(study, settings):
    folder = scarcity_folder(study, QUESTION, settings)
    folder.create()
    (folder.path / "result.json").write_text("{}")
    with pytest.raises(RunError, match="in use"):
        scarcity_in_folder(folder, study, lambda _, __: REPORT, lambda _: None)


def test_the_process_says_why_it_cannot_answer(study, settings, cohort):
    """Two patients and one task: the worker is started, refuses, and the folder says so."""
    folder = start_scarcity(study, QUESTION, cohort, settings)
    status = ended(folder)
    assert status.state is RunState.FAILED
    assert status.error
    assert load_scarcity(folder) is None
