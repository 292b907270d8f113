"""Figures of the Comparison page: differences, arms, few labels."""

from mtl_core.plots.comparison.arms import arms_plot
from mtl_core.plots.comparison.differences import ShownMeasure
from mtl_core.plots.comparison.forest import forest_plot
from mtl_core.plots.comparison.scarcity import scarcity_plot
from mtl_core.plots.comparison.subgroup_map import subgroup_map

__all__ = [
    "ShownMeasure",
    "arms_plot",
    "forest_plot",
    "scarcity_plot",
    "subgroup_map",
]
