"""Rows that may be no patients are told, and left out when a person agrees."""

import pytest

from mtl_core.data import read_bytes
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import OnlyNumbers, RowReason, WithoutRows

ABOVE = "ward,age,los\na,61,3\nb,44,5\nc,50,10\nd,71,2\n"


def read(text, *reasons):
    return read_bytes(text.encode(), name="x.csv", repairs=[WithoutRows(r) for r in reasons])


def codes(table):
    return [finding.code for finding in table.findings if finding.column is None]


@pytest.mark.parametrize("last", [
    "Total,226,20", "Mean,56.5,5", "total:,,", "Gesamt,226,20", "N,4,4", ",226,20", ",56.5,5",
    ",226,",
])  # fmt: skip
def test_a_total_below_the_table_is_a_question_and_can_be_left_out(last):
    table = read(ABOVE + last + "\n")
    assert codes(table) == [FindingCode.TOTAL_ROWS]
    without = read(ABOVE + last + "\n", RowReason.TOTAL)
    assert without.frame["age"].tolist() == [61, 44, 50, 71]
    assert codes(without) == []
    assert without.row_steps[0].code == FindingCode.TOTAL_ROWS


def test_a_total_is_still_one_after_its_word_was_made_missing():
    text = "age,los\n61,3\n44,5\n50,10\n71,2\nTotal,20\n"
    repairs = [OnlyNumbers("age"), WithoutRows(RowReason.TOTAL)]
    table = read_bytes(text.encode(), name="x.csv", repairs=repairs)
    assert table.frame["los"].tolist() == [3, 5, 10, 2]


def test_two_totals_are_two_rows():
    without = read(ABOVE + "Sum,226,20\nMean,56.5,5\n", RowReason.TOTAL)
    assert without.row_steps[0].n_rows == 2


@pytest.mark.parametrize("last", ["e,60,6", "n,60,6", ",60,6", "sum of all,1,1"])
def test_a_patient_in_the_last_row_is_no_total(last):
    assert codes(read(ABOVE + last + "\n")) == []


def test_an_answer_that_occurs_above_is_no_total():
    assert codes(read("dose,age\ntotal,61\npart,44\npart,50\ntotal,71\n")) == []


def test_repeated_rows_are_a_question_when_chance_does_not_explain_them():
    rows = "".join(f"{i}.5,{i * 7 % 11},x{i % 3}\n" for i in range(30))
    table = read("a,b,c\n" + rows + "3.5,10,x0\n")
    assert codes(table) == [FindingCode.REPEATED_ROWS]
    without = read("a,b,c\n" + rows + "3.5,10,x0\n", RowReason.REPEATED)
    assert without.n_rows == 30
    assert codes(without) == []


def test_equal_rows_among_few_answers_are_no_question():
    assert codes(read("sex,smoker\n" + "f,yes\nm,no\nf,no\n" * 20)) == []


def test_rows_with_a_patient_id_are_not_called_repeated():
    rows = "".join(f"p{i},{i}.5,{i * 7 % 11}\n" for i in range(30))
    assert codes(read("pid,a,b\n" + rows + "p3,3.5,10\n")) == []


def test_empty_rows_are_no_repetitions():
    rows = "".join(f"{i}.5,{i * 7 % 11},x{i}\n" for i in range(30))
    assert codes(read("a,b,c\n" + rows + ",,\n,,\n")) == [FindingCode.EMPTY_ROWS]
