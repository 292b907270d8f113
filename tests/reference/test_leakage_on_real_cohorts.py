"""Which columns of two real cohorts are asked about, with all of their columns as features.

What becomes known only afterwards was decided by the people who published the cohorts (SUPPORT:
Knaus 1995, Ann Intern Med 122; right heart catheterisation: Connors 1996, JAMA 276) and is listed
in their data cards. The bounds were set before the rules were written; the rules were written with
SUPPORT at hand and then run unchanged on the other. All counts are in ``docs/methods/leakage.md``.
"""

import pytest

from mtl_core.checks import quarantined, suspects
from mtl_core.data import builtin, read_table
from mtl_core.schema import FindingCode


def asked(key):
    """Return the suspects, the columns that must not be features, and those that are."""
    cohort = builtin(key)
    table, schema = read_table(cohort.csv_path), cohort.schema()
    own = {*schema.task_names, schema.patient_id}
    features = [name for name in table.columns if name not in own]
    checks = suspects(table, schema.tasks, features, schema.patient_id)
    return checks, set(schema.excluded), set(schema.feature_names)


@pytest.fixture(scope="module")
def support():
    return asked("support2")


@pytest.fixture(scope="module")
def catheter():
    return asked("rhc")


def columns(checks, code):
    return {c.finding.column for c in checks if c.finding.code == code}


def test_most_of_the_late_columns_of_support_are_caught_with_few_false_alarms(support):
    checks, late, features = support
    caught = set(quarantined(checks))
    assert len(late) == 21
    assert len(features) == 24
    assert len(caught & late) >= 12
    assert len(caught & features) <= 3


def test_on_a_cohort_that_the_rules_were_not_written_for_late_columns_are_caught(catheter):
    checks, late, features = catheter
    caught = set(quarantined(checks))
    assert len(late) == 17
    assert len(caught & late) >= 7
    assert len(caught & features) <= 3


def test_costs_and_their_logarithms_are_one_thing(support):
    same = columns(support[0], FindingCode.LABEL_FROM_LABEL)
    assert {"charges", "totcst", "totmcst", "slos"} <= same


def test_a_day_of_death_is_blank_for_survivors(catheter):
    assert "dthdte" in columns(catheter[0], FindingCode.MISSINGNESS_PREDICTS)


def test_days_of_follow_up_cut_at_the_horizon_are_the_outcome(support):
    assert "d_time" in columns(support[0], FindingCode.LABEL_FROM_LABEL)


def test_a_flag_of_malignancy_nearly_is_the_diagnosis_of_cancer(catheter):
    assert "malighx" in columns(catheter[0], FindingCode.PREDICTS_ALONE)
