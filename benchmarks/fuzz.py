"""Damaged files: every one is read or refused, soon and within bounded memory.

``python -m benchmarks.fuzz --inputs 100000 --seed 0`` damages files of every format at random and
reads, checks and profiles what comes out. It fails on any exception but the documented ones, on an
input that takes longer than 5 s, and when a process ever held more than 1 GiB. An input is named by
its number, from which ``--first N --inputs 1`` makes it anew; nothing of its content is printed.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import platform
import re
import resource
import signal
import sys
import time
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.mutations import mutated, seed_files
from mtl_core.checks import examine, profile
from mtl_core.data import read_bytes
from mtl_core.errors import MTLError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import FrameType, TracebackType

RESULTS = Path(__file__).parent / "results" / "fuzz.json"
LONGEST_SECONDS = 5.0
MOST_MEMORY_MIB = 1024
_CHUNK = 500
_CHUNK_SECONDS = 600
_QUOTED = re.compile(r"'[^']*'")


class TookTooLongError(BaseException):
    """The watchdog barked; no handler of the program may take this for a damaged file."""


@dataclass
class Outcomes:
    """What became of some inputs.

    Attributes
    ----------
    refused
        Inputs by the problem that their refusal names.
    failures
        By number of the input, what went wrong and where; never a message, which may quote a cell.
    slowest
        Seconds, and the number of the input.
    peak_memory_mib
        Largest resident memory of a process so far.
    """

    n_read: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    failures: dict[int, str] = field(default_factory=dict)
    slowest: tuple[float, int] = (0.0, 0)
    peak_memory_mib: float = 0.0

    def add(self, other: Outcomes) -> None:
        """Count in the outcomes of other inputs."""
        self.n_read += other.n_read
        self.refused += other.refused
        self.failures |= other.failures
        self.slowest = max(self.slowest, other.slowest)
        self.peak_memory_mib = max(self.peak_memory_mib, other.peak_memory_mib)


def try_inputs(numbers: Iterable[int], seed: int) -> Outcomes:
    """Make inputs and read them in this process, each under a watchdog.

    Parameters
    ----------
    numbers
        Numbers of the inputs; with the seed they say what each input is.
    """
    outcomes, seeds = Outcomes(), seed_files()
    for number in numbers:
        content = mutated(seeds, np.random.default_rng([seed, number]))
        with Watched(number, outcomes):
            outcomes.n_read += _is_read(content, outcomes.refused)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        if memory > MOST_MEMORY_MIB >= outcomes.peak_memory_mib > 0:
            outcomes.failures[number] = f"held {memory:.0f} MiB"
        outcomes.peak_memory_mib = memory
    return outcomes


def _try_chunk(numbers: Iterable[int], seed: int) -> Outcomes:
    # where the program hangs outside Python, the watchdog cannot bark, but the process can end
    faulthandler.dump_traceback_later(_CHUNK_SECONDS, exit=True)
    outcomes = try_inputs(numbers, seed)
    faulthandler.cancel_dump_traceback_later()
    return outcomes


def _is_read(content: bytes, refused: Counter[str]) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            table = read_bytes(content, name="fuzz.csv")
            profile(table, examine(table))
        except MTLError as error:
            refused[_QUOTED.sub("'...'", error.problem)] += 1
            return False
    return True


class Watched:
    """Notes whatever goes wrong with one input, and how long it took."""

    def __init__(
        self, number: int, outcomes: Outcomes, most_seconds: float = LONGEST_SECONDS
    ) -> None:
        self.number, self.outcomes, self.most_seconds = number, outcomes, most_seconds

    def __enter__(self) -> None:
        self.previous = signal.signal(signal.SIGALRM, _bark)
        signal.setitimer(signal.ITIMER_REAL, self.most_seconds)
        self.started = time.perf_counter()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        seconds = time.perf_counter() - self.started
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, self.previous)
        self.outcomes.slowest = max(self.outcomes.slowest, (round(seconds, 3), self.number))
        if kind is KeyboardInterrupt:
            return False
        if kind is not None:
            self.outcomes.failures[self.number] = f"{kind.__name__} {_place(trace)}".strip()
        elif seconds > self.most_seconds:
            self.outcomes.failures[self.number] = f"took {seconds:.1f} s"
        return True


def _bark(_number: int, _frame: FrameType | None) -> None:
    raise TookTooLongError


def _place(trace: TracebackType | None) -> str:
    """Files and lines of the program on the way to an exception."""
    places = []
    while trace is not None:
        path = Path(trace.tb_frame.f_code.co_filename)
        if "mtl_core" in path.parts:
            places.append(f"{path.name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places)


def main() -> None:
    """Try, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    stop = arguments.first + arguments.inputs
    chunks = [range(i, min(i + _CHUNK, stop)) for i in range(arguments.first, stop, _CHUNK)]
    started, outcomes = time.perf_counter(), Outcomes()
    with ProcessPoolExecutor(arguments.processes) as pool:
        futures = [pool.submit(_try_chunk, chunk, arguments.seed) for chunk in chunks]
        for chunk, future in zip(chunks, futures, strict=True):
            crash = future.exception()
            if crash is None:
                outcomes.add(future.result())
            else:
                outcomes.failures[chunk.start] = f"{type(crash).__name__} in {chunk}"
    if outcomes.peak_memory_mib > MOST_MEMORY_MIB:
        outcomes.failures.setdefault(-1, f"a process held {outcomes.peak_memory_mib:.0f} MiB")
    figures = _figures(outcomes, arguments.inputs, arguments.seed)
    figures["seconds"] = round(time.perf_counter() - started)
    print(json.dumps(figures, indent=1))
    if arguments.inputs >= 100_000:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    sys.exit(bool(outcomes.failures))


def _figures(outcomes: Outcomes, n_inputs: int, seed: int) -> dict[str, object]:
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "inputs": n_inputs,
        "seed": seed,
        "read": outcomes.n_read,
        "refused": sum(outcomes.refused.values()),
        "refused_by_problem": dict(outcomes.refused.most_common()),
        "failures": {str(number): what for number, what in sorted(outcomes.failures.items())},
        "slowest_seconds": outcomes.slowest[0],
        "slowest_input": outcomes.slowest[1],
        "peak_memory_mib": round(outcomes.peak_memory_mib),
    }


if __name__ == "__main__":
    main()
