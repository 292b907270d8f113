"""Rows that are left out do not move the rows of a run's tables: they name rows of the file."""

import pandas as pd

from mtl_core.cli import execute
from mtl_core.data import declare_schema, declare_tasks, read_bytes
from mtl_core.schema import (
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    Study,
    TaskGrouping,
    TaskRequest,
    TrainingSpec,
    to_json,
)
from mtl_core.schema.repairs import RowReason, WithoutRows
from mtl_core.storage import RunFolder

EMPTY = 40


def test_predictions_and_explanations_name_rows_of_the_file(tmp_path, out):
    lines = [f"{30 + i * 7 % 41},{i % 5},{i * 1.5}" for i in range(120)]
    lines.insert(EMPTY, ",,")
    path = tmp_path / "ward.csv"
    path.write_text("\n".join(["age,beds,weight", *lines]) + "\n")
    repairs = (WithoutRows(RowReason.EMPTY),)
    table = read_bytes(path.read_bytes(), name=path.name, repairs=repairs)
    tasks = declare_tasks(table, [TaskRequest("weight")]).tasks
    study = Study(
        cohort=CohortReference(path.name, table.n_rows, table.fingerprint),
        schema=declare_schema(table, tasks),
        grouping=TaskGrouping.coarsest(["weight"]),
        training=TrainingSpec(n_steps=20, batch_size=32, n_members=1),
        plan=EvaluationPlan(folds=2, n_resamples=50),
        references=(),
        explanation=ExplanationSpec(n_patients=30, n_background=10),
        repairs=repairs,
    )
    (tmp_path / "study.json").write_text(to_json(study))
    words = ["run", str(tmp_path / "study.json"), "--cohort", str(path), "--out", str(out)]
    assert execute([*words, "--quiet"]) == 0
    in_file = pd.read_csv(path, skip_blank_lines=False)
    predictions = RunFolder(out).read_predictions()
    rows = predictions["row"].to_numpy()
    assert set(rows) == set(range(121)) - {EMPTY}
    assert (predictions["observed"].to_numpy() == in_file["weight"].to_numpy()[rows]).all()
    explained = RunFolder(out).read_attributions().query("feature == 'age'")
    ages = in_file["age"].to_numpy()[explained["row"].to_numpy()]
    assert (explained["feature_value"].astype(float).to_numpy() == ages).all()
