"""The promises that hold on real patients: measured, repeatable, and blind to the grouping.

The budget is tiny, so that the promises and not the quality are tested here; quality and speed on
the full budget are in ``benchmarks``.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import r2_score, roc_auc_score

from mtl_core.cli import execute
from mtl_core.data import builtin, read_table
from mtl_core.schema import (
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    Study,
    TaskGrouping,
    TrainingSpec,
    to_json,
)

FILES = {"study.json", "status.json", "events.jsonl", "result.json", "predictions.parquet"}
FOUR_TASKS = ("hospdead", "death_180d", "sfdm2", "log_slos")


def tiny_study(key: str, groups: list[tuple[str, ...]]) -> Study:
    cohort = builtin(key)
    table = read_table(cohort.csv_path)
    schema = cohort.schema()
    return Study(
        cohort=CohortReference(key, table.n_rows, table.fingerprint),
        schema=schema,
        grouping=TaskGrouping.of(schema.task_names, groups),
        training=TrainingSpec(n_steps=40, n_members=1),
        plan=EvaluationPlan(folds=5, n_resamples=50),
        references=(),
        explanation=ExplanationSpec(n_patients=0),
    )


def run(study: Study, folder: Path, n_threads: int = 1) -> Path:
    folder.mkdir(parents=True)
    (folder / "study_in.json").write_text(to_json(study), encoding="utf-8")
    words = ["run", str(folder / "study_in.json"), "--cohort", study.cohort.name]
    words += ["--out", str(folder / "run"), "--quiet", "--threads", str(n_threads)]
    assert execute(words) == 0
    return folder / "run"


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    names = builtin("support2").schema().task_names
    return run(tiny_study("support2", [names]), tmp_path_factory.mktemp("together") / "a")


def test_a_run_writes_the_files_that_others_rely_on(together):
    assert {path.name for path in together.iterdir()} >= FILES
    assert json.loads((together / "status.json").read_text(encoding="utf-8"))["state"] == "done"


def test_measures_recomputed_from_the_predictions_equal_the_result(together):
    result = json.loads((together / "result.json").read_text(encoding="utf-8"))
    table = pd.read_parquet(together / "predictions.parquet")
    assert len(result["tasks"]) == 7
    for (task, arm), lines in table.groupby(["task", "arm"]):
        stored = result["tasks"][task]["arms"][arm]
        if result["tasks"][task]["kind"] == "binary":
            wanted = roc_auc_score(lines["observed"], lines["predicted"])
            assert stored["auroc"]["value"] == pytest.approx(wanted, abs=1e-12)
        elif result["tasks"][task]["kind"] == "regression":
            wanted = r2_score(lines["observed"], lines["predicted"])
            assert stored["r2"]["value"] == pytest.approx(wanted, abs=1e-12)
        else:
            by_class = lines.groupby("class")[["observed", "predicted"]]
            wanted = np.mean([roc_auc_score(c["observed"], c["predicted"]) for _, c in by_class])
            assert stored["macro_auroc"]["value"] == pytest.approx(wanted, abs=1e-12)


def test_every_labelled_patient_is_predicted_once_by_networks_that_did_not_see_it(together):
    table = pd.read_parquet(together / "predictions.parquet")
    frame = read_table(builtin("support2").csv_path).frame
    lines = table[(table["task"] == "log_totmcst") & (table["arm"] == "multi_task")]
    assert lines["row"].is_unique
    assert set(lines["row"]) == set(np.flatnonzero(frame["log_totmcst"].notna()))
    folds = table.groupby("row")["fold"].nunique()
    assert (folds == 1).all()


def test_the_same_study_twice_gives_the_same_predictions_to_the_last_byte(together, tmp_path):
    names = builtin("support2").schema().task_names
    again = run(tiny_study("support2", [names]), tmp_path / "b", n_threads=2)
    first, second = (path / "predictions.parquet" for path in (together, again))
    assert first.read_bytes() == second.read_bytes()


def test_the_single_task_arm_does_not_change_by_a_bit_when_the_grouping_changes(together, tmp_path):
    other = run(tiny_study("support2", [FOUR_TASKS]), tmp_path / "c")

    def single(folder: Path) -> pd.DataFrame:
        table = pd.read_parquet(folder / "predictions.parquet")
        return table[table["arm"] == "single_task"].reset_index(drop=True)

    pd.testing.assert_frame_equal(single(together), single(other), check_exact=True)
    table = pd.read_parquet(other / "predictions.parquet").set_index("task")
    alone = table.loc["log_charges"]
    arms = [alone.loc[alone["arm"] == arm, "predicted"] for arm in ("multi_task", "single_task")]
    assert np.array_equal(arms[0].to_numpy(), arms[1].to_numpy())
    result = json.loads((other / "result.json").read_text(encoding="utf-8"))
    difference = result["tasks"]["log_charges"]["difference"]["r2"]
    assert (difference["value"], difference["low"], difference["high"]) == (0.0, 0.0, 0.0)


def test_another_seed_gives_other_predictions(together, tmp_path):
    names = builtin("support2").schema().task_names
    study = tiny_study("support2", [names])
    other = run(
        dataclasses.replace(study, plan=dataclasses.replace(study.plan, seed=1)), tmp_path / "d"
    )
    tables = [pd.read_parquet(path / "predictions.parquet") for path in (together, other)]
    assert not np.array_equal(tables[0]["predicted"], tables[1]["predicted"])
