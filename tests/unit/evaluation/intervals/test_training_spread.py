"""Intervals that hold the chance of the patients and of the training."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from mtl_core.evaluation.arms import evaluate
from mtl_core.evaluation.intervals.resampling import percentile_interval, resample_patients
from mtl_core.evaluation.intervals.training_spread import difference_interval, interval, widened
from mtl_core.schema import Arm, EvaluationPlan, Verdict

BOTH = (Arm.MULTI_TASK, Arm.SINGLE_TASK)
N, N_RESAMPLES = 400, 300


def test_draws_that_disagree_make_the_interval_wider():
    rng = np.random.default_rng(0)
    resampled = rng.normal(0.05, 0.01, 4000)
    patients = percentile_interval(resampled)
    alike = widened(0.05, patients, resampled, np.array([0.05, 0.05, 0.05]))
    apart = widened(0.05, patients, resampled, np.array([0.01, 0.05, 0.09]))
    assert apart[0] < alike[0] < alike[1] < apart[1]
    assert apart[2] > alike[2]


def test_without_chance_of_patients_the_interval_is_student_s_over_draws():
    """Theory: the mean of n draws has a t interval with n - 1 degrees of freedom."""
    by_draw = np.array([0.02, 0.05, 0.08, 0.03])
    mean = by_draw.mean()
    low, high, p_value = widened(mean, (mean, mean), np.full(100, mean), by_draw, independent=True)
    expected = stats.t.interval(
        0.95, df=3, loc=by_draw.mean(), scale=by_draw.std(ddof=1) / np.sqrt(4)
    )
    assert (low, high) == pytest.approx(expected, abs=1e-9)
    assert p_value == pytest.approx(stats.ttest_1samp(by_draw, 0).pvalue, abs=1e-9)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    """Theory: value = truth + patients' noise + mean of three draws' noise, all normal."""
    rng = np.random.default_rng(5)
    n_covered, n_trials = 0, 2000
    quantiles = stats.norm.ppf((np.arange(400) + 0.5) / 400)
    for _ in range(n_trials):
        of_patients = rng.normal(0, 0.01)
        by_draw = 0.04 + of_patients + rng.normal(0, 0.012, 3)
        value = by_draw.mean()
        resampled = value + 0.01 * quantiles
        patients = percentile_interval(resampled)
        low, high, _ = widened(value, patients, resampled, by_draw, independent=True)
        n_covered += low <= 0.04 <= high
    assert 0.94 < n_covered / n_trials < 0.985


def test_repeats_that_share_their_patients_are_not_averaged_out():
    """Theory: part of what training adds is common to all repeats, so more of them do not help.

    Value = truth + patients' noise + noise of the training patients, common to all five repeats, +
    noise of each repeat, all normal, the last two of one size.
    """
    rng = np.random.default_rng(6)
    quantiles = stats.norm.ppf((np.arange(400) + 0.5) / 400)
    n_trials, covered = 2000, {False: 0, True: 0}
    for _ in range(n_trials):
        common = 0.04 + rng.normal(0, 0.01) + rng.normal(0, 0.01)
        by_repeat = common + rng.normal(0, 0.01, 5)
        value = by_repeat.mean()
        resampled = value + 0.01 * quantiles
        for independent in covered:
            low, high, _ = widened(
                value, percentile_interval(resampled), resampled, by_repeat, independent=independent
            )
            covered[independent] += low <= 0.04 <= high
    assert 0.935 < covered[False] / n_trials < 0.98
    assert covered[True] / n_trials < 0.90


def compared(risks, lines, sick, outcome):
    """Evaluate multi-task risks, one array per repeat, beside a single-task arm that stays."""
    multi, single = risks
    table = pd.concat(
        [
            lines("sick", arm.value, outcome, risk, repeat=repeat)
            for arm, by_repeat in zip(BOTH, (multi, single), strict=True)
            for repeat, risk in enumerate(by_repeat)
        ]
    )
    plan = EvaluationPlan(n_resamples=N_RESAMPLES, seed=3)
    found = evaluate(
        table, [sick], arms=BOTH, plan=plan, patients=np.arange(N), strata=np.zeros(N, int)
    )
    return found["sick"].difference["auroc"], found.mean_gain


def drawn(multi, single, outcome):
    """Resampled differences of the mean over repeats, with scikit-learn."""
    resamples = resample_patients(np.arange(N), np.zeros(N, int), n_resamples=N_RESAMPLES, seed=3)
    return np.array(
        [
            np.mean(
                [
                    roc_auc_score(outcome[rows], one[rows])
                    - roc_auc_score(outcome[rows], other[rows])
                    for one, other in zip(multi, single, strict=True)
                ]
            )
            for counts in resamples
            for rows in (np.repeat(np.arange(N), one) for one in counts[resamples.slot].T)
        ]
    )


def test_a_study_with_repeats_has_both_variances_and_satterthwaite_s_freedom(lines, sick, cohort):
    """Expected: draws by scikit-learn, the t distribution by SciPy, the formula of the sources."""
    outcome, good, middling = cohort
    mixed = 0.9 * good + 0.1 * middling
    multi, single = (good, mixed, good), (middling, middling, middling)
    difference, gain = compared((multi, single), lines, sick, outcome)
    draws = drawn(multi, single, outcome)
    repeats = [
        roc_auc_score(outcome, one) - roc_auc_score(outcome, other)
        for one, other in zip(multi, single, strict=True)
    ]
    fewest = int(min(outcome.sum(), N - outcome.sum()))
    first = draws.var(ddof=1) * fewest / (fewest - 1)
    second = np.var(repeats, ddof=1) * (1 + 1 / 3)
    freedom = (first + second) ** 2 / (first**2 / (fewest - 1) + second**2 / 2)
    half = stats.t.ppf(0.975, freedom) * np.sqrt(first + second)
    assert difference.high - difference.low == pytest.approx(2 * half, rel=0.05)
    statistic = abs(np.mean(repeats)) / np.sqrt(first + second)
    assert difference.p_holm == pytest.approx(2 * stats.t.sf(statistic, freedom), rel=1e-3)
    assert gain.high - gain.low == pytest.approx(difference.high - difference.low, rel=0.05)


def test_repeats_that_agree_leave_the_interval_of_the_patients(lines, sick, cohort):
    outcome, good, middling = cohort
    (once, _) = compared(((good,), (middling,)), lines, sick, outcome)
    (twice, _) = compared(((good, good), (middling, middling)), lines, sick, outcome)
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high), abs=1e-7)


def test_a_difference_that_hangs_on_the_training_is_not_called_better(lines, sick, cohort):
    """Patients alone would say *better*; the three trainings range from nothing to much."""
    outcome, good, middling = cohort
    multi, single = (good, middling, good), (middling, middling, middling)
    difference, gain = compared((multi, single), lines, sick, outcome)
    low, _ = percentile_interval(drawn(multi, single, outcome))
    assert low > 0
    assert difference.low < 0
    assert gain.low < 0
    assert difference.verdict is Verdict.INCONCLUSIVE


def test_an_area_has_both_variances_on_the_logit_scale():
    """By hand: .02**2 + .03**2 * 4 / 3 over (.8 * .2)**2, and Satterthwaite's freedom of both."""
    quantiles = stats.norm.ppf((np.arange(4000) + 0.5) / 4000)
    draws = 0.8 + 0.02 * quantiles / quantiles.std(ddof=1)
    areas = 0.8 + 0.03 * np.array([-1.0, 0.0, 1.0])
    m = 1_000_000
    training = 0.03**2 * 4 / 3
    freedom = (0.02**2 + training) ** 2 / (0.02**4 / m + training**2 / 2)
    half = stats.t.ppf(0.975, freedom) * np.sqrt(0.02**2 + training) / 0.16
    expected = 1 / (1 + np.exp(-(np.log(4) + np.array([-half, half]))))
    assert interval("auroc", 0.8, draws, areas, m) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "value", "bounds"), [("brier", 0.02, (0, 1)), ("r2", 0.98, (None, 1))]
)
def test_an_interval_stays_within_the_range_of_its_measure(name, value, bounds):
    draws = value + 0.005 * stats.norm.ppf((np.arange(400) + 0.5) / 400)
    low, high = interval(name, value, draws, value + np.array([-0.1, 0, 0.1]), 60)
    assert high <= bounds[1]
    if bounds[0] is not None:
        assert low == bounds[0]


def test_areas_that_are_nearly_perfect_have_an_interval_up_to_one():
    draws = np.clip(0.9999 + 0.002 * np.linspace(-1, 1, 401), 0, 1)
    low, high = interval("auroc", 0.9999, draws, np.array([0.9999, 0.9998, 1]), 12)
    assert 0 <= low < 0.9999 < high <= 1


def test_the_measures_of_an_arm_hold_the_spread_between_repeats(lines, sick, cohort):
    outcome, good, middling = cohort
    estimates = {}
    for words, risks in {"alike": (good, good), "apart": (good, middling)}.items():
        table = pd.concat(
            [lines("sick", "multi_task", outcome, r, repeat=k) for k, r in enumerate(risks)]
        )
        plan = EvaluationPlan(n_resamples=200, seed=3)
        patients, strata = np.arange(N), np.zeros(N, int)
        found = evaluate(table, [sick], arms=BOTH[:1], plan=plan, patients=patients, strata=strata)
        estimates[words] = found["sick"].arms[Arm.MULTI_TASK]["auroc"]
    areas = [roc_auc_score(outcome, risk) for risk in (good, middling)]
    assert estimates["apart"].high - estimates["apart"].low > 2 * np.std(areas, ddof=1)
    assert estimates["alike"].high - estimates["alike"].low < 2 * np.std(areas, ddof=1)


@pytest.mark.parametrize("independent", [True, False])
@pytest.mark.parametrize("n_trainings", [1, 3])
def test_no_p_value_is_below_one_in_a_million(n_trainings, independent):
    """What lies further out nobody knows from some thousand draws and a few trainings."""
    draws = np.random.default_rng(0).normal(0.5, 0.001, 2000)
    trainings = np.linspace(0.4999, 0.5001, n_trainings)
    *_, p = difference_interval("r2", 0.5, draws, trainings, 400, independent=independent)
    assert p == 1e-6
