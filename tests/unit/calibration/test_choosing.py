"""The rule, and that no patient has a say in the own map."""

import numpy as np
import pytest

from mtl_core.calibration import choose_map, cross_fit, folds_by_patient, methods_for, rarest_class
from mtl_core.schema import TaskKind
from mtl_core.schema.calibration import CalibrationMethod, InterceptMap, IsotonicMap, LogisticMap

BINARY = TaskKind.BINARY
INTERCEPT, LOGISTIC, ISOTONIC, TEMPERATURE = (
    CalibrationMethod.INTERCEPT,
    CalibrationMethod.LOGISTIC,
    CalibrationMethod.ISOTONIC,
    CalibrationMethod.TEMPERATURE,
)


@pytest.mark.parametrize(
    ("kind", "rarest", "methods"),
    [
        (BINARY, 9, ()),
        (BINARY, 10, (INTERCEPT,)),
        (BINARY, 199, (INTERCEPT,)),
        (BINARY, 200, (LOGISTIC,)),
        (BINARY, 999, (LOGISTIC,)),
        (BINARY, 1000, (LOGISTIC, ISOTONIC)),
        (TaskKind.MULTICLASS, 9, ()),
        (TaskKind.ORDINAL, 5000, (TEMPERATURE,)),
        (TaskKind.REGRESSION, 5000, ()),
    ],
)
def test_the_rule_says_which_maps_come_into_question(kind, rarest, methods):
    assert methods_for(kind, rarest) == methods


def test_the_rarest_class_may_be_the_one_without_the_event():
    assert rarest_class(np.array([[1.0], [1.0], [0.0]])) == 1
    assert rarest_class(np.eye(3)[[0, 0, 1, 1, 2]]) == 1


def test_of_two_maps_the_one_with_the_lower_log_loss_elsewhere_is_taken(simulate):
    outcome, risk = simulate(6000, slope=0.5)
    fold = np.arange(6000) % 5
    # A truth that is a line on the log odds: steps can only be rougher.
    assert isinstance(choose_map(outcome, risk, fold, BINARY), LogisticMap)
    rng = np.random.default_rng(0)
    bent = np.where(risk < 0.5, 0.1, 0.9)  # a jump that no line on the log odds can follow
    outcome = (rng.random(risk.shape) < bent).astype(float)
    assert isinstance(choose_map(outcome, risk, fold, BINARY), IsotonicMap)


def test_where_no_slope_above_0_fits_the_intercept_takes_its_place(simulate):
    outcome, risk = simulate(2000, slope=-1.0)
    assert rarest_class(outcome) < 1000
    assert isinstance(choose_map(outcome, risk, np.arange(2000) % 5, BINARY), InterceptMap)


@pytest.mark.parametrize("n", [300, 900, 6000])
def test_neither_label_nor_prediction_of_a_patient_changes_the_own_fold(simulate, n):
    outcome, risk = simulate(n, intercept=1.0)
    fold = np.arange(n) % 5
    before = cross_fit(outcome, risk, fold, BINARY)
    here = np.flatnonzero(fold == 2)
    changed = outcome.copy()
    changed[here] = 1 - changed[here]
    after = cross_fit(changed, risk, fold, BINARY)
    assert np.array_equal(after[here], before[here])
    # ... while everybody else's does change, or the test could not fail.
    assert not np.array_equal(after[fold == 1], before[fold == 1])


def test_rows_of_the_fold_are_mapped_by_the_fit_to_the_other_folds(simulate):
    outcome, risk = simulate(300, intercept=1.0)
    fold = np.arange(300) % 3
    mapped = cross_fit(outcome, risk, fold, BINARY, INTERCEPT)
    others = fold != 0
    shift = choose_map(outcome[others], risk[others], fold[others], BINARY)
    log_odds = np.log(mapped / (1 - mapped)) - np.log(risk / (1 - risk))
    assert log_odds[fold == 0] == pytest.approx(shift.intercept)


def test_predictions_stay_as_they_are_where_others_allow_no_map(simulate):
    outcome, risk = simulate(40, mean=-4.0)
    assert rarest_class(outcome) < 10
    assert np.array_equal(cross_fit(outcome, risk, np.arange(40) % 5, BINARY), risk)
    everybody = np.zeros(40, dtype=int)
    assert np.array_equal(cross_fit(outcome, risk, everybody, BINARY), risk)


def test_all_rows_of_a_patient_are_in_one_fold():
    patients = np.repeat(np.arange(50) * 7, 3)
    folds = folds_by_patient(patients, seed=1).reshape(50, 3)
    assert (folds == folds[:, :1]).all()
    assert np.bincount(folds[:, 0]).tolist() == [10] * 5
