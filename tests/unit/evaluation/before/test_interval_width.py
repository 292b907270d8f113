"""The width of a run's interval beside theory, and the words that follow from it."""

import numpy as np
import pytest
from scipy.stats import norm

from mtl_core.evaluation.arms import evaluate, lay_out
from mtl_core.evaluation.before import (
    Assumptions,
    Detectable,
    detectable_difference,
    interval_width,
    interval_width_sentence,
    interval_widths_headline,
    patients_by_class,
)
from mtl_core.schema import Arm, Difference, EvaluationPlan, TaskKind, TaskResult, Verdict
from tests.unit.evaluation.arms.arms_of_every_kind import TASKS, both, drawn

MARGIN = 0.02
ARMS = (Arm.MULTI_TASK, Arm.SINGLE_TASK)


def _width(half, predicted, verdict=Verdict.INCONCLUSIVE):
    found = Difference(0.0, -half, half, verdict=verdict)
    result = TaskResult(TaskKind.BINARY, 500, 100, False, None, {}, {"auroc": found})
    return interval_width(result, Detectable(TaskKind.BINARY, predicted, 500, 100), MARGIN)


def _said(*args, **kwargs):
    return interval_width_sentence(_width(*args, **kwargs))


def _one_study(seed):
    """Two arms of normal scores that correlate .8 among patients with the same outcome."""
    rng = np.random.default_rng(seed)
    outcome = (np.arange(600) < 200).astype(float)[:, None]
    first, other = rng.normal(size=(2, 600, 1))
    second = 0.8 * first + 0.6 * other
    shift = np.sqrt(2) * norm.ppf(0.75) * outcome  # both arms have an AUROC of .75
    table = both(TaskKind.BINARY, outcome, norm.cdf(first + shift), norm.cdf(second + shift))
    rows, task = np.arange(600), TASKS[TaskKind.BINARY]
    plan = EvaluationPlan(repeats=1, n_resamples=400)
    strata = outcome[:, 0].astype(int)
    found = evaluate(table, [task], arms=ARMS, plan=plan, patients=rows, strata=strata)
    expected = Assumptions(auroc=0.75, agreement=0.8)
    foreseen = detectable_difference(TaskKind.BINARY, 600, [400, 200], expected=expected)
    return interval_width(found[task.name], foreseen, MARGIN)


def test_where_the_assumptions_hold_an_interval_is_as_wide_as_predicted():
    # The mean of eight studies: a width of 400 resamples is known to within 4 %.
    widths = [_one_study(seed) for seed in range(8)]
    assert np.mean([w.found / w.expected for w in widths]) == pytest.approx(1, abs=0.1)


def test_the_interval_to_be_expected_follows_from_80_percent_power_at_the_5_percent_level():
    ends, power = norm.ppf(0.975), norm.ppf(0.8)
    assert _width(0.01, 0.05).expected == pytest.approx(0.05 * ends / (ends + power), rel=1e-5)


def test_patients_count_once_and_once_in_each_class_of_their_rows():
    observed = np.array([[0.0], [1], [1], [0]])
    table = both(TaskKind.BINARY, observed, observed, observed)
    [laid_out] = lay_out(table, [TASKS[TaskKind.BINARY]], ARMS)
    # Rows 0 and 1 are one patient with both outcomes; 4 has no label and is not counted.
    assert patients_by_class(laid_out, np.array([7, 7, 8, 9, 10])) == (3, (2, 2))


@pytest.mark.parametrize("kind", [TaskKind.MULTICLASS, TaskKind.ORDINAL])
def test_classes_come_in_the_order_of_the_task(kind):
    observed, good, _ = drawn(kind, n=60)
    [laid_out] = lay_out(both(kind, observed, good, good), [TASKS[kind]], ARMS)
    sizes = tuple(observed.sum(axis=0).astype(int))
    assert patients_by_class(laid_out, np.arange(60)) == (60, sizes)


def test_a_number_has_patients_and_no_classes():
    kind = TaskKind.REGRESSION
    observed, good, _ = drawn(kind, n=30)
    [laid_out] = lay_out(both(kind, observed, good, good), [TASKS[kind]], ARMS)
    assert patients_by_class(laid_out, np.arange(30)) == (30, ())


def test_inconclusive_was_to_be_expected_where_the_predicted_interval_reaches_beyond_the_margin():
    assert "'Inconclusive' was to be expected" in _said(0.03, predicted=0.04)


def test_inconclusive_was_not_to_be_expected_where_the_interval_came_out_wider():
    said = _said(0.03, predicted=0.01)
    assert "wider than predicted" in said
    assert "'Inconclusive' was not to be expected" in said


def test_a_narrow_interval_is_inconclusive_because_of_where_the_difference_lies():
    assert "because of where the difference lies" in _said(0.015, predicted=0.02)


@pytest.mark.parametrize("verdict", [v for v in Verdict if v is not Verdict.INCONCLUSIVE])
def test_another_verdict_needs_no_excuse(verdict):
    assert "nconclusive" not in _said(0.03, predicted=0.04, verdict=verdict)


def test_what_could_not_be_foreseen_or_found_has_a_reason():
    none = TaskResult(
        TaskKind.BINARY, 500, 7, True, None, {}, {"auroc": Difference(reason="not estimable")}
    )
    foreseen = detectable_difference(TaskKind.BINARY, 500, [493, 7])
    said = interval_width_sentence(interval_width(none, foreseen, MARGIN))
    assert "Predicted: nothing, only 7 patients of the rarest class." in said
    assert "This run has no interval: not estimable." in said


def test_a_task_that_stands_alone_has_nothing_to_compare():
    zero = Difference(0.0, 0.0, 0.0, verdict=Verdict.NO_MEANINGFUL_DIFFERENCE)
    alone = TaskResult(TaskKind.REGRESSION, 500, None, False, None, {}, {"r2": zero})
    foreseen = Detectable(TaskKind.REGRESSION, 0.03, 500, None)
    said = interval_width_sentence(interval_width(alone, foreseen, MARGIN))
    assert said.endswith("This run has no interval: both arms are one network.")


def test_the_headline_counts_the_tasks_that_have_both():
    # Expected: .035. Found: .035 and .03 about the same, .01 narrower; one was not foreseen.
    widths = [_width(0.035, 0.05), _width(0.03, 0.05), _width(0.01, 0.05), _width(0.01, None)]
    assert interval_widths_headline(widths) == (
        "Of 3 tasks with an interval, it came out about as predicted for 2, "
        "narrower than predicted for 1."
    )
