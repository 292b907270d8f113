"""The usual way to measure one resample: one metric function after the other."""

from __future__ import annotations

import numpy as np
from scipy import stats
from sklearn import metrics
from sklearn.linear_model import LogisticRegression

from mtl_core.arrays import FloatArray
from mtl_core.schema import TaskKind


def metrics_of(kind: TaskKind, observed: FloatArray, predicted: FloatArray) -> dict[str, float]:
    """Measure one task; ``observed`` and ``predicted`` are ``(n, n_outputs)``."""
    if kind is TaskKind.REGRESSION:
        return of_values(observed[:, 0], predicted[:, 0])
    if kind is TaskKind.BINARY:
        return of_risks(observed[:, 0], predicted[:, 0])
    return of_classes(observed, predicted)


def of_risks(observed: FloatArray, risk: FloatArray) -> dict[str, float]:
    """Measure a yes/no task."""
    above = risk > observed.mean()
    return {
        "auroc": metrics.roc_auc_score(observed, risk),
        "auprc": metrics.average_precision_score(observed, risk),
        "brier": metrics.brier_score_loss(observed, risk),
        "log_loss": metrics.log_loss(observed, risk),
        "accuracy": metrics.accuracy_score(observed, above),
        "sensitivity": metrics.recall_score(observed, above),
        "specificity": metrics.recall_score(observed, above, pos_label=0),
        "ppv": metrics.precision_score(observed, above, zero_division=0),
        "npv": metrics.precision_score(observed, above, pos_label=0, zero_division=0),
        "f1": metrics.f1_score(observed, above, zero_division=0),
    }


def of_classes(observed: FloatArray, risks: FloatArray) -> dict[str, float]:
    """Measure a task of several classes, whose order is forgotten."""
    truth, named = observed.argmax(axis=1), risks.argmax(axis=1)
    return {
        "macro_auroc": metrics.roc_auc_score(truth, risks, multi_class="ovr"),
        "log_loss": metrics.log_loss(truth, risks),
        "accuracy": metrics.accuracy_score(truth, named),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, named),
        "macro_f1": metrics.f1_score(truth, named, average="macro", zero_division=0),
    }


def of_values(observed: FloatArray, predicted: FloatArray) -> dict[str, float]:
    """Measure a number."""
    return {
        "r2": metrics.r2_score(observed, predicted),
        "mae": metrics.mean_absolute_error(observed, predicted),
        "rmse": metrics.root_mean_squared_error(observed, predicted),
        "pearson": float(stats.pearsonr(observed, predicted)[0]),
        "spearman": float(stats.spearmanr(observed, predicted)[0]),
    }


def calibration_fit(observed: FloatArray, risk: FloatArray) -> float:
    """Calibration slope by logistic regression."""
    log_odds = np.log(risk / (1 - risk))[:, None]
    return float(LogisticRegression(C=np.inf).fit(log_odds, observed).coef_[0, 0])
