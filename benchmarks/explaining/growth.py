"""How the cost of an explanation grows: each size is doubled in turn, the others stay."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.explaining.subject import Size, Subject, trained
from mtl_core.data import builtin
from mtl_core.schema import Preset

Line = dict[str, float | str]


def growth(key: str, n_patients: int, n_steps: int, n_threads: int, rounds: int = 3) -> list[Line]:
    """Time the engine at a quarter, half and the whole of patients, columns, tasks and members.

    Columns and tasks are the first of the cohort, with networks of their own; members are taken out
    of the same ensemble. A line has the fastest of some rounds in seconds (fewer patients are
    timed no more often), and how often the time of the line before it takes.
    """
    schema = builtin(key).schema()
    whole = trained(key, Size(n_patients), n_steps, n_threads)
    n_members = Preset.FULL.training.n_members

    def fewer(name: str, all_of_them: int) -> Callable[[int], Subject]:
        def make(n: int) -> Subject:
            if n == all_of_them:
                return whole
            size = replace(Size(n_patients), **{name: n})
            return trained(key, size, n_steps, n_threads)

        return make

    ways: dict[str, tuple[int, Callable[[int], Subject]]] = {
        "patients": (n_patients, lambda n: replace(whole, rows=whole.rows[:n])),
        "columns": (len(schema.features), fewer("n_columns", len(schema.features))),
        "tasks": (len(schema.tasks), fewer("n_tasks", len(schema.tasks))),
        "members": (n_members, whole.with_members),
    }
    lines: list[Line] = []
    for what, (most, make) in ways.items():
        before: float | None = None
        for n in sorted({max(1, most // part) for part in (4, 2, 1)}):
            seconds = _fastest(make(n), n_threads, rounds)
            line: Line = {"what": what, "n": n, "seconds": round(seconds, 3)}
            lines.append(line if before is None else line | {"times": round(seconds / before, 2)})
            before = seconds
    return lines


def _fastest(subject: Subject, n_threads: int, rounds: int) -> float:
    """Seconds of an explanation of all patients, the opening of the game included."""
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        subject.explained(subject.game(), len(subject.rows), n_threads)
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def in_words(lines: list[Line]) -> str:
    """Write the growth as a small table of text."""
    head = f"{'what':<10}{'n':>6}{'seconds':>10}{'times':>8}"
    rows = [
        f"{line['what']:<10}{line['n']:>6}{line['seconds']:>10}{line.get('times', ''):>8}"
        for line in lines
    ]
    return "\n".join([head, *rows])
