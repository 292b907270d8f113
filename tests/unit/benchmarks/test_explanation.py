"""The benchmark of explanations: its peers explain the same outputs of the same networks."""

import numpy as np
import pytest
import torch

from benchmarks.explaining.growth import in_words
from benchmarks.explaining.peers import (
    EnsembleModule,
    by_gradients,
    cosine,
    rank_correlation,
    relative_error,
)
from benchmarks.explaining.subject import Subject
from mtl_core.schema.specs import LinearShared
from tests.reference.explanations.arms import BACKGROUND, PATIENTS, arms_of, designs

FROM_MATPLOTLIB = "ignore:The set_(bad|under|over) function:PendingDeprecationWarning"


@pytest.fixture(scope="module")
def subject():
    """Linear networks of two folds, with tasks of every kind."""
    (linear,) = (design for design in designs() if isinstance(design, LinearShared))
    return Subject(arms_of(linear)["multi-task"].predictor, PATIENTS, BACKGROUND)


def test_the_module_that_gradients_flow_through_predicts_what_the_engine_explains(subject):
    encoded = subject.predictor.encode(subject.predictor.codes)
    with torch.no_grad():
        outputs = EnsembleModule(subject.predictor.ensemble)(*encoded).numpy()
    expected = subject.predict(subject.predictor.codes)
    np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=2e-5)


@pytest.mark.filterwarnings(FROM_MATPLOTLIB)
def test_expected_gradients_of_a_linear_output_are_its_shapley_values(subject):
    """The length of stay is linear: both are weight times difference, here up to sampling."""
    state = np.random.get_state()  # noqa: NPY002 - shap seeds the global generator
    gradients = by_gradients(subject, 1, 100)
    np.random.set_state(state)  # noqa: NPY002
    engine = subject.explained(subject.game(), 1, 1)
    at = subject.predictor.ensemble.layout.columns("stay").start
    assert gradients.shape == engine.shape
    assert cosine(gradients[..., [at]], engine[..., [at]]) > 0.99


def test_fewer_members_are_the_first_of_every_split(subject):
    assert subject.n_networks == 2
    assert subject.with_members(1).n_networks == 2
    ensemble = subject.predictor.ensemble
    assert subject.with_members(1).predictor.ensemble is not ensemble
    assert subject.predictor.ensemble is ensemble


def test_likeness_and_error_by_hand():
    one = np.array([[[3.0], [4.0], [0.0]]])
    assert cosine(one, 2 * one) == pytest.approx(1)
    assert rank_correlation(one, -5 * one) == pytest.approx(1)
    off = np.array([[[3.0], [4.0], [5.0]]])
    assert relative_error(off, one) == pytest.approx(1)


def test_growth_is_written_as_a_table():
    lines = [{"what": "tasks", "n": 3, "seconds": 0.5},
             {"what": "tasks", "n": 6, "seconds": 1.1, "times": 2.2}]  # fmt: skip
    assert [row.split() for row in in_words(lines).splitlines()[1:]] == [
        ["tasks", "3", "0.5"],
        ["tasks", "6", "1.1", "2.2"],
    ]
