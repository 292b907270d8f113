"""Ordered logistic regression against statsmodels, scikit-learn and numerical derivatives."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from sklearn.linear_model import LogisticRegression
from statsmodels.miscmodels.ordinal_model import OrderedModel

from mtl_core.baselines.proportional_odds import fit_ordered_logistic, log_losses

CUTS = np.array([-1.5, 0.0, 2.0])


@pytest.fixture
def inputs():
    return np.random.default_rng(0).normal(size=(400, 3))


@pytest.fixture
def labels(inputs):
    noise = np.random.default_rng(1).logistic(size=400)
    return np.digitize(inputs @ [1.0, -0.5, 0.0] + noise, CUTS).astype(float)


def test_without_penalty_it_is_the_ordered_model_of_statsmodels(inputs, labels):
    model = OrderedModel(labels.astype(int), inputs, distr="logit")
    theirs = model.fit(method="bfgs", disp=False, gtol=1e-8)
    ours = fit_ordered_logistic(inputs, labels, 1e9, tolerance=1e-7)
    assert ours.weights == pytest.approx(theirs.params[:3], abs=1e-4)
    assert ours.cuts == pytest.approx(
        model.transform_threshold_params(theirs.params)[1:-1], abs=1e-4
    )
    assert ours.predict_proba(inputs) == pytest.approx(theirs.predict(inputs), abs=1e-5)


def test_with_two_classes_it_is_scikit_learns_logistic_regression(inputs, labels):
    event = (labels > 1).astype(float)
    theirs = LogisticRegression(C=0.1, tol=1e-8).fit(inputs, event)
    ours = fit_ordered_logistic(inputs, event, 0.1, tolerance=1e-8)
    assert ours.weights == pytest.approx(theirs.coef_[0], abs=1e-5)
    assert ours.cuts == pytest.approx(-theirs.intercept_, abs=1e-5)


def test_the_gradient_is_that_of_finite_differences():
    rng = np.random.default_rng(2)
    places = rng.integers(0, 4, 30)
    values = np.concatenate([rng.normal(size=30), [-0.5, 0.2, -0.8]])

    def loss(at):
        return log_losses(at[:30], at[30:], places)[0]

    _, of_scores, of_raw = log_losses(values[:30], values[30:], places)
    expected = approx_fprime(values, loss, 1e-6)
    assert np.concatenate([of_scores, of_raw]) == pytest.approx(expected, abs=1e-4)


def test_an_unbounded_penalty_leaves_the_base_rates(inputs, labels):
    fit = fit_ordered_logistic(inputs, labels, 1e-9)
    shares = np.bincount(labels.astype(int)) / len(labels)
    assert fit.predict_proba(inputs[:2]) == pytest.approx(np.tile(shares, (2, 1)), abs=1e-3)


def test_classes_keep_their_numbers_where_some_are_absent(inputs, labels):
    kept = labels != 1
    fit = fit_ordered_logistic(inputs[kept], labels[kept], 1.0)
    assert fit.classes_.tolist() == [0, 2, 3]
    assert fit.predict_proba(inputs).sum(axis=1) == pytest.approx(np.ones(400))
