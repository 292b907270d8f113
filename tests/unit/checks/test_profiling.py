"""Profiles: kinds, proposed roles, findings."""

import json

import pytest

from mtl_core.checks import profile
from mtl_core.data import read_bytes
from mtl_core.schema import ColumnKind, ColumnRole, FindingCode, to_json


def table_of(columns):
    """Write columns (name to list of cells as text) as a CSV and read it."""
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    return read_bytes("\n".join(",".join(map(str, row)) for row in rows).encode(), name="x")


OUTCOMES = """death death_180d died hospdead dx_sepsis readmitted mortality in_hospital_mortality
    outcome label_1 target y y2 relapse_30d"""
IDENTIFIERS = """name last_name patientName Surname phone Phone_no e-mail email home_address zip dob
    DOB birth_date dateOfBirth ssn"""
N = 60
FILLER = {"x": [i % 7 for i in range(N)]}


def column_profile(name, cells):
    return profile(table_of({name: cells, **FILLER})).column(name)


def found(columns):
    return {(f.code, f.column) for f in profile(table_of(columns)).findings}


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([i / 8 for i in range(N)], ColumnKind.NUMERIC),
        (["f", "m"] * 30, ColumnKind.CATEGORICAL),
        ([f"level {i % 50}" for i in range(N)], ColumnKind.CATEGORICAL),
        ([f"level {i % 51}" for i in range(N)], ColumnKind.TEXT),
        ([f"2020-01-{i % 28 + 1:02}" for i in range(N)], ColumnKind.DATE),
        ([f"{i % 28 + 1}.3.1999 12:30" for i in range(N)], ColumnKind.DATE),
        ([f"{i % 28 + 1:02}/03/99" for i in range(N)], ColumnKind.DATE),
    ],
)
def test_the_kind_of_a_column_follows_from_its_cells(cells, kind):
    assert column_profile("c", cells).kind is kind


def test_missing_is_a_share_and_levels_are_distinct_known_values():
    column = column_profile("c", ["", "1", "2", "2"] * 15)
    assert column.missing == 0.25
    assert column.levels == 2


def test_a_table_with_few_rows_has_no_near_unique_categories():
    table = table_of({"a": ["u", "v", "w"], "b": [1, 2, 3]})
    assert profile(table).column("a").kind is ColumnKind.CATEGORICAL


@pytest.mark.parametrize(
    "name",
    ["pid", "patient_id", "PatientID", "mrn", "MRN", "subject", "Subject ID", "record_id", "id"],
)
def test_a_patient_id_is_proposed_by_name(name):
    column = column_profile(name, list(range(N)))
    assert column.proposed_role is ColumnRole.PATIENT_ID
    assert column.kind is ColumnKind.ID


def test_a_patient_id_with_leading_zeros_or_repeats_is_still_one():
    assert column_profile("mrn", [f"{i:05}" for i in range(N)]).kind is ColumnKind.ID
    repeated = column_profile("patient_id", [i // 3 for i in range(N)])
    assert repeated.proposed_role is ColumnRole.PATIENT_ID


def test_only_one_patient_id_is_proposed_and_other_identifiers_are_excluded():
    columns = {"pid": list(range(N)), "sample_id": [i * 3 for i in range(N)], **FILLER}
    result = profile(table_of(columns))
    assert result.proposed(ColumnRole.PATIENT_ID) == ("pid",)
    assert result.column("sample_id").proposed_role is ColumnRole.EXCLUDED


def test_measurements_and_flags_are_no_patient_ids():
    assert column_profile("id", [i / 8 for i in range(N)]).proposed_role is ColumnRole.FEATURE
    assert column_profile("patient", [0, 1] * 30).proposed_role is ColumnRole.FEATURE
    assert column_profile("fluid", list(range(N))).kind is ColumnKind.NUMERIC


@pytest.mark.parametrize("name", ["site", "hospital", "Centre", "center_id", "clinic"])
def test_a_site_is_proposed_by_name_even_when_it_is_a_number(name):
    assert column_profile(name, [i % 4 for i in range(N)]).proposed_role is ColumnRole.SITE


def test_a_hospital_time_is_no_site():
    assert column_profile("hospital_time", [i % 4 for i in range(N)]).proposed_role is (
        ColumnRole.FEATURE
    )


def test_the_first_date_is_proposed_as_time_and_the_second_excluded():
    dates = [f"2020-01-{i % 28 + 1:02}" for i in range(N)]
    result = profile(table_of({"admitted": dates, "seen": dates, **FILLER}))
    assert result.column("admitted").proposed_role is ColumnRole.TIME
    assert result.column("seen").proposed_role is ColumnRole.EXCLUDED


@pytest.mark.parametrize(
    "name",
    OUTCOMES.split(),
)
def test_outcome_like_names_are_proposed_as_tasks(name):
    assert column_profile(name, [0, 1] * 30).proposed_role is ColumnRole.TASK


@pytest.mark.parametrize("name", ["age", "sex", "bypass", "year", "yes", "day", "index", "dxa"])
def test_other_names_are_proposed_as_features(name):
    assert column_profile(name, [0, 1] * 30).proposed_role is ColumnRole.FEATURE


@pytest.mark.parametrize(
    "name",
    IDENTIFIERS.split(),
)
def test_columns_that_may_identify_a_person_are_excluded_with_a_warning(name):
    assert (FindingCode.POSSIBLE_IDENTIFIER, name) in found({name: [1, 2] * 30, **FILLER})
    assert column_profile(name, [1, 2] * 30).proposed_role is ColumnRole.EXCLUDED


@pytest.mark.parametrize("name", ["drug_name", "telomere", "unnamed", "addressed", "zipper"])
def test_names_that_only_resemble_identifiers_are_not_reported(name):
    assert (FindingCode.POSSIBLE_IDENTIFIER, name) not in found({name: [1, 2] * 30, **FILLER})


def test_constant_empty_and_mostly_missing_columns_are_reported():
    columns = {
        "same": ["k"] * N,
        "none": [""] * N,
        "half": ["", 1, "", 2] * 15,
        "rare": ["", "", "", 1, "", 2] * 10,
    }
    codes = found(columns)
    assert (FindingCode.CONSTANT_COLUMN, "same") in codes
    assert (FindingCode.CONSTANT_COLUMN, "none") in codes
    assert (FindingCode.MOSTLY_MISSING, "rare") in codes
    assert (FindingCode.MOSTLY_MISSING, "half") not in codes
    assert profile(table_of(columns)).column("same").proposed_role is ColumnRole.EXCLUDED


def test_free_text_is_excluded_with_a_finding():
    columns = {"remark": [f"remark {i}" for i in range(N)], **FILLER}
    assert (FindingCode.MANY_LEVELS, "remark") in found(columns)
    assert profile(table_of(columns)).column("remark").proposed_role is ColumnRole.EXCLUDED


def test_repeated_patients_are_reported():
    assert (FindingCode.DUPLICATE_PATIENT_ROWS, "pid") in found(
        {"pid": [i // 2 for i in range(N)], **FILLER}
    )
    assert not found({"pid": list(range(N)), **FILLER})


def test_an_isolated_repeated_999_is_suspected_and_a_reachable_one_is_not():
    isolated = [999, 999, 999] + [i % 40 for i in range(N - 3)]
    assert (FindingCode.SENTINEL_SUSPECT, "c") in found({"c": isolated, **FILLER})
    single = [999] + [i % 40 for i in range(N - 1)]
    assert not found({"c": single, **FILLER})
    reachable = [99, 99, 99] + [i % 60 + 36 for i in range(N - 3)]
    assert not found({"c": reachable, **FILLER})


def test_the_profile_as_json_has_the_documented_keys():
    plain = json.loads(to_json(profile(table_of({"é": ["a", "b"] * 30, "same": [1] * 60}))))
    assert list(plain) == ["rows", "encoding", "delimiter", "decimal", "columns", "findings"]
    assert plain["rows"] == 60
    assert list(plain["columns"][0]) == ["name", "kind", "missing", "levels", "proposed_role"]
    assert list(plain["findings"][0]) == ["code", "severity", "column", "message", "proposal"]


def test_findings_of_reading_come_first():
    table = read_bytes("a,b\n1,é\n1,x\n".encode("cp1252"), name="x")
    assert profile(table).findings[0].code == FindingCode.ENCODING_GUESSED
