import pytest

from mtl_core.decisions import methods_paragraph
from mtl_core.decisions.methods import repair_sentences
from mtl_core.schema import (
    Answer,
    ColumnKind,
    ColumnRecord,
    ColumnRole,
    Decision,
    Decisions,
    FindingCode,
    Justification,
    RowsLeftOut,
    Task,
    TaskKind,
    Written,
)
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
    RowReason,
    UnitConversion,
    WithoutRows,
)


def column(name, role):
    return ColumnRecord(name, ColumnKind.NUMERIC, role, "", 0.0)


def yes(code, column, repair):
    return Decision(code, column, Answer.ACCEPTED, repair)


DECISIONS = Decisions(
    written=Written("csv", "cp1252", ";", ","),
    rows=1200,
    left_out=(RowsLeftOut("empty-rows", 1), RowsLeftOut("notes-below", 3)),
    decisions=(
        yes(FindingCode.SENTINEL_SUSPECT, "age", MissingCodes("age", ("-9", "999"))),
        yes(FindingCode.SENTINEL_SUSPECT, "bmi", MissingCodes("bmi", ("-9", "999"))),
        yes(
            FindingCode.MIXED_UNITS,
            "crea",
            UnitConversion("crea", 40, 900, 1 / 88.4, 0, "µmol/L", "mg/dL"),
        ),
        yes(FindingCode.EMPTY_ROWS, None, WithoutRows(RowReason.EMPTY)),
        yes(FindingCode.POSSIBLE_IDENTIFIER, "email", LeaveOut("email")),
        yes(FindingCode.KNOWN_AFTERWARDS, "los", LeaveOut("los")),
        Decision(FindingCode.HIGH_AGE, "age", Answer.REFUSED, AgeBand("age")),
    ),
    columns=(
        column("pid", ColumnRole.PATIENT_ID),
        column("age", ColumnRole.FEATURE),
        column("bmi", ColumnRole.FEATURE),
        column("crea", ColumnRole.FEATURE),
        column("score", ColumnRole.FEATURE),
        column("ward", ColumnRole.SITE),
        column("died", ColumnRole.TASK),
        column("stay", ColumnRole.TASK),
        column("grade", ColumnRole.TASK),
        column("email", ColumnRole.EXCLUDED),
        column("los", ColumnRole.EXCLUDED),
        column("note", ColumnRole.EXCLUDED),
    ),
    tasks=(
        Task("died", TaskKind.BINARY, ("no", "yes")),
        Task("stay", TaskKind.REGRESSION),
        Task("grade", TaskKind.ORDINAL, ("low", "middle", "high")),
    ),
    justified=(Justification("score", "It is scored on arrival."),),
)

PARAGRAPH = (
    "The cohort was read from delimited text (encoding cp1252, columns separated by semicolon, "
    "decimal comma) with 1,204 rows. "
    "Left out were 1 row without any value and 3 rows with notes below the table; "
    "1,200 rows remained. "
    "In 'age' and 'bmi', '-9' and '999' counted as missing. "
    "In 'crea', numbers from 40 to 900 were converted from µmol/L to mg/dL by multiplying with "
    "0.0113122. "
    "The outcomes were 'died' (yes or no; positive: 'yes'), 'stay' (a number) and 'grade' (3 "
    "ordered classes, from 'low' to 'high'); "
    "a blank outcome counted as unknown. "
    "The outcomes were predicted from 4 columns. "
    "Rows with the same 'pid' were taken for one patient. "
    "'ward' named the site and was not used for prediction. "
    "Not used were 3 columns: 'email' because of a possible identifier; 'los' because that may be "
    "known only afterwards; 'note' by choice. "
    "'score' was used although it may give an outcome away, because: \"It is scored on arrival\"."
)


def test_the_decisions_make_a_methods_paragraph():
    assert methods_paragraph(DECISIONS) == PARAGRAPH


def test_nothing_but_the_reading_is_told_where_nothing_was_decided():
    decisions = Decisions(Written("excel", "", "", "", "Patients"), rows=1)
    expected = "The cohort was read from an Excel workbook (sheet 'Patients') with 1 row."
    assert methods_paragraph(decisions) == expected


SENTENCES = {
    QualifiedNumbers("a"): "In 'a', marks around numbers such as '<' were kept in a column of "
    "their own and the number was used.",
    OrderedMarks("a", ("-", "+", "++")): "In 'a', the marks '-', '+' and '++' were read as 0, 1, 2 "
    "and so on.",
    OnlyNumbers("a"): "In 'a', cells that are no numbers counted as missing.",
    NumberMarks("a", ","): "In 'a', the comma was read as the decimal mark.",
    NumberMarks("a", "both"): "In 'a', whichever mark a cell has was read as the decimal mark.",
    UnitConversion("a", 90, 110, 5 / 9, -160 / 9, "°F", "°C"): "In 'a', numbers from 90 to 110 "
    "were converted from °F to °C by multiplying with 0.555556 and then adding -17.7778.",
    DateOrder("a", DatePattern.DAY_MONTH_YEAR): "The dates in 'a' were read as day, month, year.",
    DaysSince("a", "admitted"): "The dates in 'a' became days since 'admitted'.",
    OneCoding("a", (Coding("yes", ("Y",)), Coding("no", ("N",)))): "Spellings of 'yes' and 'no' "
    "were made one in 'a'.",
    AsCategories("a"): "The numbers in 'a' were taken for categories.",
    AgeBand("a", 90): "In 'a', ages of 90 and more were written as 90.",
    MissingCodes("{a}", ("{x}",)): "In '{a}', '{x}' counted as missing.",
}


@pytest.mark.parametrize("repair", SENTENCES, ids=lambda r: type(r).__name__)
def test_each_kind_of_repair_has_its_sentence(repair):
    assert repair_sentences([repair]) == [SENTENCES[repair]]


def test_a_repair_without_words_and_a_reason_that_is_unknown_are_told_all_the_same():
    odd = Decisions(
        Written("csv", "utf-8", ",", "."),
        rows=2,
        left_out=(RowsLeftOut("of-a-kind", 1),),
        decisions=(yes("of-a-kind", "a", LeaveOut("a")), yes("b", "b", MissingCodes("b", ()))),
        columns=(column("a", ColumnRole.EXCLUDED),),
    )
    assert methods_paragraph(odd) == (
        "The cohort was read from delimited text (encoding utf-8, columns separated by comma, "
        "decimal point) with 3 rows. Left out was 1 row for other reasons; 2 rows remained. "
        "In 'b', nothing counted as missing. Not used was 1 column: 'a' by choice."
    )


def test_a_column_that_was_repaired_twice_alike_is_named_once():
    repairs = [AsCategories("a"), AsCategories("b"), AsCategories("a")]
    assert repair_sentences(repairs) == ["The numbers in 'a' and 'b' were taken for categories."]
