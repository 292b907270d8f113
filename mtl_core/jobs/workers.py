"""The workers of one server process: started, looked at, signalled, and their ends written down."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace

from mtl_core.errors import MTLError, StorageError, StudyError
from mtl_core.jobs.endings import end_of_dead_worker
from mtl_core.jobs.launch import WorkerCommand, launch, send_signal
from mtl_core.jobs.liveness import STARTING_SECONDS, is_alive, is_same_process
from mtl_core.schema import RunState, RunStatus
from mtl_core.settings import Settings
from mtl_core.storage import RunFolder, RunIndex, RunRecord, cohort_path


class Workers:
    """Remembers the processes it has started, to notice at once when one ends.

    Workers of another server process are known by their heartbeat. The caller holds the lock.
    """

    def __init__(
        self,
        settings: Settings,
        index: RunIndex,
        command: WorkerCommand,
        *,
        grace_seconds: float,
        now: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._index = index
        self._command = command
        self._grace_seconds = grace_seconds
        self._now = now
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, record: RunRecord) -> None:
        """Start the worker of a claimed run; when it cannot be started the run has failed."""
        folder = RunFolder(self._settings.runs_dir / record.id)
        now = self._now()
        starting = RunStatus(RunState.STARTING, message="Starting", started=now, updated=now)
        cohort = cohort_path(self._settings.cohorts_dir, record.fingerprint).absolute()
        try:
            folder.write_status(starting)
            words = self._command(folder, cohort, self._settings)
            process = launch(folder, words, self._settings)
        except (OSError, StorageError) as error:
            told = str(error) if isinstance(error, MTLError) else _not_started(error)
            failed = replace(starting, state=RunState.FAILED, message="Failed", error=told)
            self._close(record, folder, failed)
            return
        self._processes[record.id] = process

    def settle(self, record: RunRecord) -> None:
        """Look at a run that the index calls live, and write down what has become of it."""
        folder = RunFolder(self._settings.runs_dir / record.id)
        try:
            status = folder.read_status()
        except StudyError:
            status = None  # damaged by hand: one bad folder must not stop the others
        if status is None:
            self._index.update(record.id, state=RunState.FAILED)
        elif status.state is RunState.QUEUED:
            self._requeue_when_abandoned(record)
        elif not status.state.live:
            self._close(record, folder, status)
        elif self._alive(record.id, status):
            if status.state is not record.state:
                self._index.update(record.id, state=status.state)
            self._end_by_force_when_overdue(record.id, folder, status)
        else:
            # The worker may have said its last word between the two looks.
            last = folder.read_status() or status
            cancelled = folder.cancel_requested() is not None
            code = self._exit_code(record.id)
            self._close(record, folder, end_of_dead_worker(last, code, cancelled=cancelled))

    def send(self, run_id: str, status: RunStatus, number: signal.Signals) -> None:
        """Signal the worker of a run, unless its process number belongs to somebody else now."""
        process = self._processes.get(run_id)
        if process is not None:
            if process.poll() is None:
                send_signal(process.pid, number)
        elif status.pid is not None and is_same_process(status):
            send_signal(status.pid, number)

    def forget_ended(self, live: Iterable[str]) -> None:
        """Drop the processes that have ended, except those of live runs, whose end is news yet."""
        wanted = set(live)
        self._processes = {
            run_id: process
            for run_id, process in self._processes.items()
            if run_id in wanted or process.poll() is None
        }

    def _requeue_when_abandoned(self, record: RunRecord) -> None:
        # A server died between claiming the run and starting its worker.
        if self._now() - record.changed > STARTING_SECONDS:
            self._index.transition(record.id, RunState.STARTING, RunState.QUEUED)

    def _close(self, record: RunRecord, folder: RunFolder, status: RunStatus) -> None:
        headline = None
        with suppress(MTLError):
            if folder.read_status() != status:
                folder.write_status(status)
        with suppress(MTLError):
            result = folder.read_result() if status.state is RunState.DONE else None
            headline = result.headline if result else None
        self._index.update(record.id, state=status.state, headline=headline)

    def _alive(self, run_id: str, status: RunStatus) -> bool:
        process = self._processes.get(run_id)
        return is_alive(status, self._now()) if process is None else process.poll() is None

    def _exit_code(self, run_id: str) -> int | None:
        process = self._processes.get(run_id)
        return None if process is None else process.poll()

    def _end_by_force_when_overdue(self, run_id: str, folder: RunFolder, status: RunStatus) -> None:
        asked = folder.cancel_requested()
        if asked is not None and self._now() - asked > self._grace_seconds:
            self.send(run_id, status, signal.SIGKILL)


def _not_started(error: OSError) -> str:
    return str(
        StorageError(
            "The worker could not be started",
            expected="a process of its own for the run",
            found=type(error).__name__,
            action="check memory and disk, then start the run again",
        )
    )
