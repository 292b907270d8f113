"""By subgroup on the Performance and Comparison pages: asked for, measured, shown."""

import numpy as np
import pytest

from mtl_core.evaluation.subgroups import subgroup_table, suppressed
from mtl_core.schema import Arm, RunState
from mtl_core.schema.answers import SubgroupQuestion
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder
from mtl_core.studies import answer
from tests.app.recording import finished, leave
from ui.results.subgroups import columns_of


@pytest.fixture
def measured(full_run):
    """Measure the run by sex as a worker would."""
    question, run = SubgroupQuestion("sex"), finished(full_run.run_id)
    report = answer(question, run)
    leave(question, run, report)
    return report


@pytest.fixture
def asked(answering):
    """Note who asks, and leave word that the work has failed."""
    return answering(state=RunState.FAILED, error="The memory is full.")


def said(at):
    return "\n".join(text.value for text in [*at.markdown, *at.caption])


def test_nothing_is_measured_before_a_column_is_chosen(app, full_run, asked):
    at = app("performance", run=full_run.run_id)
    assert not at.exception
    assert "For whom?" in [text.value for text in at.subheader]
    assert asked == []


def test_for_whom_is_said_in_words_with_gaps(app, full_run, measured):
    at = app("performance", run=full_run.run_id)
    at.selectbox(key="subgroup_column").set_value("sex").run()
    assert not at.exception
    for name, cell in measured.tasks["sepsis"].subgroups.items():
        found = cell.arms[Arm.MULTI_TASK]["auroc"]
        told = found.reason if found.value is None else f"AUROC is {found.value:.3f}"
        assert f"- {name}: {told}" in said(at)
    (table,) = (frame.value for frame in at.dataframe if "Subgroup" in frame.value)
    assert table["Subgroup"].tolist() == ["female", "male"]
    assert table["n"].sum() == 90
    assert list(table.columns)[3:] == ["AUROC", "Calibration-in-the-large", "Sensitivity"]


def test_the_map_of_tasks_and_subgroups_is_on_the_comparison_page(app, full_run, measured):
    at = app("comparison", run=full_run.run_id)
    at.selectbox(key="subgroup_column").set_value("sex").run()
    assert not at.exception
    assert "Whom did sharing help?" in said(at)
    assert "pairs of task and subgroup" in said(at)


def test_a_number_is_asked_for_its_bands(app, full_run, asked):
    at = app("performance", run=full_run.run_id)
    at.selectbox(key="subgroup_column").set_value("age").run()
    at.text_input(key="subgroup_bands").set_value("65, 50").run()
    questions = [question for question, _ in asked]
    assert SubgroupQuestion("age") in questions
    assert questions[-1] == SubgroupQuestion("age", (50.0, 65.0))


def test_bands_that_are_no_numbers_are_told(app, full_run, asked):
    at = app("performance", run=full_run.run_id)
    at.selectbox(key="subgroup_column").set_value("age").run()
    at.text_input(key="subgroup_bands").set_value("old").run()
    assert any("as numbers" in warning.value for warning in at.warning)


def test_an_attempt_that_failed_says_why_and_can_be_repeated(app, full_run, asked):
    at = app("performance", run=full_run.run_id)
    at.selectbox(key="subgroup_column").set_value("sex").run()
    assert any("The memory is full." in error.value for error in at.error)
    at.button(key="subgroups_ask").click().run()
    assert [question for question, _ in asked] == [SubgroupQuestion("sex")] * 2


def test_without_the_file_of_patients_it_is_said(app, full_run):
    run = RunFolder(load_settings().runs_dir / full_run.run_id)
    (load_settings().cohorts_dir / run.read_cohort_place().path).unlink()
    at = app("performance", run=full_run.run_id)
    at.selectbox(key="subgroup_column").set_value("sex").run()
    assert any("no longer where it was" in error.value for error in at.error)


def test_columns_on_offer_are_neither_outcomes_nor_the_patients_id(full_run):
    assert columns_of(full_run.study) == ["sex", "age", "sodium"]


def test_small_groups_are_hidden_in_what_is_downloaded(full_run, measured):
    table = subgroup_table(suppressed(measured))
    counts = table[["n", "events"]].to_numpy(dtype=float, na_value=np.nan)
    assert not ((counts > 0) & (counts < 11)).any()
