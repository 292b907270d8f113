import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

from mtl_core.schema import RunState


def test_a_run_survives_the_server_that_started_it(supervise, study, cohort, until):
    first = supervise("wait")
    run_id = first.submit(study, cohort)
    until(first, run_id, RunState.RUNNING)
    second = supervise("wait")
    second.advance()
    assert second.status(run_id).state is RunState.RUNNING
    assert [run.id for run in second.runs()] == [run_id]
    second.cancel(run_id)
    until(second, run_id, RunState.CANCELLED)


def test_another_server_notices_a_killed_worker_by_its_silence(supervise, study, cohort, until):
    first = supervise("wait")
    run_id = first.submit(study, cohort)
    pid = until(first, run_id, RunState.RUNNING).pid
    os.kill(pid, signal.SIGKILL)
    first._workers._processes[run_id].wait()
    later = supervise("wait", now=lambda: time.time() + 30)
    status = until(later, run_id, RunState.FAILED)
    assert status.error.startswith("The worker was killed")


def test_a_run_whose_server_died_before_starting_it_is_queued_again(
    supervise, settings, study, cohort, until
):
    supervisor = supervise("wait")
    busy = supervisor.submit(study, cohort)
    waiting = supervisor.submit(study, cohort)
    supervisor.cancel(busy)
    until(supervisor, busy, RunState.CANCELLED)
    until(supervisor, waiting, RunState.RUNNING)
    abandoned = supervisor.submit(study, cohort)
    supervisor._index.transition(abandoned, RunState.QUEUED, RunState.STARTING)
    later = supervise("wait", now=lambda: time.time() + 120)
    later.advance()
    assert later._index.get(abandoned).state is RunState.QUEUED


def test_a_damaged_folder_fails_its_own_run_and_no_other(supervise, study, cohort, until):
    supervisor = supervise("wait")
    broken = supervisor.submit(study, cohort)
    pid = until(supervisor, broken, RunState.RUNNING).pid
    os.kill(pid, signal.SIGKILL)
    supervisor._workers._processes[broken].wait()
    (supervisor.folder(broken).path / "status.json").write_text("{")
    other = supervisor.submit(study, cohort)
    until(supervisor, other, RunState.RUNNING)
    assert supervisor._index.get(broken).state is RunState.FAILED
    supervisor.delete(broken)
    assert not supervisor.folder(broken).path.exists()


def test_a_lost_index_is_rebuilt_from_the_folders(supervise, settings, study, cohort, until):
    supervisor = supervise("done")
    run_id = supervisor.submit(study, cohort, title="Ward")
    until(supervisor, run_id, RunState.DONE)
    for file in settings.home.glob("runs.sqlite*"):
        file.unlink()
    (record,) = supervise("done").runs()
    assert (record.id, record.title, record.headline) == (run_id, "Ward", "It helped.")


def test_many_threads_submit_and_advance_and_every_run_ends_once(
    supervise, settings, study, cohort, until
):
    supervisor = supervise("done")
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: supervisor.submit(study, cohort), range(4)))
        list(pool.map(lambda _: supervisor.advance(), range(20)))
    for run_id in ids:
        until(supervisor, run_id, RunState.DONE)
    starts = [supervisor.folder(run_id).read_log().count("Started") for run_id in ids]
    assert starts == [1, 1, 1, 1]
