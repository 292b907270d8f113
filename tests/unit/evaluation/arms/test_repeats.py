"""What each repeat alone gives, beside the mean over repeats."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from mtl_core.evaluation.arms import evaluate
from mtl_core.schema import Arm, EvaluationPlan


def repeats_of(table, task, n_rows):
    found = evaluate(
        table,
        [task],
        arms=(Arm.MULTI_TASK, Arm.SINGLE_TASK),
        plan=EvaluationPlan(n_resamples=50),
        patients=np.arange(n_rows),
        strata=np.zeros(n_rows, int),
    )
    return found[task.name].repeats


def test_the_primary_measure_of_every_repeat_is_kept_beside_their_mean(lines, sick, cohort):
    outcome, good, middling = cohort
    table = pd.concat(
        [
            lines("sick", "multi_task", outcome, good, repeat=0),
            lines("sick", "multi_task", outcome, middling, repeat=1),
            lines("sick", "single_task", outcome, middling, repeat=0),
            lines("sick", "single_task", outcome, middling, repeat=1),
        ]
    )
    found = repeats_of(table, sick, 400)
    # Expected values: scikit-learn's roc_auc_score, repeat by repeat.
    first, second = roc_auc_score(outcome, good), roc_auc_score(outcome, middling)
    assert found[Arm.MULTI_TASK] == pytest.approx((first, second), abs=1e-12)
    assert found[Arm.SINGLE_TASK] == pytest.approx((second, second), abs=1e-12)


def test_an_arm_that_was_not_measured_has_no_repeats(lines, sick):
    outcome = np.repeat([1.0, 0.0], [3, 47])
    risk = np.linspace(0.1, 0.9, 50)
    table = lines("sick", "multi_task", outcome, risk)
    assert repeats_of(table, sick, 50) == {}
