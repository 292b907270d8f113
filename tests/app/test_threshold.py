"""A threshold chosen on the Performance page, and what it would do."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix
from statsmodels.stats.proportion import proportion_confint

from mtl_core.schema import Arm
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder
from tests.app.recording import finished
from ui.performance.threshold_choice import Way


@pytest.fixture
def page(app, full_run):
    return app("performance", run=full_run.run_id)


@pytest.fixture
def rows(full_run):
    table = RunFolder(load_settings().runs_dir / full_run.run_id).read_predictions()
    chosen = (table["task"] == "sepsis") & (table["arm"] == Arm.MULTI_TASK.value)
    return table[chosen]


def words(at):
    return "\n".join([element.value for element in (*at.markdown, *at.caption, *at.info)])


def rates(at, column="Risk above"):
    table = next(frame.value for frame in at.dataframe if column in frame.value)
    return table.set_index("Arm").loc["Multi-task"]


def choose(at, way):
    return at.selectbox(key="threshold_by").set_value(way).run()


def counts_at(rows, threshold):
    (tn, fp), (fn, tp) = confusion_matrix(rows["observed"], rows["predicted"] > threshold)
    return tp, fn, fp, tn


def shown_counts(at):
    return tuple(rates(at, "Missed")[["Found", "Missed", "False alarms", "Rightly not flagged"]])


def test_the_study_threshold_is_the_first_choice_and_sorts_each_fold_by_its_training_rows(
    page, rows
):
    assert not page.exception
    assert "fixed before results were seen" in words(page)
    rate = {f: rows.loc[rows["fold"] != f, "observed"].mean() for f in range(5)}
    expected = counts_at(rows.assign(predicted=rows["predicted"] - rows["fold"].map(rate)), 0)
    assert shown_counts(page) == expected


def test_a_chosen_risk_shows_counts_and_wilson_intervals(page, rows):
    choose(page, Way.RISK)
    page.slider(key="threshold_risk_sepsis").set_value(30.0).run()
    assert not page.exception
    tp, fn, fp, tn = counts_at(rows, 0.3)
    assert shown_counts(page) == (tp, fn, fp, tn)
    low, high = proportion_confint(tp, tp + fn, method="wilson")
    assert rates(page)["Sensitivity"] == f"{tp / (tp + fn):.3f} ({low:.3f} to {high:.3f})"
    assert "as bad as **2.3 false alarms**" in words(page)  # .7 / .3


def test_a_ratio_of_costs_becomes_a_risk(page, rows):
    choose(page, Way.COST)
    page.number_input(key="threshold_cost_sepsis").set_value(4.0).run()
    assert "flags above a risk of **20.0 %**: 1 / (1 + 4)" in words(page)
    assert shown_counts(page) == counts_at(rows, 0.2)


def test_a_wanted_sensitivity_is_reached_and_said_to_be_optimistic(page, rows):
    choose(page, Way.SENSITIVITY)
    page.slider(key="threshold_sensitivity_sepsis").set_value(80.0).run()
    found, missed, *_ = shown_counts(page)
    assert found == np.ceil(0.8 * (found + missed))
    assert "chosen on the same predictions" in words(page)


def test_another_prevalence_changes_predictive_values_by_bayes_and_says_what_is_assumed(page, rows):
    choose(page, Way.RISK)
    page.slider(key="threshold_risk_sepsis").set_value(50.0).run()
    tp, fn, fp, tn = counts_at(rows, 0.5)
    assert "patients like these" in words(page)
    assert f"Of the flagged ones {100 * tp / (tp + fp):.1f} % have the outcome" in words(page)
    page.slider(key="prevalence_sepsis").set_value(10.0).run()
    hits, alarms = 0.1 * tp / (tp + fn), 0.9 * fp / (fp + tn)
    assert "Out of 100 patients there, 10 have the outcome" in words(page)
    assert f"Of the flagged ones {100 * hits / (hits + alarms):.1f} %" in words(page)
    assert "sensitivity and specificity stay as they are" in words(page)


def test_the_choice_is_kept_when_the_page_is_left(page):
    choose(page, Way.RISK)
    page.slider(key="threshold_risk_sepsis").set_value(30.0).run()
    page.switch_page("pages/runs.py").run()
    page.switch_page("pages/performance.py").run()
    assert page.selectbox(key="threshold_by").value == Way.RISK
    assert page.slider(key="threshold_risk_sepsis").value == 30.0


def test_the_decision_curve_has_an_interval_by_patient_and_words_about_it(page):
    assert "95 % interval of multi-task minus single-task, by patient" in words(page)
    assert "At a threshold of 40.0 %, acting on the risks of Multi-task is worth" in words(page)


def test_without_its_cohort_the_difference_has_no_interval_and_the_page_says_why(app, full_run):
    Path(finished(full_run.run_id).folder.read_cohort_place().path).unlink()
    at = app("performance", run=full_run.run_id)
    assert not at.exception
    assert "no longer where it was" in words(at)


def test_the_copy_of_its_cohort_is_used_when_the_file_is_no_longer_where_it_was(app, full_run):
    folder = finished(full_run.run_id).folder
    place = folder.read_cohort_place()
    folder.write_cohort_place(dataclasses.replace(place, path=f"{place.path}.gone"))
    at = app("performance", run=full_run.run_id)
    assert not at.exception
    assert "95 % interval of multi-task minus single-task, by patient" in words(at)


def test_calibration_gaps_stand_beside_the_calibration_plot(page):
    table = next(frame.value for frame in page.dataframe if "ICI" in frame.value)
    assert list(table.columns) == ["Arm", "n", "Events", "ICI", "E50", "E90", "Emax"]
    pattern = r"([\d.]+) \(([\d.]+) to ([\d.]+)\)"
    gaps = {name: table[name].str.extract(pattern).astype(float) for name in ("E50", "Emax")}
    assert (gaps["E50"][0] <= gaps["Emax"][0]).all()
    assert all((gap[1] <= gap[2]).all() for gap in gaps.values())
