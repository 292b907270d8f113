"""Results by subgroup for files that leave the house: no small count, none to be worked out."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np
import pandas as pd

from mtl_core.evaluation.cohort import hidden_cells
from mtl_core.limits import SMALLEST_COUNT
from mtl_core.schema import PRIMARY, Arm, Difference, Estimate, TaskKind
from mtl_core.schema.answers import Gap, SubgroupReport, SubgroupResult, TaskSubgroups
from mtl_core.schema.measures import MEASURES

Shown = TypeVar("Shown", Estimate, Difference, Gap)

_DECIMALS = 3
_FEW = "not estimable (too few patients)"


def suppressed(report: SubgroupReport, below: int = SMALLEST_COUNT) -> SubgroupReport:
    """Hide counts from 1 to ``below - 1``, and those from which they could be worked out.

    Labelled rows, events and other rows are one table per task, whose lines and columns add up
    (complementary suppression); sizes of subgroups are one column that adds up. A cell with a
    hidden count loses all its counts and every reason that names one. Values are rounded to three
    decimals: a share with sixteen tells its denominator.
    """
    sizes = np.array([*report.sizes.values(), report.unknown], dtype=np.int64)[:, None]
    hidden = np.any(hidden_cells(sizes, below), axis=0)[:, 0]
    kept = [None if is_hidden else int(n) for n, is_hidden in zip(sizes[:, 0], hidden, strict=True)]
    return replace(
        report,
        sizes=dict(zip(report.sizes, kept, strict=False)),
        unknown=kept[-1],
        tasks={name: _suppressed_task(task, below) for name, task in report.tasks.items()},
        hidden_below=below,
    )


def subgroup_table(report: SubgroupReport) -> pd.DataFrame:
    """One line per task, subgroup and arm: the primary measure and, of the report's arm, the gaps.

    Numbers stay numbers, so that a program can go on with them; hidden counts are empty. The
    comparison of the arms stands on the line of multi-task.
    """
    lines = [
        _line(task, found.kind, name, cell, arm)
        | (_compared(cell.difference) if arm is Arm.MULTI_TASK else {})
        | (_gaps(cell) if arm is report.gap_arm else {})
        for task, found in report.tasks.items()
        for name, cell in found.subgroups.items()
        for arm in cell.arms
    ]
    return pd.DataFrame(lines).astype({"n": "Int64", "events": "Int64"})


def _suppressed_task(task: TaskSubgroups, below: int) -> TaskSubgroups:
    cells = list(task.subgroups.values())
    n = np.array([cell.n or 0 for cell in cells], dtype=np.int64)
    counts = n[:, None]
    if task.kind is not TaskKind.REGRESSION:
        events = np.array([cell.events or 0 for cell in cells], dtype=np.int64)
        counts = np.stack([n, events, n - events], axis=1)
    # A rarest class may be another one in every subgroup, so its column does not add up.
    adds_up = not task.kind.per_class
    hidden = np.any(hidden_cells(counts, below, adds_up=adds_up), axis=0)
    return replace(
        task,
        subgroups={
            name: _suppressed_cell(cell, is_hidden=bool(line.any()))
            for (name, cell), line in zip(task.subgroups.items(), hidden, strict=True)
        },
    )


def _suppressed_cell(cell: SubgroupResult, *, is_hidden: bool) -> SubgroupResult:
    return replace(
        cell,
        n=None if is_hidden else cell.n,
        events=None if is_hidden else cell.events,
        arms={
            arm: {
                key: replace(_shown(found, no_reason=is_hidden), n=None if is_hidden else found.n)
                for key, found in measures.items()
            }
            for arm, measures in cell.arms.items()
        },
        difference=_shown(cell.difference, no_reason=is_hidden),
        # The reason may be a count of everybody else.
        gaps={key: _shown(gap, no_reason=True) for key, gap in cell.gaps.items()},
    )


def _shown(found: Shown, *, no_reason: bool) -> Shown:
    """Round a number and its interval; a reason that may name a count does not leave."""
    value, low, high = (
        None if x is None else round(x, _DECIMALS) for x in (found.value, found.low, found.high)
    )
    reason = _FEW if found.reason and no_reason else found.reason
    return replace(found, value=value, low=low, high=high, reason=reason)


def _line(
    task: str, kind: TaskKind, name: str, cell: SubgroupResult, arm: Arm
) -> dict[str, object]:
    key = PRIMARY[kind]
    found = cell.arms[arm].get(key, Estimate())
    return {
        "task": task,
        "subgroup": name,
        "arm": str(arm),
        "n": cell.n,
        "events": cell.events,
        "measure": MEASURES[key].label,
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "reason": found.reason,
    }


def _compared(difference: Difference) -> dict[str, object]:
    return {
        "multi_minus_single": difference.value,
        "multi_minus_single_low": difference.low,
        "multi_minus_single_high": difference.high,
        "p_holm": difference.p_holm,
        "verdict": None if difference.verdict is None else str(difference.verdict),
    }


def _gaps(cell: SubgroupResult) -> dict[str, object]:
    line: dict[str, object] = {}
    for measure, gap in cell.gaps.items():
        line |= {
            f"gap_{measure}": gap.value,
            f"gap_{measure}_low": gap.low,
            f"gap_{measure}_high": gap.high,
            f"gap_{measure}_p_holm": gap.p_holm,
        }
    return line
