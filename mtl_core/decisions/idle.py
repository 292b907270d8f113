"""Accepted repairs that find nothing to repair."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pandas as pd

from mtl_core.data import read_bytes
from mtl_core.schema import Answer, Finding, FindingCode, Severity
from mtl_core.schema.repairs import BESIDE, LeaveOut, WithoutRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtl_core.data import Table
    from mtl_core.schema import Decisions
    from mtl_core.schema.repairs import Repair


def idle_repairs(content: bytes, table: Table, decisions: Decisions) -> tuple[Finding, ...]:
    """Find the accepted repairs that change nothing in this file.

    The file is read again with no repair of a column, then with the first of each column, with the
    first two, and so on: as often as the column with most repairs has repairs. A repair is idle
    when it adds nothing to those before it.

    Parameters
    ----------
    table
        The file as it was read with the repairs.
    """
    found = list(_idle_rows(table, decisions))
    by_column = _by_column(table, decisions.repairs)
    after = table
    most = max((len(repairs) for repairs in by_column.values()), default=0)
    for n in reversed(range(most)):
        later = [repair for repairs in by_column.values() for repair in repairs[n:]]
        kept = [repair for repair in decisions.repairs if repair not in later]
        before = read_bytes(content, name=table.name, repairs=kept, sheet=table.sheet)
        deciding = (name for name, repairs in by_column.items() if len(repairs) > n)
        found += [_finding(name) for name in deciding if _same(after, before, name)]
        after = before
    return tuple(found)


def _idle_rows(table: Table, decisions: Decisions) -> Iterator[Finding]:
    done = {str(step.code) for step in table.row_steps}
    for decision in decisions.decisions:
        repair = decision.repair
        accepted = decision.answer is Answer.ACCEPTED
        if isinstance(repair, WithoutRows) and accepted and decision.code not in done:
            yield _finding(None)


def _by_column(table: Table, repairs: Iterable[Repair]) -> dict[str, list[Repair]]:
    columns: dict[str, list[Repair]] = defaultdict(list)
    for repair in repairs:
        if repair.column in table.columns and not isinstance(repair, LeaveOut):
            columns[repair.column].append(repair)
    return columns


def _same(first: Table, second: Table, name: str) -> bool:
    """Whether a column, and the one that keeps what was taken out of it, are the same twice."""
    return all(_equal(first, second, part) for part in (name, BESIDE.format(name)))


def _equal(first: Table, second: Table, name: str) -> bool:
    """Whether the rows that both readings have hold the same; a missing column is an empty one."""
    columns = []
    for table in (first, second):
        cells = table.frame[name].to_numpy() if name in table.columns else None
        columns.append(pd.Series(cells, index=_rows(table), dtype=object))
    one, other = columns
    both = one.index.intersection(other.index)
    one, other = one.loc[both], other.loc[both]
    return bool(((one == other) | (one.isna() & other.isna())).all())


def _rows(table: Table) -> pd.Index:
    return pd.Index(table.frame.index if table.file_rows is None else table.file_rows)


def _finding(column: str | None) -> Finding:
    where = f"in '{column}'" if column is not None else "in the rows"
    return Finding(
        FindingCode.REPLAY_IDLE_REPAIR,
        Severity.INFO,
        column,
        f"An accepted repair finds nothing to repair {where}.",
        "No action is needed if the file was corrected at its source.",
    )
