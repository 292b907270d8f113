"""The measures in words: what a reader sees instead of a key of ``result.json``."""

from __future__ import annotations

from mtl_core.schema.measure import MeasureText
from mtl_core.schema.regression_measures import REGRESSION_TEXTS

_NO_THRESHOLD = "not estimable (no threshold can be taken from training rows)"
_NO_ROWS = "not estimable (no labelled rows)"
_CLASS_ABSENT = "not estimable (a class was never observed)"
_ONE_CLASS = "not estimable (only one class was observed)"

MEASURES: dict[str, MeasureText] = {
    "auroc": MeasureText(
        "AUROC",
        "discrimination (AUROC)",
        "The chance that a patient with the event has a higher risk than one without; "
        "0.5 is a coin toss, 1 is perfect.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined=_ONE_CLASS,
    ),
    "auprc": MeasureText(
        "AUPRC",
        "average precision (AUPRC)",
        "Average share of true events among the patients ranked highest; a useless model has the "
        "prevalence, a perfect one 1.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined=_ONE_CLASS,
    ),
    "brier": MeasureText(
        "Brier score",
        "the Brier score",
        "Mean squared distance between risk and outcome; 0 is perfect, lower is better.",
        (0.0, 1.0),
        higher_is_better=False,
        undefined=_ONE_CLASS,
    ),
    "scaled_brier": MeasureText(
        "Scaled Brier score",
        "the scaled Brier score",
        "By which share the Brier score is smaller than that of one risk for all, the prevalence; "
        "1 is perfect, 0 is no better, below 0 is worse.",
        (None, 1.0),
        higher_is_better=True,
        undefined=_ONE_CLASS,
    ),
    "log_loss": MeasureText(
        "Log loss",
        "log loss",
        "Minus the mean logarithm of the probability that was given to what happened; 0 is "
        "perfect, lower is better.",
        (0.0, None),
        higher_is_better=False,
        undefined=_ONE_CLASS,
    ),
    "calibration_slope": MeasureText(
        "Calibration slope",
        "the calibration slope",
        "1 is ideal; below 1 the risks are too extreme, above 1 too timid.",
        (None, None),
        higher_is_better=None,
        undefined="not estimable (the risks are all equal, or separate the outcomes perfectly)",
    ),
    "calibration_in_the_large": MeasureText(
        "Calibration-in-the-large",
        "calibration-in-the-large",
        "0 is ideal; above 0 the risks are too low on average, below 0 too high (log odds).",
        (None, None),
        higher_is_better=None,
        undefined=_ONE_CLASS,
    ),
    "accuracy": MeasureText(
        "Accuracy",
        "accuracy",
        "Share of patients put into the right class; depends on the prevalence.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined=_NO_THRESHOLD,
    ),
    "sensitivity": MeasureText(
        "Sensitivity",
        "sensitivity",
        "Share of the patients with the event whose risk is above the threshold.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined=_NO_THRESHOLD,
    ),
    "specificity": MeasureText(
        "Specificity",
        "specificity",
        "Share of the patients without the event whose risk is not above the threshold.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined=_NO_THRESHOLD,
    ),
    "ppv": MeasureText(
        "PPV",
        "the positive predictive value",
        "Share with the event among the patients above the threshold.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined="not estimable (no patient is above the threshold)",
    ),
    "npv": MeasureText(
        "NPV",
        "the negative predictive value",
        "Share without the event among the patients not above the threshold.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined="not estimable (every patient is above the threshold)",
    ),
    "f1": MeasureText(
        "F1",
        "the F1 score",
        "Harmonic mean of sensitivity and positive predictive value; depends on the prevalence.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined=_NO_THRESHOLD,
    ),
    "macro_auroc": MeasureText(
        "Macro AUROC",
        "discrimination (macro AUROC)",
        "AUROC of each class against the rest, averaged with equal weight; 0.5 is a coin toss, "
        "1 is perfect.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined=_CLASS_ABSENT,
    ),
    "balanced_accuracy": MeasureText(
        "Balanced accuracy",
        "balanced accuracy",
        "Share put into the right class, averaged over the classes with equal weight.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined=_CLASS_ABSENT,
    ),
    "macro_f1": MeasureText(
        "Macro F1",
        "the macro F1 score",
        "F1 of each class, averaged with equal weight.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined=_CLASS_ABSENT,
    ),
    "ordinal_auroc": MeasureText(
        "Mean AUROC over cuts",
        "discrimination (mean AUROC over the cuts between classes)",
        "AUROC of the higher classes against the lower ones, averaged over all cuts between "
        "neighbouring classes; 0.5 is a coin toss, 1 is perfect.",
        (0.0, 1.0),
        higher_is_better=True,
        undefined=_CLASS_ABSENT,
    ),
    "weighted_kappa": MeasureText(
        "Weighted kappa",
        "quadratic weighted kappa",
        "Agreement of the predicted (median) with the observed class beyond chance, where a miss "
        "by two classes counts four times a miss by one; 0 is chance, 1 is perfect.",
        (-1.0, 1.0),
        higher_is_better=True,
        undefined="not estimable (all observed and predicted classes are the same)",
    ),
    "mae_steps": MeasureText(
        "MAE in classes",
        "the mean absolute error in classes",
        "By how many classes the predicted (median) class misses the observed one on average; 0 "
        "is perfect.",
        (0.0, None),
        higher_is_better=False,
        undefined=_NO_ROWS,
    ),
    "ranked_probability_score": MeasureText(
        "Ranked probability score",
        "the ranked probability score",
        "The Brier score of each cut between neighbouring classes, averaged; 0 is perfect, lower "
        "is better.",
        (0.0, 1.0),
        higher_is_better=False,
        undefined=_NO_ROWS,
    ),
    **REGRESSION_TEXTS,
}
"""Every measure of ``result.json`` in words."""
