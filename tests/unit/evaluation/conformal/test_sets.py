"""Conformal sets: the promise per class, and its counts."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from mtl_core.errors import RunError
from mtl_core.evaluation.conformal import (
    conformal_report,
    conformal_sets,
    lowest_accepted,
    report_sets,
)
from mtl_core.schema import Arm, Task, TaskKind

RISK = Task("sepsis", TaskKind.BINARY, ("no", "yes"))


def rare_event(n, seed, prevalence=0.05):
    """Outcome, well calibrated risk of a rare event, and folds."""
    rng = np.random.default_rng(seed)
    score = rng.normal(size=n)
    risk = 1 / (1 + np.exp(-(np.log(prevalence / (1 - prevalence)) + 1.0 * score)))
    return (rng.random(n) < risk).astype(np.int64), risk, rng.integers(0, 5, n)


def test_coverage_of_one_threshold_follows_the_beta_distribution_of_split_conformal_prediction():
    # Vovk 2012; n = 100 at alpha = .1: coverage ~ Beta(91, 10), mean .90099. Coverage of uniform
    # scores above a threshold t is 1 - t.
    rng = np.random.default_rng(0)
    coverage = 1 - np.array([lowest_accepted(rng.random(100), 0.1) for _ in range(20_000)])
    assert coverage.mean() == pytest.approx(91 / 101, abs=0.001)
    assert stats.kstest(coverage, stats.beta(91, 10).cdf).pvalue > 0.001


@pytest.mark.parametrize(
    ("n", "alpha", "excluded"), [(8, 0.1, False), (9, 0.1, True), (19, 0.05, True)]
)
def test_with_too_few_patients_of_a_class_nothing_is_excluded(n, alpha, excluded):
    assert np.isfinite(lowest_accepted(np.linspace(0.1, 0.9, n), alpha)) == excluded


def test_events_are_covered_where_a_promise_over_all_patients_would_lose_nearly_all_of_them():
    covered, marginal = [], []
    for seed in range(20):
        outcome, risk, fold = rare_event(4_000, seed)
        both = np.column_stack([1 - risk, risk])
        inside = conformal_sets(outcome, both, fold, alpha=0.1)
        event = outcome == 1
        covered.append([inside[~event, 0].mean(), inside[event, 1].mean()])
        # One threshold for all: the textbook set on the probability of the observed class.
        own = both[np.arange(len(outcome)), outcome]
        marginal.append((both[event, 1] >= lowest_accepted(own, 0.1)).mean())
    assert np.mean(covered, axis=0) == pytest.approx([0.9, 0.9], abs=0.01)
    assert np.mean(marginal) < 0.3


def test_no_patient_decides_about_his_own_set():
    outcome, risk, fold = rare_event(600, 1, 0.3)
    both = np.column_stack([1 - risk, risk])
    before = conformal_sets(outcome, both, fold, alpha=0.2)
    turned = np.where(fold == 2, 1 - outcome, outcome)
    after = conformal_sets(turned, both, fold, alpha=0.2)
    assert np.array_equal(before[fold == 2], after[fold == 2])
    assert not np.array_equal(before[fold != 2], after[fold != 2])


def test_the_order_of_rows_and_of_classes_does_not_matter():
    outcome, risk, fold = rare_event(500, 2, 0.3)
    both, order = np.column_stack([1 - risk, risk]), np.random.default_rng(0).permutation(500)
    sets = conformal_sets(outcome, both, fold, alpha=0.1)
    assert np.array_equal(
        conformal_sets(outcome[order], both[order], fold[order], alpha=0.1), sets[order]
    )
    swapped = conformal_sets(1 - outcome, both[:, ::-1], fold, alpha=0.1)
    assert np.array_equal(swapped, sets[:, ::-1])


def test_counts_add_up_and_say_what_became_of_each_class():
    observed = np.array([0, 0, 0, 1, 1, 1])
    inside = np.array([[1, 0], [1, 1], [0, 1], [0, 1], [0, 0], [1, 1]], dtype=bool)
    report = report_sets(observed, inside, ("no", "yes"), 0.1)
    no, yes = report.classes["no"], report.classes["yes"]
    assert (no.right, no.open, no.wrong, no.missed) == (1, 1, 1, 0)
    assert (yes.right, yes.open, yes.wrong, yes.missed) == (1, 1, 0, 1)
    assert report.answered.value == pytest.approx(3 / 6)
    assert report.right_when_answered.value == pytest.approx(2 / 3)
    assert no.covered.value == pytest.approx(2 / 3)


def test_a_model_that_never_answers_has_a_reason_and_a_perfect_one_always_answers():
    observed = np.arange(60) % 2
    fold = np.arange(60) // 12
    constant = report_sets(
        observed, conformal_sets(observed, np.full((60, 2), 0.5), fold, alpha=0.1), ("a", "b"), 0.1
    )
    assert constant.answered.value == 0
    assert constant.right_when_answered.value is None
    assert "answers for no patient" in constant.right_when_answered.reason
    sure = np.column_stack([1.0 - observed, observed])
    perfect = report_sets(
        observed, conformal_sets(observed, sure, fold, alpha=0.1), ("a", "b"), 0.1
    )
    assert perfect.answered.value == perfect.right_when_answered.value == 1


def test_a_single_fold_is_refused():
    with pytest.raises(RunError, match="two folds"):
        conformal_sets(np.zeros(5, int), np.ones((5, 2)), np.zeros(5, int), alpha=0.1)


def table(task, observed, predicted, fold, arm=Arm.MULTI_TASK):
    """The long table of one arm."""
    n = len(fold)
    labels = task.classes if task.kind.per_class else (task.classes[1],)
    parts = [
        pd.DataFrame(
            {
                "row": np.arange(n), "task": task.name, "arm": arm.value, "repeat": 0, "fold": fold,
                "class": label, "observed": observed[:, k], "predicted": predicted[:, k],
            }
        )
        for k, label in enumerate(labels)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True).sample(frac=1, random_state=0)


def test_the_long_table_of_a_yes_no_task_gives_the_same_counts_as_the_arrays():
    outcome, risk, fold = rare_event(800, 3, 0.2)
    lines = table(RISK, outcome[:, None].astype(float), risk[:, None], fold)
    sets = conformal_sets(outcome, np.column_stack([1 - risk, risk]), fold, alpha=0.1)
    assert conformal_report(lines, RISK, Arm.MULTI_TASK, 0.1) == report_sets(
        outcome, sets, ("no", "yes"), 0.1
    )
    assert conformal_report(lines, RISK, Arm.BOOSTING, 0.1) is None


def test_classes_keep_the_order_of_the_task_whatever_their_names():
    stage = Task("stage", TaskKind.MULTICLASS, ("z", "b", "m"))
    rng = np.random.default_rng(0)
    predicted = rng.dirichlet([1, 1, 1], 300)
    observed = np.array([rng.choice(3, p=p) for p in predicted])
    fold = rng.integers(0, 5, 300)
    found = conformal_report(
        table(stage, np.eye(3)[observed], predicted, fold), stage, Arm.MULTI_TASK, 0.2
    )
    sets = conformal_sets(observed, predicted, fold, alpha=0.2)
    assert found == report_sets(observed, sets, stage.classes, 0.2)
    assert list(found.classes) == ["z", "b", "m"]
