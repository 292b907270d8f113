import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from mtl_core.errors import StorageError
from mtl_core.schema import RunState, RunStatus
from mtl_core.storage import RunCard, RunFolder, RunIndex, RunRecord, reindex
from mtl_core.storage.index import _prepare_sqlite
from mtl_core.storage.migrations import MIGRATIONS


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'deep' / 'runs.sqlite'}"


def record(run_id: str, created: float = 1.0, state: RunState = RunState.QUEUED) -> RunRecord:
    return RunRecord(run_id, "Title", "ward.csv", "f" * 64, created, state, created, "", "/runs")


def test_a_run_can_be_added_read_renamed_updated_and_deleted(url):
    index = RunIndex(url)
    index.add(record("a"))
    assert index.get("a") == record("a")
    index.rename("a", "Other")
    index.update("a", state=RunState.DONE, headline="It helped.")
    changed = index.get("a")
    assert (changed.title, changed.state, changed.headline) == (
        "Other",
        RunState.DONE,
        "It helped.",
    )
    index.delete("a")
    assert index.get("a") is None


def test_runs_are_listed_newest_first_and_live_ones_alone_when_asked(url):
    index = RunIndex(url)
    index.add(record("old", 1.0, RunState.DONE))
    index.add(record("new", 3.0, RunState.RUNNING))
    index.add(record("middle", 2.0, RunState.QUEUED))
    assert [run.id for run in index.list()] == ["new", "middle", "old"]
    assert [run.id for run in index.list(live=True)] == ["new", "middle"]


def test_what_one_index_writes_another_one_reads(url):
    RunIndex(url).add(record("a"))
    assert [run.id for run in RunIndex(url).list()] == ["a"]


def test_the_oldest_queued_run_is_claimed_and_no_more_than_allowed(url):
    index = RunIndex(url)
    for run_id, created in {"second": 2.0, "first": 1.0, "third": 3.0}.items():
        index.add(record(run_id, created))
    assert index.claim_next(2).id == "first"
    assert index.claim_next(2).id == "second"
    assert index.claim_next(2) is None
    index.update("first", state=RunState.DONE)
    assert index.claim_next(2).id == "third"
    assert index.claim_next(9) is None


def test_a_transition_from_another_state_does_nothing(url):
    index = RunIndex(url)
    index.add(record("a", state=RunState.RUNNING))
    assert not index.transition("a", RunState.QUEUED, RunState.CANCELLED)
    assert index.get("a").state is RunState.RUNNING


def test_many_threads_claim_every_run_exactly_once(url):
    index = RunIndex(url)
    for i in range(20):
        index.add(record(f"run{i}", float(i)))
    with ThreadPoolExecutor(8) as pool:
        claimed = list(pool.map(lambda _: index.claim_next(15), range(30)))
    ids = [run.id for run in claimed if run is not None]
    assert len(ids) == len(set(ids)) == 15


ADD_MANY = """
import sys
from mtl_core.schema import RunState
from mtl_core.storage import RunIndex, RunRecord
from mtl_core.storage.index import _prepare_sqlite
index, first = RunIndex(sys.argv[1]), int(sys.argv[2])
for i in range(first, first + 15):
    queued = RunState.QUEUED
    index.add(RunRecord(f"run{i}", "T", "w.csv", "f" * 64, 1.0, queued, 1.0, "", "/runs"))
"""


def test_several_processes_may_open_and_write_a_new_index_at_once(url):
    words = [sys.executable, "-c", ADD_MANY, url]
    workers = [subprocess.Popen([*words, str(100 * i)]) for i in range(3)]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    assert len(RunIndex(url).list()) == 45


def test_the_index_keeps_its_version_and_writes_ahead(url, tmp_path):
    RunIndex(url)
    RunIndex(url)
    with closing(sqlite3.connect(tmp_path / "deep" / "runs.sqlite")) as connection:
        assert connection.execute("SELECT version FROM schema_version").fetchall() == [
            (len(MIGRATIONS),)
        ]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize(
    "bad", ["no url at all", "unknowndialect://host/x", "sqlite:////dev/null/x/runs.sqlite"]
)
def test_an_index_that_cannot_be_opened_is_one_clear_error(bad):
    with pytest.raises(StorageError) as told:
        RunIndex(bad)
    assert told.value.expected
    assert told.value.action


def test_a_file_that_is_no_database_is_one_clear_error(tmp_path):
    (tmp_path / "runs.sqlite").write_text("pid,age\n" * 500)
    with pytest.raises(StorageError, match="index of runs cannot be used"):
        RunIndex(f"sqlite:///{tmp_path / 'runs.sqlite'}")


def test_the_index_can_be_rebuilt_from_the_folders(url, tmp_path, study, result):
    runs = tmp_path / "runs"
    done, bare = RunFolder(runs / "done"), RunFolder(runs / "bare")
    for folder in (done, bare):
        folder.begin(study)
    done.write_status(RunStatus(RunState.DONE, updated=9.0))
    done.write_card(RunCard("My run", 5.0))
    done.write_result(result)
    bare.write_status(RunStatus(RunState.FAILED))
    (runs / "not a run").mkdir()
    index = RunIndex(url)
    index.add(replace(record("gone"), state=RunState.RUNNING))
    assert reindex(index, runs) == 2
    assert index.get("gone") is None
    found = index.get("done")
    assert (found.title, found.created, found.state, found.headline) == (
        "My run",
        5.0,
        RunState.DONE,
        result.headline,
    )
    assert index.get("bare").title == "ward.csv"


class Connection:
    """A database that answers with an error some times."""

    def __init__(self, code, n_errors):
        self.code, self.n_errors, self.n_asked = code, n_errors, 0

    def execute(self, _):
        self.n_asked += 1
        if self.n_asked <= self.n_errors:
            error = sqlite3.OperationalError("no")
            error.sqlite_errorcode = self.code
            raise error


def test_a_new_database_waits_while_another_process_prepares_it():
    busy = Connection(sqlite3.SQLITE_BUSY, 2)
    _prepare_sqlite(busy, None)
    assert busy.n_asked == 3


def test_a_database_that_cannot_be_written_is_not_waited_for():
    closed = Connection(sqlite3.SQLITE_READONLY, 2)
    with pytest.raises(sqlite3.OperationalError):
        _prepare_sqlite(closed, None)
    assert closed.n_asked == 1
