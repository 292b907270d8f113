import sys
from dataclasses import replace

import pytest

from mtl_core.errors import CohortError, RunError, StorageError, StudyError
from mtl_core.jobs import worker_command
from mtl_core.schema import RunState
from mtl_core.storage import RunFolder


def test_a_run_goes_from_submission_to_a_result_in_folder_and_index(
    supervise, settings, study, cohort, until
):
    supervisor = supervise("done")
    run_id = supervisor.submit(study, cohort, title="Ward")
    status = until(supervisor, run_id, RunState.DONE)
    supervisor.advance()
    (record,) = supervisor.runs()
    assert status.fraction == 1.0
    assert (record.id, record.title, record.cohort) == (run_id, "Ward", "ward.csv")
    assert (record.state, record.headline) == (RunState.DONE, "It helped.")
    folder = supervisor.folder(run_id)
    assert folder.path == settings.runs_dir / run_id
    assert folder.read_study() == study
    assert len(folder.read_predictions()) == 1
    kept = settings.cohorts_dir / f"{study.cohort.fingerprint}.csv"
    assert kept.read_bytes() == cohort
    assert len(run_id) == 32


def test_a_path_may_be_submitted_and_must_be_the_studys_file(
    supervise, study, cohort, tmp_path, until
):
    supervisor = supervise("done")
    (tmp_path / "ward.csv").write_bytes(cohort)
    until(supervisor, supervisor.submit(study, tmp_path / "ward.csv"), RunState.DONE)
    with pytest.raises(StudyError, match="another file"):
        supervisor.submit(study, cohort + b"1,no\n")
    with pytest.raises(CohortError, match="cannot be read"):
        supervisor.submit(study, tmp_path / "nothing.csv")
    assert len(supervisor.runs()) == 1


def test_a_second_run_waits_until_the_first_has_ended(supervise, study, cohort, until):
    supervisor = supervise("wait")
    first = supervisor.submit(study, cohort)
    second = supervisor.submit(study, cohort)
    until(supervisor, first, RunState.RUNNING)
    assert supervisor.status(second).state is RunState.QUEUED
    supervisor.cancel(first)
    until(supervisor, first, RunState.CANCELLED)
    until(supervisor, second, RunState.RUNNING)


def test_a_cancelled_run_stops_and_keeps_its_predictions(supervise, study, cohort, until):
    supervisor = supervise("wait")
    run_id = supervisor.submit(study, cohort)
    until(supervisor, run_id, RunState.RUNNING)
    supervisor.cancel(run_id)
    status = until(supervisor, run_id, RunState.CANCELLED)
    assert "Stopped by a person" in status.message
    assert len(supervisor.folder(run_id).read_predictions()) == 1


def test_a_queued_run_is_cancelled_at_once(supervise, study, cohort):
    supervisor = supervise("wait")
    supervisor.submit(study, cohort)
    waiting = supervisor.submit(study, cohort)
    supervisor.cancel(waiting)
    assert supervisor.status(waiting).state is RunState.CANCELLED
    assert supervisor._index.get(waiting).state is RunState.CANCELLED


def test_a_worker_that_is_cancelled_before_it_can_listen_is_cancelled(
    supervise, study, cohort, until
):
    supervisor = supervise("silent")
    run_id = supervisor.submit(study, cohort)
    supervisor.cancel(run_id)
    assert supervisor.status(run_id).message == "Stopping"
    until(supervisor, run_id, RunState.CANCELLED)


def test_a_worker_that_does_not_stop_is_ended_by_force(supervise, study, cohort, until):
    supervisor = supervise("stubborn", grace_seconds=0.3)
    run_id = supervisor.submit(study, cohort)
    until(supervisor, run_id, RunState.RUNNING)
    supervisor.cancel(run_id)
    until(supervisor, run_id, RunState.CANCELLED)


def test_cancelling_an_ended_run_changes_nothing(supervise, study, cohort, until):
    supervisor = supervise("done")
    run_id = supervisor.submit(study, cohort)
    before = until(supervisor, run_id, RunState.DONE)
    supervisor.cancel(run_id)
    assert supervisor.status(run_id) == before


def test_a_killed_worker_leaves_a_failed_run_with_all_it_wrote_and_the_next_run_works(
    supervise, study, cohort, until
):
    supervisor = supervise("killed")
    run_id = supervisor.submit(study, cohort)
    status = until(supervisor, run_id, RunState.FAILED)
    assert status.error.startswith("The worker was killed")
    assert "SIGKILL" in status.error
    assert "memory" in status.error
    assert len(supervisor.folder(run_id).read_predictions()) == 1
    assert supervisor._index.get(run_id).state is RunState.FAILED
    supervisor._workers._command.mode = "done"
    until(supervisor, supervisor.submit(study, cohort), RunState.DONE)


def test_a_worker_that_leaves_without_a_word_has_failed_with_its_exit_code(
    supervise, study, cohort, until
):
    supervisor = supervise("exit")
    status = until(supervisor, supervisor.submit(study, cohort), RunState.FAILED)
    assert "exit code 7" in status.error


def test_a_bug_in_the_worker_is_told_without_values(supervise, study, cohort, until):
    supervisor = supervise("bug")
    run_id = supervisor.submit(study, cohort)
    status = until(supervisor, run_id, RunState.FAILED)
    assert status.error.startswith("A bug stopped the run")
    assert "SECRET" not in supervisor.folder(run_id).path.joinpath("status.json").read_text()


def test_bad_input_that_the_worker_finds_is_the_runs_reason(supervise, study, cohort, until):
    supervisor = supervise("early")
    status = until(supervisor, supervisor.submit(study, cohort), RunState.FAILED)
    assert status.error.startswith("Bad study. Expected: good.")


def test_a_command_that_cannot_be_started_leaves_a_failed_run(supervise, study, cohort):
    supervisor = supervise("done")
    supervisor._workers._command = lambda *_: ["/no/such/program"]
    status = supervisor.status(supervisor.submit(study, cohort))
    assert status.state is RunState.FAILED
    assert "could not be started" in status.error


def test_a_run_can_be_renamed_in_index_and_folder(supervise, study, cohort, until):
    supervisor = supervise("done")
    run_id = supervisor.submit(study, cohort)
    until(supervisor, run_id, RunState.DONE)
    supervisor.rename(run_id, "Better title")
    assert supervisor.runs()[0].title == "Better title"
    assert supervisor.folder(run_id).read_card().title == "Better title"


def test_a_cohort_goes_with_the_last_run_on_it(supervise, settings, study, cohort, until):
    supervisor = supervise("done")
    ids = [supervisor.submit(study, cohort) for _ in range(2)]
    for run_id in ids:
        until(supervisor, run_id, RunState.DONE)
    kept = settings.cohorts_dir / f"{study.cohort.fingerprint}.csv"
    supervisor.delete(ids[0])
    assert not supervisor.folder(ids[0]).path.exists()
    assert kept.exists()
    supervisor.delete(ids[1])
    assert not kept.exists()
    assert supervisor.runs() == ()


def test_a_live_run_is_not_deleted(supervise, study, cohort):
    supervisor = supervise("wait")
    run_id = supervisor.submit(study, cohort)
    with pytest.raises(RunError, match="stop it first"):
        supervisor.delete(run_id)
    assert supervisor.folder(run_id).read_study() == study


@pytest.mark.parametrize("bad", ["../../etc", "", ".", "a/b", "nothing", "é"])
def test_an_id_from_outside_reaches_no_other_folder(supervise, bad):
    supervisor = supervise("done")
    for act in (supervisor.status, supervisor.cancel, supervisor.delete):
        with pytest.raises(StorageError, match="no such run"):
            act(bad)


def test_the_worker_is_the_command_that_a_person_would_type(settings, tmp_path):
    folder = RunFolder(tmp_path / "run")
    words = worker_command(folder, tmp_path / "c.csv", replace(settings, n_threads=3))
    assert words[:4] == [sys.executable, "-m", "mtl_core", "run"]
    assert words[4] == str(folder.path / "study.json")
    assert words[words.index("--cohort") + 1] == str(tmp_path / "c.csv")
    assert words[words.index("--out") + 1] == str(folder.path)
    assert words[words.index("--threads") + 1] == "3"
    assert "--quiet" in words
