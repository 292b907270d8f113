"""Hostile input: a value or a reason, never a crash, a warning (an error here) or a NaN in JSON."""

import dataclasses
import json
import math

import numpy as np
import pandas as pd
import pytest

from mtl_core.evaluation.arms import (
    DrawnPredictions,
    class_measures,
    compare_draws,
    compare_runs,
    evaluate,
    same_split,
)
from mtl_core.evaluation.arms.arm_measures import NAMES
from mtl_core.evaluation.calibration import calibration_curve, calibration_gap_estimates
from mtl_core.evaluation.intervals.resampling import resample_patients
from mtl_core.evaluation.measures import (
    binary_measures,
    multiclass_measures,
    ordinal_measures,
    regression_measures,
)
from mtl_core.evaluation.measures.binary import binary_measurer
from mtl_core.evaluation.measures.multiclass import multiclass_measurer
from mtl_core.evaluation.measures.ordinal import ordinal_measurer
from mtl_core.evaluation.measures.regression import regression_measurer
from mtl_core.schema import (
    Arm,
    CohortStamp,
    EvaluationPlan,
    StudyResult,
    TaskKind,
    from_json,
    to_json,
)
from mtl_core.schema.measures import MEASURES
from tests.unit.evaluation.arms.arms_of_every_kind import TASKS, both, lines
from tests.unit.evaluation.arms.degenerate import CASES, PREDICTIONS, case, labels

PLAN = EvaluationPlan(n_resamples=60, seed=1)
EVERY_CASE = pytest.mark.parametrize(("kind", "seen", "said"), CASES)


def measurer(kind, observed, predicted):
    match kind:
        case TaskKind.BINARY:
            half = np.full(len(observed), 0.5)
            return binary_measurer(observed[:, 0], predicted[:, 0], half)
        case TaskKind.MULTICLASS:
            return multiclass_measurer(observed, predicted)
        case TaskKind.ORDINAL:
            return ordinal_measurer(observed, predicted)
        case TaskKind.REGRESSION:
            return regression_measurer(observed[:, 0], predicted[:, 0])


def resamples(n, n_resamples=60):
    return resample_patients(np.arange(n), np.zeros(n, int), n_resamples=n_resamples, seed=1)


@EVERY_CASE
def test_a_task_has_values_inside_their_range_or_reasons_and_its_json_no_nan(kind, seen, said):
    observed, predicted = case(kind, seen, said)
    n = len(observed)
    other = PREDICTIONS["half tied"](kind, observed)
    found = evaluate(
        both(kind, observed, predicted, other),
        [TASKS[kind]],
        arms=(Arm.MULTI_TASK, Arm.SINGLE_TASK),
        plan=PLAN,
        patients=np.arange(n),
        strata=np.zeros(n, int),
    )
    [task] = found.values()
    for estimate in [e for arm in task.arms.values() for e in arm.values()]:
        assert (estimate.value is None) <= bool(estimate.reason)
        assert (estimate.low is None) == (estimate.high is None)
        assert (estimate.low is None) <= bool(estimate.reason)
    for difference in task.difference.values():
        assert (difference.value is None) <= bool(difference.reason)
    for arm in task.arms.values():
        for name, estimate in arm.items():
            low, high = MEASURES[name].range
            for value in (estimate.value, estimate.low, estimate.high):
                assert value is None or math.isfinite(value)
                assert value is None or low is None or value >= low - 1e-6
                assert value is None or high is None or value <= high + 1e-6
    result = StudyResult(0, CohortStamp(n, "f"), dict(found), {}, mean_gain=found.mean_gain)
    text = to_json(result)
    json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} in result.json"))
    assert from_json(StudyResult, text) == result


def numbers_in(found):
    """Every float of a value of the schema, however deep."""
    if dataclasses.is_dataclass(found):
        found = [getattr(found, field.name) for field in dataclasses.fields(found)]
    if isinstance(found, dict):
        found = list(found.values())
    if isinstance(found, list | tuple):
        return [number for part in found for number in numbers_in(part)]
    return [found] if isinstance(found, float) else []


@pytest.mark.parametrize(
    ("kind", "seen", "said"), [c for c in CASES if c[1] in {"all classes", "one event"}]
)
def test_repeats_draws_and_two_runs_have_finite_numbers_or_reasons(kind, seen, said):
    """One repeat of three is hostile: networks that fail now and then."""
    observed, predicted = case(kind, seen, said)
    n, task = len(observed), TASKS[kind]
    units = {"patients": np.arange(n), "strata": np.zeros(n, int)}
    other = PREDICTIONS["half tied"](kind, observed)
    repeats = [
        both(kind, observed, predicted if repeat == 0 else other, other).assign(repeat=repeat)
        for repeat in range(3)
    ]
    plan, table = EvaluationPlan(n_resamples=50, repeats=3), pd.concat(repeats)
    arms = (Arm.MULTI_TASK, Arm.SINGLE_TASK)
    one, two = (lines(kind, "multi_task", observed, said) for said in (predicted, other))
    laid_out, _ = same_split(one, two, [task], Arm.MULTI_TASK)
    found = [
        dict(evaluate(table, [task], arms=arms, plan=plan, **units)),
        compare_draws([DrawnPredictions(table, 3)], task, arms=arms, plan=plan, **units),
        compare_runs(laid_out, plan=PLAN, **units),
    ]
    assert all(math.isfinite(number) for number in numbers_in(found))


@pytest.mark.parametrize(("kind", "seen", "said"), [c for c in CASES if c[2] != "missing"])
def test_the_measures_themselves_know_every_name_and_nothing_infinite(kind, seen, said):
    observed, predicted = case(kind, seen, said)
    found = measurer(kind, observed, predicted).measure(np.ones((len(observed), 1)))
    assert set(found) == set(NAMES[kind])
    assert not any(np.isinf(value).any() for value in found.values())


@pytest.mark.parametrize("kind", list(TaskKind))
@pytest.mark.parametrize("said", [said for said in PREDICTIONS if said != "missing"])
def test_resamples_without_any_row_or_with_one_row_have_no_value_or_a_finite_one(kind, said):
    observed, predicted = case(kind, "all classes", said)
    weights = np.zeros((len(observed), 3), np.float32)
    weights[4, 1], weights[7, 2] = 1, 5
    for name, value in measurer(kind, observed, predicted).lighter().measure(weights).items():
        assert np.isnan(value[0]), name
        assert not np.isinf(value).any(), name


@pytest.mark.parametrize(
    ("measure", "observed", "predicted", "expected"),
    [
        (binary_measures, np.zeros(4), np.full(4, 0.5), {"brier": 0.25}),
        (binary_measures, np.array([1.0, 0]), np.array([1.0, 0]),
         {"auroc": 1, "auprc": 1, "brier": 0, "scaled_brier": 1, "accuracy": 1, "f1": 1}),
        (binary_measures, np.array([1.0, 0]), np.array([0.0, 1]),
         {"auroc": 0, "brier": 1, "scaled_brier": -3, "accuracy": 0, "f1": 0}),
        (binary_measures, np.array([1.0, 0, 0, 0]), np.full(4, 0.25),
         {"auroc": 0.5, "auprc": 0.25, "scaled_brier": 0, "calibration_in_the_large": 0}),
        (multiclass_measures, np.eye(3), np.eye(3),
         {"macro_auroc": 1, "balanced_accuracy": 1, "macro_f1": 1}),
        (multiclass_measures, np.eye(2), np.full((2, 2), 0.5),
         {"macro_auroc": 0.5, "balanced_accuracy": 0.5, "log_loss": math.log(2)}),
        (ordinal_measures, np.eye(3), np.eye(3),
         {"ordinal_auroc": 1, "weighted_kappa": 1, "mae_steps": 0, "ranked_probability_score": 0}),
        (ordinal_measures, np.eye(3), np.eye(3)[::-1],
         {"ordinal_auroc": 0.25, "weighted_kappa": -1, "mae_steps": 4 / 3}),
        (regression_measures, np.arange(4.0), np.arange(4.0),
         {"r2": 1, "mse": 0, "linear_slope": 1, "linear_intercept": 0, "mean_error": 0,
          "agreement_low": 0, "agreement_high": 0, "spearman": 1}),
        (regression_measures, np.arange(4.0), -np.arange(4.0),
         {"pearson": -1, "spearman": -1, "linear_slope": -1, "linear_intercept": 0}),
        (regression_measures, np.arange(4.0), np.arange(4.0) + 5,
         {"mean_error": 5, "agreement_low": 5, "agreement_high": 5, "mse": 25, "rmse": 5}),
    ],
)  # fmt: skip
def test_extreme_models_have_the_values_that_follow_by_hand(measure, observed, predicted, expected):
    found = measure(observed, predicted)
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("kind", [TaskKind.MULTICLASS, TaskKind.ORDINAL])
@pytest.mark.parametrize("said", list(PREDICTIONS))
@pytest.mark.parametrize("events", [1, 10, 20])
def test_every_class_against_the_rest_has_values_or_reasons(kind, said, events):
    observed = labels(kind, events=events)
    predicted = PREDICTIONS[said](kind, observed)
    table = lines(kind, "multi_task", observed, predicted)
    found = class_measures(table, TASKS[kind], [Arm.MULTI_TASK], resamples(len(observed)))
    for of_class in found.values():
        for estimate in of_class.arms[Arm.MULTI_TASK].values():
            assert estimate.reason if estimate.value is None else math.isfinite(estimate.value)
    assert sum(of_class.events for of_class in found.values()) == len(observed)


@pytest.mark.parametrize("said", [said for said in PREDICTIONS if said != "missing"])
@pytest.mark.parametrize("seen", ["all classes", "one event", "one class", "no event"])
def test_calibration_curve_and_gaps_are_finite(seen, said):
    observed, predicted = (part[:, 0] for part in case(TaskKind.BINARY, seen, said))
    curve = calibration_curve(observed, predicted)
    assert np.isfinite([curve.x, curve.y, curve.low, curve.high]).all()
    gaps = calibration_gap_estimates(observed, predicted, np.arange(60), resamples(60))
    assert all(0 <= gap.low <= gap.high <= 1 for gap in gaps.values())
