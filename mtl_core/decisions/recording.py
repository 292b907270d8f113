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
    from mtl_core.schema import Check, CohortSchema, ColumnRecord, Task


def record(
    table: Table,
    decisions: Sequence[Decision],
    *,
    roles: Mapping[str, ColumnRole],
    tasks: Sequence[Task] = (),
    justified: Mapping[str, str] | None = None,
    checks: Iterable[Check] = (),
) -> Decisions:
    """Write down all that was decided about a cohort.

    Parameters
    ----------
    table
        The cohort as it was read with the accepted repairs.
    decisions
        Every answer, accepted or refused.
    roles
        Role of each column; a column without one counts as left out. :func:`roles_of` takes them
        from a schema.
    tasks
        The declared outcomes. Their classes are the only answers that the file spells out.
    justified
        By column, why it is used although it may give an outcome away.
    checks
        What was known about the cohort. Where one proposes to leave a column out and nobody has
        answered, the column's role is the answer.
    """
    return Decisions(
        written=Written(table.format, table.encoding, table.delimiter, table.decimal, table.sheet),
        rows=table.n_rows,
        decisions=(*decisions, *_answered_by_roles(decisions, roles, checks)),
        columns=tuple(_columns(table, roles)),
        tasks=tuple(tasks),
        justified=tuple(Justification(name, text) for name, text in (justified or {}).items()),
        left_out=tuple(RowsLeftOut(str(step.code), step.n_rows) for step in table.row_steps),
    )


def roles_of(schema: CohortSchema, columns: Iterable[str]) -> dict[str, ColumnRole]:
    """Return the role of each column under a schema; those that it does not name are left out."""
    roles = dict.fromkeys(columns, ColumnRole.EXCLUDED)
    roles |= dict.fromkeys(schema.feature_names, ColumnRole.FEATURE)
    roles |= dict.fromkeys(schema.task_names, ColumnRole.TASK)
    special = {
        schema.patient_id: ColumnRole.PATIENT_ID,
        schema.site: ColumnRole.SITE,
        schema.time: ColumnRole.TIME,
    }
    return roles | {name: role for name, role in special.items() if name is not None}


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
