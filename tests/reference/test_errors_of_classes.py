"""Intervals of areas and of measures over classes beside errors that need no resample.

An area has the variance of DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44: every patient
moves it by a known amount. The mean of several areas is moved by the mean of those amounts.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from scipy.stats import t as student
from sklearn.metrics import roc_auc_score
from statsmodels.stats.inter_rater import cohens_kappa

from mtl_core.evaluation.arms import evaluate
from mtl_core.schema import Arm, EvaluationPlan, TaskKind
from tests.unit.evaluation.arms.arms_of_every_kind import TASKS, lines

N = 1200
Z = 1.959963984540054
SITE, GRADE = TaskKind.MULTICLASS, TaskKind.ORDINAL


def evaluated(kinds, observed, predicted):
    """Return the estimates of every kind of task; both arrays ``(n, n_outputs)``."""
    n = len(observed)
    found = evaluate(
        pd.concat([lines(kind, "multi_task", observed, predicted) for kind in kinds]),
        [TASKS[kind] for kind in kinds],
        arms=[Arm.MULTI_TASK],
        plan=EvaluationPlan(n_resamples=3000, seed=6),
        patients=np.arange(n),
        strata=np.zeros(n, int),
    )
    return {kind: found[kind.value].arms[Arm.MULTI_TASK] for kind in kinds}


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(3)
    truth = rng.choice(3, N, p=[0.5, 0.3, 0.2])
    share = rng.dirichlet([2, 2, 2], N) + 0.4 * np.eye(3)[truth]
    return truth, share / share.sum(axis=1, keepdims=True)


@pytest.fixture(scope="module")
def found(drawn):
    return evaluated((SITE, GRADE), np.eye(3)[drawn[0]], drawn[1])


def moves(is_event, risk):
    """By how much each patient moves an area: its placement, less the area, over its class."""
    wins = (risk[:, None] > risk) + 0.5 * (risk[:, None] == risk)
    area = roc_auc_score(is_event, risk)
    of_event = wins[:, ~is_event].mean(axis=1) - area
    of_other = wins[is_event].mean(axis=0) - area
    return np.where(is_event, of_event / is_event.sum(), of_other / (~is_event).sum())


def error_of_area(estimate, n_fewest):
    """Undo the logit scale and Student's reach of the interval of an area."""
    reach = np.sqrt(n_fewest / (n_fewest - 1)) * student.ppf(0.975, n_fewest - 1)
    half = (logit(estimate.high) - logit(estimate.low)) / 2
    return half / reach * estimate.value * (1 - estimate.value)


def test_the_area_of_the_ratings_of_hanley_and_mcneil_has_the_logit_interval_of_delong():
    """Published: area .8931710615, DeLong error .0307244084 (pROC); 51 abnormal images."""
    normal, abnormal = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]
    risk = np.repeat([1.0, 2, 3, 4, 5] * 2, normal + abnormal)[:, None] / 6
    outcome = np.repeat([0.0, 1.0], [58, 51])[:, None]
    estimate = evaluated([TaskKind.BINARY], outcome, risk)[TaskKind.BINARY]["auroc"]
    area, error = 0.8931710615, 0.0307244084
    half = student.ppf(0.975, 50) * error / (area * (1 - area))
    assert estimate.value == pytest.approx(area, abs=1e-10)
    # Monte-Carlo error of the length 1.3 %: .0016 at the lower end.
    assert (estimate.low, estimate.high) == pytest.approx(
        expit(logit(area) + np.array([-half, half])), abs=0.005
    )


def test_the_mean_area_over_classes_has_the_error_of_delong(drawn, found):
    truth, share = drawn
    each = np.mean([moves(truth == k, share[:, k]) for k in range(3)], axis=0)
    n_fewest = np.bincount(truth).min()
    for kind in (SITE, GRADE):
        got = error_of_area(found[kind]["macro_auroc"], n_fewest)
        assert got == pytest.approx(np.sqrt((each**2).sum()), rel=0.06)


def test_the_mean_area_over_cuts_has_the_error_of_delong(drawn, found):
    truth, share = drawn
    each = np.mean([moves(truth >= k, share[:, k:].sum(axis=1)) for k in (1, 2)], axis=0)
    got = error_of_area(found[GRADE]["ordinal_auroc"], np.bincount(truth).min())
    assert got == pytest.approx(np.sqrt((each**2).sum()), rel=0.06)


def half_lengths(estimates):
    return {key: (one.high - one.low) / (2 * Z) for key, one in estimates.items()}


def test_measures_of_unordered_classes_have_the_error_of_a_mean_or_of_the_delta_method(
    drawn, found
):
    truth, share = drawn
    named, of_truth = share.argmax(axis=1), share[np.arange(N), truth]
    right, sizes = named == truth, np.bincount(truth)
    recalls = np.array([right[truth == k].mean() for k in range(3)])
    is_in, is_named = np.eye(3)[truth], np.eye(3)[named]
    both = sizes + is_named.sum(axis=0)
    f1 = 2 * (is_in * is_named).sum(axis=0) / both
    # F1 is a ratio of sums, 2 TP / (named + observed): the delta method, patient by patient.
    moved = ((2 * is_in * is_named - f1 * (is_in + is_named)) / both).mean(axis=1)
    expected = {
        "log_loss": np.log(of_truth).std() / np.sqrt(N),
        "accuracy": np.sqrt(right.mean() * (1 - right.mean()) / N),
        "balanced_accuracy": np.sqrt((recalls * (1 - recalls) / sizes).sum()) / 3,
        "macro_f1": np.sqrt((moved**2).sum()),
    }
    got = half_lengths(found[SITE])
    assert {key: got[key] for key in expected} == pytest.approx(expected, rel=0.06)


def test_weighted_kappa_has_value_and_error_of_statsmodels(drawn, found):
    truth, share = drawn
    named = (share.cumsum(axis=1) < 0.5).sum(axis=1)
    table = pd.crosstab(truth, named).to_numpy()
    expected = cohens_kappa(table, wt="quadratic")
    assert found[GRADE]["weighted_kappa"].value == pytest.approx(expected.kappa, abs=1e-12)
    got = half_lengths(found[GRADE])["weighted_kappa"]
    assert got == pytest.approx(expected.std_kappa, rel=0.06)
