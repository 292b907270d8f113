"""Finding the file, and the run, that a person means."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtl_core.data import BuiltinCohort, Table, builtin_cohorts
from mtl_core.errors import CohortError
from mtl_core.schema import Study
from mtl_core.settings import Settings, load_settings
from mtl_core.storage import FinishedRun, RunFolder, read_cohort, where_cohort_is

RunWord = Annotated[Path, typer.Argument(metavar="DIR", show_default=False)]
CohortOfRunOption = Annotated[
    str | None, typer.Option(help="The cohort of the run, when it is not where it was.")
]


def find_builtin(word: str) -> BuiltinCohort | None:
    """Return the built-in cohort that ``word`` names; a path that exists wins over a name."""
    if _exists(word):
        return None
    return next((cohort for cohort in builtin_cohorts() if cohort.key == word), None)


def find_cohort(word: str) -> Path:
    """Return the path of the cohort that ``word`` names, as a path or as a built-in's name.

    Raises
    ------
    CohortError
        When it is neither.
    """
    known = find_builtin(word)
    if known is not None:
        return known.csv_path
    if _exists(word):
        return Path(word)
    raise CohortError(
        "There is no such cohort",
        expected="the path of a CSV file, or a built-in cohort: "
        + ", ".join(cohort.key for cohort in builtin_cohorts()),
        found=f"nothing at '{word}'",
        action="check the path",
    )


def read_cohort_of(
    study: Study, word: str | None, remembered: str | None, settings: Settings
) -> tuple[Path, Table]:
    """Read the cohort that a study was made for; return its path and the table.

    Parameters
    ----------
    word
        What the person gave with ``--cohort``.
    remembered
        Where an earlier run found it, used when the person gave nothing.
    """
    if word is None:
        path = where_cohort_is(study, remembered, settings.cohorts_dir)
    else:
        path = find_cohort(word)
    return path.absolute(), read_cohort(study, path)


def open_run(directory: Path, word: str | None = None) -> FinishedRun:
    """Return the run in a folder; ``word`` is what the person gave with ``--cohort``."""
    named = None if word is None else find_cohort(word)
    return FinishedRun(RunFolder(directory), load_settings().cohorts_dir, named)


def _exists(word: str) -> bool:
    try:
        return Path(word).exists()
    except OSError:  # longer than a path may be, or behind a folder that may not be read
        return False
