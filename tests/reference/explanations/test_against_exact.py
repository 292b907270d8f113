"""Explanations of every design against Shapley's formula over all coalitions of raw rows.

The peer knows nothing of codes, players or first layers: it writes every coalition of eight columns
out as rows of the cohort, unknown cells included, and predicts them as a finished run predicts.
"""

import math

import numpy as np
import pytest

from mtl_core.explanation import ADDITIVITY_TOLERANCE, shap_values, shapley_values
from mtl_core.explanation.walks import sampled_values
from tests.reference.explanations.arms import BACKGROUND, NAMES, PATIENTS

FROM_MATPLOTLIB = "ignore:The set_(bad|under|over) function:PendingDeprecationWarning"
M = len(NAMES)
COALITIONS = (np.arange(2**M)[:, None] >> np.arange(M)) % 2 == 1
ROUNDING = 2e-5
"""Two paths of single precision through a network, relative to an output's size or to 1."""


@pytest.fixture(scope="module")
def predictor(explained):
    return explained.predictor


@pytest.fixture(scope="module")
def sampled(explained, predictor):
    """The same patients, explained with three seeds."""
    return [explain(explained, predictor, seed=seed) for seed in range(3)]


@pytest.fixture(scope="module")
def worths(explained):
    """Mean prediction of every coalition completed by the background, (n, 2^M, n_outputs)."""
    n, b = len(COALITIONS), len(BACKGROUND)
    own, other = np.repeat(PATIENTS, n * b), np.tile(BACKGROUND, n * len(PATIENTS))
    joined = np.tile(np.repeat(COALITIONS, b, axis=0), (len(PATIENTS), 1))
    mixed, background = (explained.frame.iloc[rows].reset_index(drop=True) for rows in (own, other))
    for place, name in enumerate(NAMES):
        mixed[name] = mixed[name].where(joined[:, place], background[name])
    predicted = explained.predict(mixed)
    return predicted.reshape(len(PATIENTS), n, b, -1).mean(axis=2)


@pytest.fixture(scope="module")
def truth(worths):
    """Shapley's formula (Shapley 1953), (n, M, n_outputs)."""
    values = np.zeros((len(PATIENTS), M, worths.shape[2]))
    for at, joined in enumerate(COALITIONS):
        size = joined.sum()
        for player in np.flatnonzero(~joined):
            weight = math.factorial(size) * math.factorial(M - size - 1) / math.factorial(M)
            values[:, player] += weight * (worths[:, at + 2**player] - worths[:, at])
    return values


@pytest.fixture(scope="module")
def sizes(worths):
    """What rounding is measured by, (n_outputs,)."""
    return np.maximum(1.0, np.abs(worths).max(axis=(0, 1)))


def explain(explained, predictor, **options):
    rows = predictor.codes[PATIENTS]
    options = {"row_ids": PATIENTS, "background_ids": BACKGROUND, "seed": 0, **options}
    return shapley_values(explained.game(predictor), rows, **options)


def test_exact_values_are_shapleys_formula_over_raw_rows(explained, predictor, truth, sizes):
    found = explain(explained, predictor, n_evaluations=2**M)
    assert "exact" in found.method
    assert (np.abs(truth).max(axis=(0, 1)) > 1e-3).mean() >= 0.5  # a poor task can be left alone
    assert (np.abs(found.values - truth) < ROUNDING * sizes).all()


def test_sampled_values_lie_within_their_stated_error_of_shapleys_formula(sampled, truth, sizes):
    """Stated errors are right in the mean square, output by output, and Chebyshev's bound holds.

    A single error divided by the stated one has heavy tails: the statement itself comes from two
    rounds of few background rows.
    """
    assert "exact" not in sampled[0].method
    errors = np.concatenate([found.values - truth for found in sampled])
    stated = np.concatenate([found.standard_errors for found in sampled])
    stated = np.hypot(stated, ROUNDING * sizes)
    assert (np.abs(errors) < 3 * stated).mean() > 1 - 1 / 9
    walked = np.median(stated, axis=(0, 1)) > 3 * ROUNDING * sizes
    mean_squares = [np.square(each).mean(axis=(0, 1)) for each in (errors, stated)]
    ratios = np.sqrt(mean_squares[0] / mean_squares[1])[walked]
    assert len(ratios) > 2  # columns that push one by one leave no error to speak of
    assert 0.6 < np.median(ratios) < 1.6


def test_values_of_every_task_add_up_to_its_prediction_in_logits(explained, sampled):
    """Predictions come from raw rows, not from the engine."""
    found = sampled[0]
    predicted = explained.predict(explained.frame)
    expected = predicted[PATIENTS] - predicted[BACKGROUND].mean(axis=0)
    gaps = np.abs(found.values.sum(axis=1) - expected).max(axis=0)
    for spec, gap in zip(explained.specs, gaps, strict=True):
        assert gap < ADDITIVITY_TOLERANCE, spec
    assert {scale for _, scale in explained.specs} == {"risk", "logit", "value"}
    assert found.additive
    assert found.additivity_gap < ADDITIVITY_TOLERANCE


@pytest.mark.filterwarnings(FROM_MATPLOTLIB)
def test_values_agree_with_shap_within_the_errors_of_both(trained):
    """shap 0.51, PermutationExplainer; its error is the spread between eight seeds."""
    explained, who = trained["multi-task"], PATIENTS[:1]
    predictor = explained.predictor
    predict = explained.game(predictor).predict
    background, rows = predictor.codes[BACKGROUND], predictor.codes[who]
    theirs = np.stack(
        [
            shap_values(predict, rows, background, row_ids=who, seed=seed).values[0]
            for seed in range(8)
        ]
    )
    found = explain(explained, predictor)
    rounding = ROUNDING * np.maximum(1.0, np.abs(found.predictions).max(axis=0))
    their_error = theirs.std(axis=0, ddof=1) / math.sqrt(8)
    errors = np.sqrt(found.standard_errors[0] ** 2 + their_error**2 + rounding**2)
    differences = np.abs(found.values[0] - theirs.mean(axis=0))
    assert (differences < 3 * errors).mean() > 1 - 1 / 9  # Chebyshev
    squares = [np.square(each / rounding).mean() for each in (differences, errors)]
    assert 0.5 < math.sqrt(squares[0] / squares[1]) < 2


@pytest.mark.filterwarnings(FROM_MATPLOTLIB)
def test_values_equal_those_of_shap_on_its_own_permutations(trained):
    """shap 0.51, PermutationExplainer; its shuffles are repeated here."""
    import shap

    predictor = trained["multi-task"].predictor
    game, background = trained["multi-task"].game(predictor), predictor.codes[BACKGROUND]
    patient = predictor.codes[PATIENTS[:1]]
    state = np.random.get_state()  # noqa: NPY002
    masker = shap.maskers.Independent(background, max_samples=len(background))
    explainer = shap.PermutationExplainer(
        lambda asked: game.predict(asked.astype(np.int64)), masker, seed=5
    )
    theirs = explainer(patient, max_evals=2 * (2 * M + 1), silent=True)
    np.random.set_state(state)  # noqa: NPY002
    shuffling, order, orders = np.random.RandomState(5), np.arange(M), []
    for _ in range(2):
        shuffling.shuffle(order)
        orders.append(order.copy())
    same = np.repeat(np.stack(orders)[:, None], len(background), axis=1)
    mine, _ = sampled_values(game, patient[0], same)
    sizes = np.maximum(1.0, np.abs(game.predict(patient)[0]))
    assert np.abs(mine).max() > 0.1
    assert (np.abs(mine - theirs.values[0]) < ROUNDING * sizes).all()
