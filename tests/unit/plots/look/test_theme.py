"""Rules that hold for every figure."""

import itertools
import json
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from mtl_core.explanation import (
    dependence,
    importance,
    importance_by_level,
    pushes_of_row,
    task_feature_matrix,
    task_similarity,
)
from mtl_core.plots import cohort, comparison, explanation, performance, sharing, training
from mtl_core.plots.look.theme import CELL_TEXT, DOWN, GREY, PALETTE, SHARE_SCALE, UP
from mtl_core.schema import (
    Arm,
    CohortStamp,
    ColumnKind,
    ColumnProfile,
    ColumnRole,
    Curve,
    Difference,
    Estimate,
    LearnedRelation,
    Output,
    TaskGrouping,
    TaskKind,
)
from mtl_core.schema.answers import (
    AffinityReport,
    ClassSets,
    ExpectedGain,
    IntervalCell,
    IntervalReport,
    Merge,
    ScarcityPoint,
    ScarcityReport,
    SetReport,
    SubgroupQuestion,
    SubgroupReport,
    SubgroupResult,
    TaskSubgroups,
)
from mtl_core.schema.net_benefit import DecisionCurves
from tests.unit.plots.made_explanations import NEAR, report, together

ROOMS = (cohort, comparison, explanation, performance, sharing, training)
plots = SimpleNamespace(**{name: getattr(room, name) for room in ROOMS for name in room.__all__})
X = np.linspace(0, 1, 50)
CURVES = {Arm.MULTI_TASK: Curve(X, X, X, X), Arm.SINGLE_TASK: Curve(X, X**2)}
NET = DecisionCurves(
    X[1:-1],
    dict.fromkeys(CURVES, 0.2 - X[1:-1] / 5),
    0.3 - X[1:-1],
    Curve(X[1:-1], 0 * X[1:-1], X[1:-1] - 1, 1 - X[1:-1]),
    100,
    20,
)
AUC = {arm: Estimate(0.5, 0.4, 0.6, 100) for arm in CURVES}
LIMITS = {
    key: Estimate(value, value - 0.5, value + 0.5, 5)
    for key, value in (("agreement_low", -1.0), ("mean_error", 1.0), ("agreement_high", 3.0))
}
LABELS = pd.DataFrame({"a": [True, False], "b": [True, True]})
AFFINITY = AffinityReport(
    method="quick",
    seed=0,
    cohort=CohortStamp(10, "f", "c"),
    tasks=("a", "b"),
    matrix=[[0.0, 0.01], [-0.01, 0.0]],
    spread=[[0.001, 0.001], [0.001, 0.001]],
    cosines=None,
    suggestion=TaskGrouping.finest(["a", "b"]),
    against_together=ExpectedGain(0.0, -0.01, 0.01),
    against_alone=ExpectedGain(0.0, -0.01, 0.01),
    fold_groupings=(TaskGrouping.finest(["a", "b"]),),
    agreement=1.0,
    headline="",
    merges=(Merge(0, 1, 0.0),),
)

RELATION = LearnedRelation(("a", "b"), ((1.0, 0.4), (0.4, 1.0)), ((0.0, 0.1), (0.1, 0.0)), (), 5)

SCARCITY = ScarcityReport(
    task="a",
    kind=TaskKind.BINARY,
    measure="auroc",
    group=("a", "b"),
    seed=0,
    cohort=CohortStamp(10, "f", "c"),
    n=100,
    events=20,
    points=(
        ScarcityPoint(1.0, 80.0, 16.0, 1, AUC, Difference(0.01, -0.01, 0.03)),
        ScarcityPoint(0.1, 8.0, 2.0, 3, AUC, Difference(reason="4 events")),
    ),
    headline="",
)

SUBGROUPS = SubgroupReport(
    question=SubgroupQuestion("sex"),
    cohort=CohortStamp(10, "f", "c"),
    seed=0,
    margin=0.02,
    gap_arm=Arm.MULTI_TASK,
    sizes={"women": 60, "men": 40},
    unknown=0,
    tasks={
        "a": TaskSubgroups(
            TaskKind.BINARY,
            {
                name: SubgroupResult(
                    60, 30, True, {arm: {"auroc": AUC[arm]} for arm in AUC}, Difference(0.01), {}
                )
                for name in ("women", "men")
            },
        )
    },
)


SETS = SetReport(
    0.1,
    10,
    {
        "no": ClassSets(6, 4, 1, 1, 0, Estimate(5 / 6)),
        "yes": ClassSets(4, 1, 2, 0, 1, Estimate(0.75)),
    },
    Estimate(0.6),
    Estimate(5 / 6),
)

NOBODY = IntervalCell(0, 0, 0, Estimate(reason="there is no patient"))
TEN = IntervalCell(10, 0, 1, Estimate(0.9, 0.6, 0.98, 10))
THIRDS = {"lowest third": TEN, "middle third": NOBODY, "highest third": NOBODY}
INTERVALS = IntervalReport(0.1, Estimate(2.5, 2.0, 3.0, 10), TEN, (3.0, 3.0), THIRDS)


@pytest.fixture
def charts(results, attributions, summary):
    """One chart of every kind."""
    kinds = dict.fromkeys(results, TaskKind.BINARY)
    profile = ColumnProfile("a", ColumnKind.NUMERIC, 0.3, 5, ColumnRole.FEATURE)
    losses = pd.DataFrame({"step": [1, 2], "task": "a", "loss": [1.0, 0.9]})
    pushes = pushes_of_row(attributions, summary, 0)
    return [
        plots.grouping_diagram(TaskGrouping.coarsest(list(results)), kinds, 9),
        plots.forest_plot(results, 0.02),
        plots.arms_plot(results),
        plots.roc_plot(CURVES, AUC),
        plots.precision_recall_plot(CURVES, AUC, 0.2),
        plots.calibration_plot(CURVES, AUC),
        plots.recalibration_plot(*CURVES.values()),
        plots.decision_curve_plot(NET),
        plots.risk_distribution(np.array([0.0, 1.0]), np.array([0.2, 0.4])),
        plots.observed_predicted_plot(np.arange(5.0), np.arange(5.0)),
        plots.bland_altman_plot(np.arange(5.0), np.arange(5.0) + 1, LIMITS),
        plots.confusion_heatmap(["a", "b"], np.array([[3, 1], [0, 2]])),
        plots.progress_curves({Arm.MULTI_TASK: losses}),
        plots.task_feature_map(task_feature_matrix(attributions)),
        plots.importance_bars(importance(attributions), Output("sepsis")),
        plots.beeswarm(attributions, Output("sepsis")),
        plots.waterfall(pushes[0]),
        plots.patient_map(pushes),
        plots.dependence_plot(dependence(attributions, Output("sepsis"), "f05")),
        plots.similarity_map(task_similarity(attributions, without_direction=["home"])),
        plots.level_importance_plot(importance_by_level(attributions, Output("sepsis"), "f05")),
        plots.arms_likeness_plot(report(NEAR)),
        plots.arms_drivers_plot(report(NEAR), NEAR),
        plots.interaction_map(together()),
        plots.missingness_bars([profile], 10),
        plots.column_histogram(pd.Series([1.0, 2.0], name="a")),
        plots.label_availability(LABELS, {"a": 1, "b": 1}),
        plots.label_overlap(LABELS),
        plots.missingness_patterns(pd.DataFrame({"a": [1.0, np.nan], "b": [None, "x"]})),
        plots.row_flow(2, [], labelled={"a": 1}),
        plots.column_by_outcome(pd.Series([1.0, 2.0]), pd.Series(["yes", "no"]), "a", "b"),
        plots.affinity_map(AFFINITY),
        plots.scarcity_plot(SCARCITY),
        plots.dendrogram(AFFINITY),
        plots.relation_map(RELATION),
        plots.subgroup_forest(SUBGROUPS, "a"),
        plots.subgroup_map(SUBGROUPS),
        plots.set_bars(SETS, "sepsis"),
        plots.interval_coverage_plot(INTERVALS),
        plots.reclassification_plot(
            plots.SidesChanged(50, 3, 1, Estimate(0.04, -0.02, 0.1)),
            plots.SidesChanged(0, 0, 0, Estimate(reason="every patient has the event")),
        ),
    ]


def test_every_public_figure_is_among_those_checked_here(charts):
    functions = [name for name in vars(plots) if name.islower()]
    assert len(charts) == len(functions)


def test_no_figure_points_outside_or_needs_webgl(charts):
    for chart in charts:
        text = chart.figure.to_json()
        assert "http" not in text
        assert "//" not in text.replace("</", "")
        assert all(not trace.type.endswith("gl") for trace in chart.figure.data)


def test_every_chart_has_title_words_and_data(charts):
    for chart in charts:
        assert chart.title
        assert len(chart.alt) > 30
        assert chart.reading.endswith((".", "!"))
        assert "nan" not in (chart.reading + chart.alt).lower().split()
        assert len(chart.table)


def test_page_decides_text_colour_and_font(charts):
    for chart in charts:
        layout = json.loads(chart.figure.to_json())["layout"]
        assert "font" not in layout
        assert "font" not in layout["template"]["layout"]
        assert layout["template"]["layout"]["paper_bgcolor"] == "rgba(0,0,0,0)"


def test_no_legend_takes_width_and_no_axis_title_is_wider_than_a_telephone(charts):
    for chart in charts:
        layout = chart.figure.layout
        assert layout.legend.orientation == "h"
        for axis in ("xaxis", "xaxis2", "xaxis3"):
            title = (layout[axis].title.text or "") if axis in layout else ""
            assert all(len(line) <= 48 for line in title.split("<br>")), title


def test_push_and_outcome_colours_are_not_those_of_an_arm():
    arms = {arm.facts.style.colour for arm in Arm}
    assert len(arms) == len(Arm)
    assert not arms & {UP, DOWN}


def test_arms_are_told_apart_without_any_colour():
    assert len({arm.facts.style.symbol for arm in Arm}) == len(Arm)
    assert len({arm.facts.style.dash for arm in Arm}) == len(Arm)


def test_labels_always_get_the_room_they_need(charts):
    for chart in charts:
        assert chart.figure.layout.xaxis.automargin
        assert chart.figure.layout.yaxis.automargin


def _luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance."""
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


@pytest.mark.parametrize("background", ["#FFFFFF", "#0e1117"])
@pytest.mark.parametrize(
    "colour", [*PALETTE, GREY, UP, DOWN, *(arm.facts.style.colour for arm in Arm)]
)
def test_colours_stand_out_on_both_backgrounds(colour, background):
    light, dark = sorted((_luminance(colour), _luminance(background)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3  # WCAG 2.2, 1.4.11 for graphics


@pytest.mark.parametrize("cell", [colour for _, colour in SHARE_SCALE])
def test_text_in_cells_can_be_read(cell):
    assert (_luminance(cell) + 0.05) / (_luminance(CELL_TEXT) + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


def test_colours_stay_apart_without_green_receptors():
    # deuteranopia after Machado, Oliveira and Fernandes (2009), severity 1
    matrix = np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.01182, 0.04294, 0.968881]]
    )  # fmt: skip
    seen = [
        matrix @ (np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)]) / 255) ** 2.2
        for c in PALETTE
    ]
    for one, two in itertools.combinations(seen, 2):
        assert np.linalg.norm(one - two) > 0.08


def test_plots_need_neither_torch_nor_sklearn_nor_streamlit():
    code = (
        "import sys, mtl_core.plots; "
        "print([m for m in ('torch', 'shap', 'sklearn', 'streamlit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
