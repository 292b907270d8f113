import numpy as np

from mtl_core.data import read_bytes
from mtl_core.decisions import decide, record
from mtl_core.schema import (
    Answer,
    Check,
    CohortSchema,
    ColumnKind,
    ColumnRole,
    Draft,
    Feature,
    Finding,
    FindingCode,
    Justification,
    RowsLeftOut,
    Severity,
    Task,
    TaskKind,
    roles_of,
    to_json,
)
from mtl_core.schema.repairs import LeaveOut, RowReason, WithoutRows


def column(decisions, name):
    return next(c for c in decisions.columns if c.name == name)


def test_roles_kinds_and_gaps_of_every_column_are_written_down(ward, decided):
    gaps = ["" if i < 50 else "f" for i in range(200)]
    decisions = decided(ward(sex=gaps))
    assert [c.name for c in decisions.columns] == list(ward())
    assert column(decisions, "age").kind is ColumnKind.NUMERIC
    assert column(decisions, "sex").role is ColumnRole.FEATURE
    assert column(decisions, "sex").missing == 0.25
    assert column(decisions, "remark").kind is ColumnKind.TEXT
    assert decisions.rows == 200


def test_numbers_are_described_by_five_percentiles_with_two_digits(ward, decided):
    ages = [str(value) for value in np.arange(200) * 1.234 + 1000]
    # the 5th, 25th, ... percentile of 1000 to 1245.6, by hand: 1012, 1061, 1123, 1184, 1233
    assert column(decided(ward(age=ages)), "age").spread == (1000, 1100, 1100, 1200, 1200)


def test_a_column_that_is_left_out_and_the_patient_id_are_not_described(decided):
    decisions = decided()
    for name in ("remark", "pid"):
        assert (column(decisions, name).spread, column(decisions, name).levels) == ((), ())


def test_percentiles_of_a_few_patients_are_not_written(ward, decided):
    few = [f"{i}.5" if i < 19 else "" for i in range(200)]
    assert column(decided(ward(creatinine=few)), "creatinine").spread == ()


def test_no_cell_can_be_read_from_the_file(ward, decided):
    planted = {
        "pid": [f"PLANTED-PATIENT-{i}" for i in range(200)],
        "age": [str(123_456 + 7 * i) for i in range(200)],
        "sex": [f"PLANTED-SEX-{i % 2}" for i in range(200)],
        "wing": [f"PLANTED-WING-{i % 3}" for i in range(200)],
        "remark": [f"PLANTED-REMARK-{i}" for i in range(200)],
    }
    text = to_json(decided(ward(**planted), justified={"age": "known on arrival"}))
    assert "PLANTED" not in text
    assert not [cell for cell in planted["age"] if cell in text]
    assert "known on arrival" in text


def test_digests_differ_between_columns_with_the_same_answers(ward, decided):
    same = ["fm"[i % 2] for i in range(200)]
    decisions = decided(ward(sex=same, wing=same))
    assert set(column(decisions, "sex").levels).isdisjoint(column(decisions, "wing").levels)


def test_rows_that_were_left_out_are_counted_by_reason(ward, as_bytes):
    content = as_bytes(ward()) + b",,,,,,\n" * 3
    table = read_bytes(content, name="x", repairs=[WithoutRows(RowReason.EMPTY)])
    decisions = record(table, Draft())
    assert decisions.left_out == (RowsLeftOut("empty-rows", 3),)
    assert decisions.rows == 200


def test_answers_and_words_are_kept(ward, decided):
    finding = Finding(FindingCode.MOSTLY_MISSING, Severity.WARNING, "age", "", "")
    answers = decide((), Check(finding, LeaveOut("age")), Answer.REFUSED)
    decisions = decided(answers=answers, justified={"age": "known on arrival"})
    assert decisions.decisions == answers
    assert decisions.justified == (Justification("age", "known on arrival"),)


def test_a_role_answers_what_nobody_has_answered_about_leaving_a_column_out(decided):
    def check(name):
        finding = Finding(FindingCode.KNOWN_AFTERWARDS, Severity.WARNING, name, "", "")
        return Check(finding, LeaveOut(name))

    decisions = decided(checks=[check("age"), check("remark")])
    answers = {d.column: d.answer for d in decisions.decisions}
    assert answers == {"age": Answer.REFUSED, "remark": Answer.ACCEPTED}


def test_roles_come_from_a_schema_and_the_rest_is_left_out():
    schema = CohortSchema(
        tasks=(Task("died", TaskKind.BINARY, ("no", "yes")),),
        features=(Feature("age", ColumnKind.NUMERIC),),
        patient_id="pid",
        site="ward",
        time="day",
    )
    roles = {
        "day": ColumnRole.TIME,
        "pid": ColumnRole.PATIENT_ID,
        "age": ColumnRole.FEATURE,
        "died": ColumnRole.TASK,
        "ward": ColumnRole.SITE,
    }
    assert roles_of(schema) == roles
    table = read_bytes(b"day,pid,age,died,ward,new\n1,2,3,no,a,x\n2,3,4,yes,b,y\n", name="x")
    recorded = record(table, Draft().with_schema(schema))
    assert {c.name: c.role for c in recorded.columns} == roles | {"new": ColumnRole.EXCLUDED}
    assert recorded.tasks == schema.tasks
