"""Conformal intervals of numbers: the promise, its counts, and other programs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mtl_core.errors import RunError
from mtl_core.evaluation.conformal import conformal_reach, conformal_report, report_intervals
from mtl_core.schema import Arm, Task, TaskKind, from_json, to_json
from mtl_core.schema.answers import IntervalReport
from tests.unit.evaluation.arms.arms_of_every_kind import lines

STAY = Task("regression", TaskKind.REGRESSION)


def drawn(n, seed=0, spread=np.ones_like):
    """Predictions of one model, truths around them, folds."""
    rng = np.random.default_rng(seed)
    predicted = rng.uniform(2, 20, n)
    return predicted + spread(predicted) * rng.normal(size=n), predicted, np.arange(n) % 5


def test_coverage_with_one_model_follows_the_beta_distribution_of_split_conformal_prediction():
    # Lei et al. 2018, theorem 2; Angelopoulos and Bates 2023, section 3.2: with n = 100 errors at
    # alpha = .1 coverage ~ Beta(91, 10), mean .90099. Uniform errors below r are a share r.
    rng = np.random.default_rng(0)
    fold = np.repeat([0, 1], [100, 1])
    reach = [
        conformal_reach(rng.random(101), np.zeros(101), fold, alpha=0.1)[100] for _ in range(8000)
    ]
    assert np.mean(reach) == pytest.approx(91 / 101, abs=0.0015)
    assert stats.kstest(reach, stats.beta(91, 10).cdf).pvalue > 0.001


@pytest.mark.parametrize("alpha", [0.05, 0.1, 0.2])
def test_the_promise_is_kept_whatever_the_distribution_of_errors(alpha):
    rng = np.random.default_rng(1)
    errors = (rng.normal, rng.standard_cauchy, rng.gumbel, rng.standard_exponential)
    for draw in errors:
        covered = []
        for _ in range(100):
            observed, fold = draw(size=100), np.arange(100) % 5
            reach = conformal_reach(observed, np.zeros(100), fold, alpha=alpha)
            covered.append((np.abs(observed) <= reach).mean())
        # Between 1 - alpha and 1 - alpha + 1 / 81 (Lei et al. 2018), for errors of one model.
        assert 1 - alpha - 0.006 < np.mean(covered) < 1 - alpha + 1 / 81 + 0.006


@given(st.integers(50, 3000), st.sampled_from([0.05, 0.1, 0.2]), st.integers(0, 999))
def test_the_reach_of_new_patients_has_the_interval_of_scipy(n, alpha, seed):
    observed, predicted, fold = drawn(n, seed)
    reach = conformal_reach(observed, predicted, fold, alpha=alpha)
    found = report_intervals(observed, predicted, reach, alpha).reach
    error = np.sort(np.abs(observed - predicted))
    # scipy 1.17: quantile_test, the exact interval of a quantile by order statistics.
    expected = stats.quantile_test(error, p=1 - alpha).confidence_interval(0.95)
    if found.low is None:
        assert np.isinf(expected.high) or np.isnan(expected.high)
    else:
        assert (found.low, found.high) == (expected.low, expected.high)
        assert found.low <= found.value <= found.high
    assert found.value == error[int(np.ceil((1 - alpha) * (n + 1) - 1e-9)) - 1]


def test_no_patient_decides_about_his_own_interval():
    observed, predicted, fold = drawn(300)
    before = conformal_reach(observed, predicted, fold, alpha=0.1)
    after = conformal_reach(
        np.where(fold == 2, observed + 99, observed), predicted, fold, alpha=0.1
    )
    assert np.array_equal(before[fold == 2], after[fold == 2])
    assert (before[fold != 2] < after[fold != 2]).all()


@given(st.integers(0, 999), st.floats(0.01, 1000), st.floats(-1000, 1000))
def test_other_units_scale_the_reach_and_leave_the_counts(seed, scale, shift):
    observed, predicted, fold = drawn(90, seed)
    one, other = (
        report_intervals(y, p, conformal_reach(y, p, fold, alpha=0.2) * (1 + 1e-9), 0.2)
        for y, p in ((observed, predicted), (shift + scale * observed, shift + scale * predicted))
    )
    assert other.reach.value == pytest.approx(scale * one.reach.value, rel=1e-6)
    assert other.everybody == one.everybody
    assert other.thirds == one.thirds


def test_errors_that_grow_with_the_value_are_covered_too_often_below_and_too_seldom_above():
    observed, predicted, fold = drawn(3000, 2, spread=lambda centre: 0.3 * centre)
    reach = conformal_reach(observed, predicted, fold, alpha=0.1)
    found = report_intervals(observed, predicted, reach, 0.1)
    assert found.everybody.covered.low < 0.9 < found.everybody.covered.high
    low, _, high = (cell.covered for cell in found.thirds.values())
    assert low.low > 0.95
    assert high.high < 0.85
    # Theory: normal errors with standard deviation .3 x, x uniform in the third; 1,000 patients
    # have a standard error of at most .012.
    for cell, start in zip(found.thirds.values(), (2, 8, 14), strict=True):
        x = np.linspace(start, start + 6, 601)
        expected = (2 * stats.norm.cdf(found.reach.value / (0.3 * x)) - 1).mean()
        assert cell.covered.value == pytest.approx(expected, abs=0.03)


def test_counts_add_up_and_say_on_which_side_the_truth_lies():
    predicted = np.array([1.0, 2, 3, 4, 5, 6])
    observed = predicted + np.array([0, -3, 3, 1, 9, -1])
    found = report_intervals(observed, predicted, np.full(6, 2.0), 0.2)
    assert (found.everybody.n, found.everybody.below, found.everybody.above) == (6, 1, 2)
    assert found.everybody.covered.value == pytest.approx(3 / 6)
    sides = [(cell.n, cell.below, cell.above) for cell in found.thirds.values()]
    assert sides == [(2, 1, 0), (2, 0, 1), (2, 0, 1)]
    assert found.cuts == pytest.approx((8 / 3, 13 / 3))


@pytest.mark.parametrize(("n", "bounded"), [(10, False), (12, True)])
def test_with_too_few_patients_an_interval_has_no_end(n, bounded):
    # 9 errors of other folds are needed at 10 %: 5 folds of 2 leave 8, of 12 rows at least 9.
    observed, predicted, fold = drawn(n)
    reach = conformal_reach(observed, predicted, fold, alpha=0.1)
    assert np.isfinite(reach).all() == bounded
    found = report_intervals(observed, predicted, reach, 0.05)
    assert found.reach.value is None
    assert "too few" in found.reach.reason


@pytest.mark.parametrize("model", ["perfect", "constant", "tied"])
def test_degenerate_models_have_counts_or_reasons_and_json_without_infinity(model):
    observed, _, fold = drawn(60)
    said = {
        "perfect": observed, "constant": np.full(60, 7.0), "tied": np.where(fold < 3, 4.0, 9.0)
    }[model]  # fmt: skip
    reach = conformal_reach(observed, said, fold, alpha=0.1)
    found = report_intervals(observed, said, reach, 0.1)
    assert sum(cell.n for cell in found.thirds.values()) == 60
    for cell in found.thirds.values():
        assert cell.covered.reason if cell.n == 0 else 0 <= cell.covered.value <= 1
    if model == "perfect":
        assert (found.reach.value, found.everybody.covered.value) == (0, 1)
    assert from_json(IntervalReport, to_json(found)) == found


def test_a_single_fold_is_refused():
    with pytest.raises(RunError, match="two folds"):
        conformal_reach(np.zeros(5), np.zeros(5), np.zeros(5, int), alpha=0.1)


def test_the_long_table_gives_the_counts_of_the_arrays():
    observed, predicted, fold = drawn(80)
    table = lines(TaskKind.REGRESSION, "multi_task", observed[:, None], predicted[:, None])
    expected = report_intervals(
        observed, predicted, conformal_reach(observed, predicted, fold, alpha=0.1), 0.1
    )
    shuffled = table.sample(frac=1, random_state=0)
    assert conformal_report(shuffled, STAY, Arm.MULTI_TASK, 0.1) == expected
    assert conformal_report(table, STAY, Arm.BOOSTING, 0.1) is None
    table.loc[3, "predicted"] = np.nan
    assert conformal_report(table, STAY, Arm.MULTI_TASK, 0.1) is None
