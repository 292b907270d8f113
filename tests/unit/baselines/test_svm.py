"""Support vector machines: scikit-learn's map, machines and sigmoid, chosen on validation rows."""

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.kernel_approximation import Nystroem
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.svm import LinearSVC, LinearSVR

from mtl_core.baselines.svm import SVM_STRENGTHS, fit_predict_svm
from mtl_core.schema import Task, TaskKind

DIED = Task("died", TaskKind.BINARY, ("no", "yes"))
STAGE = Task("stage", TaskKind.MULTICLASS, ("I", "II", "III"))
STAY = Task("stay", TaskKind.REGRESSION)


def known(rows, values):
    return rows[~np.isnan(values[rows])]


def mapped(encoded, train, seed=5):
    kernel = Nystroem(n_components=min(300, len(train)), random_state=seed).fit(encoded[train])
    return kernel.transform(encoded)


def risk(inputs, train, is_class, strength):
    machine = LinearSVC(C=strength, dual=False, max_iter=5000)
    model = CalibratedClassifierCV(machine, method="sigmoid", cv=3, ensemble=False)
    return model.fit(inputs[train], is_class[train]).predict_proba(inputs)[:, 1]


def test_risks_are_those_of_scikit_learn_with_the_strength_of_least_log_loss(
    encoded, labels, split
):
    values = labels["died"]
    train, valid = known(split.train, values), known(split.valid, values)
    inputs = mapped(encoded, train)
    risks = [risk(inputs, train, values == 1, strength) for strength in SVM_STRENGTHS]
    losses = [log_loss(values[valid], found[valid]) for found in risks]
    expected = risks[int(np.argmin(losses))][split.test]
    found = fit_predict_svm(DIED, encoded, values, split, seed=5)
    np.testing.assert_allclose(found[:, 0], expected, atol=1e-6)


def test_several_classes_are_one_machine_each_scaled_to_a_sum_of_one(encoded, labels, split):
    values = labels["stage"]
    train, valid = known(split.train, values), known(split.valid, values)
    inputs, scored = mapped(encoded, train), []
    for strength in SVM_STRENGTHS:
        risks = np.column_stack([risk(inputs, train, values == k, strength) for k in range(3)])
        shares = risks / risks.sum(axis=1, keepdims=True)
        scored.append((log_loss(values[valid], shares[valid]), shares[split.test]))
    expected = min(scored, key=lambda pair: pair[0])[1]
    found = fit_predict_svm(STAGE, encoded, values, split, seed=5)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_numbers_are_those_of_a_support_vector_regression(encoded, labels, split):
    values = labels["stay"]
    train, valid = known(split.train, values), known(split.valid, values)
    inputs, scored = mapped(encoded, train), []
    mean, spread = np.mean(values[train]), np.std(values[train])
    for strength in SVM_STRENGTHS:
        model = LinearSVR(
            C=strength, epsilon=0.1, loss="squared_epsilon_insensitive", dual=False, max_iter=5000
        )
        predicted = mean + spread * model.fit(
            inputs[train], (values[train] - mean) / spread
        ).predict(inputs)
        error = mean_squared_error(values[valid], predicted[valid])
        scored.append((error, predicted[split.test]))
    expected = min(scored, key=lambda pair: pair[0])[1]
    found = fit_predict_svm(STAY, encoded, values, split, seed=5)
    np.testing.assert_allclose(found[:, 0], expected, atol=1e-5)


def test_columns_can_act_together_which_no_linear_machine_finds(split):
    rng = np.random.default_rng(0)
    encoded = rng.uniform(-1, 1, size=(360, 2)).astype(np.float32)
    values = (encoded[:, 0] * encoded[:, 1] > 0).astype(float)
    found = fit_predict_svm(DIED, 3 * encoded, values, split, seed=0)[:, 0]
    assert np.mean((found > 0.5) == values[split.test]) > 0.85


@pytest.mark.parametrize("n_events", [1, 2])
def test_too_few_events_for_a_sigmoid_give_their_share(n_events, encoded, labels, split):
    values = np.zeros(360)
    values[split.train[:n_events]] = 1
    found = fit_predict_svm(DIED, encoded, values, split, seed=0)
    np.testing.assert_allclose(found, (n_events + 0.5) / 201)
