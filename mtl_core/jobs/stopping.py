"""Stopping a run politely: a flag that signals raise and the training loop reads."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class StopFlag:
    """Becomes true once, when somebody asks the run to stop; calling it reads it."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def __call__(self) -> bool:
        """Tell whether somebody asked."""
        return self._asked.is_set()

    def ask(self) -> None:
        """Ask the run to stop."""
        self._asked.set()


@contextmanager
def stopping_on_signals(flag: StopFlag) -> Iterator[StopFlag]:
    """Let SIGTERM and SIGINT raise ``flag`` instead of ending the process.

    A second SIGINT (Control-C pressed twice) ends the computation at once. Outside the main thread,
    where Python allows no signal handlers, nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield flag
        return

    def handle(number: int, _: FrameType | None) -> None:
        if flag() and number == signal.SIGINT:
            raise KeyboardInterrupt
        flag.ask()

    before = {number: signal.signal(number, handle) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield flag
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
