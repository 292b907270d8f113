"""Figures of the Performance page, by kind of task."""

from mtl_core.plots.performance.agreement import confusion_heatmap, observed_predicted_plot
from mtl_core.plots.performance.bland_altman import bland_altman_plot
from mtl_core.plots.performance.calibration import calibration_plot, risk_distribution
from mtl_core.plots.performance.conformal_sets import set_bars
from mtl_core.plots.performance.decision_curve import decision_curve_plot
from mtl_core.plots.performance.discrimination import precision_recall_plot, roc_plot
from mtl_core.plots.performance.interval_coverage import interval_coverage_plot
from mtl_core.plots.performance.recalibration import recalibration_plot
from mtl_core.plots.performance.reclassification import SidesChanged, reclassification_plot
from mtl_core.plots.performance.subgroup_forest import subgroup_forest

__all__ = [
    "SidesChanged",
    "bland_altman_plot",
    "calibration_plot",
    "confusion_heatmap",
    "decision_curve_plot",
    "interval_coverage_plot",
    "observed_predicted_plot",
    "precision_recall_plot",
    "recalibration_plot",
    "reclassification_plot",
    "risk_distribution",
    "roc_plot",
    "set_bars",
    "subgroup_forest",
]
