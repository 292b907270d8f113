"""The supervisor: submits, starts, watches, stops and deletes runs."""

from __future__ import annotations

import secrets
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from mtl_core.errors import CohortError, RunError, StorageError, StudyError
from mtl_core.jobs.endings import unknown_run
from mtl_core.jobs.launch import WorkerCommand, worker_command
from mtl_core.jobs.workers import Workers
from mtl_core.schema import RunState, RunStatus, Study
from mtl_core.settings import Settings
from mtl_core.storage import (
    RunCard,
    RunFolder,
    RunIndex,
    RunRecord,
    cohort_path,
    fingerprint_of,
    keep_cohort,
    reindex,
)

GRACE_SECONDS = 20.0
"""How long a worker may take to stop before it is ended by force."""


class Supervisor:
    """Runs and their workers; one instance per server process, shared by its threads.

    What must last lives in the folders and the index. The instance itself only remembers the
    processes that it started, to notice at once when one of them ends; another instance notices by
    the missing heartbeat. No call waits for a worker.

    Parameters
    ----------
    command
        Makes the worker's command.
    grace_seconds
        Time between a wish to stop and the end by force.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        command: WorkerCommand = worker_command,
        grace_seconds: float = GRACE_SECONDS,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._now = now
        self._lock = threading.RLock()
        self._index = RunIndex(settings.database_url)
        self._workers = Workers(
            settings, self._index, command, grace_seconds=grace_seconds, now=now
        )
        if not self._index.list():
            reindex(self._index, settings.runs_dir)

    def submit(self, study: Study, cohort: bytes | Path, *, title: str = "") -> str:
        """Queue a run and return its id; it starts at once when a worker is free.

        Parameters
        ----------
        cohort
            The bytes of the CSV, or its path; a copy is kept for the run.

        Raises
        ------
        StudyError
            When the study was made for another file.
        CohortError, StorageError
            When the file cannot be read, or the run cannot be written.
        """
        content = cohort if isinstance(cohort, bytes) else _read(cohort)
        _check_fingerprint(study, content)
        run_id, now = secrets.token_hex(16), self._now()
        folder = self.folder(run_id)
        with self._lock:
            keep_cohort(self._settings.cohorts_dir, content)
            try:
                folder.create()
                folder.write_study(study)
                folder.write_card(RunCard(title=title or study.cohort.name, created=now))
                folder.write_status(RunStatus(RunState.QUEUED, message="Waiting", updated=now))
                self._index.add(
                    RunRecord(
                        id=run_id,
                        title=title or study.cohort.name,
                        cohort=study.cohort.name,
                        fingerprint=study.cohort.fingerprint,
                        created=now,
                        state=RunState.QUEUED,
                        changed=now,
                        headline="",
                        folder=str(folder.path),
                    )
                )
            except StorageError:
                with suppress(StorageError):
                    folder.remove()
                raise
            self.advance()
        return run_id

    def advance(self) -> None:
        """Look after every live run: start, notice ends, end by force what does not stop.

        Cheap, and made to be called often: by every page that shows a run.
        """
        with self._lock:
            for record in self._index.list(live=True):
                self._workers.settle(record)
            self._workers.forget_ended(run.id for run in self._index.list(live=True))
            while (claimed := self._index.claim_next(self._settings.max_workers)) is not None:
                self._workers.start(claimed)

    def status(self, run_id: str) -> RunStatus:
        """Return how a run is doing.

        Raises
        ------
        StorageError
            When there is no such run.
        """
        folder = self.folder(run_id)
        status = folder.read_status()
        if status is None:
            raise unknown_run()
        if status.state.live and folder.cancel_requested() is not None:
            return replace(status, message="Stopping")
        return status

    def cancel(self, run_id: str) -> None:
        """Ask a run to stop; a run that waits is cancelled at once, one that has ended stays.

        Raises
        ------
        StorageError
            When there is no such run.
        """
        with self._lock:
            status = self.status(run_id)
            folder = self.folder(run_id)
            if not status.state.live:
                return
            if self._index.transition(run_id, RunState.QUEUED, RunState.CANCELLED):
                told = "Cancelled before it started"
                folder.write_status(replace(status, state=RunState.CANCELLED, message=told))
                return
            if folder.cancel_requested() is None:
                folder.request_cancel()
            self._workers.send(run_id, status, signal.SIGTERM)

    def delete(self, run_id: str) -> None:
        """Delete a run's folder and, with the last run on it, the copy of its cohort.

        Raises
        ------
        RunError
            While the run is queued or computing.
        StorageError
            When there is no such run, or its folder cannot be removed.
        """
        with self._lock:
            self._workers.settle(self._record(run_id))
            record = self._record(run_id)
            if record.state.live:
                raise RunError(
                    "The run has not ended",
                    expected="a run that is done, failed or cancelled",
                    found=f"a run that is {record.state}",
                    action="stop it first, then delete it",
                )
            self.folder(run_id).remove()
            self._index.delete(run_id)
            self._forget_cohort(record.fingerprint)

    def rename(self, run_id: str, title: str) -> None:
        """Give a run another title."""
        with self._lock:
            record = self._record(run_id)
            self.folder(run_id).write_card(RunCard(title=title, created=record.created))
            self._index.rename(run_id, title)

    def runs(self) -> tuple[RunRecord, ...]:
        """Return all runs, the newest first."""
        return self._index.list()

    def folder(self, run_id: str) -> RunFolder:
        """Return the folder of a run, whether or not it exists.

        Raises
        ------
        StorageError
            When ``run_id`` does not look like an id (it may come from a web address).
        """
        if not run_id.isascii() or not run_id.replace("-", "").replace("_", "").isalnum():
            raise unknown_run()
        return RunFolder(self._settings.runs_dir / run_id)

    def _record(self, run_id: str) -> RunRecord:
        record = self._index.get(run_id)
        if record is None:
            raise unknown_run()
        return record

    def _forget_cohort(self, fingerprint: str) -> None:
        if all(run.fingerprint != fingerprint for run in self._index.list()):
            with suppress(OSError):
                cohort_path(self._settings.cohorts_dir, fingerprint).unlink(missing_ok=True)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CohortError(
            "The cohort cannot be read",
            expected=f"a file at '{path}'",
            found=type(error).__name__,
            action="check the path and the permissions",
        ) from error


def _check_fingerprint(study: Study, content: bytes) -> None:
    found = fingerprint_of(content)
    if found != study.cohort.fingerprint:
        raise StudyError(
            "The study was made for another file",
            expected=f"the file with the fingerprint {study.cohort.fingerprint[:12]}",
            found=f"a file with the fingerprint {found[:12]}",
            action="use the file that the study was made for, or make a new study for this one",
        )
