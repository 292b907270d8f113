"""Patients with several rows, rows under several ids, and labels that disagree."""

import numpy as np
import pytest

from mtl_core.checks import conflicting_labels, profile
from mtl_core.data import declare_task, read_bytes
from mtl_core.schema import FindingCode, Severity

N = 100
RNG = np.random.default_rng(2)
AGE, LAB = RNG.integers(20, 90, N), np.round(RNG.normal(size=N), 3)


def table_of(columns):
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    return read_bytes("\n".join(",".join(map(str, row)) for row in rows).encode(), name="x")


def codes(columns):
    return {f.code: f for f in profile(table_of(columns)).findings}


def conflicts(columns, *tasks, patient_id="pid"):
    table = table_of(columns)
    return conflicting_labels(table, patient_id, [declare_task(table, t) for t in tasks])


def copied(values, to, source):
    values = list(values)
    values[to] = values[source]
    return values


def visits(labels):
    """Fifty patients with two visits each."""
    return {"pid": [f"p{i // 2}" for i in range(N)], "age": AGE, "lab": LAB, "died": labels}


CONSTANT = [i // 2 % 2 for i in range(N)]


def test_a_row_copied_to_another_patient_is_found():
    columns = {"pid": range(N), "age": copied(AGE, 9, 4), "lab": copied(LAB, 9, 4)}
    finding = codes(columns)[FindingCode.SAME_ROW_OTHER_PATIENT]
    assert finding.severity is Severity.WARNING
    assert finding.message.startswith("2 rows ")


def test_a_row_copied_within_a_patient_is_no_other_patient():
    pid = copied(range(N), 9, 4)
    columns = {"pid": pid, "age": copied(AGE, 9, 4), "lab": copied(LAB, 9, 4)}
    assert FindingCode.SAME_ROW_OTHER_PATIENT not in codes(columns)
    assert FindingCode.DUPLICATE_PATIENT_ROWS in codes(columns)


def test_patients_that_are_alike_by_coincidence_or_unknown_are_not_reported():
    few = {"pid": range(N), "sex": [i % 2 for i in range(N)], "age": [i % 9 for i in range(N)]}
    assert not codes(few)
    empty = {"pid": range(N), "lab": ["", "", *LAB[2:]], "age": ["", "", *AGE[2:]]}
    empty["sex"] = ["f"] * 50 + ["m"] * 50
    assert not codes(empty)


def test_equal_texts_beside_equal_numbers_are_compared_too():
    name = [f"ward {i}" for i in range(N)]
    columns = {"pid": range(N), "lab": copied(LAB, 9, 4), "ward": name}
    assert FindingCode.SAME_ROW_OTHER_PATIENT not in codes(columns)


def test_rows_of_a_patient_that_disagree_about_an_outcome_are_found():
    labels = list(CONSTANT)
    labels[0], labels[5] = 1 - labels[0], 1 - labels[5]
    (check,) = conflicts(visits(labels), "died")
    assert check.finding.code == FindingCode.CONFLICTING_LABELS
    assert check.finding.column == "died"
    assert check.finding.message == "About 'died', the rows of 2 patients disagree."


def test_an_outcome_that_changes_from_visit_to_visit_is_no_conflict():
    assert conflicts(visits([i % 2 for i in range(N)]), "died") == ()


def test_agreeing_and_unknown_labels_are_no_conflict():
    labels = ["" if i % 4 == 1 else label for i, label in enumerate(CONSTANT)]
    assert conflicts(visits(labels), "died") == ()
    assert conflicts(visits(CONSTANT) | {"lab2": LAB}, "lab2") == ()


@pytest.mark.parametrize("patient_id", ["pid", None])
def test_rows_equal_but_for_the_label_are_found_with_and_without_a_patient_id(patient_id):
    pid = copied([f"p{i}" for i in range(N)], 9, 4)
    died = [i % 2 for i in range(N)]
    columns = {"pid": pid, "age": copied(AGE, 9, 4), "lab": copied(LAB, 9, 4), "died": died}
    (check,) = conflicts(columns, "died", patient_id=patient_id)
    assert "2 rows are equal in every other column and disagree" in check.finding.message


def test_minus_zero_and_zero_are_equal():
    lab = [str(x) for x in LAB]
    lab[4], lab[9] = "0.0", "-0.0"
    columns = {"pid": range(N), "age": copied(AGE, 9, 4), "lab": lab}
    assert FindingCode.SAME_ROW_OTHER_PATIENT in codes(columns)
