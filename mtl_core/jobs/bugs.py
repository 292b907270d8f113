"""Bugs, told without the values that were on their way."""

from __future__ import annotations

import traceback

from mtl_core.errors import RunError


def places_of(error: BaseException) -> str:
    """Return where an exception came from: types, files, lines and functions.

    The exception's message is left out, because the messages of numpy, pandas and others quote the
    cells they stumble over.
    """
    lines: list[str] = []
    current: BaseException | None = error
    while current is not None:
        lines.append(f"{type(current).__module__}.{type(current).__qualname__}")
        lines += [
            f"  {frame.filename}, line {frame.lineno}, in {frame.name}"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
    return "\n".join(lines)


def bug_error(error: BaseException) -> RunError:
    """Return what a person is told about a bug."""
    return RunError(
        "A bug stopped the run",
        expected="a run that ends with a result",
        found=type(error).__name__,
        action="send the last lines of log.txt with a report (they hold no patient data); "
        "everything computed so far is kept",
    )


def memory_error() -> RunError:
    """Return what a person is told when the machine has no memory left."""
    return RunError(
        "The memory is full",
        expected="enough memory for this cohort and plan",
        found="no memory left",
        action="close other programs, use fewer folds, repeats or members, or a larger machine",
    )
