"""The built-in cohorts: files, schemas and data cards agree.

Expected figures are those of the data cards, which quote the sources of the data.
"""

import re

import numpy as np
import pytest

from mtl_core.checks import profile
from mtl_core.data import builtin, builtin_cohorts, check_schema, labels_of, read_table
from mtl_core.errors import CohortError
from mtl_core.schema import ColumnRole, TaskKind

KEYS = ("support2", "rhc")


@pytest.fixture(scope="module", params=KEYS)
def cohort(request):
    return builtin(request.param)


@pytest.fixture(scope="module")
def table(cohort):
    return read_table(cohort.csv_path)


def test_the_demonstration_cohort_comes_first():
    assert tuple(cohort.key for cohort in builtin_cohorts()) == KEYS


def test_an_unknown_key_is_answered_with_the_keys():
    with pytest.raises(CohortError, match="support2, rhc"):
        builtin("pbc")


def test_the_schema_fits_the_file_and_gives_every_column_one_role(cohort, table):
    schema = cohort.schema()
    check_schema(table, schema)
    names = (*schema.task_names, *schema.feature_names, schema.patient_id, *schema.excluded)
    assert sorted(names) == sorted(table.columns)


@pytest.mark.parametrize(
    ("key", "rows", "n_tasks", "n_features", "n_excluded"),
    [("support2", 9105, 7, 24, 21), ("rhc", 5735, 13, 34, 17)],
)
def test_sizes_are_those_of_the_data_card(key, rows, n_tasks, n_features, n_excluded):
    cohort = builtin(key)
    schema = cohort.schema()
    assert read_table(cohort.csv_path).n_rows == rows
    assert len(schema.tasks) == n_tasks
    assert len(schema.features) == n_features
    assert len(schema.excluded) == n_excluded
    card = cohort.card_path.read_text(encoding="utf-8")
    assert f"| {rows:,}, one row each |" in card
    assert f"**Features ({n_features})**" in card
    assert f"**Excluded ({n_excluded})**" in card


def test_prevalences_of_support_agree_with_the_published_figures():
    cohort = builtin("support2")
    table, schema = read_table(cohort.csv_path), cohort.schema()
    assert np.mean(labels_of(table, schema.task("hospdead"))) == pytest.approx(0.259, abs=5e-4)
    assert np.mean(labels_of(table, schema.task("death_180d"))) == pytest.approx(0.468, abs=5e-4)
    sfdm2 = labels_of(table, schema.task("sfdm2"))
    assert np.isnan(sfdm2).mean() == pytest.approx(0.15, abs=5e-3)
    assert schema.task("sfdm2").n_outputs == 5


def test_histories_that_could_be_tasks_are_features_of_support():
    features = builtin("support2").schema().feature_names
    assert {"diabetes", "dementia", "ca", "dzgroup"} <= set(features)


def test_the_card_states_what_is_known_of_each_task(cohort, table):
    card = cohort.card_path.read_text(encoding="utf-8")
    for task in cohort.schema().tasks:
        line = next(line for line in card.splitlines() if line.startswith(f"| `{task.name}` |"))
        _, _, kind, _, known, events, _ = (cell.strip() for cell in line.split("|"))
        labels = labels_of(table, task)
        observed = labels[~np.isnan(labels)]
        assert kind == task.kind
        if known.endswith("%"):
            assert float(known[:-1]) == pytest.approx(100 * len(observed) / len(labels), abs=0.05)
        else:
            n_missing = 0 if known == "all" else int(known.removeprefix("all but "))
            assert len(labels) - len(observed) == n_missing
        if task.kind is TaskKind.BINARY:
            assert float(events[:-1]) == pytest.approx(100 * observed.mean(), abs=0.05)
        if task.kind is TaskKind.MULTICLASS:
            assert int(events.split()[0]) == len(np.unique(observed)) == len(task.classes)


def test_the_card_names_source_licence_and_every_excluded_column(cohort):
    card = cohort.card_path.read_text(encoding="utf-8")
    for words in ("## Source and licence", "## Known limits", "not for the care of any patient"):
        assert words in card
    named = set(re.findall(r"`([^`]+)`", card))
    assert set(cohort.schema().excluded) <= named


def test_every_binary_task_has_one_as_its_positive_class(cohort):
    binary = [task for task in cohort.schema().tasks if task.kind is TaskKind.BINARY]
    assert {task.positive for task in binary} == {"1"}


def test_the_profile_proposes_the_patient_id_and_raises_no_error(cohort, table):
    result = profile(table)
    assert result.proposed(ColumnRole.PATIENT_ID) == ("pid",)
    assert not [f for f in result.findings if f.severity == "error"]


def test_nearly_every_declared_binary_outcome_is_proposed_by_name(cohort, table):
    proposed = set(profile(table).proposed(ColumnRole.TASK))
    binary = {task.name for task in cohort.schema().tasks if task.kind is TaskKind.BINARY}
    assert binary <= proposed
