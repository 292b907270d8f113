"""``compare``: two finished runs side by side."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mtl_core.cli import execute
from mtl_core.data import declare_schema, declare_tasks, read_table
from mtl_core.schema import (
    Arm,
    CohortReference,
    EvaluationPlan,
    Study,
    TaskGrouping,
    TaskRequest,
    from_json,
)
from mtl_core.schema.answers import TwoRuns
from mtl_core.storage import CohortPlace, RunFolder


@pytest.fixture
def study(csv):
    table = read_table(csv)
    tasks = declare_tasks(table, [TaskRequest("died"), TaskRequest("sepsis")]).tasks
    return Study(
        CohortReference("ward.csv", 60, table.fingerprint),
        declare_schema(table, tasks, patient_id="pid"),
        TaskGrouping.coarsest([task.name for task in tasks]),
        plan=EvaluationPlan(n_resamples=60),
    )


@pytest.fixture
def make_run(csv, tmp_path):
    """Write a run with chance predictions of one arm."""

    def make(name, study, seed, *, shift=0):
        folder, rng = RunFolder(tmp_path / name), np.random.default_rng(seed)
        folder.begin(study)
        folder.write_cohort_place(CohortPlace(str(csv), "ward.csv", study.cohort.fingerprint))
        frame = read_table(csv).frame
        tables = [
            pd.DataFrame(
                {
                    "row": np.arange(60),
                    "task": task.name,
                    "arm": "multi_task",
                    "repeat": 0,
                    "fold": (np.arange(60) + shift) % 5,
                    "class": "1",
                    "observed": frame[task.name].to_numpy(),
                    "predicted": rng.random(60),
                }
            )
            for task in study.schema.tasks
        ]
        folder.write_predictions(Arm.MULTI_TASK, pd.concat(tables))
        return str(folder.path)

    return make


def test_two_runs_are_compared_task_by_task_and_labelled_exploratory(make_run, study, capsys):
    one, two = make_run("a", study, 0), make_run("b", study, 1)
    assert execute(["compare", one, two]) == 0
    printed = capsys.readouterr().out
    assert "Exploratory: the two runs were chosen after results were seen" in printed
    assert "died: " in printed
    assert "sepsis: " in printed
    assert "n = 60, 20 events" in printed


def test_json_and_folder_hold_the_same(make_run, study, tmp_path, capsys):
    one, two = make_run("a", study, 0), make_run("b", study, 1)
    out = tmp_path / "kept"
    assert execute(["compare", one, two, "--json", "--out", str(out), "--quiet"]) == 0
    report = from_json(TwoRuns, capsys.readouterr().out)
    assert set(report.tasks) == {"died", "sepsis"}
    assert report.left_out == {}
    assert from_json(TwoRuns, (out / "two_runs.json").read_text()) == report


def test_a_task_of_one_run_alone_is_left_out_with_a_word(make_run, study, capsys):
    small = replace(
        study,
        schema=replace(study.schema, tasks=study.schema.tasks[:1]),
        grouping=TaskGrouping.coarsest(["died"]),
    )
    assert execute(["compare", make_run("a", study, 0), make_run("b", small, 1)]) == 0
    assert "sepsis: not compared, only in the first run." in capsys.readouterr().out


def test_other_folds_are_refused(make_run, study, refused):
    one, two = make_run("a", study, 0), make_run("b", study, 1, shift=1)
    message = refused(execute(["compare", one, two, "--quiet"]))
    assert "died: other folds" in message


def test_another_cohort_is_refused(make_run, study, refused):
    other = replace(study, cohort=replace(study.cohort, fingerprint="0" * 64))
    one, two = make_run("a", study, 0), make_run("b", other, 1)
    assert "two files" in refused(execute(["compare", one, two, "--quiet"]))


def test_another_patients_id_is_refused(make_run, study, refused):
    other = replace(study, schema=replace(study.schema, patient_id=None))
    one, two = make_run("a", study, 0), make_run("b", other, 1)
    assert "patient's id" in refused(execute(["compare", one, two, "--quiet"]))


def test_an_arm_that_was_not_trained_is_refused(make_run, study, refused):
    one, two = make_run("a", study, 0), make_run("b", study, 1)
    message = refused(execute(["compare", one, two, "--arm", "boosting", "--quiet"]))
    assert "no predictions of this arm in the first and the second" in message
