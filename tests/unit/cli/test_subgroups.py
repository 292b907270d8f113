"""``subgroups``: a finished run by one column."""

import json

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
from mtl_core.schema.answers import SubgroupReport
from mtl_core.storage import CohortPlace, RunFolder


@pytest.fixture
def run(csv, out):
    """A run of two arms on 60 patients."""
    table = read_table(csv)
    tasks = declare_tasks(table, [TaskRequest("died")]).tasks
    study = Study(
        CohortReference("ward.csv", 60, table.fingerprint),
        declare_schema(table, tasks, patient_id="pid"),
        TaskGrouping.coarsest(["died"]),
        plan=EvaluationPlan(n_resamples=60),
    )
    folder, rng = RunFolder(out), np.random.default_rng(0)
    folder.begin(study)
    folder.write_cohort_place(CohortPlace(str(csv), "ward.csv", table.fingerprint))
    for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK):
        lines = {
            "row": np.arange(60),
            "task": "died",
            "arm": arm.value,
            "repeat": 0,
            "fold": np.arange(60) % 5,
            "class": "1",
            "observed": table.frame["died"].to_numpy(),
            "predicted": rng.random(60),
        }
        folder.write_predictions(arm, pd.DataFrame(lines))
    return out


def test_every_task_is_told_in_every_subgroup(run, capsys):
    assert execute(["subgroups", str(run), "--by", "sex", "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert execute(["subgroups", str(run), "--by", "sex"]) == 0
    printed = capsys.readouterr()
    assert "f: not estimable (10 events)." in printed.out
    assert "Research use only" in printed.out


def test_json_to_share_hides_small_counts(run, capsys):
    assert execute(["subgroups", str(run), "--by", "sex", "--json"]) == 0
    report = from_json(SubgroupReport, capsys.readouterr().out)
    cells = report.tasks["died"].subgroups
    assert [cell.events for cell in cells.values()] == [None, None]
    assert report.hidden_below == 11


def test_a_table_to_share_hides_small_counts(run, tmp_path):
    path = tmp_path / "by.csv"
    assert execute(["subgroups", str(run), "--by", "sex", "--csv", str(path), "--quiet"]) == 0
    assert path.read_text().startswith("# Research use only")
    assert pd.read_csv(path, comment="#")["events"].isna().all()


def test_a_folder_keeps_the_report_with_every_count(run, tmp_path):
    folder = tmp_path / "kept"
    command = [
        "subgroups",
        str(run),
        "--by",
        "age",
        "--bands",
        "50",
        "--out",
        str(folder),
        "--quiet",
    ]
    assert execute(command) == 0
    kept = json.loads((folder / "subgroups.json").read_text())
    # ages are 30 to 70 once, then 30 to 48
    assert kept["sizes"] == {"below 50": 39, "50 and above": 21}


def test_an_outcome_cannot_divide_the_patients(run, refused):
    message = refused(execute(["subgroups", str(run), "--by", "died"]))
    assert "a task of this study" in message


def test_the_patients_id_cannot_divide_the_patients(run, refused):
    assert "patient's id" in refused(execute(["subgroups", str(run), "--by", "pid"]))


def test_an_unknown_column_is_told(run, refused):
    assert "close names: age" in refused(execute(["subgroups", str(run), "--by", "agee"]))


def test_bands_have_to_be_numbers(run, refused):
    command = ["subgroups", str(run), "--by", "age", "--bands", "old"]
    assert "separated by commas" in refused(execute(command))


def test_categories_have_no_bands(run, refused):
    assert "column of text" in refused(
        execute(["subgroups", str(run), "--by", "sex", "--bands", "5"])
    )


def test_a_folder_without_a_run_is_told(tmp_path, refused):
    assert "no study.json" in refused(execute(["subgroups", str(tmp_path), "--by", "sex"]))
