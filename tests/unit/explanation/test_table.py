"""The long table: worked by hand on two patients, two columns and three tasks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from mtl_core.errors import RunError
from mtl_core.explanation import Attribution, attribution_table, explanation_summary
from mtl_core.schema import Output

OUTPUTS = (
    Output("sepsis", "yes"),
    Output("stage", "I"),
    Output("stage", "II"),
    Output("cost"),
)  # and the logits of the first three
CELLS = pd.DataFrame({"age": [62.0, np.nan], "sex": ["female", None], "crea": [1.25, 0.9]})
COHORT = pd.DataFrame(
    {"age": [50.0, 62.0, 62.0, 70.0, np.nan], "sex": ["female", "male", None, None, None]}
)


def _attribution():
    values = np.arange(2 * 2 * 7, dtype=float).reshape(2, 2, 7)
    baselines = np.tile(np.arange(7) / 10, (2, 1))
    return Attribution(
        values=values,
        baselines=baselines,
        predictions=values.sum(axis=1) + baselines,
        row_ids=np.array([5, 9]),
        n_background=30,
        n_evaluations=5,
        additivity_gap=2e-7,
        method="permutation Shapley values",
    )


def _table():
    return attribution_table(_attribution(), OUTPUTS, ["age", "sex"], CELLS, COHORT)


def test_there_is_one_line_per_patient_class_and_column():
    table = _table()
    assert list(table.columns) == [
        "row",
        "task",
        "class",
        "feature",
        "value",
        "logit_value",
        "feature_value",
        "feature_rank",
        "standard_error",
        "baseline",
    ]
    assert len(table) == 2 * 2 * 4
    assert not table.duplicated(["row", "task", "class", "feature"]).any()
    assert table["row"].dtype == np.int64
    assert table["value"].dtype == table["logit_value"].dtype == np.float64


def test_values_and_logits_come_from_their_outputs():
    table = _table().set_index(["task", "class", "row", "feature"])
    # values are numbered patient (14 each), column (7 each), output
    stage = table.loc[("stage", "II", 9, "sex")]
    assert (stage["value"], stage["logit_value"]) == (14 + 7 + 2, 14 + 7 + 6)
    sepsis = table.loc[("sepsis", "yes", 5, "sex")]
    assert (sepsis["value"], sepsis["logit_value"]) == (7 + 0, 7 + 4)


def test_each_patient_has_a_baseline_of_its_own_and_the_summary_their_mean():
    own = np.arange(7) / 10 + np.array([[0.0], [0.5]])
    attribution = replace(_attribution(), baselines=own)
    table = attribution_table(attribution, OUTPUTS, ["age", "sex"], CELLS, COHORT)
    stage = table[(table["task"] == "stage") & (table["class"] == "II")]
    assert stage["baseline"].tolist() == [0.2, 0.2, 0.7, 0.7]
    found = explanation_summary(attribution, OUTPUTS).baseline(Output("stage", "II"))
    assert found == pytest.approx(0.45)


def test_regression_has_neither_class_nor_logit():
    cost = _table().query("task == 'cost'")
    assert cost["value"].tolist() == [3, 10, 17, 24]
    assert cost["class"].isna().all()
    assert cost["logit_value"].isna().all()


def test_cells_are_text_and_null_where_missing():
    cells = _table().query("task == 'sepsis'").set_index(["row", "feature"])["feature_value"]
    assert cells[5, "age"] == "62"
    assert cells[5, "sex"] == "female"
    assert cells[9, "age"] is None
    assert cells[9, "sex"] is None
    crea = attribution_table(
        _attribution(), OUTPUTS, ["crea", "sex"], CELLS, COHORT.assign(crea=1.0)
    )
    assert crea["feature_value"].iloc[0] == "1.25"


def test_ranks_run_from_zero_to_one_over_the_known_cells_of_the_cohort():
    """Known ages 50, 62, 62, 70 have places 0, 1, 2, 3: 62 has mean place 1.5 of 3."""
    ranks = _table().query("task == 'sepsis'").set_index(["row", "feature"])["feature_rank"]
    assert ranks[5, "age"] == 0.5
    assert np.isnan(ranks[9, "age"])
    assert np.isnan(ranks[5, "sex"])
    ends = CELLS.assign(age=[50.0, 70.0])
    table = attribution_table(_attribution(), OUTPUTS, ["age", "sex"], ends, COHORT)
    assert table.query("feature == 'age'")["feature_rank"].tolist() == [0.0, 1.0] * 4
    outside = CELLS.assign(age=[-5.0, 200.0])
    table = attribution_table(_attribution(), OUTPUTS, ["age", "sex"], outside, COHORT)
    assert table.query("feature == 'age'")["feature_rank"].tolist() == [0.0, 1.0] * 4


def test_a_column_with_one_known_cell_ranks_in_the_middle():
    lone = pd.DataFrame({"age": [62.0, np.nan], "sex": [None, None]})
    table = attribution_table(_attribution(), OUTPUTS, ["age", "sex"], CELLS, lone)
    assert table.query("row == 5 and feature == 'age'")["feature_rank"].tolist() == [0.5] * 4


def test_the_table_survives_parquet(tmp_path):
    _table().to_parquet(tmp_path / "attributions.parquet")
    again = pd.read_parquet(tmp_path / "attributions.parquet")
    pd.testing.assert_frame_equal(again, _table())


def test_the_summary_names_baselines_by_task_or_class():
    summary = explanation_summary(_attribution(), OUTPUTS)
    assert summary.baselines == {"sepsis": 0.0, "stage=I": 0.1, "stage=II": 0.2, "cost": 0.3}
    assert [summary.baseline(output) for output in OUTPUTS] == [0.0, 0.1, 0.2, 0.3]
    assert (summary.n_patients, summary.n_background, summary.n_evaluations) == (2, 30, 5)
    assert summary.additivity_gap == 2e-7


def test_outputs_that_do_not_match_are_refused():
    with pytest.raises(RunError, match="5 outputs"):
        attribution_table(_attribution(), OUTPUTS[1:], ["age", "sex"], CELLS, COHORT)
    with pytest.raises(RunError, match="1 columns"):
        attribution_table(_attribution(), OUTPUTS, ["age"], CELLS, COHORT)
