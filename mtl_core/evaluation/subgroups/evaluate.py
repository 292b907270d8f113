"""For whom is it good, and whom did sharing help: every task in every subgroup of patients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from mtl_core.arrays import BoolArray, IntArray
from mtl_core.evaluation.arms import (
    MeasuredTask,
    TaskPredictions,
    holm,
    judge,
    lay_out,
    measured_task,
    thresholds_of,
)
from mtl_core.evaluation.intervals import Resamples, resample_patients
from mtl_core.evaluation.subgroups.division import Division
from mtl_core.limits import FEWEST_IN_SUBGROUP
from mtl_core.schema import Arm, Difference, EvaluationPlan, Task, TaskKind
from mtl_core.schema.answers import GAP_MEASURES, Gap, SubgroupResult, TaskSubgroups

_NO_DIFFERENCE = Difference(reason="multi-task and single-task were not both trained")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A task in a subgroup, before anything is corrected for the number of cells."""

    task: str
    subgroup: str
    result: SubgroupResult
    difference: tuple[Difference, float | None]
    gap_p: Mapping[str, float | None]


def evaluate_subgroups(  # noqa: PLR0913 - the arguments are the whole input of an evaluation
    predictions: pd.DataFrame,
    tasks: Sequence[Task],
    division: Division,
    *,
    arms: Sequence[Arm],
    gap_arm: Arm,
    plan: EvaluationPlan,
    patients: IntArray,
    strata: IntArray,
    on_progress: Callable[[float], None] = lambda _: None,
) -> dict[str, TaskSubgroups]:
    """Evaluate every arm on every task in every subgroup.

    Values and intervals are those of :func:`~mtl_core.evaluation.evaluate`, on the rows of the
    subgroup and on the same resamples of patients. Thresholds stay those of the whole cohort: a
    patient is not judged by the event rate of a subgroup. With fewer than 20 events, or 20 others,
    (a regression: 20 rows) a cell is not estimable.

    Verdicts on multi-task minus single-task are corrected (Holm) for all cells of task and
    subgroup, gaps for all gaps of all measures. Where there are two subgroups, a gap and its mirror
    image are one question.

    Parameters
    ----------
    predictions, plan, patients, strata
        As in :func:`~mtl_core.evaluation.evaluate`.
    gap_arm
        The arm in which a subgroup is compared with everybody else (all other known subgroups).
    """
    resamples = resample_patients(patients, strata, n_resamples=plan.n_resamples, seed=plan.seed)
    cells: list[_Cell] = []
    for done, laid_out in enumerate(lay_out(predictions, tasks, arms), start=1):
        cells += _one_task(with_thresholds(laid_out), division, gap_arm, resamples)
        on_progress(done / len(tasks))
    judged = judge(
        {k: c.difference for k, c in enumerate(cells) if c.difference[0].value is not None},
        plan.margin,
    )
    gap_p = _corrected_gaps(cells, mirrored=len(division.names) == 2)
    found: dict[str, dict[str, SubgroupResult]] = {task.name: {} for task in tasks}
    for k, cell in enumerate(cells):
        gaps = {key: replace(g, p_holm=gap_p.get((k, key))) for key, g in cell.result.gaps.items()}
        difference = judged.get(k, cell.result.difference)
        result = replace(cell.result, difference=difference, gaps=gaps)
        found[cell.task][cell.subgroup] = result
    return {task.name: TaskSubgroups(task.kind, found[task.name]) for task in tasks}


def with_thresholds(laid_out: TaskPredictions) -> TaskPredictions:
    """Fix the thresholds of a binary task, so that parts of its rows keep them."""
    if laid_out.task.kind is not TaskKind.BINARY:
        return laid_out
    y = laid_out.observed[:, 0]
    arms = {
        arm: replace(block, threshold=thresholds_of(y, block))
        for arm, block in laid_out.arms.items()
    }
    return replace(laid_out, arms=arms)


def restricted(laid_out: TaskPredictions, mask: BoolArray) -> TaskPredictions:
    """Return a task on some of its rows; ``mask`` is ``(n,)``."""
    arms = {
        arm: replace(
            block,
            predicted=block.predicted[:, mask],
            fold=block.fold[:, mask],
            threshold=None if block.threshold is None else block.threshold[:, mask],
        )
        for arm, block in laid_out.arms.items()
    }
    return replace(laid_out, rows=laid_out.rows[mask], observed=laid_out.observed[mask], arms=arms)


def _one_task(
    laid_out: TaskPredictions, division: Division, gap_arm: Arm, resamples: Resamples
) -> list[_Cell]:
    code = division.code[laid_out.rows]
    parts = [
        _measured(restricted(laid_out, code == place), resamples)
        for place in range(len(division.names))
    ]
    cells = []
    for place, name in enumerate(division.names):
        others = _others(laid_out, parts, code, place, gap_arm, resamples)
        cells.append(_cell(name, parts[place], others, gap_arm))
    return cells


def _measured(laid_out: TaskPredictions, resamples: Resamples) -> MeasuredTask:
    return measured_task(laid_out, resamples, FEWEST_IN_SUBGROUP)


def _others(
    laid_out: TaskPredictions,
    parts: Sequence[MeasuredTask],
    code: IntArray,
    place: int,
    gap_arm: Arm,
    resamples: Resamples,
) -> MeasuredTask:
    """Measure everybody who is in another subgroup."""
    if len(parts) == 2:
        return parts[1 - place]
    rest = restricted(laid_out, (code >= 0) & (code != place))
    rest = replace(rest, arms={arm: b for arm, b in rest.arms.items() if arm is gap_arm})
    if parts[place].reason is not None or gap_arm not in rest.arms:
        return MeasuredTask(rest, {}, parts[place].reason or "this arm was not trained")
    return _measured(rest, resamples)


def _cell(name: str, part: MeasuredTask, others: MeasuredTask, gap_arm: Arm) -> _Cell:
    laid_out = part.laid_out
    task, differences = laid_out.task, part.differences()
    gaps = {key: _gap(part, others, gap_arm, key) for key in GAP_MEASURES[task.kind]}
    difference = differences.get(part.primary, (_NO_DIFFERENCE, None))
    result = SubgroupResult(
        n=laid_out.n,
        events=laid_out.events,
        exploratory=part.exploratory,
        arms=part.estimates(),
        difference=difference[0],
        gaps={key: gap for key, (gap, _) in gaps.items()},
    )
    return _Cell(task.name, name, result, difference, {key: p for key, (_, p) in gaps.items()})


def _why_no_gap(part: MeasuredTask, others: MeasuredTask, arm: Arm) -> str | None:
    if part.reason is not None:
        return part.reason
    if not others.laid_out.n:
        return "not estimable (nobody is in another subgroup)"
    if others.reason is not None:
        return f"everybody else is {others.reason}"
    if arm not in part.measured or arm not in others.measured:
        return "not estimable (this model gave no number for some rows)"
    return None


def _gap(part: MeasuredTask, others: MeasuredTask, arm: Arm, key: str) -> tuple[Gap, float | None]:
    reason = _why_no_gap(part, others, arm)
    if reason is not None:
        return Gap(reason=reason), None
    apart, p = part.measured[arm].minus(others.measured[arm], key, over_repeats=False)
    return Gap(apart.value, apart.low, apart.high, reason=apart.reason), p


def _corrected_gaps(cells: Sequence[_Cell], *, mirrored: bool) -> dict[tuple[int, str], float]:
    """Correct the p-values of all gaps; a gap and its mirror image are tested once."""
    tested = {
        (place, key): p
        for place, cell in enumerate(cells)
        for key, p in cell.gap_p.items()
        if p is not None and not (mirrored and place % 2)
    }
    adjusted = dict(zip(tested, holm(list(tested.values())), strict=True))
    mirror = {(place + 1, key): p for (place, key), p in adjusted.items() if mirrored}
    return adjusted | mirror
