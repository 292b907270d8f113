"""An ordinal outcome on the pages: declared, put in order, and its performance shown."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from mtl_core.schema import TaskKind, to_json
from mtl_core.settings import load_settings
from mtl_core.storage import RunFolder

N = 120
LEVELS = ("good", "fair", "poor")


def ward_csv() -> bytes:
    rng = np.random.default_rng(5)
    place = np.arange(N) % 3
    table = pd.DataFrame(
        {
            "pid": np.arange(N),
            "age": (60 + 5 * place + rng.normal(0, 8, N)).round(),
            "sodium": rng.normal(138, 4, N).round(1),
            "function": np.array(LEVELS)[place],
            "stage": place + 1,
        }
    )
    return table.to_csv(index=False).encode()


@pytest.fixture
def tasks_page(app):
    at = app("start")
    at.file_uploader(key="csv").upload("ward.csv", ward_csv()).run()
    at.switch_page("pages/tasks.py").run()
    columns = [c.name for c in at.session_state["_cohort"].profile.columns]
    given = {"function": "task", "stage": "task", "pid": "patient id"}
    rows = {columns.index(name): {"Role": role} for name, role in given.items()}
    at.session_state["roles_editor"] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    return at.run()


def said(at):
    return " ".join(
        element.value for kind in ("markdown", "caption", "warning") for element in at.get(kind)
    )


def test_words_are_refused_until_their_order_is_chosen_and_then_kept_in_it(tasks_page):
    at = tasks_page
    at.selectbox(key="kind_function").set_value(TaskKind.ORDINAL).run()
    assert "order of the classes of task 'function' is not known" in said(at)
    order = at.multiselect(key="order_function")
    assert order.value == []
    order.set_value(["good", "poor"]).run()
    assert "is not known" in said(at)
    at.multiselect(key="order_function").set_value(["poor", "fair", "good"]).run()
    assert "is not known" not in said(at)
    assert "poor < fair < good" in said(at).replace("\\", "")
    at.button(key="apply_tasks").click().run()
    assert not at.exception
    task = at.session_state["_draft"].schema.task("function")
    assert (task.kind, task.classes) == (TaskKind.ORDINAL, ("poor", "fair", "good"))


def test_numbers_have_their_order_at_once_and_it_can_be_turned_round(tasks_page):
    at = tasks_page
    at.selectbox(key="kind_stage").set_value(TaskKind.ORDINAL).run()
    assert at.multiselect(key="order_stage").value == ["1", "2", "3"]
    at.multiselect(key="order_stage").set_value(["3", "2", "1"]).run()
    at.button(key="apply_tasks").click().run()
    assert not at.exception
    assert at.session_state["_draft"].schema.task("stage").classes == ("3", "2", "1")


@pytest.fixture
def ordinal_run(full_run):
    """The finished run with its outcome of three classes taken as ordered ones."""
    study, result = full_run.study, full_run.result
    tasks = tuple(
        dataclasses.replace(task, kind=TaskKind.ORDINAL) if task.name == "stage" else task
        for task in study.schema.tasks
    )
    study = dataclasses.replace(study, schema=dataclasses.replace(study.schema, tasks=tasks))
    stage = result.tasks["stage"]
    stage = dataclasses.replace(
        stage,
        kind=TaskKind.ORDINAL,
        arms={
            arm: {"ordinal_auroc": found["macro_auroc"], **found}
            for arm, found in stage.arms.items()
        },
        difference={"ordinal_auroc": stage.difference["macro_auroc"], **stage.difference},
    )
    folder = RunFolder(load_settings().runs_dir / full_run.run_id)
    (folder.path / "study.json").write_text(to_json(study))
    folder.write_result(dataclasses.replace(result, tasks={**result.tasks, "stage": stage}))
    return full_run


def test_performance_shows_any_cut_and_the_table_of_classes(app, ordinal_run):
    at = app("performance", run=ordinal_run.run_id)
    at.selectbox(key="performance_task").set_value("stage").run()
    assert not at.exception
    assert "Ordered classes; n = 90" in said(at)
    cut = at.selectbox(key="performance_cut")
    assert (cut.value, list(cut.options)) == ("II", ["II", "III"])
    cut.set_value("III").run()
    assert not at.exception
    assert "stage at least III" in said(at)
    assert "the predicted class of a patient is the median" in said(at).lower()
    table = next(d.value for d in at.dataframe if "What it says" in d.value)
    assert table["Measure"].iloc[0] == "Mean AUROC over cuts"


def test_comparison_takes_an_ordinal_task_by_its_primary_measure(app, ordinal_run):
    at = app("comparison", run=ordinal_run.run_id)
    assert not at.exception
    assert "mean AUROC over the cuts" in said(at)
