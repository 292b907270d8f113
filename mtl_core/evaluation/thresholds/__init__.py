"""What a threshold on the risk would do: rates, decision curves, who changes sides."""

from mtl_core.evaluation.thresholds.at_threshold import (
    Confusion,
    at_prevalence,
    sort_patients,
    threshold_of_cost,
    threshold_of_sensitivity,
    wilson_interval,
    wilson_share,
)
from mtl_core.evaluation.thresholds.curves import precision_recall_curve, roc_curve
from mtl_core.evaluation.thresholds.decision_curve import decision_curves
from mtl_core.evaluation.thresholds.reclassification import (
    Reclassification,
    changed_sides,
    reclassification,
)

__all__ = [
    "Confusion",
    "Reclassification",
    "at_prevalence",
    "changed_sides",
    "decision_curves",
    "precision_recall_curve",
    "reclassification",
    "roc_curve",
    "sort_patients",
    "threshold_of_cost",
    "threshold_of_sensitivity",
    "wilson_interval",
    "wilson_share",
]
