"""Every page without anything and with a finished run."""

from types import SimpleNamespace

import pandas as pd
import pytest

from mtl_core.explanation import pushes_of_row
from mtl_core.schema import Arm, ExplanationSummary
from ui.explanation.drivers import estimates
from ui.widgets import charts
from ui.widgets.frame import RESEARCH_USE

QUESTIONS = {
    "start": "What is this, and where am I?",
    "cohort": "What did I load?",
    "tasks": "What should be predicted, from what?",
    "sharing": "Who learns with whom?",
    "training": "How is it going?",
    "comparison": "Did sharing help, task by task?",
    "performance": "How good is it for this task?",
    "explanation": "What drives each task?",
    "patient": "Why this patient?",
    "runs": "What have I done?",
}
NEEDS_COHORT = ("cohort", "tasks", "sharing", "training")
NEEDS_RUN = ("comparison", "performance", "explanation", "patient")
CHARTS = {
    "start": 0,
    "cohort": 4,
    "tasks": 1,
    "sharing": 1,
    "training": 1,
    "comparison": 2,
    "performance": 7,
    "explanation": 6,  # too few patients are explained for parts of them
    "patient": 0,
    "runs": 0,
}


def words(at):
    return "\n".join([element.value for element in (*at.markdown, *at.caption, *at.header)])


def table_with(at, column):
    return next(frame.value for frame in at.dataframe if column in frame.value)


def open_full(app, full_run, page):
    at = app("runs", run=full_run.run_id)
    at.button(key="open_run").click().run()
    return at.switch_page(f"pages/{page}.py").run()


@pytest.mark.parametrize("page", QUESTIONS)
def test_every_page_opens_with_its_question(app, page):
    at = app(page)
    assert not at.exception
    assert f"*{QUESTIONS[page]}*" in words(at)


def test_the_frame_shows_the_research_use_sentence(app):
    assert RESEARCH_USE in words(app())


@pytest.mark.parametrize("page", NEEDS_COHORT)
def test_a_page_without_a_cohort_leads_to_start(app, page):
    at = app(page)
    assert "No cohort is open yet" in words(at)
    assert "Go to Start" in at.get("page_link")[0].proto.label


@pytest.mark.parametrize("page", NEEDS_RUN)
def test_a_page_without_a_run_leads_to_training_and_runs(app, page):
    at = app(page)
    assert "No run is open yet" in words(at)
    labels = " ".join(link.proto.label for link in at.get("page_link"))
    assert "Go to Training" in labels
    assert "Go to Runs" in labels


@pytest.mark.parametrize("page", ["tasks", "sharing", "training"])
def test_a_page_with_a_cohort_but_no_task_says_which_step_is_missing(app, full_run, page):
    at = app("start")
    at.file_uploader(key="csv").upload("wards.csv", full_run.csv).run()
    at.switch_page(f"pages/{page}.py").run()
    assert not at.exception
    if page != "tasks":
        assert "No task is declared yet" in words(at)


@pytest.mark.parametrize("page", QUESTIONS)
def test_every_page_shows_a_finished_run_without_an_error(app, full_run, page):
    at = open_full(app, full_run, page)
    assert not at.exception
    assert not at.error
    assert len(at.get("plotly_chart")) == CHARTS[page]


@pytest.mark.parametrize("page", [page for page, n in CHARTS.items() if n])
def test_every_chart_has_a_text_alternative_a_reading_and_downloads(app, full_run, page):
    at = open_full(app, full_run, page)
    charts = at.get("plotly_chart")
    assert all(len(chart.proto.alt) > 20 for chart in charts)
    labels = [button.proto.label for button in at.get("download_button")]
    assert labels.count("Download the interactive figure (HTML)") == len(charts)
    assert labels.count("Download the table (CSV)") >= len(charts)


def test_comparison_shows_headline_verdicts_refusals_and_cost(app, full_run):
    at = open_full(app, full_run, "comparison")
    text = words(at)
    assert full_run.result.headline in text
    for task in full_run.study.schema.task_names:
        assert f"**{task}**: " in text
    assert "**shock** was left out" in text
    costs = table_with(at, "Seconds")
    assert list(costs["Seconds"]) == [2.0] * len(Arm)


def test_every_number_in_the_table_of_arms_has_interval_and_sample_size(app, full_run):
    at = open_full(app, full_run, "comparison")
    table = table_with(at, "Multi-task minus single-task")
    assert list(table["Task"]) == ["sepsis", "stage", "stay"]
    assert list(table["n"]) == [90, 90, 90]
    assert (table["Multi-task"] == "0.700 (0.600 to 0.800)").all()
    assert (table["Gradient boosting"] == "0.700 (0.600 to 0.800)").all()


def test_choosing_a_measure_keeps_the_tasks_that_have_it(app, full_run):
    at = open_full(app, full_run, "comparison")
    at.selectbox(key="metric").set_value("brier").run()
    assert list(table_with(at, "Multi-task minus single-task")["Task"]) == ["sepsis"]
    forest, arms = (chart.proto.alt for chart in at.get("plotly_chart"))
    assert "sepsis, Brier score" in forest
    assert "no verdicts" in forest
    assert "sepsis (Brier score)" in arms
    assert "stay" not in forest + arms
    assert "no verdict" in at.info[-1].value


def test_the_headline_says_how_large_the_differences_are(app, full_run):
    # Each of the three tasks has the difference .05; only that of sepsis stands out from chance.
    text = words(open_full(app, full_run, "comparison"))
    assert "Over 3 tasks that share an encoder" in text
    assert "the mean difference in the primary measure is +0.050" in text


def test_a_click_in_the_forest_opens_that_task(app, full_run, monkeypatch):
    clicked = SimpleNamespace(selection=SimpleNamespace(points=[{"x": 0.0, "y": 2.0}]))
    monkeypatch.setattr(charts, "_show", lambda *_, **__: clicked)
    at = open_full(app, full_run, "comparison")
    assert at.title[0].value == "Performance"
    assert at.selectbox(key="performance_task").value == "stay"


def test_curves_of_several_repeats_say_that_they_show_the_first(app, full_run, home):
    study = home / "runs" / full_run.run_id / "study.json"
    study.write_text(study.read_text().replace('"repeats": 1', '"repeats": 3'))
    assert "first of 3 repeats" in words(app("performance", run=full_run.run_id))


def test_explanation_tells_shared_from_specific_drivers_in_words(app, full_run):
    text = words(open_full(app, full_run, "explanation"))
    assert "**Shared** by most of 2 tasks" in text
    assert "Features that go together share the credit" in text


def test_a_patients_estimates_are_baseline_plus_contributions():
    table = pd.DataFrame(
        {"row": 3, "task": ["a", "a", "b"], "class": ["1", "1", None], "feature": ["x", "y", "x"],
         "value": [0.2, -0.05, 1.5], "feature_value": None}
    )  # fmt: skip
    summary = ExplanationSummary("m", 1, 1, 1, 0.0, {"a": 0.3, "b": 2.0})
    found = estimates(pushes_of_row(table, summary, 3))
    assert list(found["This patient"]) == ["45.0 %", "3.500"]
    assert list(found["Strongest push"]) == ["x, +20.0 points", "x, +1.500"]


def test_a_click_on_a_task_opens_its_performance(app, full_run):
    at = open_full(app, full_run, "comparison")
    at.button(key="open_task_2").click().run()
    assert at.selectbox(key="performance_task").value == "stay"


@pytest.mark.parametrize(
    ("task", "charts"),
    [
        (
            "sepsis",
            {"decision_curve", "roc", "precision_recall", "calibration", "risks", "sets"}
            | {"reclassification_plot"},
        ),
        ("stage", {"calibration", "risks", "confusion", "sets"}),
        ("stay", {"agreement", "bland_altman", "intervals"}),
    ],
)
def test_performance_has_charts_for_each_kind_of_task(app, full_run, task, charts):
    at = open_full(app, full_run, "performance")
    at.selectbox(key="performance_task").set_value(task).run()
    assert not at.exception
    assert {chart.key for chart in at.get("plotly_chart")} == charts


def test_performance_without_a_chosen_arm_shows_the_first(app, full_run):
    at = open_full(app, full_run, "performance")
    at.get("button_group")[0].set_value([]).run()
    assert not at.exception
    assert list(table_with(at, "What it says"))[:3] == ["Measure", "n", "Multi-task"]


def test_explanation_states_its_method(app, full_run):
    text = words(open_full(app, full_run, "explanation"))
    for fact in ("permutation Shapley values", "against 40 background", "244", "2.0e-07"):
        assert fact in text
    assert "pushes the estimate up or down" in text
    assert "does not mean that it causes" in text.replace("\n", " ")


def test_explanation_offers_the_classes_of_a_multiclass_task(app, full_run):
    at = open_full(app, full_run, "explanation")
    at.selectbox(key="explanation_task").set_value("stage").run()
    before = at.get("plotly_chart")[2].proto.spec
    assert at.selectbox(key="explanation_class").options == ["I", "II", "III"]
    at.selectbox(key="explanation_class").set_value("III").run()
    assert not at.exception
    assert at.get("plotly_chart")[2].proto.spec != before


def test_explanation_colours_one_feature_by_another_and_says_it_is_no_test(app, full_run):
    at = open_full(app, full_run, "explanation")
    feature = at.selectbox(key="explained_feature").options[-1]
    at.selectbox(key="explained_feature").set_value(feature).run()
    assert not at.exception
    assert feature not in at.selectbox(key="second_feature").options
    text = words(at)
    assert f"with a known {feature}" in text.replace("\\", "")
    assert "a rule of thumb, not a test" in text


def test_explanation_compares_tasks_as_an_observation(app, full_run):
    text = words(open_full(app, full_run, "explanation"))
    assert "a cosine of" in text
    assert "an observation, not a test" in text


def test_explanation_shows_the_chosen_patient(app, full_run):
    at = open_full(app, full_run, "explanation")
    before = at.get("plotly_chart")[-1].proto.spec
    at.selectbox(key="patient_row").set_value(7).run()
    assert at.get("plotly_chart")[-1].proto.spec != before


@pytest.mark.parametrize("cohort", ["support2", "rhc"])
def test_the_overlap_of_labels_is_shown_where_labels_are_missing(app, cohort):
    at = app("start")
    at.button(key=f"load_{cohort}").click().run()
    at.switch_page("pages/tasks.py").run()
    assert not at.exception
    assert len(at.get("plotly_chart")) == 2
