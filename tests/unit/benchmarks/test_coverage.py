"""The simulation of intervals and verdicts: its truths, its rival tests, and a small run."""

import json

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from scipy.special import expit
from sklearn.metrics import roc_auc_score
from statsmodels.stats.proportion import proportion_confint

from benchmarks import coverage
from benchmarks.simulation.binormal import Design, draw
from benchmarks.simulation.coverage import Tally, coverage_of
from benchmarks.simulation.families import drawn_families, false_verdicts
from benchmarks.simulation.proportions import SHARES, wilson_coverage
from benchmarks.simulation.refitted import Learners, auroc, train, true_auroc
from benchmarks.simulation.rival_tests import RIVALS, delong_p, p_values, student_p
from benchmarks.simulation.subgroups import Group, gap_coverage
from mtl_core.schema import Estimate


def test_drawn_predictions_have_the_auroc_and_the_slope_that_they_are_said_to_have():
    """One very large study, measured by scikit-learn and statsmodels."""
    design = Design(200_000, (0.2,), (0.8, 0.75), slope=0.7, n_repeats=1)
    for arm, lines in draw(design, np.random.default_rng(0)).predictions.groupby("arm"):
        observed, risk = lines["observed"], lines["predicted"]
        expected = {"multi_task": 0.8, "single_task": 0.75}[arm]
        assert roc_auc_score(observed, risk) == pytest.approx(expected, abs=0.004)
        log_odds = np.log(risk / (1 - risk))
        slope = sm.Logit(observed, sm.add_constant(log_odds)).fit(disp=False).params.iloc[1]
        assert slope == pytest.approx(0.7, abs=0.02)
        assert observed.mean() == pytest.approx(0.2, abs=0.004)


def test_rows_of_a_patient_are_alike_and_have_one_outcome():
    design = Design(20_000, rows_per_patient=3, n_repeats=1, within_patient=0.7)
    drawn = draw(design, np.random.default_rng(1))
    lines = drawn.predictions[drawn.predictions["arm"] == "multi_task"]
    by_patient = lines.groupby(drawn.patients)
    assert (by_patient["observed"].nunique() == 1).all()
    risk = lines.loc[lines["observed"] == 0, "predicted"].to_numpy().reshape(-1, 3)
    log_odds = np.log(risk / (1 - risk))
    assert np.corrcoef(log_odds.T)[0, 1] == pytest.approx(0.7, abs=0.02)


def test_intervals_hold_with_three_rows_per_patient_and_do_not_when_rows_are_drawn():
    """Binomial(80, .95) is 70 or less with probability .004.

    Intervals from rows are short by the root of the design effect, 1 + 2 * .9: they cover 76 %.
    """
    design = Design(100, rows_per_patient=3, n_repeats=1, within_patient=0.9)
    by_patient = coverage_of(design, 80, n_resamples=200)
    by_row = coverage_of(design, 80, n_resamples=200, by_row=True)
    for quantity in ("auroc", "auroc difference", "calibration_slope"):
        assert by_patient[quantity].covered.share > 0.88
        assert by_row[quantity].covered.share < 0.85


def test_a_tally_says_on_which_side_the_truth_was_missed():
    tally = Tally(0.5)
    for low, high in [(0.4, 0.6), (0.51, 0.7), (0.2, 0.49), (0.3, 0.45)]:
        tally.count(Estimate((low + high) / 2, low, high))
    tally.count(Estimate(reason="not estimable (7 events)"))
    found = tally.plain()
    assert (found["percent"], found["truth_below"], found["truth_above"]) == (25.0, 25.0, 50.0)
    assert (found["studies"], found["undefined"]) == (4, 1)


def test_a_large_difference_is_no_false_verdict_of_nothing():
    """The count can fail: with a true difference nearly every family has a verdict."""
    design = Design(300, (0.3, 0.4), (0.9, 0.6))
    clear = false_verdicts(drawn_families(design, 5), n_resamples=200)
    assert clear["with Holm"].k == 5


def test_delong_agrees_with_the_value_counted_by_hand():
    """Variances 1/27, covariance 11/432: variance of the difference 5/216, p .7841912294."""
    observed = np.array([1.0, 1, 1, 0, 0, 0, 0])
    one = np.array([0.9, 0.8, 0.3, 0.7, 0.4, 0.2, 0.1])
    other = np.array([0.6, 0.9, 0.5, 0.8, 0.5, 0.1, 0.2])
    assert delong_p(observed, one[None], other[None]) == pytest.approx(0.7841912294, abs=1e-9)


def test_a_plain_t_test_is_scipy_s_and_nadeau_and_bengio_s_has_their_variance():
    differences = np.random.default_rng(3).normal(0.01, 0.03, 25)
    plain = stats.ttest_1samp(differences, 0)
    assert student_p(differences, 1 / 25) == pytest.approx(plain.pvalue)
    # five folds: the test part is a quarter of the training part
    corrected = plain.statistic * np.sqrt((1 / 25) / (1 / 25 + 1 / 4))
    expected = 2 * stats.t.sf(abs(corrected), 24)
    assert student_p(differences, 1 / 25 + 1 / 4) == pytest.approx(expected)


def test_trained_learners_are_scored_on_patients_that_they_never_saw():
    trained = train(Learners(own=2.0, other=0.0), np.random.default_rng(4))
    better, worse = (
        np.mean([roc_auc_score(trained.observed, risk) for risk in arm]) for arm in trained.risk
    )
    assert auroc(trained.observed, trained.risk[0, 0]) == pytest.approx(
        roc_auc_score(trained.observed, trained.risk[0, 0])
    )
    assert trained.true_difference > 0.1
    assert better - worse == pytest.approx(trained.true_difference, abs=0.1)
    assert set(p_values(trained)) == set(RIVALS)
    assert max(p_values(trained).values()) < 0.001


def test_the_true_area_of_a_linear_score_is_that_of_a_large_cohort():
    learners, rng = Learners(n_shared=3, n_own=2, own=0.8, intercept=-1.5), np.random.default_rng(5)
    features = rng.normal(size=(200_000, 7))
    sick = rng.random(200_000) < expit(-1.5 + features @ learners.effects)
    weights = np.array([0.2, 0.5, -0.1, 0.6, 0.3, 9.0])
    expected = roc_auc_score(sick, features[:, :5] @ weights[:5])
    found = true_auroc(learners, np.arange(5), weights[None])
    assert found == pytest.approx(expected, abs=0.005)


def test_a_learner_of_noise_is_no_better_than_a_coin_on_its_own_folds():
    """Out-of-fold risks that had seen their own outcome would be far above .5."""
    nothing = Learners(n_shared=20, n_own=20, shared=0.0, own=0.0, other=0.0)
    found = [
        auroc(trained.observed, trained.risk[0, 0])
        for trained in (train(nothing, np.random.default_rng(seed)) for seed in range(10))
    ]
    assert np.mean(found) == pytest.approx(0.5, abs=0.06)


def test_wilson_coverage_agrees_with_statsmodels():
    n, covered = 20, []
    low, high = proportion_confint(np.arange(n + 1), n, method="wilson")
    for share in SHARES:
        holds = (low <= share) & (share <= high)
        covered.append(stats.binom.pmf(np.arange(n + 1), n, share)[holds].sum())
    expected = {"mean": round(100 * np.mean(covered), 1), "smallest": round(100 * min(covered), 1)}
    assert wilson_coverage(n) == {"n": n} | expected


def test_the_sensitivity_of_a_subgroup_is_the_one_that_is_counted():
    """With AUROC .8 and calibrated risks: the share of events above the prevalence, 73 %."""
    assert Group(20).sensitivity == pytest.approx(stats.norm.cdf(stats.norm.ppf(0.8) / np.sqrt(2)))
    found = gap_coverage(Group(20, 0.7), Group(60), 20)
    assert found["sensitivity"].bias / 20 == pytest.approx(0, abs=0.08)
    assert found["gap in auroc"].bias / 20 == pytest.approx(0, abs=0.08)


def test_the_whole_benchmark_runs_and_is_kept(tmp_path):
    out = tmp_path / "coverage.json"
    coverage.main(["--studies", "1", "--out", str(out)])
    kept = json.loads(out.read_text(encoding="utf-8"))
    assert set(coverage.PARTS) <= set(kept)
    assert kept["intervals"]["n = 300, prevalence .3"]["auroc"]["studies"] == 1
