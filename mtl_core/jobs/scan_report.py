"""What a scan says of itself in ``scan.json``: how far it is, how it ended. No cell is in it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from mtl_core import errors
from mtl_core.errors import MTLError, RunError, StorageError
from mtl_core.jobs.liveness import STARTING_SECONDS, is_same_process
from mtl_core.schema import RunState, RunStatus, from_json, to_json
from mtl_core.schema.repairs import Repair
from mtl_core.storage import PlainCheck, read_bytes, write_bytes

REPORT, REQUEST, PROFILE, CHECKS = "scan.json", "request.json", "profile.json", "checks.json"

T = TypeVar("T")

_WRITE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class ScanState:
    """How far a scan is.

    Attributes
    ----------
    fraction
        Share of the work that is done, 0 to 1.
    message
        What is being done, a few words for people.
    error
        Why the scan ended without a table, or ``None``.
    done
        Whether the table can be loaded.
    """

    fraction: float
    message: str
    error: MTLError | None = None
    done: bool = False

    @property
    def live(self) -> bool:
        """Whether the scan goes on."""
        return not self.done and self.error is None


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be read, and how.

    Attributes
    ----------
    name
        Name of the file for people.
    """

    name: str
    sheet: str = ""
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainChecks:
    """The checks of a table, without examples."""

    checks: tuple[PlainCheck, ...]


@dataclass(frozen=True, slots=True)
class PlainError:
    """An error of this program as text, so that it can travel between processes."""

    kind: str
    problem: str
    expected: str
    found: str
    action: str

    def whole(self) -> MTLError:
        """Return the error that was written."""
        kind = getattr(errors, self.kind, MTLError)
        error: MTLError = kind(
            self.problem, expected=self.expected, found=self.found, action=self.action
        )
        return error


@dataclass(frozen=True, slots=True)
class Report:
    """The content of ``scan.json``.

    Attributes
    ----------
    started
        Seconds since the epoch.
    pid
        Process that scans; ``None`` before its first word.
    """

    fraction: float
    message: str
    started: float
    pid: int | None = None
    done: bool = False
    error: PlainError | None = None

    def state(self) -> ScanState:
        """Return how far the scan is; one whose process is gone has an error."""
        error = None if self.error is None else self.error.whole()
        if error is None and not self.done and not self._may_go_on():
            error = gone()
        return ScanState(self.fraction, self.message, error, self.done)

    def _may_go_on(self) -> bool:
        if self.pid is None:
            return time.time() - self.started < STARTING_SECONDS
        return is_same_process(RunStatus(RunState.RUNNING, started=self.started, pid=self.pid))


class Reporter:
    """Writes ``scan.json`` as the scan goes on, a few times a second at most."""

    def __init__(self, folder: Path, on_progress: Callable[[ScanState], None]) -> None:
        self._path = folder / REPORT
        self._on_progress = on_progress
        self._report = Report(0.0, "Starting", started=time.time(), pid=os.getpid())
        self._written = 0.0

    def tell(self, fraction: float, message: str) -> None:
        """Say how far the scan is."""
        new = message != self._report.message
        self._report = replace(self._report, fraction=min(fraction, 1.0), message=message)
        if new or time.monotonic() - self._written > _WRITE_SECONDS:
            self._write()

    def end(self, message: str) -> None:
        """Say that the table is there."""
        self._report = replace(self._report, fraction=1.0, message=message, done=True)
        self._write()

    def fail(self, error: MTLError) -> None:
        """Say why there will be no table; a disk that is full may refuse this, too."""
        parts = (error.problem, error.expected, error.found, error.action)
        plain = PlainError(type(error).__name__, *parts)
        self._report = replace(self._report, message="Stopped", error=plain)
        with suppress(StorageError):
            self._write()

    def _write(self) -> None:
        write_bytes(self._path, to_json(self._report).encode())
        self._written = time.monotonic()
        self._on_progress(ScanState(self._report.fraction, self._report.message))


def read_value(kind: type[T], path: Path) -> T:
    """Read one of the JSON files of a scan.

    Raises
    ------
    StorageError
        When it is not there, or damaged.
    """
    content = read_bytes(path)
    try:
        return from_json(kind, (content or b"").decode())
    except (MTLError, UnicodeDecodeError):
        raise StorageError(
            "The scan is not there any more",
            expected=f"'{path.name}' as this program wrote it",
            found="a damaged file" if content else "no such file",
            action="read the file again",
        ) from None


def gone() -> RunError:
    """Return what is told when the process of a scan ended without a word."""
    return RunError(
        "Reading the file stopped before its end",
        expected="a process that reads until the table is there",
        found="the process is gone",
        action="see whether the machine ran out of memory, close other programs and read the file "
        "again, or keep only the columns and rows that are needed",
    )
