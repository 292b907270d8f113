import os
import signal
import threading
import time

import pandas as pd
import pytest

from mtl_core.errors import RunCancelled, RunError, StorageError, StudyError
from mtl_core.jobs import adopted, run_in_folder
from mtl_core.schema import (
    Arm,
    CohortStamp,
    ExplanationSummary,
    Progress,
    RunState,
    RunStatus,
    StudyResult,
)
from mtl_core.schema.events import (
    AttributionsReady,
    BundleReady,
    PredictionsReady,
    ResultReady,
    ValidationChecked,
)
from mtl_core.storage import CohortPlace, RunFolder

RESULT = StudyResult(0, CohortStamp(2, "f"), {}, {}, refused={"b": "b has 3 events."})
PREDICTIONS = pd.DataFrame(
    {
        "row": [0],
        "task": ["died"],
        "arm": ["multi_task"],
        "repeat": [0],
        "fold": [0],
        "class": ["yes"],
        "observed": [1.0],
        "predicted": [0.5],
    }
)
ATTRIBUTIONS = pd.DataFrame(
    {
        "row": [0],
        "task": ["died"],
        "class": ["yes"],
        "feature": ["age"],
        "value": [0.1],
        "logit_value": [0.1],
        "feature_value": ["61"],
        "feature_rank": [1.0],
    }
)


@pytest.fixture
def folder(tmp_path):
    return RunFolder(tmp_path / "run")


@pytest.fixture
def compute(folder, study):
    place = CohortPlace("/ward.csv", "ward.csv", study.cohort.fingerprint)

    def run(work, **options):
        return run_in_folder(folder, study, work, place=place, **options)

    return run


def finished(on_event, should_stop):
    return RESULT


def fail_with(error):
    def work(on_event, should_stop):
        on_event(PredictionsReady(Arm.MULTI_TASK, PREDICTIONS))
        raise error

    return work


def test_every_event_leaves_its_file(folder, study, compute):
    events = [
        Progress("prepare", 0.1, "Reading"),
        ValidationChecked(Arm.MULTI_TASK, 20, {"died": 0.9}),
        PredictionsReady(Arm.MULTI_TASK, PREDICTIONS),
        BundleReady({"manifest.json": b"{}"}),
        ResultReady(RESULT),
        AttributionsReady(ATTRIBUTIONS, ExplanationSummary("permutation", 1, 10, 9, 0.0, {})),
    ]
    seen = []

    def work(on_event, should_stop):
        for event in events:
            on_event(event)
        return RESULT

    compute(work, on_event=seen.append)
    status = folder.read_status()
    assert (status.state, status.fraction, status.error) == (RunState.DONE, 1.0, None)
    assert folder.read_study() == study
    assert folder.read_cohort_place().path == "/ward.csv"
    assert len(folder.read_predictions()) == len(folder.read_attributions()) == 1
    assert folder.read_bundle() == {"manifest.json": b"{}"}
    assert folder.read_result() == RESULT
    assert [logged.event for logged in folder.read_events()] == events[:2]
    assert seen == events


def test_tasks_refused_at_declaration_join_the_result(folder, compute):
    result = compute(finished, refused={"a": "a has one class."})
    assert result.refused == {"a": "a has one class.", "b": "b has 3 events."}
    assert folder.read_result() == result


def test_many_small_steps_of_progress_are_logged_once_per_percent(folder, compute):
    def work(on_event, should_stop):
        for i in range(5001):
            on_event(Progress("multi_task", i / 5000, "Training"))
        return RESULT

    compute(work)
    assert 90 <= len(folder.read_events()) <= 102


def test_an_error_of_the_person_is_the_reason_of_the_failed_run(folder, compute):
    error = StudyError("No", expected="this", found="that", action="do it")
    with pytest.raises(StudyError):
        compute(fail_with(error))
    status = folder.read_status()
    assert (status.state, status.error) == (RunState.FAILED, str(error))
    assert len(folder.read_predictions()) == 1


def test_a_bug_leaves_its_place_in_the_log_and_no_value_anywhere(folder, compute):
    with pytest.raises(ValueError, match="SECRET"):
        compute(fail_with(ValueError("could not convert SECRET-CELL")))
    status = folder.read_status()
    assert status.state is RunState.FAILED
    assert status.error.startswith("A bug stopped the run")
    assert "builtins.ValueError" in folder.read_log()
    assert "test_worker.py, line" in folder.read_log()
    for path in folder.path.rglob("*"):
        assert b"SECRET-CELL" not in path.read_bytes()
    assert len(folder.read_predictions()) == 1


def test_a_full_memory_is_told_as_such(folder, compute):
    with pytest.raises(RunError, match="memory is full"):
        compute(fail_with(MemoryError()))
    assert "memory is full" in folder.read_status().error


def test_a_stopped_run_is_cancelled_and_keeps_what_it_has(folder, compute):
    error = RunCancelled("Stopped", expected="", found="", action="")
    with pytest.raises(RunCancelled):
        compute(fail_with(error))
    assert folder.read_status().state is RunState.CANCELLED
    assert len(folder.read_predictions()) == 1


def wait_for_stop(on_event, should_stop):
    give_up = time.monotonic() + 20
    while time.monotonic() < give_up:
        if should_stop():
            raise RunCancelled("Stopped", expected="", found="", action="")
        time.sleep(0.01)
    return RESULT


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_asks_the_computation_to_stop(folder, compute, number):
    before = signal.getsignal(number)
    timer = threading.Timer(0.2, os.kill, (os.getpid(), number))
    timer.start()
    with pytest.raises(RunCancelled):
        compute(wait_for_stop)
    timer.join()
    assert folder.read_status().state is RunState.CANCELLED
    assert signal.getsignal(number) == before


def test_a_wish_to_stop_left_in_the_folder_is_found(folder, compute):
    def work(on_event, should_stop):
        folder.request_cancel()
        return wait_for_stop(on_event, should_stop)

    with pytest.raises(RunCancelled):
        compute(work)
    assert folder.read_status().state is RunState.CANCELLED


def test_the_heart_beats_while_the_computation_says_nothing(folder, compute):
    beats = set()

    def work(on_event, should_stop):
        give_up = time.monotonic() + 20
        while len(beats) < 3 and time.monotonic() < give_up:
            beats.add(folder.read_status().updated)
            time.sleep(0.05)
        return RESULT

    compute(work)
    assert len(beats) == 3
    first, *_, last = sorted(beats)
    assert last - first < 2 * 2.0 + 2.0  # at least every two seconds, and a busy machine


def test_a_full_disk_fails_the_run_and_says_so(folder, compute):
    def work(on_event, should_stop):
        on_event(PredictionsReady(Arm.MULTI_TASK, PREDICTIONS))
        (folder.path / "events.jsonl").symlink_to("/dev/full")
        on_event(ValidationChecked(Arm.MULTI_TASK, 20, {"died": 0.9}))
        return RESULT

    with pytest.raises(StorageError, match="The disk is full"):
        compute(work)
    assert folder.read_status().state is RunState.FAILED
    assert folder.read_status().error.startswith("The disk is full")
    assert len(folder.read_predictions()) == 1


def test_the_reason_reaches_the_caller_even_when_the_folder_is_gone(folder, compute):
    def work(on_event, should_stop):
        folder.remove()
        folder.path.write_text("a file in its place")
        on_event(ResultReady(RESULT))
        return RESULT

    with pytest.raises(StorageError, match="folder cannot be used"):
        compute(work)


def test_a_folder_that_cannot_be_made_is_refused_before_anything_is_computed(tmp_path, study):
    (tmp_path / "file").write_text("")
    place = CohortPlace("/ward.csv", "ward.csv", "f")
    called = []

    def work(on_event, should_stop):
        called.append(1)

    with pytest.raises(StorageError) as told:
        run_in_folder(
            RunFolder(tmp_path / "file" / "run"),
            study,
            work,
            place=place,
        )
    assert "choose another folder" in str(told.value)
    assert called == []


def test_a_folder_with_a_run_in_progress_is_refused_and_left_alone(folder, study, compute):
    folder.begin(study)
    running = RunStatus(RunState.RUNNING, started=time.time(), updated=time.time(), pid=os.getpid())
    folder.write_status(running)
    with pytest.raises(RunError, match="in progress"):
        compute(finished)
    assert folder.read_status() == running


def test_a_folder_whose_run_died_can_be_used_again(folder, study, compute):
    folder.begin(study)
    folder.write_status(RunStatus(RunState.RUNNING, started=1.0, updated=1.0, pid=os.getpid()))
    compute(finished)
    assert folder.read_status().state is RunState.DONE


def test_bad_input_before_the_run_ends_up_in_the_folder_of_a_supervised_run(folder, study):
    folder.begin(study)
    folder.write_status(RunStatus(RunState.STARTING, updated=time.time()))
    error = StudyError("No", expected="this", found="that", action="do it")
    seen = []

    def read_input():
        seen.append(folder.read_status().pid)
        raise error

    with pytest.raises(StudyError), adopted(folder):
        read_input()
    assert seen == [os.getpid()]
    status = folder.read_status()
    assert (status.state, status.error) == (RunState.FAILED, str(error))


def test_bad_input_leaves_a_folder_that_nobody_prepared_untouched(folder):
    with pytest.raises(StudyError), adopted(folder):
        raise StudyError("No", expected="this", found="that", action="do it")
    assert not folder.path.exists()


def test_a_supervised_run_is_taken_over_and_done(folder, study, compute):
    folder.begin(study)
    folder.write_status(RunStatus(RunState.STARTING, updated=time.time()))
    with adopted(folder):
        compute(finished)
    assert folder.read_status().state is RunState.DONE
