"""Another run beside the one in view, and what arms cost, on the Comparison page."""

from dataclasses import replace

import pytest

from mtl_core.data import read_bytes
from mtl_core.evaluation.arms import EXPLORATORY_COMPARISON
from mtl_core.schema import Arm, RunState
from mtl_core.schema.answers import TwoRunsQuestion
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder
from mtl_core.studies.questions import compare_two_runs
from tests.app.recording import finished, leave
from ui.comparison.costs import cost_table

OTHER = "cafe0123"


@pytest.fixture
def two(full_run, write_run):
    """Two finished runs of one cohort; the second predicts a little less."""
    write_run(run_id=OTHER, fraction=1.0)
    folders = [RunFolder(load_settings().runs_dir / name) for name in (full_run.run_id, OTHER)]
    lines = folders[0].read_predictions()
    for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK):
        other = lines[lines["arm"] == arm.value]
        folders[1].write_predictions(arm, other.assign(predicted=other["predicted"] ** 2))
    return folders


@pytest.fixture
def compared(two, full_run):
    """Compare the runs as a worker would."""
    study = replace(full_run.study, plan=replace(full_run.study.plan, n_resamples=50))
    first, second = (run.read_predictions() for run in two)
    table = read_bytes(full_run.csv, name="wards.csv")
    report = compare_two_runs(study, first, study, second, table)
    leave(TwoRunsQuestion(str(two[1].path)), finished(full_run.run_id), report)
    return report


def said(at):
    return "\n".join(text.value for text in [*at.markdown, *at.caption, *at.info])


def test_a_run_alone_is_offered_no_other(app, full_run):
    at = app("comparison", run=full_run.run_id)
    assert not at.exception
    assert "Beside another run" not in [text.value for text in at.subheader]


def test_the_comparison_is_said_task_by_task_and_labelled_exploratory(app, full_run, compared):
    at = app("comparison", run=full_run.run_id)
    at.selectbox(key="other_run").set_value(OTHER).run()
    assert not at.exception
    assert EXPLORATORY_COMPARISON in said(at)
    (table,) = (f.value for f in at.dataframe if "First run minus second" in f.value)
    assert table["Task"].tolist() == list(compared.tasks)
    value = compared.tasks["stay"].difference.value
    assert f"a difference of {value:+.3f}" in said(at)


def test_a_refusal_is_told_and_can_be_tried_again(app, full_run, two, answering):
    asked = answering(state=RunState.FAILED, error="sepsis: other folds")
    at = app("comparison", run=full_run.run_id)
    at.selectbox(key="other_run").set_value(OTHER).run()
    assert any("other folds" in error.value for error in at.error)
    at.button(key="two_runs_ask").click().run()
    question = TwoRunsQuestion(str(two[1].path), Arm.MULTI_TASK)
    assert [asked for asked, _ in asked] == [question] * 2


def test_cost_is_told_beside_single_task_and_in_networks(full_run):
    result = replace(full_run.result, seconds={"multi_task": 3.0, "single_task": 6.0})
    study = replace(full_run.study, training=replace(full_run.study.training, n_members=2))
    table = cost_table(result, study, n_splits=5)
    assert table["Times the single-task arm"].tolist() == ["0.50", "1.00"]
    # one group of two tasks or more; three tasks alone
    assert table["Networks"].tolist() == ["10", "30"]
