"""Reading a large file in a process of its own: read, typed, checked and kept for the app.

A scan lives in a folder. ``scan.json`` says how far it is; at its end the table, its profile and
its checks lie beside it, and the app loads them in a second or two. The folder holds patients' data
and is removed when they have been loaded.
"""

from __future__ import annotations

import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from mtl_core.checks import CohortProfile, examine, profile
from mtl_core.data import Table, read_table
from mtl_core.errors import RunError, StorageError
from mtl_core.jobs.background import start_work
from mtl_core.jobs.heartbeat import Heartbeat
from mtl_core.jobs.launch import send_signal
from mtl_core.jobs.stopping import StopFlag
from mtl_core.jobs.worker import leaving_word
from mtl_core.schema import Check, Progress, RunState, RunStatus, from_json, to_json
from mtl_core.schema.repairs import Repair
from mtl_core.settings import Settings
from mtl_core.storage import (
    PlainCheck,
    RunFolder,
    load_table,
    plain_checks,
    read_bytes,
    store_table,
    whole_checks,
    write_bytes,
)

FORGOTTEN_SECONDS = 86_400.0
"""A scan that nobody has fetched for a day is removed when the next one starts."""

_STATUS, _REQUEST, _PROFILE, _CHECKS = "scan.json", "request.json", "profile.json", "checks.json"
_READ, _CHECKED, _PROFILED = 0.6, 0.8, 0.9
"""Share of the time at the end of each step."""


@dataclass(frozen=True, slots=True)
class _Request:
    """What is to be read, and how; ``name`` is the name of the file for people."""

    name: str
    sheet: str = ""
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class _PlainChecks:
    """The checks of a table, without examples."""

    checks: tuple[PlainCheck, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ScanResult:
    """What a scan leaves: ``examine(table)`` and ``profile(table)`` need not be computed again.

    Checks have no examples.
    """

    table: Table
    profile: CohortProfile
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ScanHandle:
    """A scan that was started here."""

    folder: RunFolder
    process: subprocess.Popen[bytes]

    def status(self) -> RunStatus:
        """Return how far the scan is; it is noticed at once when its process has ended."""
        ended = self.process.poll() is not None
        status = self.folder.read_status() or RunStatus(RunState.STARTING)
        if not (ended and status.state.live):
            return status
        return replace(status, state=RunState.FAILED, message="Failed", error=str(_gone()))

    def cancel(self) -> None:
        """End the process and remove what it has written."""
        if self.process.poll() is None:
            send_signal(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.folder.remove()


def scan_folder(path: Path) -> RunFolder:
    """Return a folder whose status is that of a scan."""
    return RunFolder(path, status_file=_STATUS)


def start_scan(
    path: Path,
    settings: Settings,
    *,
    name: str = "",
    sheet: str = "",
    repairs: Sequence[Repair] = (),
) -> ScanHandle:
    """Start to read a file in a process of its own, and return at once.

    Parameters
    ----------
    path
        The file; it must stay there until the scan has ended.
    name
        Name of the file for people, where it is not that of ``path``.
    sheet, repairs
        As for :func:`~mtl_core.data.read_table`.

    Raises
    ------
    StorageError
        When the folder of the scan or its process cannot be made.
    """
    scans = settings.home.absolute() / "scans"
    _forget_old(scans)
    folder = scan_folder(scans / secrets.token_hex(16))
    folder.create()
    request = _Request(name or path.name, sheet, tuple(repairs))
    write_bytes(folder.path / _REQUEST, to_json(request).encode())
    words = ["scan", str(path.absolute()), "--out", str(folder.path), "--quiet"]
    return ScanHandle(folder, start_work(folder, words, settings))


def scan_into(folder: RunFolder, path: Path, on_event: Callable[[Progress], None]) -> CohortProfile:
    """Read, check and keep a file; every end leaves word in ``scan.json``.

    Parameters
    ----------
    folder
        Gets the table, its profile and its checks; made when it is not there.
    on_event
        Told how far the scan is, for a screen.

    Raises
    ------
    MTLError
        Whatever ended the scan; ``scan.json`` says the same.
    """
    folder.create()
    # nobody asks a scan to stop: its process is ended
    with Heartbeat(folder, StopFlag()) as heart, leaving_word(folder, heart):

        def tell(fraction: float, message: str) -> None:
            heart.show(Progress(message, fraction, message))
            on_event(Progress("scan", fraction, message))

        found, shape = _scanned(folder.path, path, tell)
        tell(1.0, f"Read {shape}")
        heart.end(RunState.DONE, f"Read {shape}")
    return found


def load_scan(folder: RunFolder) -> ScanResult:
    """Return what a scan that is done has left.

    Raises
    ------
    MTLError
        When there is nothing, or its files are damaged.
    """
    table = load_table(folder.path)
    texts = [read_bytes(folder.path / name) or b"" for name in (_PROFILE, _CHECKS)]
    found = from_json(CohortProfile, texts[0].decode())
    return ScanResult(table, found, whole_checks(from_json(_PlainChecks, texts[1].decode()).checks))


def _scanned(
    folder: Path, path: Path, tell: Callable[[float, str], None]
) -> tuple[CohortProfile, str]:
    asked = read_bytes(folder / _REQUEST)
    request = _Request(path.name) if asked is None else from_json(_Request, asked.decode())
    reading = f"Reading {path.stat().st_size / 1e6:,.0f} MB" if path.is_file() else "Reading"
    tell(0.0, reading)
    table = read_table(
        path, request.repairs, request.sheet, lambda share: tell(_READ * share, reading)
    )
    table = replace(table, name=request.name)
    shape = f"{table.n_rows:,} rows x {len(table.columns)} columns"
    tell(_READ, f"Checking {shape}")
    checks = examine(table)
    tell(_CHECKED, f"Looking at the columns of {shape}")
    found = profile(table, checks)
    tell(_PROFILED, f"Keeping {shape}")
    store_table(folder, table)
    write_bytes(folder / _PROFILE, to_json(found).encode())
    write_bytes(folder / _CHECKS, to_json(_PlainChecks(plain_checks(checks))).encode())
    return found, shape


def _forget_old(scans: Path) -> None:
    with suppress(OSError, StorageError):
        for folder in scans.iterdir():
            if time.time() - folder.stat().st_mtime > FORGOTTEN_SECONDS:
                RunFolder(folder).remove()


def _gone() -> RunError:
    return RunError(
        "Reading the file stopped before its end",
        expected="a process that reads until the table is there",
        found="the process is gone",
        action="see whether the machine ran out of memory, close other programs and read the file "
        "again, or keep only the columns and rows that are needed",
    )
