"""Which measures a result holds, in words, and its numbers as tables."""

from __future__ import annotations

import pandas as pd

from mtl_core.evaluation.arms import stands_alone
from mtl_core.plots.comparison import ShownMeasure
from mtl_core.schema import PRIMARY, Arm, StudyResult, TaskResult, Verdict
from mtl_core.schema.measures import MEASURES
from mtl_core.words import signed, with_interval

PRIMARY_METRIC = "primary"
_IN_UNITS = frozenset(
    {"mae", "mse", "rmse", "linear_intercept", "mean_error", "agreement_low", "agreement_high"}
)


def metric_words(key: str) -> str:
    """Say which measure is meant."""
    if key == PRIMARY_METRIC:
        return "The primary measure of each task (fixed before the run)"
    return MEASURES[key].label


def shown_measure(chosen: str) -> ShownMeasure | None:
    """Return what figures need to draw the chosen measure; ``None`` for the primary ones."""
    if chosen == PRIMARY_METRIC:
        return None
    text = MEASURES[chosen]
    return ShownMeasure(chosen, text.label, text.higher_is_better, chosen in _IN_UNITS)


def metrics_of(result: StudyResult) -> list[str]:
    """List the measures that at least one task has a difference for, the primary ones first."""
    present = {key for task in result.tasks.values() for key in task.difference}
    return [PRIMARY_METRIC, *(key for key in MEASURES if key in present)]


def metric_of(task: TaskResult, chosen: str) -> str:
    """Return the measure to show for a task."""
    return PRIMARY[task.kind] if chosen == PRIMARY_METRIC else chosen


def arms_of(task: TaskResult) -> list[Arm]:
    """List the arms that have measures for a task, in the order in which they are shown."""
    return [arm for arm in Arm if arm in task.arms]


def arms_table(result: StudyResult, chosen: str) -> pd.DataFrame:
    """Tabulate one measure of all arms, task by task, with interval and sample size."""
    rows = []
    for name, task in result.tasks.items():
        metric = metric_of(task, chosen)
        if not any(metric in measures for measures in task.arms.values()):
            continue
        cells = {
            "Multi-task minus single-task": with_interval(task.difference.get(metric), signed),
            **{arm.facts.label: with_interval(task.arms[arm].get(metric)) for arm in arms_of(task)},
        }
        known = {"Task": name, "n": task.n, "Measure": MEASURES[metric].label}
        rows.append({**known, **cells})
    return pd.DataFrame(rows)


def measures_table(task: TaskResult, arms: list[Arm]) -> pd.DataFrame:
    """Tabulate all measures of one task, a column per arm."""
    keys = list(dict.fromkeys(key for arm in arms for key in task.arms[arm]))
    return pd.DataFrame(
        {
            "Measure": [MEASURES[key].label for key in keys],
            "n": task.n,
            **{
                arm.facts.label: [with_interval(task.arms[arm].get(key)) for key in keys]
                for arm in arms
            },
            "What it says": [MEASURES[key].description for key in keys],
        }
    )


_SIGNS = {
    Verdict.BETTER: "▲",
    Verdict.WORSE: "▼",
    Verdict.NO_MEANINGFUL_DIFFERENCE: "■",
    Verdict.INCONCLUSIVE: "○",
}


def verdict_sign(task: TaskResult) -> str:
    """Return the symbol that the verdict has in the figure."""
    found = task.difference.get(PRIMARY[task.kind])
    if found is None or found.verdict is None or stands_alone(task):
        return "–"
    return _SIGNS[found.verdict]
