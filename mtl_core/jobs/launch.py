"""The command that a worker is, and how it is started and signalled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import mtl_core
from mtl_core.settings import Settings
from mtl_core.storage import RunFolder

NICENESS = 10
"""How far a worker steps back behind the pages that people look at."""

WorkerCommand: TypeAlias = Callable[[RunFolder, Path, Settings], Sequence[str]]
"""Folder of the run, path of the cohort and settings -> words of the command."""


def worker_command(folder: RunFolder, cohort: Path, settings: Settings) -> list[str]:
    """Return the command that a person would type to compute this run."""
    return [
        *(sys.executable, "-m", "mtl_core", "run", str(folder.path / "study.json")),
        *("--cohort", str(cohort), "--out", str(folder.path)),
        *("--threads", str(settings.n_threads), "--nice", str(NICENESS), "--quiet"),
    ]


def launch(folder: RunFolder, words: Sequence[str], settings: Settings) -> subprocess.Popen[bytes]:
    """Start a worker in a session of its own, its output going to the folder's ``log.txt``.

    Raises
    ------
    OSError
        When the process or the log cannot be made.
    """
    environment = {
        **os.environ,
        "CONSILIUM_HOME": str(settings.home.absolute()),
        "OMP_WAIT_POLICY": "PASSIVE",
        "OMP_NUM_THREADS": str(settings.n_threads),
    }
    with (folder.path / "log.txt").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own command, no shell
            words,
            cwd=Path(mtl_core.__file__).parents[1],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def send_signal(pid: int, number: signal.Signals) -> None:
    """Signal a worker and, when it leads a group of its own, its children with it."""
    with suppress(ProcessLookupError, PermissionError):
        if os.getpgid(pid) == pid:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
