"""A helper process per open run that answers questions about single patients at once.

It is the command ``python -m mtl_core ask``, kept warm with the networks in its memory. Questions
and answers are lines on its standard input and output: no file, no port. It ends when its input is
closed, which happens at the latest when this process ends, or when nobody has asked for a while;
the next question starts it again.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

import mtl_core
from mtl_core.errors import RunError
from mtl_core.schema import from_plain, to_plain
from mtl_core.schema.answers import PatientAnswer, PatientQuestion

IDLE_SECONDS = 900
"""A helper that nobody asks for so long ends."""

ANSWER_SECONDS = 120.0
"""The first answer waits for torch and the networks; a helper that is slower has gone astray."""

AskCommand: TypeAlias = Callable[[Path], Sequence[str]]
"""Folder of the run -> words of the command."""


def ask_command(run: Path) -> list[str]:
    """Return the command that a person would type to ask about patients of this run."""
    words = ["-m", "mtl_core", "ask", str(run.absolute()), "--idle", str(IDLE_SECONDS)]
    return [sys.executable, *words]


class PatientHelper:
    """The helper of one run; several threads may ask, one at a time is answered."""

    def __init__(
        self,
        run: Path,
        *,
        command: AskCommand = ask_command,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._run = run
        self._command = command
        self._answer_seconds = answer_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int | None:
        """Number of the process, ``None`` when none is alive."""
        alive = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process is not None and alive else None

    def start(self) -> None:
        """Start the process, if none is alive, and return at once: it warms up meanwhile.

        Raises
        ------
        RunError
            When the process cannot be made.
        """
        with self._lock:
            self._started()

    def ask(self, question: PatientQuestion) -> PatientAnswer:
        """Ask, and wait for the answer; a helper that has ended or crashed is started again once.

        Raises
        ------
        MTLError
            When the helper says why it cannot answer, or does not answer twice.
        """
        line = json.dumps(to_plain(question), ensure_ascii=False)
        with self._lock:
            told = self._exchange(line) or self._exchange(line)
        if told is None:
            raise RunError(
                "The networks do not answer",
                expected="an answer of the process that holds them",
                found="a process that ended or was too slow, twice",
                action="open the page again; if it stays so, run the study again",
            )
        plain = json.loads(told)
        if "error" in plain:
            raise RunError(**plain["error"])
        return from_plain(PatientAnswer, plain["answer"])

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _exchange(self, line: str) -> str | None:
        """Write a line and read one; ``None`` when the process has ended or is too slow."""
        process = self._started()
        answer = ""
        if process.stdin is not None and process.stdout is not None:
            with suppress(OSError):
                process.stdin.write(f"{line}\n")
                process.stdin.flush()
                ready, _, _ = select.select([process.stdout], [], [], self._answer_seconds)
                answer = process.stdout.readline() if ready else ""
        if answer:
            return answer
        self._end()
        return None

    def _started(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own command, no shell
                list(self._command(self._run)),
                cwd=Path(mtl_core.__file__).parents[1],
                env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )
        except OSError as error:
            raise RunError(
                "The networks cannot be asked",
                expected="a process of its own for them",
                found=error.strerror or type(error).__name__,
                action="free some memory, and try again",
            ) from None
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        process.wait()
