"""Lengths of intervals from `evaluate` beside standard errors from theory and from statsmodels.

An interval of a smooth measure from many patients is about 1.96 standard errors to either side.
Errors come from textbook formulas (delta method), or from a robust (sandwich) fit of statsmodels,
which is what resampling patients estimates. With 3,000 resamples a length is known within 2 %.
"""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from mtl_core.evaluation.arms import evaluate
from mtl_core.schema import Arm, EvaluationPlan, Task, TaskKind

N = 1500
PLAN = EvaluationPlan(n_resamples=3000, seed=6)
SICK = Task("sick", TaskKind.BINARY, ("no", "yes"))
COST = Task("cost", TaskKind.REGRESSION)
GRADE = Task("grade", TaskKind.ORDINAL, ("low", "mid", "high"))


def lines(task, observed, predicted):
    """One line per row and output, both ``(n, n_outputs)``."""
    n, width = observed.shape
    return pd.DataFrame(
        {
            "row": np.repeat(np.arange(n), width),
            "task": task.name,
            "arm": "multi_task",
            "repeat": 0,
            "fold": np.repeat(np.arange(n) % 5, width),
            "class": list(task.classes[-width:] or [None]) * n,
            "observed": observed.ravel(),
            "predicted": predicted.ravel(),
        }
    )


def errors(table, tasks):
    """Half the length of every interval, over 1.96: the standard error that it stands for."""
    found = evaluate(
        table, tasks, arms=[Arm.MULTI_TASK], plan=PLAN, patients=np.arange(N),
        strata=np.zeros(N, int),
    )  # fmt: skip
    return {
        task.name: {
            key: (e.high - e.low) / (2 * 1.959964) for key, e in found[task.name].arms[
                Arm.MULTI_TASK].items()
        }
        for task in tasks
    }  # fmt: skip


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(4)
    log_odds = rng.normal(-0.7, 1.3, N)
    outcome = (rng.random(N) < 1 / (1 + np.exp(-log_odds))).astype(float)
    cost = 40 + 12 * rng.normal(size=N)
    guess = 3 + 0.8 * cost + 6 * rng.normal(size=N)
    grade = rng.choice(3, N, p=[0.5, 0.3, 0.2])
    share = rng.dirichlet([2, 2, 2], N) + 0.4 * np.eye(3)[grade]
    share /= share.sum(axis=1, keepdims=True)
    return {
        "risk": 1 / (1 + np.exp(0.3 - 1.2 * log_odds)),
        "outcome": outcome,
        "cost": cost,
        "guess": guess,
        "grade": grade,
        "share": share,
    }


@pytest.fixture(scope="module")
def found(drawn):
    table = pd.concat(
        [
            lines(SICK, drawn["outcome"][:, None], drawn["risk"][:, None]),
            lines(COST, drawn["cost"][:, None], drawn["guess"][:, None]),
            lines(GRADE, np.eye(3)[drawn["grade"]], drawn["share"]),
        ]
    )
    return errors(table, [SICK, COST, GRADE])


def training_rate(y):
    """Event rate, for each row, of the other folds."""
    folds = np.arange(N) % 5
    return np.array([y[folds != fold].mean() for fold in range(5)])[folds]


def mean_error(values):
    return values.std() / np.sqrt(len(values))


def share_error(k, n):
    return np.sqrt(k / n * (1 - k / n) / n)


def test_means_over_patients_have_the_error_of_a_mean(drawn, found):
    y, risk, cost, guess = (drawn[key] for key in ("outcome", "risk", "cost", "guess"))
    expected = {
        ("sick", "brier"): mean_error((risk - y) ** 2),
        ("sick", "log_loss"): mean_error(-np.log(np.where(y > 0, risk, 1 - risk))),
        ("cost", "mae"): mean_error(abs(guess - cost)),
        ("cost", "mse"): mean_error((guess - cost) ** 2),
        ("cost", "mean_error"): mean_error(guess - cost),
        ("grade", "log_loss"): mean_error(-np.log(drawn["share"][np.arange(N), drawn["grade"]])),
    }
    got = {key: found[key[0]][key[1]] for key in expected}
    assert got == pytest.approx(expected, rel=0.06)


def test_proportions_have_the_error_of_a_proportion(drawn, found):
    y = drawn["outcome"] > 0
    above = drawn["risk"] > training_rate(y)
    expected = {
        "accuracy": share_error((above == y).sum(), N),
        "sensitivity": share_error((above & y).sum(), y.sum()),
        "specificity": share_error((~above & ~y).sum(), (~y).sum()),
        "ppv": share_error((above & y).sum(), above.sum()),
        "npv": share_error((~above & ~y).sum(), (~above).sum()),
    }
    assert {key: found["sick"][key] for key in expected} == pytest.approx(expected, rel=0.06)


def test_calibration_coefficients_have_the_robust_error_of_statsmodels(drawn, found):
    y, risk = drawn["outcome"], drawn["risk"]
    log_odds = np.log(risk / (1 - risk))
    family = sm.families.Binomial()
    offset = sm.GLM(y, np.ones(N), family=family, offset=log_odds).fit(cov_type="HC0")
    line = sm.GLM(y, sm.add_constant(log_odds), family=family).fit(cov_type="HC0")
    assert found["sick"]["calibration_in_the_large"] == pytest.approx(offset.bse[0], rel=0.06)
    assert found["sick"]["calibration_slope"] == pytest.approx(line.bse[1], rel=0.06)


def test_the_calibration_line_has_the_robust_error_of_statsmodels(drawn, found):
    line = sm.OLS(drawn["cost"], sm.add_constant(drawn["guess"])).fit(cov_type="HC0")
    assert found["cost"]["linear_intercept"] == pytest.approx(line.bse[0], rel=0.06)
    assert found["cost"]["linear_slope"] == pytest.approx(line.bse[1], rel=0.06)


def test_limits_of_agreement_have_the_error_of_bland_and_altman(drawn, found):
    # Normal errors: var(mean) + 1.96² var(s) = s² / n + 1.96² s² / (2 (n - 1)).
    spread = (drawn["guess"] - drawn["cost"]).std(ddof=1)
    expected = spread * np.sqrt(1 / N + 1.959964**2 / (2 * (N - 1)))
    assert found["cost"]["agreement_low"] == pytest.approx(expected, rel=0.08)
    assert found["cost"]["agreement_high"] == pytest.approx(expected, rel=0.08)


def test_correlations_and_explained_variance_have_the_error_of_the_bivariate_normal(drawn, found):
    r = np.corrcoef(drawn["cost"], drawn["guess"])[0, 1]
    assert found["cost"]["pearson"] == pytest.approx((1 - r * r) / np.sqrt(N), rel=0.08)
    # Bonett and Wright (2000), Psychometrika 65: Fisher's z of Spearman's r has (1 + r² / 2) / n.
    rho = pd.Series(drawn["cost"]).corr(pd.Series(drawn["guess"]), method="spearman")
    expected = (1 - rho * rho) * np.sqrt((1 + rho * rho / 2) / N)
    assert found["cost"]["spearman"] == pytest.approx(expected, rel=0.12)


def jackknife(value):
    """Error of a function of rows by leaving out each: for ratios without a textbook formula."""
    left_out = np.array([value(np.delete(np.arange(N), at)) for at in range(N)])
    return np.sqrt((N - 1) / N * ((left_out - left_out.mean()) ** 2).sum())


def test_ratios_of_a_risk_have_the_error_of_the_jackknife(drawn, found):
    y, risk = drawn["outcome"], drawn["risk"]
    above, falling = risk > training_rate(y), np.argsort(-risk)

    def scaled_brier(rows):
        share = y[rows].mean()
        return 1 - ((risk[rows] - y[rows]) ** 2).mean() / (share * (1 - share))

    def f1(rows):
        return 2 * (above & (y > 0))[rows].sum() / (above[rows].sum() + y[rows].sum())

    def auprc(rows):
        events = y[falling[np.isin(falling, rows)]]
        return (events * events.cumsum() / np.arange(1, len(events) + 1)).sum() / events.sum()

    expected = {one.__name__: jackknife(one) for one in (scaled_brier, f1, auprc)}
    assert {key: found["sick"][key] for key in expected} == pytest.approx(expected, rel=0.06)


def test_ratios_of_a_number_have_the_error_of_the_jackknife(drawn, found):
    cost, error = drawn["cost"], drawn["guess"] - drawn["cost"]

    def r2(rows):
        return 1 - (error[rows] ** 2).mean() / cost[rows].var()

    def rmse(rows):
        return np.sqrt((error[rows] ** 2).mean())

    expected = {one.__name__: jackknife(one) for one in (r2, rmse)}
    assert {key: found["cost"][key] for key in expected} == pytest.approx(expected, rel=0.06)


def test_ratios_over_classes_have_the_error_of_the_jackknife(drawn, found):
    grade, named = drawn["grade"], (drawn["share"].cumsum(axis=1) < 0.5).sum(axis=1)

    def weighted_kappa(rows):
        counts = [np.bincount(part[rows], minlength=3) for part in (grade, named)]
        steps = (np.arange(3)[:, None] - np.arange(3)) ** 2
        return 1 - len(rows) * ((grade - named)[rows] ** 2).sum() / (counts[0] @ steps @ counts[1])

    def balanced_accuracy(rows):
        return np.mean([(named[rows] == k)[grade[rows] == k].mean() for k in range(3)])

    def macro_f1(rows):
        is_in, is_named = (np.eye(3)[part[rows]] for part in (grade, named))
        return (2 * (is_in * is_named).sum(axis=0) / (is_in + is_named).sum(axis=0)).mean()

    expected = {one.__name__: jackknife(one) for one in (weighted_kappa, balanced_accuracy,
                                                         macro_f1)}  # fmt: skip
    assert {key: found["grade"][key] for key in expected} == pytest.approx(expected, rel=0.06)


def test_means_over_classes_have_the_error_of_a_mean(drawn, found):
    grade, below = drawn["grade"], drawn["share"].cumsum(axis=1)
    named = (below < 0.5).sum(axis=1)
    ranked = ((below - np.eye(3)[grade].cumsum(axis=1))[:, :2] ** 2).mean(axis=1)
    expected = {
        "mae_steps": mean_error(abs(grade - named)),
        "ranked_probability_score": mean_error(ranked),
        "accuracy": share_error((grade == named).sum(), N),
    }
    assert {key: found["grade"][key] for key in expected} == pytest.approx(expected, rel=0.06)
