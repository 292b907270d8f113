"""A question about finished runs: answered at once, or in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from mtl_core.cli.screen import ProgressLines
from mtl_core.jobs import adopted
from mtl_core.schema import Study
from mtl_core.storage import RunFolder

Report = TypeVar("Report")

Ask: TypeAlias = Callable[[], tuple[Study, Any]]
"""Reads what the question needs; returns the study and the work."""


def answered(
    ask: Ask,
    out: Path | None,
    in_folder: Callable[[RunFolder, Study, Any, ProgressLines], Report],
    screen: ProgressLines,
) -> Report:
    """Return the report, which is kept in ``out`` where a folder is given.

    With a folder, mistakes in the question are kept there too, with the state of the work.
    """
    if out is None:
        _, work = ask()
        report: Report = work(screen, lambda: False)
        return report
    folder = RunFolder(out.absolute())
    with adopted(folder):
        study, work = ask()
        return in_folder(folder, study, work, screen)
