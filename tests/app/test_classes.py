"""Each class of a task on the Performance page."""

import pytest

from mtl_core.evaluation.arms import ClassMeasures
from mtl_core.schema import Arm, Estimate, TaskKind
from ui.performance.class_table import class_sentence, class_table

AUROC = dict.fromkeys(
    ("auprc", "scaled_brier", "calibration_slope", "calibration_in_the_large", "sensitivity",
     "ppv", "f1"), Estimate(0.5, 0.4, 0.6, 90)
)  # fmt: skip


def of(value, reason=None):
    return ClassMeasures(
        90, 30, {Arm.MULTI_TASK: AUROC | {"auroc": Estimate(value, reason=reason)}}
    )


@pytest.fixture
def page(app, full_run):
    at = app("performance", run=full_run.run_id)
    task = full_run.study.schema.tasks[1]
    assert task.kind is TaskKind.MULTICLASS
    return at.selectbox(key="performance_task").set_value(task.name).run()


def test_every_class_has_a_line_with_its_rows_and_the_interval_of_each_measure(page, full_run):
    assert not page.exception
    table = next(frame.value for frame in page.dataframe if "Of this class" in frame.value)
    assert list(table["Class"]) == list(full_run.study.schema.tasks[1].classes)
    assert table["Of this class"].sum() == table["n"].iloc[0]
    assert table["AUROC"].str.fullmatch(r"0\.\d{3} \(0\.\d{3} to [01]\.\d{3}\)").all()


def test_calibration_and_risks_are_those_of_the_chosen_class(page, full_run):
    last = full_run.study.schema.tasks[1].classes[-1]
    page.selectbox(key="performance_class").set_value(last).run()
    assert not page.exception
    captions = " ".join(caption.value for caption in page.caption)
    assert f"= {last}" in captions


def test_the_sentence_names_the_best_and_the_worst_class():
    found = {"home": of(0.7), "ward": of(0.9), "icu": of(0.6)}
    said = class_sentence(found, Arm.MULTI_TASK)
    assert said == "The class ward is told from the rest best (AUROC 0.900), icu worst (0.600)."


def test_a_class_without_a_value_has_its_reason_in_the_table_and_no_part_in_the_sentence():
    found = {"home": of(0.7), "icu": of(None, "not estimable (6 events)")}
    assert class_table(found, Arm.MULTI_TASK)["AUROC"][1] == "not estimable (6 events)"
    assert "too few classes" in class_sentence(found, Arm.MULTI_TASK)
