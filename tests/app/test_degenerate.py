"""What pages draw from hostile predictions: words and tables, never a crash or a NaN."""

import json
import re

import numpy as np
import pytest

from mtl_core.evaluation.arms import confusion, evaluate, first_repeat
from mtl_core.evaluation.calibration import calibration_curve
from mtl_core.evaluation.thresholds import roc_curve, sort_patients
from mtl_core.plots.comparison import forest_plot
from mtl_core.plots.performance import (
    bland_altman_plot,
    calibration_plot,
    confusion_heatmap,
    observed_predicted_plot,
    risk_distribution,
    roc_plot,
)
from mtl_core.schema import PRIMARY, Arm, CohortStamp, EvaluationPlan, StudyResult, TaskKind
from mtl_core.words import with_interval
from tests.unit.evaluation.arms.arms_of_every_kind import LABELS, TASKS, both
from tests.unit.evaluation.arms.degenerate import CASES, PREDICTIONS, case
from ui.results.headline import how_much
from ui.results.metrics import arms_table, measures_table, metric_words, metrics_of

ARMS = [Arm.MULTI_TASK, Arm.SINGLE_TASK]


def evaluated(kind, seen, said):
    observed, predicted = case(kind, seen, said)
    n, other = len(observed), PREDICTIONS["half tied"](kind, observed)
    table = both(kind, observed, predicted, other)
    plan = EvaluationPlan(n_resamples=50, seed=1)
    patients, strata = np.arange(n), np.zeros(n, int)
    tasks = evaluate(table, [TASKS[kind]], arms=ARMS, plan=plan, patients=patients, strata=strata)
    result = StudyResult(0, CohortStamp(n, "f"), dict(tasks), {}, mean_gain=tasks.mean_gain)
    return result, table


def charts(kind, table, task):
    pair = first_repeat(table, Arm.MULTI_TASK).pair
    if kind is TaskKind.REGRESSION:
        found = task.arms[Arm.MULTI_TASK]
        yield observed_predicted_plot(
            *pair, slope=found["linear_slope"], intercept=found["linear_intercept"]
        )
        yield bland_altman_plot(*pair, found)
        return
    if kind.per_class:
        yield confusion_heatmap(LABELS[kind], confusion(table, TASKS[kind], Arm.MULTI_TASK))
        pair = first_repeat(table, Arm.MULTI_TASK, LABELS[kind][-1:]).pair
    yield risk_distribution(*pair)
    if len(set(pair[0])) == 2 and len(pair[0]) > 2:  # the page draws no curve without both classes
        yield calibration_plot({Arm.MULTI_TASK: calibration_curve(*pair)})
        key = PRIMARY[kind]
        yield roc_plot(
            {Arm.MULTI_TASK: roc_curve(*pair)}, {Arm.MULTI_TASK: task.arms[Arm.MULTI_TASK][key]}
        )


@pytest.mark.parametrize(
    ("kind", "seen", "said"), [c for c in CASES if c[1] in {"all classes", "ten events", "one row"}]
)
def test_tables_words_and_charts_of_hostile_predictions(kind, seen, said):
    result, table = evaluated(kind, seen, said)
    [task] = result.tasks.values()
    words = measures_table(task, ARMS).to_csv()
    words += "".join(arms_table(result, key).to_csv() for key in metrics_of(result))
    words += how_much(result) + "".join(map(metric_words, metrics_of(result)))
    drawn = [*charts(kind, table, task), forest_plot(result.tasks, 0.02)]
    words += "".join(f" {chart.reading} {chart.alt} " for chart in drawn)
    for chart in drawn:
        json.loads(chart.figure.to_json(), parse_constant=pytest.fail)
    assert not re.search(r"(?i)\b(nan|inf)\b", words)
    if kind is TaskKind.BINARY:
        pair = first_repeat(table, Arm.MULTI_TASK).pair
        for rate in sort_patients(*pair, 0.5).rates.values():
            assert "nan" not in with_interval(rate)
