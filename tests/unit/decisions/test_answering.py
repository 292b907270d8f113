import numpy as np
import pytest

from mtl_core.columns import raw_column, read_column
from mtl_core.data import read_bytes
from mtl_core.decisions import decide, decision_of, open_questions
from mtl_core.schema import Answer, Check, Decision, Finding, FindingCode, Severity, accepted
from mtl_core.schema.repairs import (
    AgeBand,
    Coding,
    LeaveOut,
    MissingCodes,
    OneCoding,
    RowReason,
    WithoutRows,
)


def check(code, column, repair=None, severity=Severity.WARNING):
    return Check(Finding(code, severity, column, "A sentence.", "Do it."), repair)


SENTINEL = check(FindingCode.SENTINEL_SUSPECT, "crea", MissingCodes("crea", ("-9",)))
AGE = check(FindingCode.HIGH_AGE, "age", AgeBand("age"))


def test_an_answer_is_kept_with_what_was_proposed():
    (decision,) = decide((), SENTINEL, Answer.ACCEPTED)
    assert decision == Decision("sentinel-suspect", "crea", Answer.ACCEPTED, SENTINEL.repair)


def test_a_study_that_keeps_repairs_alone_tells_which_findings_were_answered():
    empty = WithoutRows(RowReason.EMPTY)
    assert decision_of(AGE.repair) == Decision("high-age", "age", Answer.ACCEPTED, AGE.repair)
    assert decision_of(empty) == Decision("empty-rows", None, Answer.ACCEPTED, empty)


CELLS = {
    FindingCode.MIXED_DECIMAL: ["1,5", "1.5", "2.5"],
    FindingCode.THOUSANDS_AMBIGUOUS: ["1,234", "5,678", "12"],
}


@pytest.mark.parametrize("code", CELLS)
def test_a_study_remembers_the_question_about_the_marks_of_numbers(code):
    raw = raw_column("x", np.array(CELLS[code], dtype=object))
    (asked,) = read_column(raw, ".").checks
    assert asked.finding.code == code
    assert decision_of(asked.repair).code == code


ROWS = {
    FindingCode.EMPTY_ROWS: "ward,age\na,61\n,\nc,50\n",
    FindingCode.TOTAL_ROWS: "ward,age\na,61\nb,44\nc,50\nTotal,155\n",
    FindingCode.REPEATED_ROWS: "age,los\n61.5,3\n44.5,4\n61.5,3\n50.5,5\n71.5,6\n80.5,8\n",
}


@pytest.mark.parametrize("code", ROWS)
def test_a_study_remembers_the_question_about_odd_rows(code):
    checks = read_bytes(ROWS[code].encode(), name="x.csv").checks
    (asked,) = [check for check in checks if isinstance(check.repair, WithoutRows)]
    assert asked.finding.code == code
    assert decision_of(asked.repair).code == code


def test_a_later_answer_replaces_the_earlier_one_to_the_same_finding():
    given = decide(decide((), SENTINEL, Answer.ACCEPTED), SENTINEL, Answer.REFUSED)
    assert [d.answer for d in given] == [Answer.REFUSED]


def test_accepted_repairs_come_in_the_order_of_the_answers():
    given = decide(decide((), AGE, Answer.ACCEPTED), SENTINEL, Answer.ACCEPTED)
    given = decide(given, check("note", None), Answer.ACCEPTED)
    assert accepted(given) == (AGE.repair, SENTINEL.repair)


def test_a_refused_repair_is_not_accepted():
    assert accepted(decide((), SENTINEL, Answer.REFUSED)) == ()


def test_a_second_code_for_missing_joins_the_first():
    more = check(FindingCode.SENTINEL_SUSPECT, "crea", MissingCodes("crea", ("999",)))
    given = decide(decide((), SENTINEL, Answer.ACCEPTED), more, Answer.ACCEPTED)
    assert accepted(given) == (MissingCodes("crea", ("-9", "999")),)


def test_more_spellings_join_those_that_were_accepted():
    yes, no = Coding("yes", ("Y", "1")), Coding("no", ("N", "0"))
    first = check(FindingCode.MANY_SPELLINGS, "died", OneCoding("died", (yes,)))
    second = check(FindingCode.MANY_SPELLINGS, "died", OneCoding("died", (yes, no)))
    given = decide(decide((), first, Answer.ACCEPTED), second, Answer.ACCEPTED)
    assert accepted(given) == (OneCoding("died", (yes, no)),)


def test_only_warnings_without_an_answer_are_open():
    told = check(FindingCode.CONSTANT_COLUMN, "same", LeaveOut("same"), Severity.INFO)
    given = decide((), AGE, Answer.REFUSED)
    assert open_questions([told, AGE, SENTINEL], given) == (SENTINEL,)


def test_the_same_finding_about_another_column_stays_open():
    other = check(FindingCode.SENTINEL_SUSPECT, "urea", MissingCodes("urea", ("-9",)))
    given = decide((), SENTINEL, Answer.REFUSED)
    assert open_questions([SENTINEL, other], given) == (other,)


@pytest.mark.parametrize(
    ("codes", "open_"), [(("-9",), False), (("999",), True), (("-9", "999"), True)]
)
def test_a_proposal_beyond_what_was_accepted_is_a_question_again(codes, open_):
    now = check(FindingCode.SENTINEL_SUSPECT, "crea", MissingCodes("crea", codes))
    given = decide((), SENTINEL, Answer.ACCEPTED)
    assert bool(open_questions([now], given)) is open_
