"""Reading a large file in a process of its own: read, typed, checked and kept for the app.

A scan lives in a folder. ``scan.json`` says how far it is; at its end the table, its profile and
its checks lie beside it, and the app loads them in a second or two. The folder holds patients' data
and is removed with :func:`forget_scan`.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import mtl_core
from mtl_core.checks import CohortProfile
from mtl_core.data import Table
from mtl_core.errors import StorageError
from mtl_core.jobs.launch import send_signal
from mtl_core.jobs.scan_report import (
    CHECKS,
    PROFILE,
    REPORT,
    REQUEST,
    PlainChecks,
    Report,
    Request,
    ScanState,
    gone,
    read_value,
)
from mtl_core.schema import Check, to_json
from mtl_core.schema.repairs import Repair
from mtl_core.settings import Settings
from mtl_core.storage import load_table, storing, whole_checks, write_bytes

FORGOTTEN_SECONDS = 86_400.0
"""A scan that nobody has fetched for a day is removed when the next one starts."""

_STOP_SECONDS = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class ScanHandle:
    """A scan that was started here.

    Attributes
    ----------
    folder
        Where it leaves its state and its table; :func:`scan_state` and :func:`load_scan` need no
        more than this.
    """

    folder: Path
    process: subprocess.Popen[bytes]

    def state(self) -> ScanState:
        """Return how far the scan is; it is noticed at once when its process has ended."""
        ended = self.process.poll() is not None
        state = scan_state(self.folder)
        if not state.live:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(_STOP_SECONDS)  # it has said its last word
        return replace(state, error=gone()) if ended and state.live else state

    def cancel(self) -> None:
        """Stop the scan and remove what it has written."""
        if self.process.poll() is None:
            send_signal(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                send_signal(self.process.pid, signal.SIGKILL)
                self.process.wait()
        forget_scan(self.folder)


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
    folder = scans / secrets.token_hex(16)
    request = Request(name or path.name, sheet, tuple(repairs))
    with storing(folder):
        folder.mkdir(parents=True, mode=0o700)
    write_bytes(folder / REQUEST, to_json(request).encode())
    write_bytes(folder / REPORT, to_json(Report(0.0, "Starting", started=time.time())).encode())
    words = [sys.executable, "-m", "mtl_core", "scan", str(path.absolute()), "--out", str(folder)]
    try:
        with (folder / "log.txt").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                [*words, "--quiet"],
                cwd=Path(mtl_core.__file__).parents[1],
                env={**os.environ, "OMP_NUM_THREADS": str(settings.n_threads)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
    except OSError as error:
        forget_scan(folder)
        raise StorageError(
            "The file cannot be read in the background",
            expected="a process of its own for reading it",
            found=error.strerror or type(error).__name__,
            action="free some memory and some space on the disk, and try again",
        ) from None
    return ScanHandle(folder, process)


def scan_state(folder: Path) -> ScanState:
    """Return how far the scan in a folder is; one whose process is gone has an error.

    Raises
    ------
    StorageError
        When there is no scan in the folder.
    """
    return read_value(Report, folder / REPORT).state()


def load_scan(folder: Path) -> Table:
    """Return the table of a scan that is done; its checks have no examples.

    Raises
    ------
    StorageError
        When there is none, or its files are damaged.
    """
    return load_table(folder)


def load_examined(folder: Path) -> tuple[CohortProfile, tuple[Check, ...]]:
    """Return what the scan found in its table: ``profile(table)`` and ``examine(table)``.

    They need not be computed again. The checks have no examples.

    Raises
    ------
    StorageError
        When there is none, or its files are damaged.
    """
    checks = read_value(PlainChecks, folder / CHECKS).checks
    return read_value(CohortProfile, folder / PROFILE), whole_checks(checks)


def _forget_old(scans: Path) -> None:
    with suppress(OSError):
        for folder in scans.iterdir():
            if time.time() - folder.stat().st_mtime > FORGOTTEN_SECONDS:
                forget_scan(folder)


def forget_scan(folder: Path) -> None:
    """Remove the folder of a scan, with the patients' data in it."""
    shutil.rmtree(folder, ignore_errors=True)
