"""The data dictionary that a person gives beside a cohort."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from mtl_core.checks import CohortProfile, dictionary_checks, dictionary_labels
from mtl_core.data import Table
from mtl_core.errors import CohortError
from mtl_core.formats import DataDictionary, read_dictionary
from mtl_core.schema import Decision


def dictionary_at(path: Path) -> DataDictionary:
    """Read a data dictionary.

    Raises
    ------
    CohortError
        When it cannot be opened, or is none.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CohortError(
            "The data dictionary cannot be opened",
            expected=f"a file that may be read at '{path}'",
            found=error.strerror or type(error).__name__,
            action="check the path given with --dictionary",
        ) from error
    return read_dictionary(content)


def explained(
    found: CohortProfile,
    table: Table,
    dictionary: DataDictionary,
    decisions: Collection[Decision] = (),
) -> tuple[CohortProfile, Mapping[str, str]]:
    """Add what the dictionary says about a table, but for what was decided already.

    Returns
    -------
    The profile with more findings, and the label of each column that the dictionary knows.
    """
    settled = {(decision.code, decision.column) for decision in decisions}
    findings = [check.finding for check in dictionary_checks(table, dictionary)]
    more = [f for f in findings if (f.code, f.column) not in settled]
    told = {(f.code, f.column) for f in more}
    kept = [f for f in found.findings if (f.code, f.column) not in told]
    return replace(found, findings=(*kept, *more)), dictionary_labels(table, dictionary)
