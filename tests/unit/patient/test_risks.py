"""Estimates of one patient, and patients on whom arms or tasks disagree."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.data import read_bytes
from mtl_core.patient import arms_disagree, outcomes, risk_table, tasks_disagree
from mtl_core.schema import Output, Task, TaskKind
from mtl_core.schema.answers import PatientAnswer, PatientOutput

DIED = Task("died", TaskKind.BINARY, ("no", "yes"))
STAGE = Task("stage", TaskKind.ORDINAL, ("I", "II", "III"))


def lines(task, label, predicted, arm="multi_task", repeat=0, observed=0.0):
    n = len(predicted)
    return pd.DataFrame(
        {
            "row": np.arange(n),
            "task": task,
            "arm": arm,
            "repeat": repeat,
            "fold": 0,
            "class": pd.Series([label] * n, dtype=object),
            "observed": observed,
            "predicted": predicted,
        }
    )


def test_estimates_come_with_both_arms_the_repeats_the_cohort_and_what_happened():
    table = pd.concat(
        [
            lines("died", "yes", [0.2, 0.6], observed=[0.0, 1.0]),
            lines("died", "yes", [0.3, 0.5], repeat=1, observed=[0.0, 1.0]),
            lines("died", "yes", [0.1, 0.9], arm="single_task", observed=[0.0, 1.0]),
            lines("stage", "I", [0.5]),
            lines("stage", "II", [0.3], observed=1.0),
            lines("stage", "III", [0.2]),
        ]
    )
    found = risk_table(table, 0, [DIED, STAGE], None).set_index(["task", "class"])
    died = found.loc[("died", "yes")]
    assert tuple(died[["multi", "low", "high", "single", "cohort", "n", "observed"]]) == (
        0.2,
        0.2,
        0.3,
        0.1,
        0.5,
        2,
        0.0,
    )
    # Of ordered classes the risk of each or a higher one is told.
    assert found.loc[("stage", "at least II"), "multi"] == pytest.approx(0.5)
    assert found.loc[("stage", "at least III"), "multi"] == pytest.approx(0.2)
    assert found.loc[("stage", "at least II"), "observed"] == 1.0
    assert np.isnan(found.loc[("stage", "at least II"), "low"])


@pytest.mark.parametrize("n_networks", [1, 3])
def test_a_single_network_has_no_range(n_networks):
    output = PatientOutput(Output("died", "yes"), 0.2, 0.2, 0.25, 0.5, (-0.3,), (0.0,))
    answer = PatientAnswer(("age",), (output,), n_networks, 50, 4, 0.0, "by hand")
    table = lines("died", "yes", [0.2, 0.6])
    (line,) = risk_table(table, 0, [DIED], answer).itertuples()
    assert line.multi == 0.2
    assert np.isnan(line.low) == np.isnan(line.high) == (n_networks == 1)


def test_an_outcome_is_had_not_had_or_unknown():
    csv = b"age,died,stage,stay\n1,yes,I,1\n2,no,II,2\n3,,III,9\n4,no,,\n"
    table = read_bytes(csv, name="four.csv")
    assert outcomes(table, DIED)["yes"][[0, 1, 3]].tolist() == [1, 0, 0]
    assert np.isnan(outcomes(table, DIED)["yes"][2])
    assert outcomes(table, STAGE)["at least II"][:3].tolist() == [0, 1, 1]
    # Median of 1, 2, 9 is 2; only 9 lies above it.
    assert outcomes(table, Task("stay", TaskKind.REGRESSION))[None][:3].tolist() == [0, 0, 1]


def test_the_arms_disagree_most_where_the_difference_of_risks_is_largest():
    table = pd.concat(
        [
            lines("died", "yes", [0.2, 0.6, 0.5]),
            lines("died", "yes", [0.1, 0.9, 0.5], arm="single_task"),
        ]
    )
    found = arms_disagree(table)
    assert found["row"].tolist() == [1, 0, 2]
    assert found["difference"].tolist() == pytest.approx([-0.3, 0.1, 0.0])


def test_a_difference_of_quantities_is_in_standard_deviations():
    values = np.array([0.0, 1000.0])
    table = pd.concat(
        [
            lines("stay", None, [600.0, 500.0], observed=values),
            lines("stay", None, [500.0, 500.0], arm="single_task", observed=values),
        ]
    )
    scale = np.std([0.0, 1000.0, 0.0, 1000.0], ddof=1)
    assert arms_disagree(table)["difference"].tolist() == pytest.approx([100 / scale, 0.0])


@pytest.mark.parametrize("way", [1, -1])
def test_tasks_disagree_on_the_patient_who_breaks_their_agreement(way):
    risks = np.linspace(0.1, 0.9, 40)
    other = risks.copy() if way > 0 else 1 - risks
    other[0] = 0.95 if way > 0 else 0.05
    table = pd.concat([lines("died", "yes", risks), lines("icu", "yes", other)])
    found = tasks_disagree(table)
    assert found.loc[0, "row"] == 0
    assert found.loc[0, "difference"] > 0.9


def test_unrelated_tasks_are_not_compared():
    rng = np.random.default_rng(0)
    table = pd.concat([lines(t, "yes", rng.random(500)) for t in ("died", "icu")])
    assert tasks_disagree(table).empty
