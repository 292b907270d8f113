"""What must, and what must not, change when data change in a known way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtl_core.evaluation.arms import evaluate
from mtl_core.evaluation.measures import (
    binary_measures,
    multiclass_measures,
    ordinal_measures,
    regression_measures,
)
from mtl_core.schema import PRIMARY, Arm, EvaluationPlan, TaskKind, Verdict
from mtl_core.schema.measures import MEASURES
from tests.unit.evaluation.arms.arms_of_every_kind import TASKS, both, drawn, lines

PLAN = EvaluationPlan(n_resamples=200, seed=5)
SEEDS = st.integers(0, 10_000)
KINDS = pytest.mark.parametrize("kind", list(TaskKind))
OF_N = frozenset({"agreement_low", "agreement_high"})
"""Their standard deviation divides by n - 1, so that copies of all rows move them a little."""


def measures(kind, observed, predicted):
    match kind:
        case TaskKind.BINARY:
            return binary_measures(observed[:, 0], predicted[:, 0], threshold=0.4)
        case TaskKind.MULTICLASS:
            return multiclass_measures(observed, predicted)
        case TaskKind.ORDINAL:
            return ordinal_measures(observed, predicted)
        case TaskKind.REGRESSION:
            return regression_measures(observed[:, 0], predicted[:, 0])


def evaluated(kind, table, n):
    return evaluate(
        table,
        [TASKS[kind]],
        arms=(Arm.MULTI_TASK, Arm.SINGLE_TASK),
        plan=PLAN,
        patients=np.arange(n),
        strata=np.zeros(n, int),
    )[kind.value]


@KINDS
def test_a_model_against_itself_differs_by_nothing_and_has_p_one(kind):
    observed, good, _ = drawn(kind)
    found = evaluated(kind, both(kind, observed, good, good.copy()), len(observed))
    assert all((d.value, d.low, d.high) == (0, 0, 0) for d in found.difference.values())
    primary = found.difference[PRIMARY[kind]]
    assert (primary.p_holm, primary.verdict) == (1.0, Verdict.NO_MEANINGFUL_DIFFERENCE)


@KINDS
def test_swapping_the_arms_flips_the_sign_and_nothing_else(kind):
    observed, good, middling = drawn(kind)
    one = evaluated(kind, both(kind, observed, good, middling), len(observed))
    other = evaluated(kind, both(kind, observed, middling, good), len(observed))
    for name, difference in one.difference.items():
        mirror = other.difference[name]
        assert difference.value == -mirror.value
        assert (difference.low, difference.high) == pytest.approx(
            (-mirror.high, -mirror.low), abs=1e-9
        )
        assert difference.p_holm == mirror.p_holm
    assert one.arms[Arm.MULTI_TASK] == other.arms[Arm.SINGLE_TASK]


@KINDS
def test_a_better_model_has_the_better_value_in_every_measure_with_a_direction(kind):
    observed, good, middling = drawn(kind, n=400)
    found = evaluated(kind, both(kind, observed, good, middling), 400)
    for name, difference in found.difference.items():
        higher = MEASURES[name].higher_is_better
        if higher is not None:
            assert (difference.value > 0) is higher, name


@KINDS
def test_shuffled_labels_leave_no_discrimination(kind):
    # Each interval covers with probability .95: 16 or fewer of 20 has probability .0026.
    observed, good, _ = drawn(kind)
    chance = {TaskKind.REGRESSION: ("spearman", 0.0)}.get(kind, (PRIMARY[kind], 0.5))
    covered = 0
    for seed in range(20):
        shuffled = np.random.default_rng(seed).permutation(observed)
        found = evaluated(kind, lines(kind, "multi_task", shuffled, good), len(observed))
        estimate = found.arms[Arm.MULTI_TASK][chance[0]]
        covered += estimate.low <= chance[1] <= estimate.high
    assert covered >= 17


@KINDS
@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_the_order_of_the_rows_does_not_matter(kind, seed):
    observed, good, _ = drawn(kind, n=60, seed=seed)
    order = np.random.default_rng(seed).permutation(60)
    expected = measures(kind, observed, good)
    assert measures(kind, observed[order], good[order]) == pytest.approx(
        expected, rel=1e-9, nan_ok=True
    )


@KINDS
@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, n_copies=st.integers(2, 4))
def test_copies_of_all_rows_leave_every_value(kind, seed, n_copies):
    observed, good, _ = drawn(kind, n=60, seed=seed)
    expected = measures(kind, observed, good)
    copied = np.tile(np.arange(60), n_copies)
    found = measures(kind, observed[copied], good[copied])
    for name in expected:
        tolerance = 0.02 * 4 * 1.96 if name in OF_N else 1e-7
        assert found[name] == pytest.approx(expected[name], rel=1e-7, abs=tolerance, nan_ok=True), (
            name
        )


@given(seed=SEEDS, power=st.floats(0.2, 5))
def test_a_rising_transform_of_the_risk_leaves_its_ranking(seed, power):
    observed, good, _ = drawn(TaskKind.BINARY, n=80, seed=seed)
    one = binary_measures(observed[:, 0], good[:, 0])
    other = binary_measures(observed[:, 0], good[:, 0] ** power)
    for name in ("auroc", "auprc"):
        assert other[name] == pytest.approx(one[name], abs=1e-12, nan_ok=True)


@given(seed=SEEDS, n_copies=st.integers(2, 5))
def test_a_higher_prevalence_leaves_what_is_counted_within_a_class(seed, n_copies):
    observed, good, _ = drawn(TaskKind.BINARY, n=120, seed=seed)
    y, risk = observed[:, 0], good[:, 0]
    more = np.concatenate([np.arange(120), np.tile(np.flatnonzero(y == 1), n_copies - 1)])
    before, after = (binary_measures(y[r], risk[r], 0.4) for r in (np.arange(120), more))
    for name in ("auroc", "sensitivity", "specificity"):
        assert after[name] == pytest.approx(before[name], abs=1e-12)
    # The risks are now too low by the log of how much the odds have grown, or nearly so.
    moved = after["calibration_in_the_large"] - before["calibration_in_the_large"]
    assert moved == pytest.approx(np.log(n_copies), rel=0.5)
    assert after["auprc"] > before["auprc"]
    assert after["brier"] != pytest.approx(before["brier"], abs=1e-6)


@given(seed=SEEDS, shift=st.floats(-2, 2), stretch=st.floats(0.3, 3))
def test_a_line_through_the_log_odds_moves_only_the_calibration_that_it_must(seed, shift, stretch):
    observed, good, _ = drawn(TaskKind.BINARY, n=150, seed=seed)
    y, log_odds = observed[:, 0], np.log(good[:, 0]) - np.log1p(-good[:, 0])
    before = binary_measures(y, good[:, 0])
    shifted = binary_measures(y, 1 / (1 + np.exp(-(log_odds + shift))))
    name = "calibration_in_the_large"
    assert shifted[name] == pytest.approx(before[name] - shift, abs=1e-6)
    assert shifted["calibration_slope"] == pytest.approx(before["calibration_slope"], rel=1e-5)
    stretched = binary_measures(y, 1 / (1 + np.exp(-log_odds * stretch)))
    expected = before["calibration_slope"] / stretch
    assert stretched["calibration_slope"] == pytest.approx(expected, rel=1e-5)
    assert stretched["auroc"] == pytest.approx(before["auroc"], abs=1e-12)


@given(seed=SEEDS, scale=st.floats(0.01, 1000), shift=st.floats(-1000, 1000))
def test_other_units_change_errors_by_their_scale_and_nothing_else(seed, scale, shift):
    observed, good, _ = drawn(TaskKind.REGRESSION, n=80, seed=seed)
    y, p = observed[:, 0], good[:, 0]
    one, other = (
        regression_measures(y, p),
        regression_measures(shift + scale * y, shift + scale * p),
    )
    for name in ("r2", "pearson", "spearman", "linear_slope"):
        assert other[name] == pytest.approx(one[name], abs=1e-6)
    for name in ("mae", "rmse", "mean_error", *OF_N):
        assert other[name] == pytest.approx(scale * one[name], rel=1e-6, abs=1e-6 * scale)
    assert other["mse"] == pytest.approx(scale**2 * one["mse"], rel=1e-6)
    at_zero = shift + scale * one["linear_intercept"] - one["linear_slope"] * shift
    assert other["linear_intercept"] == pytest.approx(at_zero, rel=1e-6, abs=1e-6 * (1 + scale))


@given(seed=SEEDS, shift=st.floats(-30, 30))
def test_predictions_that_are_all_too_high_move_bias_and_limits_alone(seed, shift):
    observed, good, _ = drawn(TaskKind.REGRESSION, n=80, seed=seed)
    one = regression_measures(observed[:, 0], good[:, 0])
    other = regression_measures(observed[:, 0], good[:, 0] + shift)
    for name in ("mean_error", *OF_N):
        assert other[name] == pytest.approx(one[name] + shift, abs=1e-9)
    for name in ("pearson", "spearman", "linear_slope"):
        assert other[name] == pytest.approx(one[name], abs=1e-9)


@given(seed=SEEDS)
def test_other_names_for_the_classes_leave_measures_of_unordered_ones(seed):
    observed, good, _ = drawn(TaskKind.MULTICLASS, n=80, seed=seed)
    order = np.random.default_rng(seed).permutation(3)
    expected = multiclass_measures(observed, good)
    assert multiclass_measures(observed[:, order], good[:, order]) == pytest.approx(expected)


@given(seed=SEEDS)
def test_error_splits_into_bias_and_spread(seed):
    observed, good, _ = drawn(TaskKind.REGRESSION, n=80, seed=seed)
    found = regression_measures(observed[:, 0], good[:, 0])
    spread = (found["agreement_high"] - found["agreement_low"]) / (2 * 1.959963984540054)
    expected = found["mean_error"] ** 2 + spread**2 * 79 / 80
    assert found["mse"] == pytest.approx(expected, rel=1e-9)
    assert found["rmse"] ** 2 == pytest.approx(found["mse"], rel=1e-12)
