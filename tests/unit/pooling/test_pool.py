import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mtl_core.data import read_bytes
from mtl_core.errors import SchemaError
from mtl_core.pooling import Consent, Part, pool, pool_files
from mtl_core.schema.repairs import AsCategories, LeaveOut, MissingCodes

TEXTS = st.text(st.sampled_from("ab \"\n\r;,=é'-."), min_size=1, max_size=6).map(
    lambda t: f"x{t.strip()}x"
)
NUMBERS = st.floats(-1e20, 1e20, allow_nan=False) | st.integers(-999, 999).map(float)
NAMES = ("age", "sodium", "ward", "sex", "died")


@st.composite
def tables(draw, name):
    """A table of a drawn choice of columns: the first two numbers, the others text."""
    n = draw(st.integers(1, 6))
    chosen = draw(st.lists(st.sampled_from(NAMES), min_size=1, unique=True))
    frame = {"pid": [float(i) if i % 3 else np.nan for i in range(n)]}
    for column in chosen:
        cells = st.none() | (NUMBERS if column in NAMES[:2] else TEXTS)
        frame[column] = draw(st.lists(cells, min_size=n, max_size=n))
    content = pd.DataFrame(frame).to_csv(index=False, lineterminator="\r\n").encode()
    return read_bytes(content, name=f"{name}.csv")


def records(frame):
    """Rows as dicts without their missing cells."""
    return [{k: v for k, v in row.items() if not pd.isna(v)} for row in frame.to_dict("records")]


@settings(max_examples=40)
@given(tables("north"))
def test_pooling_one_file_changes_nothing_but_adds_the_site(table):
    back = pool([Part(table)]).read().frame
    assert set(back.pop("site")) == {"north"}
    pd.testing.assert_frame_equal(back, table.frame, check_exact=True)


@settings(max_examples=40)
@given(tables("north"), tables("south"))
def test_no_value_is_invented_and_no_row_is_lost(one, other):
    assume(one.fingerprint != other.fingerprint)
    pooled = pool([Part(one), Part(other)])
    back = pooled.read().frame
    assert pooled.rows == len(back) == one.n_rows + other.n_rows
    parts = [one.frame.assign(site="north"), other.frame.assign(site="south")]
    for row, expected in zip(records(back), [r for p in parts for r in records(p)], strict=True):
        if pooled.patient_id and "pid" in expected:
            expected["pid"] = f"{expected['site']}/{expected['pid']:g}"
        assert row == expected


@settings(max_examples=40)
@given(tables("north"), tables("south"))
def test_the_order_of_the_files_changes_the_order_of_rows_and_columns_alone(one, other):
    assume(one.fingerprint != other.fingerprint)
    forth, back = pool([Part(one), Part(other)]), pool([Part(other), Part(one)])
    key = lambda row: (row["site"], repr(sorted(row.items())))  # noqa: E731
    assert sorted(records(forth.read().frame), key=key) == sorted(
        records(back.read().frame), key=key
    )
    assert (forth.site_column, forth.patient_id) == (back.site_column, back.patient_id)
    names = lambda p: sorted((c.check.finding.code, c.check.finding.column) for c in p.conflicts)  # noqa: E731
    assert names(forth) == names(back)


def two(north, south, **options):
    return pool_files([("north.csv", north.encode()), ("south.csv", south.encode())], **options)


def codes(pooled):
    return [(c.check.finding.code, c.check.finding.column) for c in pooled.conflicts]


def test_a_column_that_one_file_lacks_is_missing_for_its_patients_and_never_negative():
    pooled = two("a,died\n1,0\n2,1\n", "a,sepsis\n3,1\n4,0\n")
    frame = pooled.read().frame
    assert frame["died"].isna().tolist() == [False, False, True, True]
    assert frame["sepsis"].isna().tolist() == [True, True, False, False]


def test_ids_of_different_files_are_different_patients_and_a_row_without_stays_alone():
    pooled = two("pid,a\n1,5\n1,6\n2,7\n", "pid,a\n1,5\n,6\n3,7\n")
    assert pooled.patient_id == "pid"
    ids = pooled.read().frame["pid"].tolist()
    assert ids == ["north/1", "north/1", "north/2", "south/1", None, "south/3"]


def test_leading_zeros_of_an_id_stay():
    pooled = two("mrn,a\n001,5\n002,6\n", "mrn,a\n001,5\n003,6\n")
    assert pooled.read().frame["mrn"].tolist() == [
        "north/001",
        "north/002",
        "south/001",
        "south/003",
    ]


def test_ids_under_different_names_come_into_one_column():
    pooled = two("pid,a\n1,5\n2,6\n", "mrn,a\n7,5\n8,6\n")
    assert pooled.patient_id == "pid"
    assert pooled.read().frame["pid"].tolist() == ["north/1", "north/2", "south/7", "south/8"]
    assert pooled.matches[1].columns == {"mrn": "pid", "a": "a"}


def test_a_column_that_is_called_site_already_keeps_its_name():
    pooled = two("site,a\nx,1\ny,2\n", "site,a\nx,1\nz,2\n")
    assert pooled.site_column == "site_name"
    assert pooled.read().columns == ("site_name", "site", "a")


@pytest.mark.parametrize("names", [["1", "2"], ["NA", "null"], ["inf", "1e3"]])
def test_the_site_is_never_a_number_nor_missing_whatever_its_name(names):
    files = [("a.csv", b"x,y\n1,2\n"), ("b.csv", b"x,y\n3,4\n")]
    back = pool_files(files, sites=names).read().frame["site"]
    assert back.dtype.kind == "O"
    assert back.nunique() == 2


def test_text_that_looks_like_numbers_is_read_back_as_text():
    tables = [
        read_bytes(c, name=n, repairs=[AsCategories("sex")])
        for n, c in [("a.csv", b"sex,y\n1,2\n2,3\n"), ("b.csv", b"sex,y\n2,4\n1,5\n")]
    ]
    pooled = pool([Part(table) for table in tables])
    assert pooled.repairs == (AsCategories("sex"),)
    assert pooled.read().frame["sex"].tolist() == ["1", "2", "2", "1"]


def test_repairs_are_applied_to_each_file_and_columns_left_out_stay_out():
    repairs = [MissingCodes("a", ("-9",)), LeaveOut("name")]
    north, south = "a,name,b\n-9,x,1\n2,y,1\n", "a,name,b\n3,z,1\n-9,w,1\n"
    frame = two(north, south, repairs=repairs).read().frame
    assert frame["a"].isna().tolist() == [True, False, False, True]
    assert "name" not in frame


def test_the_report_says_where_each_column_went():
    pooled = two("a,b\n1,2\n", "a1,c\n3,4\n", renames={"a1": "a"})
    north, south = pooled.matches
    assert (north.site, north.file, north.rows) == ("north", "north.csv", 1)
    assert dict(south.columns) == {"a1": "a", "c": "c"}
    assert (north.absent, south.absent) == (("c",), ("b",))


def test_names_that_differ_in_case_and_marks_are_proposed_and_joined_only_on_consent():
    north, south = "heart_rate,x\n80,1\n90,2\n", "Heart Rate,x\n70,3\n60,4\n"
    pooled = two(north, south)
    consent = Consent("pooled-column-absent", "Heart Rate", "south")
    assert pooled.proposed == (consent,)
    assert pooled.read().columns == ("site", "heart_rate", "x", "Heart Rate")
    joined = two(north, south, accepted=[consent])
    assert joined.read().frame["heart_rate"].tolist() == [80, 90, 70, 60]
    assert joined.conflicts == ()


def test_two_columns_of_one_file_are_never_taken_for_one():
    pooled = two("a_1,a1,x\n1,2,3\n", "A1,x,y\n1,2,3\n")
    assert pooled.proposed == ()


REFUSED = {
    "Two sites have the same name": {"sites": ["A", "a"]},
    "The sites and the files do not go together": {"sites": ["A"]},
    "A site cannot have this name": {"sites": ["A/B", "C"]},
    "There is no column 'agee' to rename": {"renames": {"agee": "b"}},
    "Two columns of a file would have the same name": {"renames": {"age": "b"}},
    "A new name is empty": {"renames": {"age": " "}},
}


@pytest.mark.parametrize("problem", REFUSED)
def test_what_cannot_be_pooled_is_refused_with_a_sentence(problem):
    with pytest.raises(SchemaError) as refused:
        two("age,b\n1,2\n", "age,b\n3,4\n", **REFUSED[problem])
    assert refused.value.problem == problem


def test_the_same_file_twice_is_refused():
    with pytest.raises(SchemaError, match="given twice"):
        two("age,b\n1,2\n", "age,b\n1,2\n")


def test_nothing_to_pool_is_refused():
    with pytest.raises(SchemaError, match="nothing to pool"):
        pool([])
