"""The worker's sign of life."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from dataclasses import replace
from types import TracebackType

from mtl_core.errors import StorageError
from mtl_core.jobs.stopping import StopFlag
from mtl_core.schema import Progress, RunState, RunStatus
from mtl_core.storage import RunFolder

BEAT_SECONDS = 1.0


class Heartbeat:
    """Keeps ``status.json`` fresh while the computation is busy, and listens for a wish to stop.

    A thread replaces the file once a second whatever the computation does. When the disk refuses,
    the thread stays silent: the computation meets the same disk with its next file and reports it.
    """

    def __init__(self, folder: RunFolder, stop: StopFlag, *, seconds: float = BEAT_SECONDS) -> None:
        now = time.time()
        self._folder = folder
        self._stop = stop
        self._seconds = seconds
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._status = RunStatus(
            RunState.RUNNING, message="Starting", started=now, updated=now, pid=os.getpid()
        )

    def __enter__(self) -> Heartbeat:
        self._write()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    @property
    def status(self) -> RunStatus:
        """The status as the worker knows it."""
        return self._status

    def show(self, progress: Progress) -> None:
        """Take over where the run is; it reaches the disk at once when the stage is a new one."""
        with self._lock:
            new_stage = progress.stage != self._status.stage
            self._status = replace(
                self._status,
                stage=progress.stage,
                fraction=min(max(progress.fraction, self._status.fraction), 1.0),
                message=progress.message,
            )
        if new_stage:
            self._write()

    def end(self, state: RunState, message: str, *, error: str | None = None) -> None:
        """Write how the run ended; nothing is written after that.

        Raises
        ------
        StorageError
            When the disk refuses.
        """
        self._ended.set()
        with self._lock:
            self._status = replace(self._status, state=state, message=message, error=error)
            if state is RunState.DONE:
                self._status = replace(self._status, fraction=1.0)
        self._write()

    def _beat(self) -> None:
        while not self._ended.wait(self._seconds):
            if self._folder.cancel_requested() is not None:
                self._stop.ask()
            with suppress(StorageError):
                self._write(only_live=True)

    def _write(self, *, only_live: bool = False) -> None:
        with self._lock:
            if only_live and not self._status.state.live:
                return
            self._status = replace(self._status, updated=time.time())
            self._folder.write_status(self._status)
