"""Differences between arms as rows: which measure, which numbers, and what they say in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from mtl_core.plots.look import METRIC_NAMES
from mtl_core.schema import PRIMARY, Arm, Difference, TaskKind, TaskResult, Verdict
from mtl_core.words import decimal, estimable, listed, signed, with_interval

_MISSING = Difference(reason="no difference was computed")
_COUNTED: dict[Verdict, str] = {
    Verdict.BETTER: "better for {n}",
    Verdict.WORSE: "worse for {n}",
    Verdict.NO_MEANINGFUL_DIFFERENCE: "without a meaningful difference for {n}",
    Verdict.INCONCLUSIVE: "inconclusive for {n}",
}


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """A measure other than the primary one, chosen to be drawn.

    Attributes
    ----------
    key
        Its key in a result.
    label
        Its name on axes.
    higher_is_better
        ``None`` where the ideal lies in the middle.
    in_units
        Whether it is in each task's own units, so that tasks cannot share an axis.
    """

    key: str
    label: str
    higher_is_better: bool | None = True
    in_units: bool = False

    @property
    def direction(self) -> str:
        """What is better, in words."""
        if self.higher_is_better is None:
            return "the ideal lies in the middle"
        return "higher is better" if self.higher_is_better else "lower is better"


@dataclass(frozen=True, slots=True)
class Row:
    """One task with its difference, multi-task minus single-task."""

    task: str
    result: TaskResult
    metric: str
    label: str
    difference: Difference

    @property
    def alone(self) -> bool:
        """Whether both arms are the same network: every difference is exactly zero."""
        known = [d for d in self.result.difference.values() if d.value is not None]
        return bool(known) and all(d.value == d.low == d.high == 0.0 for d in known)

    @property
    def verdict(self) -> Verdict | None:
        """The verdict; only for the primary measure of a task that shares an encoder."""
        primary = self.metric == PRIMARY[self.result.kind]
        return self.difference.verdict if primary and not self.alone else None

    @property
    def by_repeat(self) -> tuple[float | None, ...]:
        """Difference of each repeat alone; ``None`` where a repeat has no value.

        Empty with a single repeat, whose difference is the point itself; for any measure but the
        primary one; and for results of earlier versions, which have no values by repeat.
        """
        repeats = self.result.repeats
        multi, single = (repeats.get(arm, ()) for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK))
        asked = self.metric == PRIMARY[self.result.kind] and not self.alone
        if not asked or len(multi) < 2 or len(multi) != len(single):
            return ()
        return tuple(
            None if one is None or other is None else one - other
            for one, other in zip(multi, single, strict=True)
        )


def by_kind(results: Mapping[str, TaskResult]) -> list[tuple[str, TaskResult]]:
    """Tasks in the order in which figures show them: kind after kind, otherwise as given."""
    kinds = list(TaskKind)
    return sorted(results.items(), key=lambda item: kinds.index(item[1].kind))


def rows_of(results: Mapping[str, TaskResult], measure: ShownMeasure | None) -> list[Row]:
    """One row per task that has the measure; without ``measure`` the primary one of each task."""
    rows = []
    for task, result in by_kind(results):
        if measure is None:
            key = PRIMARY[result.kind]
            found = result.difference.get(key, _MISSING)
            rows.append(Row(task, result, key, METRIC_NAMES[key], found))
        elif measure.key in result.difference:
            found = result.difference[measure.key]
            rows.append(Row(task, result, measure.key, measure.label, found))
    return rows


def table_of(rows: Sequence[Row], margin: float) -> pd.DataFrame:
    """Tabulate rows; the margin stands where it counts, beside the primary measure."""
    return pd.DataFrame([_table_row(row, margin) for row in rows])


def _table_row(row: Row, margin: float) -> dict[str, object]:
    difference, primary = row.difference, row.metric == PRIMARY[row.result.kind]
    set_before = margin if difference.margin is None else difference.margin
    return {
        "task": row.task,
        "kind": str(row.result.kind),
        "metric": row.metric,
        "n": row.result.n,
        "events": row.result.events,
        "difference": difference.value,
        "low": difference.low,
        "high": difference.high,
        "p_holm": difference.p_holm,
        "margin": set_before if primary else None,
        "verdict": None if row.verdict is None else str(row.verdict),
        "exploratory": row.result.exploratory,
        "repeats": ", ".join("-" if v is None else signed(v) for v in row.by_repeat),
        "reason": difference.reason,
    }


def _extremes(rows: Sequence[Row]) -> tuple[str, str] | None:
    found = [(r.difference.value, r.task) for r in rows if r.difference.value is not None]
    if not found:
        return None
    (low, worst), (high, best) = min(found), max(found)
    return f"{best} ({signed(high)})", f"{worst} ({signed(low)})"


def reading_of(rows: Sequence[Row], margin: float, measure: ShownMeasure | None) -> str:
    """Say what the rows show; for a measure that is not the primary one, without any verdict."""
    extremes = _extremes(rows)
    if extremes is None:
        return "For none of the tasks could the difference be estimated."
    if measure is not None:
        return (
            f"Intervals only, no verdict: {measure.label} was not the primary measure "
            f"({measure.direction}); the differences run from {extremes[1]} to {extremes[0]}."
        )
    if len(rows) == 1:
        none = "it stands alone" if rows[0].alone else "without a verdict"
        verdict = rows[0].verdict or none
        return (
            f"The difference, multi-task minus single-task, for {extremes[0]}: {verdict}"
            f"{_small_gains(rows, margin)}."
        )
    counts = Counter(row.verdict for row in rows if estimable(row.difference))
    parts = [text.format(n=counts[v]) for v, text in _COUNTED.items() if counts[v]]
    n_alone = sum(row.alone for row in rows)
    if n_alone:
        parts.append(f"the same network for {n_alone} that learned alone")
    lost = sum(not estimable(row.difference) for row in rows)
    if lost:
        parts.append(f"not estimable for {lost}")
    head = f"Of {len(rows)} tasks, the multi-task network was {listed(parts, limit=9)}"
    ends = f"the differences run from {extremes[1]} to {extremes[0]}"
    return f"{head}; {ends}{_small_gains(rows, margin)}."


def _small_gains(rows: Sequence[Row], margin: float) -> str:
    """Say when what is better is still too little to matter by the margin set before."""
    gains = [row.difference for row in rows if row.verdict is Verdict.BETTER]
    small = sum(gain.high is not None and gain.high < margin for gain in gains)
    if not small:
        return ""
    which = "every gain is" if small == len(gains) else f"{small} of {len(gains)} gains are"
    which = "the gain is" if len(gains) == 1 else which
    return f"; {which} smaller than the margin of {margin:g}"


def alt_of(rows: Sequence[Row], margin: float, measure: ShownMeasure | None) -> str:
    """Text alternative of the forest plot."""
    parts = [
        f"{row.task}, {row.label}: {with_interval(row.difference, signed)}"
        + ("" if row.verdict is None else f", {row.verdict}")
        for row in rows
    ]
    band = f"; margin ±{decimal(margin)}" if measure is None else ", no verdicts"
    return (
        f"Forest plot of multi-task minus single-task with 95 % intervals{band}. "
        f"{'. '.join(parts)}."
    )
