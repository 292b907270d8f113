"""What all reference models that need no extra package have in common."""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from mtl_core.baselines import check_installed, fit_predict, installed_references, reference_input
from mtl_core.errors import StudyError
from mtl_core.schema import REFERENCES, Arm, Task, TaskKind

DIED = Task("died", TaskKind.BINARY, ("no", "yes"))
STAGE = Task("stage", TaskKind.MULTICLASS, ("I", "II", "III"))
GRADE = Task("stage", TaskKind.ORDINAL, ("I", "II", "III"))
STAY = Task("stay", TaskKind.REGRESSION)
ARMS = tuple(arm for arm in REFERENCES if arm.facts.package is None)
every_arm = pytest.mark.parametrize("arm", ARMS)
every_task = pytest.mark.parametrize("task", [DIED, STAGE, GRADE, STAY], ids=lambda task: task.kind)


@pytest.fixture
def predict(frame, features, split, encoded):
    """Predict the test rows from cells and encoded features, of which parts can be replaced."""

    def predict(arm, task, labels, frame=frame, encoded=encoded, seed=0):
        inputs = reference_input(arm, frame, features, split, encoded)
        return fit_predict(arm, task, inputs, labels, split, seed=seed)

    return predict


@every_arm
@every_task
def test_the_planted_signal_is_found_and_risks_add_up(arm, task, predict, labels, split):
    truth = labels[task.name][split.test]
    known = ~np.isnan(truth)
    predicted = predict(arm, task, labels[task.name])
    assert predicted.shape == (100, task.n_outputs)
    assert predicted.dtype == np.float64
    if task.kind is TaskKind.REGRESSION:
        assert np.corrcoef(predicted[known, 0], truth[known])[0, 1] > 0.7
        return
    is_top = truth[known] == len(task.classes) - 1
    assert roc_auc_score(is_top, predicted[known, -1]) > 0.7
    assert predicted.min() >= 0
    assert predicted.max() <= 1
    if task.kind.per_class:
        assert predicted.sum(axis=1) == pytest.approx(1, abs=1e-6)


@every_arm
@every_task
def test_rows_without_a_label_and_labels_of_test_rows_change_nothing(  # noqa: PLR0917 - fixtures
    arm, task, predict, labels, frame, encoded, split
):
    values = labels[task.name]
    odd_cells, odd_encoded, odd_labels = frame.copy(), encoded.copy(), values.copy()
    hidden = np.isnan(values)
    hidden[split.test] = False
    odd_cells.loc[hidden, "x0"] = 1e3
    odd_encoded[hidden] = 1e3
    odd_labels[split.test] = 0
    expected = predict(arm, task, values)
    assert np.array_equal(predict(arm, task, odd_labels, odd_cells, odd_encoded), expected)


@every_arm
@every_task
def test_a_prediction_for_one_patient_does_not_depend_on_the_other_test_patients(  # noqa: PLR0917 - fixtures
    arm, task, predict, labels, frame, encoded, split
):
    odd_cells, odd_encoded = frame.copy(), encoded.copy()
    others = split.test[1:]
    odd_cells.loc[others, ["x0", "x1", "x2"]] = 5.0
    odd_cells.loc[others, "unit"] = "elsewhere"
    odd_encoded[others] = 5.0
    values = labels[task.name]
    expected = predict(arm, task, values)[0]
    found = predict(arm, task, values, odd_cells, odd_encoded)[0]
    assert found == pytest.approx(expected, rel=1e-6)


@every_arm
@every_task
def test_a_seed_gives_the_same_numbers_alone_and_beside_other_fits(arm, task, predict, labels):
    values = labels[task.name]
    expected = predict(arm, task, values, seed=4)
    with ThreadPoolExecutor(2) as pool:
        beside = [pool.submit(predict, arm, task, values, seed=4) for _ in range(2)]
    assert all(np.array_equal(fit.result(), expected) for fit in beside)


@every_arm
def test_a_class_that_no_training_row_has_gets_next_to_no_probability(arm, predict, labels, split):
    values = labels["stage"].copy()
    values[split.train[values[split.train] == 1]] = np.nan
    predicted = predict(arm, STAGE, values)
    assert predicted[:, 1].max() < 0.01
    assert predicted.sum(axis=1) == pytest.approx(1)


@every_arm
@pytest.mark.parametrize("n_rows", [1, 2, 3])
def test_a_class_of_few_training_rows_is_kept(arm, n_rows, predict, labels, split):
    values = labels["stage"].copy()
    middle = split.train[values[split.train] == 1]
    values[middle[n_rows:]] = np.nan
    predicted = predict(arm, STAGE, values)
    assert np.isfinite(predicted).all()
    assert predicted.sum(axis=1) == pytest.approx(1)


@every_arm
@every_task
@pytest.mark.parametrize("part", ["train", "valid"])
def test_a_part_without_any_label_still_gives_finite_predictions(
    arm, task, part, predict, labels, split
):
    values = labels[task.name].copy()
    values[getattr(split, part)] = np.nan
    predicted = predict(arm, task, values)
    assert predicted.shape == (100, task.n_outputs)
    assert np.isfinite(predicted).all()


@every_arm
@every_task
def test_training_rows_that_all_say_the_same_give_one_prediction(arm, task, predict, labels, split):
    values = labels[task.name].copy()
    values[split.train] = 1.0
    predicted = predict(arm, task, values)
    assert np.isfinite(predicted).all()
    assert np.ptp(predicted, axis=0).max() == 0


@pytest.mark.parametrize("arm", REFERENCES)
def test_every_reference_model_has_a_file_of_its_name(arm):
    assert callable(import_module(f"mtl_core.baselines.{arm}").MODEL.fit_predict)


def test_a_missing_package_is_named_with_the_way_out():
    with pytest.raises(StudyError, match="'catboost' cannot be fitted on this machine") as caught:
        check_installed([Arm.LOGISTIC, Arm.CATBOOST], is_installed=lambda _: False)
    assert "pip install catboost" in caught.value.action
    assert "not installed" in caught.value.found


def test_what_is_installed_or_needs_no_package_is_taken():
    check_installed(REFERENCES, is_installed=lambda package: package == "catboost")
    check_installed(ARMS, is_installed=lambda _: False)
    assert installed_references(lambda _: False) == ARMS
    assert installed_references(lambda _: True) == REFERENCES
