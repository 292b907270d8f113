"""Who can be recognised: columns that may identify a person, by their name or by their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.columns import IdentifierKind, column_facts, identifying, names_patient_id
from mtl_core.schema import Check, ColumnProfile, ColumnRole, Finding, FindingCode, Severity
from mtl_core.schema.repairs import LeaveOut

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mtl_core.data import Table

_ROLES = (ColumnRole.EXCLUDED, ColumnRole.PATIENT_ID, ColumnRole.SITE)


def identifiers(table: Table) -> frozenset[str]:
    """Return the columns whose cells are not to be shown: they may identify a person.

    Nothing of a table should be displayed before this is known. A patient id is among them only
    when it is more than a number, such as a record number by its name, or a name.
    """
    return frozenset(name for name in table.columns if _identifying(table, name) is not None)


def person_checks(table: Table, columns: Iterable[ColumnProfile]) -> list[Check]:
    """Ask about each column that may identify a person.

    A patient id is still needed to keep the rows of a patient together, so that leaving it out is
    not proposed.
    """
    checks = []
    for column in columns:
        # What identifies a person is never proposed for anything else.
        looked_at = column.proposed_role in _ROLES
        what = _identifying(table, column.name) if looked_at else None
        if what is None:
            continue
        is_id = column.proposed_role is ColumnRole.PATIENT_ID
        proposal = "Exclude it, and delete it from the file if nobody needs it."
        if is_id:
            proposal = "Replace it in the file by numbers that only you can lead back to a person."
        finding = Finding(
            FindingCode.POSSIBLE_IDENTIFIER,
            Severity.WARNING,
            column.name,
            _sentence(column.name, what),
            proposal,
        )
        checks.append(Check(finding, None if is_id else LeaveOut(column.name)))
    return checks


def _sentence(name: str, what: IdentifierKind) -> str:
    if what is IdentifierKind.NAMED:
        return f"By its name, '{name}' may identify a person."
    return f"'{name}' may identify persons: its cells look like {what}."


def _identifying(table: Table, name: str) -> IdentifierKind | None:
    column = table.frame[name]
    what = identifying(column_facts(column), column)
    # A number that is all a patient id is cannot be asked about: it is needed, and says nothing.
    return None if what is IdentifierKind.RECORD and names_patient_id(name) else what
