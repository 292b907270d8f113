"""All questions about a column, on columns of real cohorts and on marked cells."""

from pathlib import Path

import numpy as np
import pytest

from mtl_core.columns import raw_column, read_column
from mtl_core.data import read_table
from mtl_core.schema import FindingCode

COHORTS = Path(__file__).parents[3] / "assets" / "cohorts"


@pytest.fixture(scope="module", params=["support2", "rhc"])
def cohort(request):
    return request.param, read_table(COHORTS / f"{request.param}.csv")


def test_on_real_cohorts_only_what_is_odd_is_asked_about(cohort):
    # In rhc one cell of dnr1 is written "No" with quotation marks of its own, the others without.
    name, table = cohort
    odd = {
        "support2": {(FindingCode.HIGH_AGE, "age")},
        "rhc": {(FindingCode.HIGH_AGE, "age"), (FindingCode.MANY_SPELLINGS, "dnr1")},
    }
    assert {(f.code, f.column) for f in table.findings} == odd[name]


def test_the_ages_of_a_real_cohort_are_counted_as_another_reader_counts_them(cohort):
    import pandas as pd

    name, table = cohort
    ages = pd.read_csv(COHORTS / f"{name}.csv")["age"]
    message = next(f.message for f in table.findings if f.code == FindingCode.HIGH_AGE)
    assert message.startswith(f"{(ages >= 90).sum()} ages")


def test_no_finding_and_no_repr_of_a_check_carries_a_cell():
    planted = "Qx7Zz"
    texts = [
        [planted, "5", "6", "7"],
        [f"<{planted}", "<5", "6"] * 9,
        [f"{planted} {i}" for i in range(9)] + ["unknown"],
        ["03/04/2021"] * 20 + [planted],
        ["yes", "no", "equivocal", planted],
        ["none", "mild", "severe", planted],
    ]
    for cells in texts:
        for check in read_column(raw_column("x", np.array(cells, dtype=object)), ".").checks:
            assert planted not in check.finding.message + check.finding.proposal + repr(check)


def test_one_cell_is_a_cell_and_two_are_cells(asked):
    one = asked("x", ["a", "b", "unknown"])[FindingCode.MISSING_CODE_SUSPECT].finding.message
    two = asked("x", ["a", "b", "?", "unknown"])[FindingCode.MISSING_CODE_SUSPECT].finding.message
    assert one.startswith("1 cell of 'x' holds")
    assert two.startswith("2 cells of 'x' hold ")
