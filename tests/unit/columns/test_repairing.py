"""Laws of all repairs: they settle their question, once, and change nothing else."""

import typing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.columns import REPAIR_RULES, raw_column, read_column
from mtl_core.columns.repairing import repair_column
from mtl_core.schema.repairs import (
    AgeBand,
    AsCategories,
    Coding,
    DateOrder,
    DatePattern,
    DaysSince,
    LeaveOut,
    MissingCodes,
    NumberMarks,
    OneCoding,
    OnlyNumbers,
    OrderedMarks,
    QualifiedNumbers,
    Repair,
    RowReason,
    UnitConversion,
    WithoutRows,
)

NAMES = ["age", "sex", "glucose", "temp", "x"]
TOPICS = [
    ["-9", "99", "999", "-999.0", "0", "1", "2", "1.0", "44", "91", "120", "NA", "inf", "1e308"],
    ["5.5", "5.6", "6.1", "98.6", "99.1", "101.2", "37.1", "36.6", "38.2", "-99", "0"],
    ["1,5", "1.5", "1,234", "1.234,5", "1,234.5", "12", "007", "1E5", "V45", "x"],
    ["<0.01", ">100", "5.2 H", "12 mg/dl", "7", "8.1", "unknown", "1,5", "haemolysed"],
    ["03/04/2021", "25/12/2021", "12/25/21", "31/02/2021", "1900-01-01", "2021-03-04", "unknown"],
    ["03.04.21", "05.06.21", "98/04/03", "2021-03-04 10:20", "01/01/1900", "", "late"],
    ["yes", "Yes", "Y", "no", "No", "1", "0", "maybe", "pending", "unknown", "NA", "?", "-"],
    ["male", "M", "f", "Female", "9", "n/d", "+", "-", "pos", "neg", "none", "equivocal"],
    ["neg", "trace", "+", "++", "-", "None", "mild", "severe", "moderate", "I", "II", "III"],
    ["White", "white", "WHITE.", "Black", "None", "?", ".", "\u00e9", "\u00e8", "e", "M\u00e9tis"],
]
cells = st.sampled_from(TOPICS).flatmap(st.sampled_from) | st.text(max_size=6)
topical = st.sampled_from(TOPICS).flatmap(
    lambda topic: st.lists(st.sampled_from(topic), min_size=1, max_size=8)
)
columns = st.builds(
    lambda name, kinds, picks: raw_column(
        name, np.array([kinds[i % len(kinds)] for i in picks], dtype=object)
    ),
    st.sampled_from(NAMES),
    topical | topical | st.lists(cells, min_size=1, max_size=8),
    st.lists(st.integers(0, 7), min_size=1, max_size=60),
)
decimals = st.sampled_from([".", ","])

REPAIRS = [
    MissingCodes("x", ("-9", "unknown", "?")),
    QualifiedNumbers("x"),
    OrderedMarks("x", ("neg", "trace", "+", "++")),
    OnlyNumbers("x"),
    NumberMarks("x", "."),
    NumberMarks("x", ","),
    NumberMarks("x", "both"),
    UnitConversion("x", 90.0, 110.0, 1 / 1.8, -32 / 1.8, "°F", "°C"),
    *(DateOrder("x", pattern) for pattern in DatePattern),
    DaysSince("x", "y"),
    OneCoding("x", (Coding("yes", ("Y", "Yes")), Coding("no", ("No",)))),
    AsCategories("x"),
    AgeBand("x"),
    WithoutRows(RowReason.EMPTY),
    LeaveOut("x"),
]


def test_every_type_of_repair_has_a_row_in_the_table():
    assert set(REPAIR_RULES) == set(typing.get_args(Repair))
    assert all(rule.type is kind for kind, rule in REPAIR_RULES.items())


def test_only_what_is_no_matter_of_cells_is_not_applied_to_a_column():
    idle = {kind for kind, rule in REPAIR_RULES.items() if rule.apply is None}
    assert idle == {DaysSince, WithoutRows, LeaveOut}


@pytest.mark.parametrize("repair", REPAIRS, ids=repr)
def test_only_what_is_left_out_has_no_sentence_of_its_own(repair):
    sentence = REPAIR_RULES[type(repair)].sentence(repair, "'x'")
    left_out = isinstance(repair, WithoutRows | LeaveOut)
    assert sentence == "" if left_out else "'x'" in sentence and sentence.endswith(".")


def cells_of(column):
    return [column.texts[code] for code in column.codes]


@given(columns, decimals)
def test_an_accepted_repair_settles_its_question(raw, decimal):
    for check in read_column(raw, decimal).checks:
        if check.repair is not None:
            after = read_column(raw, decimal, [check.repair]).checks
            assert check.finding.code not in {other.finding.code for other in after}


@given(columns, decimals)
def test_all_repairs_together_leave_no_question_open_for_long(raw, decimal):
    accepted = []
    for _ in range(8):
        open_questions = [c.repair for c in read_column(raw, decimal, accepted).checks if c.repair]
        if not open_questions:
            return
        accepted.append(open_questions[0])
    raise AssertionError(accepted)


@pytest.mark.parametrize("repair", REPAIRS, ids=repr)
@given(columns, decimals)
def test_a_repair_done_twice_is_done_once(repair, raw, decimal):
    once, beside = repair_column(raw, [repair], decimal)
    again, more = repair_column(once, [repair], decimal)
    assert cells_of(again) == cells_of(once)
    assert again.named == once.named
    assert more is None or not any(more.texts) or beside is not None
    twice, _ = repair_column(raw, [repair, repair], decimal)
    assert cells_of(twice) == cells_of(once)


def concerned(repair, text, decimal):
    """Whether a repair may change a cell, from the words of its description alone."""
    number = spelt_float(text, decimal)
    match repair:
        case MissingCodes(codes=spelt):
            may = text in spelt
        case OneCoding(codings=codings):
            may = any(text in coding.spellings for coding in codings)
        case AgeBand(top=top):
            may = number >= top
        case UnitConversion(low=low, high=high):
            may = low <= number <= high
        case NumberMarks() | AsCategories():
            may = any(mark in text for mark in ".,+eE") or text.startswith(("0", "-0"))
        case QualifiedNumbers():
            may = np.isnan(number) and any(c.isdigit() for c in text)
        case OrderedMarks():
            may = np.isnan(number) or text == "0"
        case _:
            may = isinstance(repair, OnlyNumbers | DateOrder)
    return may


def spelt_float(text, decimal):
    try:
        return float(text.replace(",", ".") if decimal == "," else text)
    except ValueError:
        return float("nan")


@pytest.mark.parametrize("repair", REPAIRS, ids=repr)
@given(columns, decimals)
def test_a_repair_changes_only_the_cells_that_it_names(repair, raw, decimal):
    after, beside = repair_column(raw, [repair], decimal)
    codes = [""] * len(raw.codes) if beside is None else cells_of(beside)
    for old, new, code in zip(cells_of(raw), cells_of(after), codes, strict=True):
        assert new == old or concerned(repair, old, decimal)
        assert new == old or isinstance(repair, AgeBand | UnitConversion) or new or code or not old


@given(columns, decimals)
def test_examples_are_what_the_repair_does_most_often(raw, decimal):
    column = cells_of(raw)
    for check in read_column(raw, decimal).checks:
        rows = [example.rows for example in check.examples]
        assert rows == sorted(rows, reverse=True)
        assert len(rows) <= 8
        if check.repair is not None:
            after = dict(
                zip(column, cells_of(repair_column(raw, [check.repair], decimal)[0]), strict=True)
            )
            for example in check.examples:
                assert example.before != example.after == after[example.before]
                assert example.rows == column.count(example.before)


def test_repairs_compose_in_the_order_of_acceptance(read):
    cells = ["<5", "unknown", "120", "-9"]
    repairs = [
        QualifiedNumbers("x"),
        MissingCodes("x", ("unknown", "-9")),
        UnitConversion("x", 100.0, 200.0, 0.1, 0.0, "mg/L", "mg/dL"),
    ]
    arrays = read("x", cells, repairs).arrays
    np.testing.assert_array_equal(arrays["x"], [5, np.nan, 12, np.nan])
    assert arrays["x (code)"].tolist() == ["<", "unknown", None, "-9"]


def test_a_cell_from_which_two_repairs_take_something_keeps_both(read):
    repairs = [QualifiedNumbers("x"), MissingCodes("x", ("999",))]
    assert read("x", [">999", "5", "6"], repairs).arrays["x (code)"].tolist()[0] == "> 999"
