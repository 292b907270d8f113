"""Figures of the Explanation and Patient pages."""

from mtl_core.plots.explanation.arms_drivers import arms_drivers_plot
from mtl_core.plots.explanation.arms_likeness import arms_likeness_plot
from mtl_core.plots.explanation.beeswarm import beeswarm
from mtl_core.plots.explanation.by_level import level_importance_plot
from mtl_core.plots.explanation.dependence import dependence_plot
from mtl_core.plots.explanation.importance import importance_bars, task_feature_map
from mtl_core.plots.explanation.interaction import interaction_map
from mtl_core.plots.explanation.patient_map import patient_map
from mtl_core.plots.explanation.waterfall import waterfall

__all__ = [
    "arms_drivers_plot",
    "arms_likeness_plot",
    "beeswarm",
    "dependence_plot",
    "importance_bars",
    "interaction_map",
    "level_importance_plot",
    "patient_map",
    "task_feature_map",
    "waterfall",
]
