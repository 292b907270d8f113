"""A run that can be asked: its study, its patients, and what it left, read when it is wanted."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pandas as pd

from mtl_core.data import Table, read_table
from mtl_core.errors import CohortError, StorageError, StudyError
from mtl_core.schema import Study
from mtl_core.storage.cohorts import cohort_path
from mtl_core.storage.folder import RunFolder

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class FinishedRun:
    """A run that has finished, or has got far enough to be asked; every part is read once.

    What the run does not have is a :class:`StorageError` when it is asked for.

    Attributes
    ----------
    cohorts_dir
        Where copies of cohorts are kept.
    named
        The file of its patients as a person names it, instead of where the run found it.
    """

    folder: RunFolder
    cohorts_dir: Path
    named: Path | None = None

    @cached_property
    def study(self) -> Study:
        """The study of the run."""
        return self._there(self.folder.read_study(), "study.json", "There is no run in this folder")

    @cached_property
    def predictions(self) -> pd.DataFrame:
        """The predictions of all arms for patients that they had not seen."""
        found = self.folder.read_predictions()
        return self._there(found, "predictions.parquet", "The run has no predictions")

    @cached_property
    def networks(self) -> dict[str, bytes]:
        """The files of the run's bundle."""
        return self._there(self.folder.read_bundle(), "bundle", "The run has no trained networks")

    @property
    def cohort(self) -> Path:
        """The file of its patients; the errors are those of :func:`where_cohort_is`."""
        if self.named is not None:
            return self.named
        place = self.folder.read_cohort_place()
        return where_cohort_is(self.study, place.path if place else None, self.cohorts_dir)

    @cached_property
    def table(self) -> Table:
        """Its patients, as the study reads them; the errors are those of :func:`read_cohort`."""
        return read_cohort(self.study, self.cohort)

    def _there(self, found: T | None, name: str, problem: str) -> T:
        if found is not None:
            return found
        raise StorageError(
            problem,
            expected=f"a folder written by 'run' at '{self.folder.path}'",
            found=f"no {name}",
            action="check the path, or run the study again",
        )


@dataclass(frozen=True, slots=True, eq=False)
class OpenStudy:
    """A study that need not have been run, with its cohort: the table, and its file or bytes."""

    study: Study
    table: Table
    cohort: bytes | Path


def run_of(about: FinishedRun | OpenStudy) -> FinishedRun:
    """Return the run that a question is about; one about a study alone is a bug."""
    if isinstance(about, FinishedRun):
        return about
    raise TypeError("a finished run was expected, not a study")


def where_cohort_is(study: Study, remembered: str | None, cohorts_dir: Path) -> Path:
    """Return where a study's cohort is: where it was last read, else the copy that was kept.

    Raises
    ------
    CohortError
        When it is in neither place.
    """
    kept = cohort_path(cohorts_dir, study.cohort.fingerprint)
    for candidate in (Path(remembered) if remembered else kept, kept):
        if candidate.is_file():
            return candidate
    raise CohortError(
        "The cohort of the study is not at hand",
        expected=f"the file with the fingerprint {study.cohort.fingerprint[:12]}",
        found="a file that is no longer where it was, and no copy of it",
        action="say where it is with --cohort on the command line, or run the study again",
    )


def read_cohort(study: Study, path: Path) -> Table:
    """Read the cohort that a study was made for, with the study's repairs.

    Raises
    ------
    CohortError
        When it cannot be read.
    StudyError
        When it is another file than the study was made for.
    """
    wanted = study.cohort
    table = read_table(path, study.repairs, wanted.sheet)
    if table.fingerprint == wanted.fingerprint:
        return table
    raise StudyError(
        "The study was made for another cohort",
        expected=f"{wanted.rows} rows with the fingerprint {wanted.fingerprint[:12]}",
        found=f"{table.n_rows} rows with the fingerprint {table.fingerprint[:12]}",
        action="give the file that the study was made for with --cohort, or make a new study "
        "from this file with --task",
    )
