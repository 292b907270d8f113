"""Columns that may give an outcome away: left out until a person justifies them in words."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from mtl_core.checks.alone import blanks_predict, predicts_alone
from mtl_core.checks.binned import bin_column, patient_folds, some_rows, target_of
from mtl_core.checks.known_afterwards import known_afterwards
from mtl_core.checks.same_thing import rules_out, says_the_same
from mtl_core.schema import Check, Finding, FindingCode, Severity
from mtl_core.schema.repairs import LeaveOut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from mtl_core.checks.binned import BinnedColumn, Target
    from mtl_core.data import Table
    from mtl_core.schema import Task

ALONE_AUROC = 0.95
"""No single measurement at the bedside tells two outcomes apart as well as this."""

ALONE_EXPLAINED = 0.9
"""Share of the variance of a number's ranks: what one number in another unit, with noise, shows."""

BLANKS_AUROC = 0.8
"""What is measured in the sick only rarely reaches this; what is filled in afterwards does."""

PROPOSAL = "Leave it out, or say in words why it is known when the prediction is made."

_CODES = frozenset(
    {FindingCode.KNOWN_AFTERWARDS, FindingCode.PREDICTS_ALONE, FindingCode.MISSINGNESS_PREDICTS}
    | {FindingCode.LABEL_FROM_LABEL}
)


def suspects(
    table: Table,
    tasks: Sequence[Task],
    features: Iterable[str],
    patient_id: str | None = None,
    margin: float = 0.0,
) -> tuple[Check, ...]:
    """Find the features that may give a task away.

    Parameters
    ----------
    tasks
        Tasks whose columns are in the table.
    features
        Names of the columns from which the tasks would be predicted; tasks among them are passed
        over.
    patient_id
        Column whose equal values are one patient, ``None`` when every row is one.
    margin
        How far beyond its limit the strength of a prediction must lie; 0 to 0.05.

    Returns
    -------
    At most one warning per column and code, in the order of the features; then what two tasks have
    in common, which is only told. The same table gives the same checks.

    Raises
    ------
    SchemaError
        When a column is not in the table, or a task's labels do not fit it.
    """
    names = {task.name for task in tasks}
    table = some_rows(table)
    targets = [target_of(table, task) for task in tasks]
    folds = patient_folds(table, patient_id)
    checks: list[Check] = []
    for name in features:
        if name in names:
            continue
        column = bin_column(table, name)
        checks.extend(_by_name(table, name))
        if column is not None:
            # A task in other words is predicted by it alone, too; one question is enough.
            checks.extend(
                _same(column, targets)
                or _alone(column, targets, folds, margin)
                or _same(column, targets, rules_out)
            )
            checks.extend(_blanks(column, targets, margin))
    return (*checks, *_between_tasks(table, targets))


def quarantined(checks: Iterable[Check]) -> tuple[str, ...]:
    """Return the columns that are to be left out unless a person justifies them, in order."""
    columns = (
        check.finding.column
        for check in checks
        if check.finding.code in _CODES and check.repair is not None
    )
    return tuple(dict.fromkeys(name for name in columns if name is not None))


def _by_name(table: Table, name: str) -> list[Check]:
    what = known_afterwards(name) or known_afterwards(table.labels.get(name, ""))
    if what is None:
        return []
    message = f"By its name, '{name}' is about {what}, which may be known only afterwards."
    return [_suspect(FindingCode.KNOWN_AFTERWARDS, name, message)]


def _same(
    column: BinnedColumn,
    targets: Iterable[Target],
    look: Callable[[BinnedColumn, Target], str | None] = says_the_same,
) -> list[Check]:
    for target in targets:
        how = look(column, target)
        if how is not None:
            message = f"Task '{target.task.name}' {how}: '{column.name}'."
            return [_suspect(FindingCode.LABEL_FROM_LABEL, column.name, message)]
    return []


def _alone(
    column: BinnedColumn, targets: Iterable[Target], folds: NDArray[np.intp], margin: float
) -> list[Check]:
    strengths = [(predicts_alone(column, target, folds), target) for target in targets]
    found = [
        (strength, target)
        for strength, target in strengths
        if strength > (ALONE_AUROC if target.ranks is None else ALONE_EXPLAINED) + margin
    ]
    if not found:
        return []
    strength, target = max(found, key=lambda pair: pair[0])
    what = (
        f"cross-validated AUROC {strength:.2f}"
        if target.ranks is None
        else f"{strength:.0%} of the variance of its ranks"
    )
    message = (
        f"'{column.name}' alone predicts task '{target.task.name}' almost perfectly "
        f"({what}){_and_more(len(found) - 1)}."
    )
    return [_suspect(FindingCode.PREDICTS_ALONE, column.name, message)]


def _blanks(column: BinnedColumn, targets: Iterable[Target], margin: float) -> list[Check]:
    areas = [(blanks_predict(column, target), target) for target in targets]
    found = [(area, target) for area, target in areas if area > BLANKS_AUROC + margin]
    if not found:
        return []
    area, target = max(found, key=lambda pair: pair[0])
    message = (
        f"Whether '{column.name}' is blank predicts task '{target.task.name}' "
        f"(AUROC {area:.2f}){_and_more(len(found) - 1)}."
    )
    return [_suspect(FindingCode.MISSINGNESS_PREDICTS, column.name, message)]


def _and_more(n_tasks: int) -> str:
    if not n_tasks:
        return ""
    return f", and {n_tasks} other task{'s' if n_tasks > 1 else ''}"


def _suspect(code: FindingCode, name: str, message: str) -> Check:
    return Check(Finding(code, Severity.WARNING, name, message, PROPOSAL), LeaveOut(name))


def _between_tasks(table: Table, targets: Sequence[Target]) -> list[Check]:
    columns = [bin_column(table, target.task.name) for target in targets]
    checks = []
    for (first, a), (second, b) in combinations(zip(columns, targets, strict=True), 2):
        pairs = ((first, b), (second, a))
        found = next(
            (
                (column, target, how)
                for column, target in pairs
                if column is not None and (how := says_the_same(column, target)) is not None
            ),
            None,
        )
        if found is not None:
            column, target, how = found
            name = target.task.name
            finding = Finding(
                FindingCode.LABEL_FROM_LABEL,
                Severity.INFO,
                name,
                f"Task '{name}' {how}: task '{column.name}'.",
                "Learning both adds little: keep the one that matters at the bedside.",
            )
            checks.append(Check(finding))
    return checks
