"""Pooling on real patients: a cohort cut in two comes together again, two become one."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from mtl_core.cli import execute
from mtl_core.data import builtin, declare_schema, declare_task, read_table
from mtl_core.pooling import pool_files
from mtl_core.schema import (
    CohortReference,
    EvaluationPlan,
    ExplanationSpec,
    FindingCode,
    Severity,
    Study,
    TaskGrouping,
    TrainingSpec,
    to_json,
)

MICROMOLES = 88.4  # per litre, for 1 mg/dL of creatinine: 10,000 / 113.1 g/mol
RHC_TO_SUPPORT = ("meanbp", "wblc", "hrt", "resp", "temp", "pafi", "alb", "bili", "crea", "sod")
LABELLED_IN_ONE = {"hospdead": "support2", "dx_resp": "rhc", "dx_seps": "rhc"}


@pytest.fixture(scope="module")
def rhc():
    return read_table(builtin("rhc").csv_path).frame


@pytest.fixture(scope="module")
def halves(rhc):
    """RHC as two hospitals would export it, with what is planted in the second export."""
    east = np.random.default_rng(0).random(len(rhc)) < 0.4
    first = rhc[~east].reset_index(drop=True)
    second = rhc[east].reset_index(drop=True)
    west = first.drop(columns=["dx_seps"])
    export = second.drop(columns=["ca", "urin1"])[sorted(set(rhc) - {"ca", "urin1"})[::-1]]
    export = export.assign(crea1=(export["crea1"] * MICROMOLES).round(6))
    coast = export.to_csv(index=False, sep=";", decimal=",").encode("cp1252")
    files = [("west.csv", west.to_csv(index=False).encode()), ("coast.csv", coast)]
    wanted = pd.concat([first.assign(dx_seps=np.nan), second.assign(ca=None, urin1=np.nan)])
    return files, wanted.reset_index(drop=True)


def test_the_planted_unit_is_found_and_nothing_else_is_proposed(halves):
    pooled = pool_files(halves[0])
    assert [(c.code, c.column, c.site) for c in pooled.proposed] == [
        ("pooled-units-differ", "crea1", "coast")
    ]
    asked = {f.column for f in pooled.findings if f.severity is Severity.WARNING}
    assert asked <= {"crea1", "ca", "dx_seps"}
    absent = [f.column for f in pooled.findings if f.code == FindingCode.POOLED_COLUMN_ABSENT]
    assert set(absent) == {"ca", "urin1", "dx_seps"}


def test_a_cohort_cut_in_two_comes_together_again_cell_by_cell(halves):
    files, wanted = halves
    proposed = pool_files(files).proposed
    pooled = pool_files(files, accepted=proposed)
    frame = pooled.read().frame
    n_coast = int(wanted["ca"].isna().sum())
    assert frame.pop("site").tolist() == ["west"] * (5735 - n_coast) + ["coast"] * n_coast
    ids = frame.pop("pid")
    assert ids.str.split("/").str[1].astype(float).tolist() == wanted["pid"].tolist()
    assert ids.is_unique
    unlike = [name for name in frame if not frame[name].equals(wanted[name])]
    assert unlike == ["crea1"]
    assert np.allclose(frame["crea1"], wanted["crea1"], rtol=1e-5)
    assert set(frame) == set(wanted) - {"pid"}


def test_without_consent_no_number_is_converted(halves):
    files, wanted = halves
    frame = pool_files(files).read().frame
    coast = frame["site"] == "coast"
    assert np.allclose(frame["crea1"][coast], wanted["crea1"][coast] * MICROMOLES)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """RHC and SUPPORT in one table, by the command line."""
    out = tmp_path_factory.mktemp("pooled") / "both.csv"
    renames = [word for name in RHC_TO_SUPPORT for word in ("--rename", f"{name}1={name}")]
    accept = ["--accept", "pooled-levels-differ"]
    assert execute(["pool", "rhc", "support2", *renames, *accept, "--out", str(out)]) == 0
    return out


def test_two_cohorts_become_one_table_that_invents_no_value(both):
    frame = read_table(both).frame
    assert len(frame) == 5735 + 9105
    for key in ("rhc", "support2"):
        own = read_table(builtin(key).csv_path).frame
        own = own.rename(columns={f"{name}1": name for name in RHC_TO_SUPPORT})
        mine = frame[frame["site"] == key].reset_index(drop=True)
        for name in own.columns.difference(["pid", "death", "sex", "income", "ca"]):
            assert mine[name].equals(own[name]), name
        assert mine[frame.columns.difference([*own.columns, "site"])].isna().all(axis=None)
    assert set(frame["sex"]) == {"Male", "Female"}


def test_patients_of_support_who_are_in_rhc_too_are_noticed(tmp_path, capsys):
    # RHC was drawn from SUPPORT (Connors et al. 1996): every age in it, to five decimals, is there
    assert execute(["pool", "rhc", "support2", "--out", str(tmp_path / "b.csv")]) == 0
    assert (
        "same-row-other-patient: 100% of the different numbers of 'age'" in capsys.readouterr().err
    )


def test_tasks_that_are_labelled_in_one_cohort_only_get_estimates(both, tmp_path):
    table = read_table(both)
    tasks = [*LABELLED_IN_ONE, "death_180d"]
    shared = ["age", "sex", "race", "edu", *RHC_TO_SUPPORT]
    declared = [declare_task(table, name) for name in tasks]
    study = Study(
        cohort=CohortReference(both.name, table.n_rows, table.fingerprint),
        schema=declare_schema(table, declared, patient_id="pid", site="site", features=shared),
        grouping=TaskGrouping.coarsest(tasks),
        training=TrainingSpec(n_steps=40, n_members=1),
        plan=EvaluationPlan(folds=5, n_resamples=50),
        references=(),
        explanation=ExplanationSpec(n_patients=0),
    )
    path = tmp_path / "study_in.json"
    path.write_text(to_json(study), encoding="utf-8")
    words = ["run", str(path), "--cohort", str(both), "--out", str(tmp_path / "run"), "--quiet"]
    assert execute([*words, "--threads", "1"]) == 0
    result = json.loads((tmp_path / "run" / "result.json").read_text(encoding="utf-8"))
    predicted = pd.read_parquet(tmp_path / "run" / "predictions.parquet")
    for task, site in LABELLED_IN_ONE.items():
        estimate = result["tasks"][task]["arms"]["multi_task"]["auroc"]
        assert estimate["low"] <= estimate["value"] <= estimate["high"]
        rows = predicted.loc[predicted["task"] == task, "row"].unique()
        assert set(table.frame["site"].iloc[rows]) == {site}
