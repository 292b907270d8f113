"""Measures of a regression task against scikit-learn and scipy."""

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics

from mtl_core.evaluation.measures import regression_measures
from mtl_core.evaluation.measures.regression import REGRESSION_MEASURES, regression_measurer


@pytest.fixture
def costs():
    rng = np.random.default_rng(5)
    observed = np.round(np.exp(rng.normal(9, 1, 250)), -2)
    return observed, np.round(observed * rng.uniform(0.3, 1.6, 250), -2)


def expected_of(observed, predicted):
    error = predicted - observed
    line = stats.linregress(predicted, observed)
    reach = stats.norm.ppf(0.975) * error.std(ddof=1)
    return {
        "r2": metrics.r2_score(observed, predicted),
        "mae": metrics.mean_absolute_error(observed, predicted),
        "mse": metrics.mean_squared_error(observed, predicted),
        "rmse": metrics.root_mean_squared_error(observed, predicted),
        "pearson": stats.pearsonr(observed, predicted).statistic,
        "spearman": stats.spearmanr(observed, predicted).statistic,
        "linear_slope": line.slope,
        "linear_intercept": line.intercept,
        "mean_error": error.mean(),
        "agreement_low": error.mean() - reach,
        "agreement_high": error.mean() + reach,
    }


def test_all_measures_agree_with_scikit_learn_and_scipy(costs):
    assert regression_measures(*costs) == pytest.approx(expected_of(*costs), rel=1e-12)


def test_every_measure_of_a_resample_equals_the_measure_of_the_resampled_rows(costs):
    observed, predicted = costs
    counts = np.random.default_rng(2).poisson(1, 250)
    measurer = regression_measurer(observed, predicted)
    exact = measurer.measure(counts[:, None].astype(float))
    quick = measurer.lighter().measure(counts[:, None].astype(np.float32))
    drawn = np.repeat(np.arange(250), counts)
    expected = expected_of(observed[drawn], predicted[drawn])
    for name in REGRESSION_MEASURES:
        assert exact[name][0] == pytest.approx(expected[name], rel=1e-11), name
        assert quick[name][0] == pytest.approx(expected[name], rel=1e-4), name


def test_constant_predictions_have_no_correlation_but_an_error(costs):
    observed, _ = costs
    found = regression_measures(observed, np.full(len(observed), 0.1))
    assert np.isnan(found["pearson"])
    assert np.isnan(found["spearman"])
    assert found["mae"] == pytest.approx(np.abs(observed - 0.1).mean())


def test_predicting_the_mean_explains_nothing(costs):
    observed, _ = costs
    predicted = np.full(len(observed), observed.mean())
    assert regression_measures(observed, predicted)["r2"] == pytest.approx(0, abs=1e-12)


def test_constant_outcomes_leave_explained_variance_open():
    assert np.isnan(regression_measures(np.full(9, 0.3), np.arange(9.0))["r2"])
