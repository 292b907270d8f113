"""The open cohort: the table, what was found in it, and where its bytes are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mtl_core.checks import dictionary_checks, dictionary_labels, examine, profile
from mtl_core.data import Table, builtin, read_bytes
from mtl_core.schema import Draft
from mtl_core.schema.repairs import Repair
from ui import state
from ui.open_cohort import OpenCohort


def opened(title: str, table: Table, source: bytes | Path, key: str | None = None) -> OpenCohort:
    """Look at a table and make it an open cohort, with its data dictionary where one was given."""
    checks, dictionary = examine(table), state.DICTIONARY.get()
    if dictionary is not None:
        checks += dictionary_checks(table, dictionary)
        labels = {**table.labels, **dictionary_labels(table, dictionary)}
        table = replace(table, labels=labels)
    return OpenCohort(title, table, profile(table, checks), checks, source, key)


def open_builtin(key: str, *, repairs: Sequence[Repair] = ()) -> None:
    """Open a built-in cohort with its ready schema: tasks, features and excluded columns."""
    cohort = builtin(key)
    content = cohort.csv_path.read_bytes()
    table = read_bytes(content, name=cohort.csv_path.name, repairs=repairs)
    state.DICTIONARY.reset()
    show(opened(cohort.title, table, cohort.csv_path, key))
    state.DRAFT.set(state.DRAFT.get().with_schema(cohort.schema()))


def open_upload(
    name: str, content: bytes, *, repairs: Sequence[Repair] = (), sheet: str = ""
) -> None:
    """Open an uploaded file; the cohort that was open stays when the file is refused.

    Raises
    ------
    CohortError
        When the file is not a usable table.
    """
    table = read_bytes(content, name=name, repairs=repairs, sheet=sheet)
    state.DICTIONARY.reset()
    show(opened(Path(name).stem, table, content))


def show(cohort: OpenCohort) -> None:
    """Make a cohort the open one; what was decided about the former one is forgotten."""
    proposed = {c.name: c.proposed_role for c in cohort.profile.columns}
    choices = replace(state.DRAFT.get().choices, grouping=None)
    state.COHORT.set(cohort)
    state.DRAFT.set(Draft(roles=proposed, choices=choices))
    state.MISMATCHES.reset()
    state.open_run(None)


def read_again(cohort: OpenCohort, repairs: Sequence[Repair]) -> OpenCohort:
    """Read the cohort's file anew with other repairs."""
    table = read_bytes(
        cohort.content, name=cohort.table.name, repairs=repairs, sheet=cohort.table.sheet
    )
    return opened(cohort.title, table, cohort.source, cohort.builtin)
