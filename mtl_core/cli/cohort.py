"""Finding the file that a person means."""

from __future__ import annotations

from pathlib import Path

from mtl_core.data import BuiltinCohort, Table, builtin_cohorts, read_table
from mtl_core.errors import CohortError, StudyError
from mtl_core.schema import CohortReference, Study
from mtl_core.settings import Settings
from mtl_core.storage import cohort_path


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
    """Read the cohort that a study was made for, with the study's repairs.

    Parameters
    ----------
    word
        What the person gave with ``--cohort``.
    remembered
        Where an earlier run found it, used when the person gave nothing.

    Raises
    ------
    CohortError
        When it is not found or cannot be read.
    StudyError
        When it is another file than the study was made for.
    """
    wanted = study.cohort
    path = find_cohort(word) if word is not None else _remembered(wanted, remembered, settings)
    table = read_table(path, study.repairs, wanted.sheet)
    if table.fingerprint != wanted.fingerprint:
        raise StudyError(
            "The study was made for another cohort",
            expected=f"{wanted.rows} rows with the fingerprint {wanted.fingerprint[:12]}",
            found=f"{table.n_rows} rows with the fingerprint {table.fingerprint[:12]}",
            action="give the file that the study was made for with --cohort, or make a new study "
            "from this file with --task",
        )
    return path.absolute(), table


def _exists(word: str) -> bool:
    try:
        return Path(word).exists()
    except OSError:  # longer than a path may be, or behind a folder that may not be read
        return False


def _remembered(wanted: CohortReference, remembered: str | None, settings: Settings) -> Path:
    kept = cohort_path(settings.cohorts_dir, wanted.fingerprint)
    for candidate in (Path(remembered) if remembered else kept, kept):
        if candidate.is_file():
            return candidate
    raise CohortError(
        "The cohort of the study is not at hand",
        expected=f"the file with the fingerprint {wanted.fingerprint[:12]}",
        found="no such file where it was last read, and no copy of it",
        action="say where it is with --cohort",
    )
