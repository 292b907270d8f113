import io
from collections import Counter
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from mtl_core.data import read_bytes
from mtl_core.decisions import record, replay
from mtl_core.schema import Answer, ColumnRole, Decision, Draft, FindingCode, Severity, Written
from mtl_core.schema.repairs import MissingCodes, OnlyNumbers, RowReason, WithoutRows


def replayed(content, decisions):
    return replay(content, "next.csv", decisions)


def found(result):
    return Counter((f.code.value, f.severity.value, f.column) for f in result.mismatches)


def test_the_same_file_has_no_mismatch_and_no_question(ward, as_bytes, decided):
    result = replayed(as_bytes(ward()), decided())
    assert (result.mismatches, result.questions) == ((), ())
    assert result.schema.task_names == ("died",)
    assert result.schema.task("died").positive == "yes"
    assert result.schema.feature_names == ("age", "creatinine", "sex")
    assert (result.schema.patient_id, result.schema.site) == ("pid", "wing")
    assert result.schema.excluded == ("remark",)


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("age", "error"),
        ("died", "error"),
        ("pid", "error"),
        ("wing", "warning"),
        ("remark", "info"),
    ],
)
def test_a_missing_column_matters_as_much_as_its_role(ward, as_bytes, decided, name, severity):
    result = replayed(as_bytes(ward(**{name: None})), decided())
    assert found(result) == {("replay-missing-column", severity, name): 1}
    assert (result.schema is None) is (severity == "error")


def test_a_study_goes_on_without_a_site(ward, as_bytes, decided):
    assert replayed(as_bytes(ward(wing=None)), decided()).schema.site is None


def test_a_renamed_column_is_missing_and_new_and_the_near_name_is_shown(ward, as_bytes, decided):
    columns = ward()
    columns["creatinin"] = columns.pop("creatinine")
    result = replayed(as_bytes(columns), decided())
    assert found(result) == {
        ("replay-missing-column", "error", "creatinine"): 1,
        ("replay-new-column", "warning", "creatinin"): 1,
    }
    missing = next(f for f in result.mismatches if f.column == "creatinine")
    assert "'creatinin'" in missing.proposal


def test_a_new_column_is_left_out_and_raises_no_question(ward, as_bytes, decided):
    columns = ward(email=[f"a{i}@b.org" for i in range(200)])
    result = replayed(as_bytes(columns), decided())
    assert found(result) == {("replay-new-column", "warning", "email"): 1}
    assert result.roles["email"] is ColumnRole.EXCLUDED
    assert "email" in result.schema.excluded
    assert result.questions == ()


def test_numbers_that_became_text_stop(ward, as_bytes, decided):
    result = replayed(as_bytes(ward(age=[f"{i} years" for i in range(200)])), decided())
    assert found(result) == {("replay-changed-kind", "error", "age"): 1}


def test_text_that_became_numbers_is_a_warning(ward, as_bytes, decided):
    result = replayed(as_bytes(ward(sex=[str(i % 2) for i in range(200)])), decided())
    assert found(result) == {("replay-changed-kind", "warning", "sex"): 1}


def test_an_empty_column_has_no_other_kind(ward, as_bytes, decided):
    assert found(replayed(as_bytes(ward(sex=[""] * 200)), decided())) == {}


@pytest.mark.parametrize(("n_rows", "severity"), [(1, "info"), (2, "warning"), (60, "warning")])
def test_new_answers_are_counted(ward, as_bytes, decided, n_rows, severity):
    sex = ["x" if i < n_rows else "fm"[i % 2] for i in range(200)]
    result = replayed(as_bytes(ward(sex=sex)), decided())
    assert found(result) == {("replay-new-levels", severity, "sex"): 1}
    (finding,) = result.mismatches
    assert f"1 answer in {n_rows} row" in finding.message


def test_a_positive_class_in_another_spelling_stops(ward, as_bytes, decided):
    died = [{"yes": "Yes"}.get(cell, cell) for cell in ward()["died"]]
    result = replayed(as_bytes(ward(died=died)), decided())
    assert found(result) == {("replay-new-levels", "error", "died"): 1}
    assert result.schema is None
    assert result.tasks == decided().tasks


def test_another_delimiter_is_only_told(ward, as_bytes, decided):
    result = replayed(as_bytes(ward(), delimiter=";"), decided())
    assert found(result) == {("replay-written-otherwise", "info", None): 1}
    assert "delimiter" in result.mismatches[0].message
    assert result.schema is not None


def test_another_unit_is_told_with_its_name(ward, as_bytes, decided):
    other = [f"{88.4 * float(cell):.1f}" for cell in ward()["creatinine"]]
    result = replayed(as_bytes(ward(creatinine=other)), decided())
    assert found(result) == {("replay-shifted-values", "warning", "creatinine"): 1}
    assert "mg/dL" in result.mismatches[0].message
    assert "µmol/L" in result.mismatches[0].message


def test_columns_that_were_left_out_are_not_compared(ward, as_bytes, decided):
    result = replayed(as_bytes(ward(remark=[str(i) for i in range(200)])), decided())
    assert (found(result), result.questions) == ({}, ())


def test_accepted_repairs_are_done_again_and_refused_ones_are_not(ward, as_bytes, decided):
    codes = ["-9" if i % 10 == 0 else str(40 + i % 45) for i in range(200)]
    accepted = Decision(
        FindingCode.SENTINEL_SUSPECT, "age", Answer.ACCEPTED, MissingCodes("age", ("-9",))
    )
    for answer, n_missing in ((Answer.ACCEPTED, 20), (Answer.REFUSED, 0)):
        answers = (Decision(accepted.code, "age", answer, accepted.repair),)
        result = replayed(as_bytes(ward(age=codes)), decided(ward(age=codes), answers))
        assert int(result.table.frame["age"].isna().sum()) == n_missing
        assert result.questions == ()


@pytest.mark.parametrize(
    "repair", [MissingCodes("age", ("-9",)), WithoutRows(RowReason.EMPTY)], ids=["cells", "rows"]
)
def test_a_repair_that_finds_nothing_to_repair_is_told(ward, as_bytes, decided, repair):
    column = getattr(repair, "column", None)
    code = FindingCode.SENTINEL_SUSPECT if column else FindingCode.EMPTY_ROWS
    answers = (Decision(code, column, Answer.ACCEPTED, repair),)
    result = replayed(as_bytes(ward()), decided(answers=answers))
    told = [f for f in result.mismatches if f.code == FindingCode.REPLAY_IDLE_REPAIR]
    assert [(f.column, f.severity) for f in told] == [(column, Severity.INFO)]


def test_only_the_idle_one_of_two_repairs_of_a_column_is_told(ward, as_bytes, decided):
    codes = ["-9" if i % 10 == 0 else str(40 + i % 45) for i in range(200)]
    answers = tuple(
        Decision(FindingCode.SENTINEL_SUSPECT, "age", Answer.ACCEPTED, MissingCodes("age", (code,)))
        for code in ("-9", "999")
    )
    result = replayed(as_bytes(ward(age=codes)), decided(answers=answers))
    told = [f for f in result.mismatches if f.code == FindingCode.REPLAY_IDLE_REPAIR]
    assert len(told) == 1


def test_of_two_repairs_that_do_the_same_the_first_is_not_idle(ward, as_bytes, decided):
    words = ["unknown" if i % 10 == 0 else str(40 + i % 45) for i in range(200)]
    answers = tuple(
        Decision(code, "age", Answer.ACCEPTED, repair)
        for code, repair in (
            (FindingCode.MISSING_CODE_SUSPECT, MissingCodes("age", ("unknown",))),
            (FindingCode.NUMBERS_WITH_TEXT, OnlyNumbers("age")),
        )
    )
    result = replayed(as_bytes(ward(age=words)), decided(ward(age=words), answers))
    told = [f.column for f in result.mismatches if f.code == FindingCode.REPLAY_IDLE_REPAIR]
    assert told == ["age"]


def test_a_repair_of_rows_that_finds_some_is_not_idle(ward, as_bytes, decided):
    answers = (
        Decision(FindingCode.EMPTY_ROWS, None, Answer.ACCEPTED, WithoutRows(RowReason.EMPTY)),
    )
    result = replayed(as_bytes(ward()) + b",,,,,,\n", decided(answers=answers))
    assert found(result) == {}
    assert result.table.n_rows == 200


def test_being_mostly_missing_is_no_question_for_a_column_that_has_a_role(ward, as_bytes, decided):
    def gaps(n_known):
        return [str(40 + i % 45) if i < n_known else "" for i in range(200)]

    result = replayed(as_bytes(ward(age=gaps(98))), decided(ward(age=gaps(102))))
    noticed = {check.finding.code for check in result.checks}
    assert FindingCode.MOSTLY_MISSING in noticed
    assert result.questions == ()
    implied = [d for d in result.decisions.decisions if d.code == FindingCode.MOSTLY_MISSING]
    assert [d.answer for d in implied] == [Answer.REFUSED]


def test_a_feature_that_now_gives_the_outcome_away_is_a_question(ward, as_bytes, decided):
    columns = ward()
    leaking = ["f" if died == "yes" else "m" for died in columns["died"]]
    result = replayed(as_bytes(ward(sex=leaking)), decided())
    assert [c.finding.column for c in result.questions] == ["sex"]
    assert result.questions[0].finding.code == FindingCode.LABEL_FROM_LABEL


def test_a_justified_feature_that_gives_the_outcome_away_is_no_question(ward, as_bytes, decided):
    columns = ward()
    leaking = ["f" if died == "yes" else "m" for died in columns["died"]]
    decisions = decided(justified={"sex": "asked on arrival"})
    assert replayed(as_bytes(ward(sex=leaking)), decisions).questions == ()


def test_decisions_without_an_outcome_give_roles_and_no_schema(ward, as_bytes, decided):

    result = replayed(as_bytes(ward()), replace(decided(), tasks=()))
    assert result.schema is None
    assert result.roles["age"] is ColumnRole.FEATURE


def test_a_file_written_in_windows_1252_is_asked_about_once(ward, as_bytes, decided):

    content = as_bytes(ward(sex=["männlich" if i % 2 else "weiblich" for i in range(200)]))
    content = content.decode().encode("cp1252")
    decisions = record(read_bytes(content, name="x"), Draft())
    assert replayed(content, decisions).questions == ()
    other = replayed(content, decided())
    assert [c.finding.code for c in other.questions] == [FindingCode.ENCODING_GUESSED]


def leaking(n_rows, auroc, seed=0):
    """Draw a number with a normal-normal AUROC: d' = sqrt(2) times its normal quantile."""
    died = np.arange(n_rows) // 2 % 2 == 0
    apart = np.sqrt(2) * NormalDist().inv_cdf(auroc)
    numbers = np.random.default_rng(seed).normal(0, 1, n_rows) + apart * died
    return {
        "died": ["yes" if dead else "no" for dead in died],
        "creatinine": [f"{number:.4f}" for number in numbers],
    }


@pytest.mark.parametrize(("auroc", "asked"), [(0.957, []), (0.99, ["creatinine"])])
def test_only_a_feature_that_clearly_gives_the_outcome_away_is_a_question(
    ward, as_bytes, decided, auroc, asked
):
    n_rows = 4000
    decisions = decided(ward(n_rows, **leaking(n_rows, 0.943)))
    result = replayed(as_bytes(ward(n_rows, **leaking(n_rows, auroc, seed=1))), decisions)
    noticed = [c.finding.column for c in result.checks if c.finding.code == "predicts-alone"]
    assert noticed == ["creatinine"]
    assert [c.finding.column for c in result.questions] == asked


def test_a_workbook_whose_sheet_is_called_otherwise_is_read(ward, decided):
    decisions = decided()
    decisions = replace(decisions, written=Written("excel", "", "", ".", "January"))
    stream = io.BytesIO()
    pd.DataFrame(ward()).to_excel(stream, index=False, sheet_name="February")
    result = replayed(stream.getvalue(), decisions)
    assert result.table.sheet == "February"
    told = [f for f in result.mismatches if f.code == FindingCode.REPLAY_WRITTEN_OTHERWISE]
    assert "sheet" in told[0].message
