"""p-values, Holm's correction and verdicts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from mtl_core.evaluation.arms import holm, judge, verdict
from mtl_core.evaluation.intervals import bootstrap_p
from mtl_core.evaluation.intervals.resampling import percentile_interval
from mtl_core.schema import Difference, Verdict


@pytest.mark.parametrize("n_tasks", [1, 2, 13, 50])
def test_holm_agrees_with_statsmodels(n_tasks):
    p_values = np.round(np.random.default_rng(n_tasks).random(n_tasks) ** 4, 2)
    expected = multipletests(p_values, method="holm")[1]
    np.testing.assert_allclose(holm(p_values), expected, atol=1e-12)


def test_a_difference_of_zero_in_every_draw_has_p_one():
    assert bootstrap_p(np.zeros(100)) == 1.0


def test_draws_on_one_side_have_the_smallest_p():
    assert bootstrap_p(np.full(1999, 0.1)) == pytest.approx(2 / 2000)
    assert bootstrap_p(np.full(1999, -0.1)) == pytest.approx(2 / 2000)


def test_p_is_that_of_the_normal_distribution_for_normal_draws():
    draws = np.random.default_rng(0).normal(1.5, 1, 200_000)
    assert bootstrap_p(draws) == pytest.approx(0.1336144, abs=0.003)  # 2 * pnorm(-1.5)


@given(st.floats(-4, 4), st.integers(0, 1000))
def test_p_is_below_five_percent_when_and_only_when_the_interval_excludes_zero(shift, seed):
    draws = np.random.default_rng(seed).normal(shift, 1, 999)
    low, high = percentile_interval(draws)
    p = bootstrap_p(draws)
    # Within one draw of the edge the interpolated quantile may fall on either side.
    if abs(p - 0.05) > 0.003:
        assert (p < 0.05) == (low > 0 or high < 0)


def test_too_many_undefined_draws_leave_no_p():
    assert bootstrap_p(np.array([np.nan] * 20 + [1.0] * 80)) is None


@pytest.mark.parametrize(
    ("low", "high", "p_holm", "said"),
    [
        (0.005, 0.04, 0.01, Verdict.BETTER),
        (-0.04, -0.005, 0.01, Verdict.WORSE),
        (0.005, 0.04, 0.06, Verdict.INCONCLUSIVE),
        (-0.01, 0.015, 0.8, Verdict.NO_MEANINGFUL_DIFFERENCE),
        (-0.02, 0.02, 0.8, Verdict.NO_MEANINGFUL_DIFFERENCE),
        (-0.01, 0.03, 0.4, Verdict.INCONCLUSIVE),
        (0.001, 0.01, 0.03, Verdict.BETTER),
        (0.001, 0.01, 0.07, Verdict.NO_MEANINGFUL_DIFFERENCE),
        (0.0, 0.0, 1.0, Verdict.NO_MEANINGFUL_DIFFERENCE),
    ],
)
def test_the_verdict_follows_interval_p_and_margin(low, high, p_holm, said):
    assert verdict(low, high, p_holm, margin=0.02) is said


def test_a_task_that_shares_nothing_does_not_cost_the_others_significance():
    clear = Difference(0.03, 0.01, 0.05)
    alone = Difference(0.0, 0.0, 0.0)
    found = {"a": (clear, 0.02), "b": (alone, 1.0), "c": (alone, 1.0), "d": (clear, 0.02)}
    judged = judge(found, 0.02)
    assert list(judged) == list(found)
    assert [d.p_holm for d in judged.values()] == pytest.approx([0.04, 1.0, 1.0, 0.04])
    assert [d.verdict for d in judged.values()] == [
        Verdict.BETTER,
        Verdict.NO_MEANINGFUL_DIFFERENCE,
        Verdict.NO_MEANINGFUL_DIFFERENCE,
        Verdict.BETTER,
    ]


def test_a_difference_that_cannot_be_estimated_is_inconclusive():
    judged = judge({"a": (Difference(reason="not estimable (7 events)"), None)}, 0.02)["a"]
    assert judged.verdict is Verdict.INCONCLUSIVE
    assert judged.p_holm is None
    assert judged.reason == "not estimable (7 events)"
