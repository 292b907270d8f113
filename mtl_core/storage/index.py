"""The index of runs: one row per run, in SQLite by default or in another server by URL."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy import delete as delete_from
from sqlalchemy import insert as insert_into
from sqlalchemy import update as update_rows
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from mtl_core.errors import StorageError
from mtl_core.schema import RunState
from mtl_core.storage.atomic import storing
from mtl_core.storage.migrations import RUNS, migrate

_LOCK_SECONDS = 15
_PAUSE_SECONDS = 0.02
_PRIMARY_CODE = 0xFF
"""Extended codes of SQLite carry the kind of error in their lowest byte."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What the index knows about one run.

    Attributes
    ----------
    cohort
        Name of the cohort.
    created, changed
        Seconds since the epoch: when it was submitted, when its state last changed.
    folder
        Absolute path of the run's folder.
    """

    id: str
    title: str
    cohort: str
    fingerprint: str
    created: float
    state: RunState
    changed: float
    headline: str
    folder: str


class RunIndex:
    """The table of runs behind ``url``; safe to use from several threads and processes.

    A SQLite file is opened in write-ahead mode and every transaction takes its write lock at the
    start, so two processes queue for a moment instead of failing. Such a file belongs on a local
    disk, not on a network share.

    Raises
    ------
    StorageError
        When the database cannot be opened, read or written.
    """

    def __init__(self, url: str) -> None:
        with _told():
            self._engine = _open(url)
            with self._engine.begin() as connection:
                migrate(connection)

    def add(self, record: RunRecord) -> None:
        """Add a run, or replace the row that has its id."""
        with self._transaction() as connection:
            connection.execute(delete_from(RUNS).where(RUNS.c.id == record.id))
            connection.execute(insert_into(RUNS).values(**asdict(record)))

    def update(self, run_id: str, *, state: RunState, headline: str | None = None) -> None:
        """Set the state of a run, and its headline when there is one."""
        values: dict[str, Any] = {"state": state, "changed": time.time()}
        if headline is not None:
            values["headline"] = headline
        self._set(run_id, values)

    def rename(self, run_id: str, title: str) -> None:
        """Give a run another title."""
        self._set(run_id, {"title": title})

    def delete(self, run_id: str) -> None:
        """Take a run out of the index; its folder is not touched."""
        with self._transaction() as connection:
            connection.execute(delete_from(RUNS).where(RUNS.c.id == run_id))

    def get(self, run_id: str) -> RunRecord | None:
        """Return one run."""
        with self._transaction() as connection:
            row = connection.execute(select(RUNS).where(RUNS.c.id == run_id)).mappings().first()
        return None if row is None else _record(row)

    def list(self, *, live: bool = False) -> tuple[RunRecord, ...]:
        """Return all runs, or the live ones, the newest first."""
        query = select(RUNS).order_by(RUNS.c.created.desc(), RUNS.c.id)
        if live:
            query = query.where(RUNS.c.state.in_([state for state in RunState if state.live]))
        with self._transaction() as connection:
            return tuple(_record(row) for row in connection.execute(query).mappings())

    def transition(self, run_id: str, old: RunState, new: RunState) -> bool:
        """Move a run from one state to another; ``False`` when somebody else was faster."""
        with self._transaction() as connection:
            return _move(connection, run_id, old, new)

    def claim_next(self, max_workers: int) -> RunRecord | None:
        """Move the oldest queued run to *starting*, unless ``max_workers`` are busy already."""
        busy = select(func.count()).where(RUNS.c.state.in_([RunState.STARTING, RunState.RUNNING]))
        oldest = select(RUNS).where(RUNS.c.state == RunState.QUEUED).order_by(RUNS.c.created)
        with self._transaction() as connection:
            if connection.execute(busy).scalar_one() >= max_workers:
                return None
            row = connection.execute(oldest.limit(1)).mappings().first()
            if row is None:
                return None
            mine = _move(connection, row["id"], RunState.QUEUED, RunState.STARTING)
            return _record(row) if mine else None

    def _set(self, run_id: str, values: dict[str, Any]) -> None:
        with self._transaction() as connection:
            connection.execute(update_rows(RUNS).where(RUNS.c.id == run_id).values(**values))

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with _told(), self._engine.begin() as connection:
            yield connection


def _move(connection: Connection, run_id: str, old: RunState, new: RunState) -> bool:
    moved = (
        update_rows(RUNS)
        .where(RUNS.c.id == run_id, RUNS.c.state == old)
        .values(state=new, changed=time.time())
    )
    return connection.execute(moved).rowcount == 1


def _record(row: Any) -> RunRecord:  # noqa: ANN401 - a row of SQLAlchemy
    return RunRecord(**{**row, "state": RunState(row["state"])})


def _open(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, hide_parameters=True, pool_pre_ping=True)
    if parsed.database:
        folder = Path(parsed.database).parent
        with storing(Path(parsed.database)):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(
        parsed, hide_parameters=True, poolclass=NullPool, connect_args={"timeout": _LOCK_SECONDS}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediately)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:  # noqa: ANN401 - a DB-API connection
    connection.isolation_level = None
    # SQLite does not wait for other processes while a new database changes its journal.
    give_up = time.monotonic() + _LOCK_SECONDS
    while not _uses_wal(connection, wait=time.monotonic() < give_up):
        time.sleep(_PAUSE_SECONDS)


def _uses_wal(connection: Any, *, wait: bool) -> bool:  # noqa: ANN401 - a DB-API connection
    """Write ahead; ``False`` when another process is in the way and there is time to wait."""
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if not wait or error.sqlite_errorcode & _PRIMARY_CODE != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _begin_immediately(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (SQLAlchemyError, ImportError) as error:
        raise StorageError(
            "The index of runs cannot be used",
            expected="a database that can be read and written (CONSILIUM_DATABASE_URL)",
            found=type(error).__name__,
            action="check the URL, the disk and the permissions; the runs' folders are not touched",
        ) from error
