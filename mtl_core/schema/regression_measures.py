"""The measures of a regression task in words."""

from __future__ import annotations

from mtl_core.schema.measure import MeasureText

_NO_ROWS = "not estimable (no labelled rows)"
_ONE_ROW = "not estimable (fewer than two labelled rows)"
_CONSTANT = "not estimable (the predicted or the observed values are all equal)"
_SAME_OBSERVED = "not estimable (all observed values are the same)"
_SAME_PREDICTED = "not estimable (all predicted values are the same)"

REGRESSION_TEXTS: dict[str, MeasureText] = {
    "r2": MeasureText(
        "R²",
        "explained variance (R²)",
        "Share of the variance that is explained; 0 is no better than the mean, 1 is perfect, "
        "below 0 is worse than the mean.",
        (None, 1.0),
        higher_is_better=True,
        undefined=_SAME_OBSERVED,
    ),
    "mae": MeasureText(
        "MAE",
        "the mean absolute error",
        "Mean distance between predicted and observed value, in the outcome's own units.",
        (0.0, None),
        higher_is_better=False,
        undefined=_NO_ROWS,
    ),
    "mse": MeasureText(
        "MSE",
        "the mean squared error",
        "Mean squared distance between predicted and observed value, in the square of the "
        "outcome's own units; 0 is perfect.",
        (0.0, None),
        higher_is_better=False,
        undefined=_NO_ROWS,
    ),
    "rmse": MeasureText(
        "RMSE",
        "the root mean squared error",
        "Like the mean absolute error, but large errors weigh more; in the outcome's own units.",
        (0.0, None),
        higher_is_better=False,
        undefined=_NO_ROWS,
    ),
    "pearson": MeasureText(
        "Pearson correlation",
        "Pearson's correlation",
        "How well a straight line links predicted and observed values, −1 to 1.",
        (-1.0, 1.0),
        higher_is_better=True,
        undefined=_CONSTANT,
    ),
    "spearman": MeasureText(
        "Spearman correlation",
        "Spearman's rank correlation",
        "How well predicted values put the patients in the observed order, −1 to 1.",
        (-1.0, 1.0),
        higher_is_better=True,
        undefined=_CONSTANT,
    ),
    "linear_slope": MeasureText(
        "Calibration line: slope",
        "the slope of the calibration line",
        "Straight line of observed on predicted values: 1 is ideal; below 1 the predictions are "
        "too spread out, above 1 too close to their mean.",
        (None, None),
        higher_is_better=None,
        undefined=_SAME_PREDICTED,
    ),
    "linear_intercept": MeasureText(
        "Calibration line: intercept",
        "the intercept of the calibration line",
        "The observed value that the same line gives where 0 is predicted, in the outcome's own "
        "units; 0 is ideal. Read it with the slope.",
        (None, None),
        higher_is_better=None,
        undefined=_SAME_PREDICTED,
    ),
    "mean_error": MeasureText(
        "Mean error",
        "the mean error",
        "Predicted minus observed value on average, in the outcome's own units (bias): 0 is ideal, "
        "above 0 the predictions are too high, below 0 too low.",
        (None, None),
        higher_is_better=None,
        undefined=_NO_ROWS,
    ),
    "agreement_low": MeasureText(
        "Agreement, lower limit",
        "the lower limit of agreement",
        "Mean error minus 1.96 standard deviations of the errors: were errors normal, 2.5 % of "
        "patients would lie below (Bland and Altman).",
        (None, None),
        higher_is_better=None,
        undefined=_ONE_ROW,
    ),
    "agreement_high": MeasureText(
        "Agreement, upper limit",
        "the upper limit of agreement",
        "Mean error plus 1.96 standard deviations of the errors: were errors normal, 2.5 % of "
        "patients would lie above (Bland and Altman).",
        (None, None),
        higher_is_better=None,
        undefined=_ONE_ROW,
    ),
}
"""Every measure of a regression task in words; :data:`MEASURES` holds them too."""
