"""Work beside the runs: in a process and a folder of its own, watched through its status."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from mtl_core.errors import StorageError
from mtl_core.jobs.endings import end_of_dead_worker
from mtl_core.jobs.launch import launch
from mtl_core.jobs.liveness import is_alive
from mtl_core.schema import RunState, RunStatus
from mtl_core.settings import Settings
from mtl_core.storage import RunFolder


def start_work(
    folder: RunFolder, words: Sequence[str], settings: Settings
) -> subprocess.Popen[bytes]:
    """Start the work for which a folder was made; without a process the folder goes, too.

    Parameters
    ----------
    words
        What follows ``python -m mtl_core``.

    Raises
    ------
    StorageError
        When the process cannot be made.
    """
    now = time.time()
    folder.write_status(RunStatus(RunState.STARTING, message="Starting", started=now, updated=now))
    try:
        process = launch(folder, [sys.executable, "-m", "mtl_core", *words], settings)
    except OSError as error:
        folder.remove()
        raise StorageError(
            "The work cannot be done in the background",
            expected="a process of its own",
            found=error.strerror or type(error).__name__,
            action="free some memory and some space on the disk, and try again",
        ) from None
    # the process is waited for, so that it does not stay as a zombie when it has ended
    threading.Thread(target=process.wait, name="background", daemon=True).start()
    return process


def work_status(folder: RunFolder) -> RunStatus | None:
    """Return how far the work is, ``None`` when nobody asked; a dead worker has failed."""
    status = folder.read_status()
    if status is None or not status.state.live or is_alive(status, time.time()):
        return status
    cancelled = folder.cancel_requested() is not None
    return end_of_dead_worker(status, None, cancelled=cancelled)
