"""The mean difference over tasks, beside a bootstrap written out with scikit-learn."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from mtl_core.evaluation.arms import evaluate
from mtl_core.evaluation.intervals.resampling import resample_patients
from mtl_core.schema import Arm, EvaluationPlan, Task, TaskKind

BOTH = (Arm.MULTI_TASK, Arm.SINGLE_TASK)
PLAN = EvaluationPlan(n_resamples=150, seed=3)
ONE, TWO = (Task(name, TaskKind.BINARY, ("no", "yes")) for name in ("one", "two"))
N = 400


def run(table, tasks, arms=BOTH):
    patients, strata = np.arange(N), np.zeros(N, int)
    return evaluate(table, tasks, arms=arms, plan=PLAN, patients=patients, strata=strata)


@pytest.fixture
def tasks(lines, cohort):
    """Two outcomes of the same patients, each with a risk of both arms."""
    outcome, good, middling = cohort
    other = (np.random.default_rng(1).random(N) < good).astype(float)
    known = {"one": (outcome, good, middling), "two": (other, middling, good)}
    table = pd.concat(
        [
            lines(name, arm.value, y, risk)
            for name, (y, *risks) in known.items()
            for arm, risk in zip(BOTH, risks, strict=True)
        ]
    )
    return known, table


def test_the_interval_is_that_of_the_mean_within_each_resample(tasks):
    known, table = tasks
    found = run(table, [ONE, TWO]).mean_gain

    def gain(rows):
        return np.mean(
            [
                roc_auc_score(y[rows], multi[rows]) - roc_auc_score(y[rows], single[rows])
                for y, multi, single in known.values()
            ]
        )

    resamples = resample_patients(np.arange(N), np.zeros(N, int), n_resamples=150, seed=3)
    draws = [
        gain(np.repeat(np.arange(N), one))
        for counts in resamples
        for one in counts[resamples.slot].T
    ]
    assert found.value == pytest.approx(gain(np.arange(N)), abs=1e-12)
    assert (found.low, found.high) == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=1e-6)


def test_a_task_that_stands_alone_does_not_count(lines, cohort, tasks):
    _, table = tasks
    outcome, good, _ = cohort
    alone = Task("alone", TaskKind.BINARY, ("no", "yes"))
    more = pd.concat([table, *(lines("alone", arm.value, outcome, good) for arm in BOTH)])
    assert run(more, [ONE, TWO, alone]).mean_gain == run(table, [ONE, TWO]).mean_gain


def test_swapping_the_arms_flips_the_sign(tasks):
    _, table = tasks
    swapped = table.assign(
        arm=table["arm"].map({"multi_task": "single_task", "single_task": "multi_task"})
    )
    one, other = run(table, [ONE, TWO]).mean_gain, run(swapped, [ONE, TWO]).mean_gain
    assert (one.value, one.low, one.high) == pytest.approx((-other.value, -other.high, -other.low))


def test_without_two_arms_or_a_task_that_can_be_estimated_there_is_none(lines, cohort):
    outcome, good, middling = cohort
    assert run(lines("one", "multi_task", outcome, good), [ONE]).mean_gain is None
    rare = np.repeat([1.0, 0.0], [5, N - 5])
    table = pd.concat([lines("one", arm.value, rare, middling) for arm in BOTH])
    assert run(table, [ONE]).mean_gain is None
