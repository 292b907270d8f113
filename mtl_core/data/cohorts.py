"""The built-in cohorts: real, public, one click away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mtl_core.errors import CohortError
from mtl_core.schema import CohortSchema, from_json
from mtl_core.settings import program_folder

_FOLDER = program_folder() / "assets" / "cohorts"


@dataclass(frozen=True, slots=True)
class BuiltinCohort:
    """A cohort that comes with the program.

    Attributes
    ----------
    key
        The name by which the command line and file names know it.
    title, description
        A short name and one line for a clinician.
    """

    key: str
    title: str
    description: str

    @property
    def csv_path(self) -> Path:
        """The patients."""
        return _FOLDER / f"{self.key}.csv"

    @property
    def card_path(self) -> Path:
        """The data card: source, roles, size and known limits, as Markdown."""
        return _FOLDER / f"{self.key}.md"

    @property
    def schema_path(self) -> Path:
        """The ready schema, as JSON."""
        return _FOLDER / f"{self.key}.schema.json"

    def schema(self) -> CohortSchema:
        """Read the ready schema: roles of all columns, tasks with their classes."""
        return from_json(CohortSchema, self.schema_path.read_text(encoding="utf-8"))


_COHORTS = (
    BuiltinCohort(
        "support2",
        "SUPPORT",
        "9,105 seriously ill adults in five US hospitals, 1989-94: survival, function, stay and "
        "costs (7 tasks).",
    ),
    BuiltinCohort(
        "rhc",
        "Right heart catheterisation",
        "5,735 critically ill adults: survival, diagnoses on admission, cancer, stay and urine "
        "output (13 tasks).",
    ),
)


def builtin_cohorts() -> tuple[BuiltinCohort, ...]:
    """Return the built-in cohorts; the first is the demonstration cohort."""
    return _COHORTS


def builtin(key: str) -> BuiltinCohort:
    """Return the built-in cohort with this key.

    Raises
    ------
    CohortError
        When there is none; the keys are named.
    """
    for cohort in _COHORTS:
        if cohort.key == key:
            return cohort
    raise CohortError(
        f"There is no built-in cohort '{key}'",
        expected=f"one of {', '.join(cohort.key for cohort in _COHORTS)}",
        found=f"'{key}'",
        action="use one of these names, or the path of a CSV file",
    )
