"""``sets``: when a finished run answers, and when it does not know."""

import json

import numpy as np
import pandas as pd
import pytest

from mtl_core.cli import execute
from mtl_core.schema import (
    Arm,
    CohortReference,
    CohortSchema,
    ColumnKind,
    Feature,
    Study,
    Task,
    TaskGrouping,
    TaskKind,
)
from mtl_core.storage import RunFolder

TASKS = (
    Task("died", TaskKind.BINARY, ("no", "yes")),
    Task("days", TaskKind.REGRESSION),
)


@pytest.fixture
def run(out):
    """A run whose risks are exactly the outcome, and a regression task without predictions."""
    schema = CohortSchema(features=(Feature("age", ColumnKind.NUMERIC),), tasks=TASKS)
    folder = RunFolder(out)
    folder.begin(
        Study(CohortReference("w", 60, "f"), schema, TaskGrouping.coarsest(["died", "days"]))
    )
    died = np.arange(60) % 3 == 0
    lines = {
        "row": np.arange(60), "task": "died", "arm": "multi_task", "repeat": 0,
        "fold": np.arange(60) % 5, "class": "yes", "observed": died.astype(float),
        "predicted": np.where(died, 0.9, 0.1),
    }  # fmt: skip
    folder.write_predictions(Arm.MULTI_TASK, pd.DataFrame(lines))
    return out


def test_a_perfect_model_answers_for_everybody_and_is_right(run, capsys):
    assert execute(["sets", str(run)]) == 0
    printed = capsys.readouterr().out
    assert "died: one class for 100.0 % (94.0 % to 100.0 %) of 60; right in 100.0 %" in printed
    assert "yes (n 20): possible for 100.0 %" in printed
    assert "days" not in printed


def test_a_number_has_an_interval_with_its_coverage_by_thirds(run, capsys):
    rows = np.arange(60)
    lines = {
        "row": rows, "task": "days", "arm": "multi_task", "repeat": 0, "fold": rows % 5,
        "class": None, "observed": rows + np.where(rows == 59, 9.0, 1.0), "predicted": rows + 0.0,
    }  # fmt: skip
    folder = RunFolder(run)
    died = folder.read_predictions()
    folder.write_predictions(Arm.MULTI_TASK, pd.concat([died, pd.DataFrame(lines)]))
    assert execute(["sets", str(run)]) == 0
    printed = capsys.readouterr().out
    # By hand: all errors are 1 but one of 9; Wilson 59 of 60 by statsmodels.
    assert "days: prediction ± 1 (1 to 1)" in printed
    assert (
        "all patients (n 60): holds the truth of 98.3 % (91.1 % to 99.7 %); 0 below, 1 above"
        in (printed)
    )
    assert "highest third of predicted values (n 20): holds the truth of 95.0 %" in printed
    assert execute(["sets", str(run), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["days"]["thirds"]["highest third"]["above"] == 1
    assert found["died"]["classes"]["no"]["right"] == 40


def test_json_holds_the_counts(run, capsys):
    assert execute(["sets", str(run), "--json", "--alpha", "0.2"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["died"]["alpha"] == 0.2
    assert found["died"]["classes"]["no"]["right"] == 40


@pytest.mark.parametrize("alpha", ["0", "1", "1.5"])
def test_a_share_that_is_none_is_refused(run, alpha, capsys):
    assert execute(["sets", str(run), "--alpha", alpha]) == 2
    assert "between 0 and 1" in capsys.readouterr().err


def test_a_folder_without_a_run_is_refused(tmp_path, capsys):
    assert execute(["sets", str(tmp_path)]) == 2
    assert "no study.json" in capsys.readouterr().err
