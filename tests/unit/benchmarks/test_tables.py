"""The tables of the benchmark: labels from follow-up, roles, and what a missing package says."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.tables import TABLES, BuiltinTable, load
from benchmarks.tables.flchain import flchain_frame
from benchmarks.tables.framingham import EARLIER, FEATURES, LATER, framingham_frame
from benchmarks.tables.nmes import nmes_frame
from benchmarks.tables.outcomes import unless, within, words
from benchmarks.tables.packages import csv_of
from benchmarks.tables.rotterdam import rotterdam_frame
from mtl_core.errors import CohortError
from mtl_core.schema import EvaluationPlan

RESULTS = Path(__file__).parents[3] / "docs" / "results.md"
YEAR = 365.25


def labels(series):
    return [None if np.isnan(value) else int(value) for value in series]


def test_an_event_counts_only_in_time_and_a_short_follow_up_says_nothing():
    days = pd.Series([1 * YEAR, 6 * YEAR, 6 * YEAR, 1 * YEAR])
    event = pd.Series([1, 1, 0, 0])
    assert labels(within(5, days, event)) == [1, 0, 0, None]


def test_who_has_a_disease_already_is_not_at_risk_of_it():
    assert labels(unless(pd.Series([1, 0, 0]), pd.Series([1, 1, 0]))) == [None, 1, 0]


def test_a_code_without_a_meaning_is_a_blank():
    assert words(pd.Series([0, 1, 2]), {0: "never", 1: "ever"}).isna().tolist() == [0, 0, 1]


def examinations():
    """One person at risk who comes twice, one with angina before, who comes once."""
    one = {"RANDID": 1, "PERIOD": 1, "DEATH": 0} | dict.fromkeys(FEATURES, 0)
    one |= dict.fromkeys(EARLIER, 1) | {day: 900 for day, _ in EARLIER.values()}
    again = one | {"PERIOD": 2} | dict.fromkeys(LATER, 7)
    other = one | {"RANDID": 2, "PREVAP": 1, "PREVCHD": 1, "TIMEAP": 0, "TIMECHD": 0}
    return pd.DataFrame([one, again, other])


def test_a_person_of_the_framingham_study_is_one_row_with_the_second_examination_as_tasks():
    frame = framingham_frame(examinations())
    assert labels(frame["angina"]) == [1, None]
    assert labels(frame["anychd"]) == [1, None]
    assert labels(frame["stroke"]) == [1, 1]
    assert labels(frame["sysbp_exam2"]) == [7, None]
    assert set(frame["SYSBP"]) == {0}
    assert not [column for column in frame if column.startswith("TIME")]


def test_a_death_of_another_cause_is_no_death_of_the_circulation():
    residents = pd.DataFrame(
        {
            "age": 60,
            "sex": "F",
            "kappa": 1.0,
            "lambda": 1.0,
            "mgus": 0,
            "creatinine": 1.0,
            "futime": [YEAR, YEAR, 11 * YEAR, YEAR],
            "death": [1, 1, 0, 0],
            "chapter": ["Circulatory", "Neoplasms", None, None],
        }
    )
    frame = flchain_frame(residents)
    assert labels(frame["circulatory_10y"]) == [1, 0, 0, None]
    assert labels(frame["cancer_10y"]) == [0, 1, 0, None]
    assert labels(frame["death_10y"]) == [1, 1, 0, None]


def test_neither_follow_up_nor_a_later_outcome_is_a_feature():
    women = pd.DataFrame(
        {"pid": [1], "year": [1990], "age": [50], "rtime": [3 * YEAR], "recur": [1]}
        | {"dtime": [6 * YEAR], "death": [0]}
    )
    outcomes = {"recurrence_2y": 0, "recurrence_5y": 1, "death_5y": 0}
    frame = rotterdam_frame(women)
    assert {name: int(frame[name][0]) for name in outcomes} == outcomes
    assert set(frame) == {"age", "death_10y", *outcomes}
    counts = dict.fromkeys(["visits", "nvisits", "ovisits", "novisits", "emergency", "hospital"], 3)
    assert set(nmes_frame(pd.DataFrame([counts | {"age": 7}]))) & set(counts) == {"emergency"}


def test_asking_for_more_outcomes_takes_them_out_of_the_features():
    fewer, _ = load("support2")
    study, table = load("support2_11", EvaluationPlan(repeats=2))
    further = {"diabetes", "dementia", "dzgroup", "ca"}
    assert set(study.schema.task_names) - set(fewer.schema.task_names) == further
    assert set(fewer.schema.feature_names) - set(study.schema.feature_names) == further
    assert [len(study.schema.task(name).classes) for name in ("dzgroup", "ca")] == [8, 3]
    assert (table.n_rows, study.plan.repeats, len(study.grouping.groups)) == (9105, 2, 1)


def test_a_table_that_does_not_exist_is_refused_with_the_names_of_those_that_do():
    with pytest.raises(CohortError, match="no table 'lung' in the benchmark") as caught:
        load("lung")
    assert "framingham" in caught.value.expected


def test_a_missing_package_is_said_with_the_command_that_installs_it():
    with pytest.raises(CohortError, match="it is not installed") as caught:
        csv_of("no-such-tables", "patients.csv", "pip install no-such-tables")
    assert "'pip install no-such-tables'" in caught.value.action


def test_every_table_is_described_where_the_results_are():
    text = RESULTS.read_text(encoding="utf-8")
    assert [name for name in TABLES if f"`{name}`" not in text] == []
    assert sum(isinstance(table, BuiltinTable) for table in TABLES.values()) == 3
