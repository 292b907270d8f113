"""Results as plotly figures with their words and their data.

Every function takes values of :mod:`mtl_core.schema`, arrays or tables and returns a
:class:`Chart`: the figure, a title, a text alternative, one sentence that reads the picture aloud,
and the table behind it. Nothing here computes a statistic of a study (the bootstrap of
explanation bars over patients is the one exception), trains or asks a model.

Figures share one look (``theme.py``): clear background, the page's own fonts and text colours, a
colour-blind-safe palette that never stands without a symbol, dash, hatch or word, plain SVG with at
most 5,000 points per trace. Figures about single patients carry the patients' values: they are for
the screen of the person who loaded the cohort.

Examples
--------
>>> from mtl_core.schema import TaskGrouping, TaskKind
>>> grouping = TaskGrouping.of(["sepsis", "aki", "los"], [["sepsis", "aki"]])
>>> kinds = {"sepsis": TaskKind.BINARY, "aki": TaskKind.BINARY, "los": TaskKind.REGRESSION}
>>> grouping_diagram(grouping, kinds, n_features=12).reading
'2 tasks learn together through 1 shared encoder; 1 task stands alone.'
"""

from mtl_core.plots.affinity import affinity_map
from mtl_core.plots.agreement import confusion_heatmap, observed_predicted_plot
from mtl_core.plots.arms import arms_plot
from mtl_core.plots.arms_drivers import arms_drivers_plot
from mtl_core.plots.arms_likeness import arms_likeness_plot
from mtl_core.plots.beeswarm import beeswarm
from mtl_core.plots.bland_altman import bland_altman_plot
from mtl_core.plots.by_level import level_importance_plot
from mtl_core.plots.calibration import calibration_plot, risk_distribution
from mtl_core.plots.chart import Chart
from mtl_core.plots.cohort import column_histogram, missingness_bars
from mtl_core.plots.comparison import forest_plot
from mtl_core.plots.conformal import set_bars
from mtl_core.plots.decision_curve import decision_curve_plot
from mtl_core.plots.dendrogram import dendrogram
from mtl_core.plots.dependence import dependence_plot
from mtl_core.plots.differences import ShownMeasure
from mtl_core.plots.discrimination import precision_recall_plot, roc_plot
from mtl_core.plots.distribution import column_by_outcome
from mtl_core.plots.importance import importance_bars, task_feature_map
from mtl_core.plots.interaction import interaction_map
from mtl_core.plots.interval_coverage import interval_coverage_plot
from mtl_core.plots.labels import label_availability, label_overlap
from mtl_core.plots.missingness import missingness_patterns
from mtl_core.plots.patient_map import patient_map
from mtl_core.plots.recalibration import recalibration_plot
from mtl_core.plots.reclassification import SidesChanged, reclassification_plot
from mtl_core.plots.relation import relation_map
from mtl_core.plots.row_flow import row_flow
from mtl_core.plots.scarcity import scarcity_plot
from mtl_core.plots.sharing import grouping_diagram
from mtl_core.plots.similarity import similarity_map
from mtl_core.plots.subgroup_map import subgroup_map
from mtl_core.plots.subgroups import subgroup_forest
from mtl_core.plots.training import progress_curves
from mtl_core.plots.waterfall import waterfall
from mtl_core.plots.wording import ARM_NAMES, KIND_NAMES, METRIC_NAMES

__all__ = [
    "ARM_NAMES",
    "KIND_NAMES",
    "METRIC_NAMES",
    "Chart",
    "ShownMeasure",
    "SidesChanged",
    "affinity_map",
    "arms_drivers_plot",
    "arms_likeness_plot",
    "arms_plot",
    "beeswarm",
    "bland_altman_plot",
    "calibration_plot",
    "column_by_outcome",
    "column_histogram",
    "confusion_heatmap",
    "decision_curve_plot",
    "dendrogram",
    "dependence_plot",
    "forest_plot",
    "grouping_diagram",
    "importance_bars",
    "interaction_map",
    "interval_coverage_plot",
    "label_availability",
    "label_overlap",
    "level_importance_plot",
    "missingness_bars",
    "missingness_patterns",
    "observed_predicted_plot",
    "patient_map",
    "precision_recall_plot",
    "progress_curves",
    "recalibration_plot",
    "reclassification_plot",
    "relation_map",
    "risk_distribution",
    "roc_plot",
    "row_flow",
    "scarcity_plot",
    "set_bars",
    "similarity_map",
    "subgroup_forest",
    "subgroup_map",
    "task_feature_map",
    "waterfall",
]
