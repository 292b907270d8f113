"""Accepted repairs that find nothing to repair."""

from __future__ import annotations

from collections import defaultdict
from itertools import zip_longest
from typing import TYPE_CHECKING

import pandas as pd

from mtl_core.data import read_bytes
from mtl_core.schema import Answer, Finding, FindingCode, LeaveOut, Severity, WithoutRows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtl_core.data import Table
    from mtl_core.schema import Decisions, Repair


def idle_repairs(content: bytes, table: Table, decisions: Decisions) -> tuple[Finding, ...]:
    """Find the accepted repairs that change nothing in this file.

    The file is read again without one repair of each column at a time: as often as the column with
    most repairs has repairs.

    Parameters
    ----------
    table
        The file as it was read with the repairs.
    """
    found = list(_idle_rows(table, decisions))
    by_column = _by_column(table, decisions.repairs)
    for dropped in zip_longest(*by_column.values()):
        left_out = {n: r for n, r in zip(by_column, dropped, strict=True) if r is not None}
        others = [repair for repair in decisions.repairs if repair not in left_out.values()]
        again = read_bytes(content, name=table.name, repairs=others, sheet=table.sheet)
        found += [_finding(column) for column in left_out if _same(table, again, column)]
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
        if not isinstance(repair, WithoutRows | LeaveOut) and repair.column in table.columns:
            columns[repair.column].append(repair)
    return columns


def _same(table: Table, other: Table, name: str) -> bool:
    """Whether a column of two readings of one file is the same in the rows that both have."""
    if name not in other.columns:
        return False
    first, second = (pd.Series(t.frame[name].to_numpy(), index=_rows(t)) for t in (table, other))
    both = first.index.intersection(second.index)
    return bool(first.loc[both].equals(second.loc[both]))


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
