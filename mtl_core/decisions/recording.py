"""From a cohort and a person's answers to a decision file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.data import column_profiles
from mtl_core.decisions.describing import column_record
from mtl_core.schema import (
    Answer,
    ColumnKind,
    ColumnRole,
    Decision,
    Decisions,
    Justification,
    RowsLeftOut,
    Written,
)
from mtl_core.schema.repairs import LeaveOut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mtl_core.data import Table
    from mtl_core.schema import Check, ColumnRecord, Draft, Task


def record(
    table: Table,
    draft: Draft,
    *,
    tasks: Sequence[Task] | None = None,
    checks: Iterable[Check] = (),
) -> Decisions:
    """Write down all that was decided about a cohort.

    Parameters
    ----------
    table
        The cohort as it was read with the accepted repairs.
    draft
        Its roles; a column without one counts as left out.
    tasks
        The outcomes, where they are not those in use.
    checks
        What was known about the cohort. Where one proposes to leave a column out and nobody has
        answered, the column's role is the answer.
    """
    if tasks is None:
        tasks = () if draft.schema is None else draft.schema.tasks
    implied = _answered_by_roles(draft.decisions, draft.roles, checks)
    return Decisions(
        written=Written(table.format, table.encoding, table.delimiter, table.decimal, table.sheet),
        rows=table.n_rows,
        decisions=(*draft.decisions, *implied),
        columns=tuple(_columns(table, draft.roles)),
        tasks=tuple(tasks),
        justified=tuple(Justification(name, text) for name, text in draft.justified.items()),
        left_out=tuple(RowsLeftOut(str(step.code), step.n_rows) for step in table.row_steps),
        choices=draft.choices,
    )


def _columns(table: Table, roles: Mapping[str, ColumnRole]) -> Iterator[ColumnRecord]:
    for column in column_profiles(table):
        role = roles.get(column.name, ColumnRole.EXCLUDED)
        kind = _kind(column.kind, role, numeric=table.is_numeric(column.name))
        yield column_record(table, column.name, kind, role)


def _kind(kind: ColumnKind, role: ColumnRole, *, numeric: bool) -> ColumnKind:
    """Return the kind as which a column is used: that of a feature is no matter of counts."""
    if role is not ColumnRole.FEATURE or kind is ColumnKind.DATE:
        return kind
    return ColumnKind.NUMERIC if numeric else ColumnKind.CATEGORICAL


def _answered_by_roles(
    decisions: Iterable[Decision], roles: Mapping[str, ColumnRole], checks: Iterable[Check]
) -> list[Decision]:
    given = {(d.code, d.column) for d in decisions}
    answers = []
    for check in checks:
        key = (str(check.finding.code), check.finding.column)
        if isinstance(check.repair, LeaveOut) and key not in given:
            used = roles.get(check.repair.column, ColumnRole.EXCLUDED) is not ColumnRole.EXCLUDED
            answer = Answer.REFUSED if used else Answer.ACCEPTED
            answers.append(Decision(*key, answer, check.repair))
            given.add(key)
    return answers
