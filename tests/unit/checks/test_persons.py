"""Who can be recognised in a table."""

from mtl_core.checks import examine, identifiers, profile
from mtl_core.data import read_bytes
from mtl_core.schema import ColumnRole, FindingCode, Severity
from mtl_core.schema.repairs import LeaveOut

N = 40
FAMILY = ["Berg", "Cole", "Dahl", "Evans", "Falk", "Gray", "Hale", "Ivers"]
NAMES = [f'"{FAMILY[i % 8]}, {FAMILY[i // 8][:3]}a"' for i in range(N)]


def table_of(columns):
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    return read_bytes("\n".join(",".join(map(str, row)) for row in rows).encode(), name="x")


TABLE = table_of(
    {
        "patient": NAMES,
        "number": [f"{i * 7:06}" for i in range(N)],
        "remark": ["call a@b.org" if i == 7 else "none" for i in range(N)],
        "phone": [5] * 20 + [6] * 20,
        "age": [20 + i % 9 for i in range(N)],
    }
)
CHECKS = {
    c.finding.column: c for c in examine(TABLE) if c.finding.code == FindingCode.POSSIBLE_IDENTIFIER
}


def test_cells_that_are_not_to_be_shown_are_known_by_column():
    assert identifiers(TABLE) == {"patient", "number", "remark", "phone"}


def test_each_is_a_question_whose_answer_leaves_the_column_out():
    assert set(CHECKS) == {"patient", "number", "remark", "phone"}
    assert all(c.finding.severity is Severity.WARNING for c in CHECKS.values())
    assert CHECKS["remark"].repair == LeaveOut("remark")
    assert "e-mail addresses" in CHECKS["remark"].finding.message


def test_they_are_proposed_as_excluded():
    excluded = profile(TABLE).proposed(ColumnRole.EXCLUDED)
    assert {"number", "remark", "phone"} <= set(excluded)


def test_a_patient_id_that_is_a_name_is_asked_about_but_still_needed():
    assert profile(TABLE).column("patient").proposed_role is ColumnRole.PATIENT_ID
    assert CHECKS["patient"].repair is None


def test_a_patient_id_that_is_only_a_number_may_be_shown():
    table = table_of({"pid": [1_000_000 + i for i in range(N)], "age": [20 + i for i in range(N)]})
    assert identifiers(table) == frozenset()
    assert profile(table).findings == ()


def test_no_finding_shows_who_it_is():
    told = " ".join(c.finding.message + c.finding.proposal for c in CHECKS.values())
    assert not any(name in told for name in [*FAMILY, "a@b.org"])
