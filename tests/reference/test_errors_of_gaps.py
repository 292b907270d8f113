"""Intervals of gaps between groups, and of what a map of risks changes, beside known errors."""

import numpy as np
import pytest

from mtl_core.evaluation.calibration import recalibrated
from mtl_core.evaluation.intervals import resample_patients
from mtl_core.evaluation.intervals.few_events import reach
from mtl_core.evaluation.subgroups import evaluate_subgroups
from mtl_core.evaluation.subgroups.division import Division
from mtl_core.schema import Arm, EvaluationPlan, TaskKind
from mtl_core.schema.calibration import CalibrationMethod
from tests.reference.test_delong import delong
from tests.unit.evaluation.arms.arms_of_every_kind import TASKS, lines

N = 1600
Z = 1.959963984540054


@pytest.fixture(scope="module")
def drawn():
    """Outcome, risk and the group of every patient; the risk says less about the second group."""
    rng = np.random.default_rng(2)
    group = np.arange(N) % 2
    signal = rng.normal(size=N)
    outcome = (rng.random(N) < 1 / (1 + np.exp(1 - 1.5 * signal))).astype(float)
    risk = 1 / (1 + np.exp(1 - signal - (0.3 + group) * rng.normal(size=N)))
    return outcome, risk, group


def test_gaps_of_two_groups_have_the_error_of_two_independent_samples(drawn):
    """Theory: variances of separate patients add up; DeLong 1988 for areas, p (1 - p) / n."""
    outcome, risk, group = drawn
    table = lines(TaskKind.BINARY, "multi_task", outcome[:, None], risk[:, None])
    found = evaluate_subgroups(
        table, [TASKS[TaskKind.BINARY]], Division(("one", "two"), group),
        arms=[Arm.MULTI_TASK], gap_arm=Arm.MULTI_TASK,
        plan=EvaluationPlan(n_resamples=3000, seed=5), patients=np.arange(N),
        strata=np.zeros(N, int),
    )["binary"].subgroups["one"].gaps["auroc"]  # fmt: skip
    parts = [delong(outcome[group == k], risk[group == k]) for k in (0, 1)]
    error = np.sqrt(sum(float(covariance[0, 0]) for _, covariance in parts))
    n_fewest = min(int((outcome[group == k] == y).sum()) for k in (0, 1) for y in (0, 1))
    assert found.value == pytest.approx(parts[0][0][0] - parts[1][0][0], abs=1e-12)
    assert (found.high - found.low) / (2 * reach(n_fewest)) == pytest.approx(error, rel=0.06)


def test_what_a_map_changes_has_the_error_of_a_paired_mean(drawn):
    """Theory: Brier score and log loss are means, and so are their differences on one sample."""
    outcome, risk, _ = drawn
    after = 0.5 * risk + 0.15
    rows = np.arange(N)
    found = recalibrated(
        TaskKind.BINARY, CalibrationMethod.LOGISTIC, outcome[:, None], risk[None, :, None],
        after[None, :, None], rows,
        resample_patients(rows, np.zeros(N, int), n_resamples=3000, seed=5),
    ).difference  # fmt: skip
    changed = {
        "brier": (after - outcome) ** 2 - (risk - outcome) ** 2,
        "log_loss": np.log(np.where(outcome > 0, risk / after, (1 - risk) / (1 - after))),
    }
    for name, parts in changed.items():
        assert found[name].value == pytest.approx(parts.mean(), abs=1e-9)
        half = (found[name].high - found[name].low) / 2
        assert half / Z == pytest.approx(parts.std() / np.sqrt(N), rel=0.06)
