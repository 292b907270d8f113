"""Where a file differs from the one that the decisions were made on."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from mtl_core.data import class_counts
from mtl_core.decisions.describing import MANY_ROWS, rows_by_new_level
from mtl_core.decisions.shifts import shift_of
from mtl_core.schema import ColumnKind, ColumnRole, Finding, FindingCode, Severity, TaskKind
from mtl_core.words import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from mtl_core.data import Table
    from mtl_core.schema import ColumnRecord, Decisions, Task

NEEDED = (ColumnRole.TASK, ColumnRole.FEATURE, ColumnRole.PATIENT_ID)
"""A study cannot do without the columns in these roles."""


def mismatches(table: Table, decisions: Decisions) -> tuple[Finding, ...]:
    """Compare a file that was read with the decisions' repairs with what they were made on."""
    found = [*_written(table, decisions), *_new_columns(table, decisions)]
    tasks = {task.name: task for task in decisions.tasks}
    for column in decisions.columns:
        if column.name not in table.columns:
            found.append(_missing(column, table, decisions))
        elif column.role is not ColumnRole.EXCLUDED:
            found.extend(_column(column, tasks.get(column.name), table))
    return tuple(found)


def _written(table: Table, decisions: Decisions) -> Iterator[Finding]:
    then = decisions.written
    pairs = {
        "format": (then.format, table.format),
        "sheet": (then.sheet, table.sheet),
        "delimiter": (then.delimiter, table.delimiter),
        "decimal mark": (then.decimal, table.decimal),
        "encoding": (_family(then.encoding), _family(table.encoding)),
    }
    changed = [what for what, (before, now) in pairs.items() if before != now]
    if changed:
        message = f"The file was written in another way than the earlier one: {listed(changed)}."
        proposal = "Look at a few columns; no action is needed if they look right."
        code = FindingCode.REPLAY_WRITTEN_OTHERWISE
        yield Finding(code, Severity.INFO, None, message, proposal)


def _family(encoding: str) -> str:
    return encoding.removesuffix("-sig")


def _new_columns(table: Table, decisions: Decisions) -> Iterator[Finding]:
    known = {column.name for column in decisions.columns}
    for name in table.columns:
        if name not in known:
            message = f"The decisions do not know the column '{name}'; it is left out."
            proposal = "Give it a role if it is to be used."
            yield _finding(FindingCode.REPLAY_NEW_COLUMN, Severity.WARNING, name, message, proposal)


def _missing(column: ColumnRecord, table: Table, decisions: Decisions) -> Finding:
    known = {other.name for other in decisions.columns}
    new = [name for name in table.columns if name not in known]
    near = get_close_matches(column.name, new, n=1, cutoff=0.6)
    severity = Severity.WARNING
    if column.role in NEEDED:
        severity = Severity.ERROR
    elif column.role is ColumnRole.EXCLUDED:
        severity = Severity.INFO
    role = "left out" if column.role is ColumnRole.EXCLUDED else column.role.replace("_", " ")
    message = f"The column '{column.name}' ({role}) is not in this file."
    proposal = (
        f"If '{near[0]}' is the same column, rename it in the file."
        if near
        else "Add it under this name, or make the decisions anew without it."
    )
    if severity is Severity.INFO:
        proposal = "No action is needed."
    return _finding(FindingCode.REPLAY_MISSING_COLUMN, severity, column.name, message, proposal)


def _column(column: ColumnRecord, task: Task | None, table: Table) -> Iterator[Finding]:
    known = table.frame[column.name].dropna()
    if not len(known):
        return
    if task is not None and task.kind is not TaskKind.REGRESSION:
        yield from _new_classes(task, table)
    elif _changed(column, table):
        yield _changed_kind(column, table)
    elif column.levels:
        yield from _new_levels(column, known)
    elif column.spread and table.is_numeric(column.name):
        sentence = shift_of(column, known)
        if sentence is not None:
            proposal = "Check the unit of this column and who was measured."
            code = FindingCode.REPLAY_SHIFTED_VALUES
            yield _finding(code, Severity.WARNING, column.name, sentence, proposal)


def _changed(column: ColumnRecord, table: Table) -> bool:
    if column.kind is ColumnKind.ID:
        return False
    return (column.kind is ColumnKind.NUMERIC) != table.is_numeric(column.name)


def _changed_kind(column: ColumnRecord, table: Table) -> Finding:
    now_numeric = table.is_numeric(column.name)
    then, now = ("text", "numbers") if now_numeric else ("numbers", "text")
    stops = not now_numeric and column.role in (ColumnRole.FEATURE, ColumnRole.TASK)
    return _finding(
        FindingCode.REPLAY_CHANGED_KIND,
        Severity.ERROR if stops else Severity.WARNING,
        column.name,
        f"'{column.name}' held {then} and now holds {now}.",
        "Look for a question about the cells of this column, or correct them in the file.",
    )


def _new_classes(task: Task, table: Table) -> Iterator[Finding]:
    counts = class_counts(table, task.name)
    new = {label: n for label, n in counts.items() if label not in task.classes}
    if new:
        message = (
            f"The outcome '{task.name}' has {counted(len(new), 'answer')} in "
            f"{counted(sum(new.values()), 'row')} that did not occur when it was declared."
        )
        proposal = "Spell the answers as before, or declare the outcome anew."
        code = FindingCode.REPLAY_NEW_LEVELS
        yield _finding(code, Severity.ERROR, task.name, message, proposal)


def _new_levels(column: ColumnRecord, known: pd.Series) -> Iterator[Finding]:
    new = rows_by_new_level(column, known)
    if new:
        n_rows = sum(new.values())
        message = (
            f"'{column.name}' has {counted(len(new), 'answer')} in {counted(n_rows, 'row')} that "
            "did not occur when the decisions were made."
        )
        noticeable = n_rows >= MANY_ROWS * len(known)
        proposal = "Check that both files use one coding."
        yield _finding(
            FindingCode.REPLAY_NEW_LEVELS,
            Severity.WARNING if noticeable else Severity.INFO,
            column.name,
            message,
            proposal,
        )


def _finding(
    code: FindingCode, severity: Severity, column: str, message: str, proposal: str
) -> Finding:
    return Finding(code, severity, column, message, proposal)
