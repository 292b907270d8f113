"""The schema of a cohort: every column gets one role."""

import pytest

from mtl_core.data import check_schema, declare_schema, declare_task, read_bytes
from mtl_core.errors import SchemaError
from mtl_core.schema import ColumnKind, Feature

N = 60
COLUMNS = {
    "pid": list(range(N)),
    "site": [i % 3 for i in range(N)],
    "seen": [f"2020-01-{i % 28 + 1:02}" for i in range(N)],
    "died": ["yes", "no"] * 30,
    "sex": ["f", "m", "m"] * 20,
    "age": [i % 50 + 0.5 for i in range(N)],
    "same": [1] * N,
    "remark": [f"remark {i}" for i in range(N)],
    "phone": [i * 7 for i in range(N)],
}


def table_of(columns):
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    return read_bytes("\n".join(",".join(map(str, row)) for row in rows).encode(), name="x")


@pytest.fixture
def table():
    return table_of(COLUMNS)


@pytest.fixture
def died(table):
    return declare_task(table, "died")


def test_features_default_to_numbers_and_categories_that_vary_and_identify_nobody(table, died):
    schema = declare_schema(table, [died])
    assert schema.features == (
        Feature("sex", ColumnKind.CATEGORICAL),
        Feature("age", ColumnKind.NUMERIC),
    )
    assert schema.excluded == ("pid", "site", "seen", "same", "remark", "phone")


def test_every_column_has_exactly_one_role(table, died):
    schema = declare_schema(
        table, [died], patient_id="pid", site="site", time="seen", exclude=["phone"]
    )
    special = (schema.patient_id, schema.site, schema.time)
    names = (*schema.task_names, *schema.feature_names, *special, *schema.excluded)
    assert sorted(names) == sorted(COLUMNS)


def test_excluded_columns_are_no_features(table, died):
    schema = declare_schema(table, [died], exclude=["age", "age"])
    assert schema.feature_names == ("sex",)
    assert schema.excluded[0] == "age"


def test_given_features_are_taken_in_their_order_and_the_rest_is_excluded(table, died):
    schema = declare_schema(table, [died], features=["age", "site"])
    assert schema.feature_names == ("age", "site")
    assert "sex" in schema.excluded


@pytest.mark.parametrize("name", ["same", "remark", "seen"])
def test_a_constant_free_text_or_a_date_cannot_be_a_feature(table, died, name):
    with pytest.raises(SchemaError, match=f"'{name}' cannot be a feature"):
        declare_schema(table, [died], features=[name])


@pytest.mark.parametrize(
    "roles",
    [
        {"exclude": ["died"]},
        {"features": ["died", "age"]},
        {"patient_id": "died"},
        {"exclude": ["age"], "features": ["age"]},
        {"site": "pid", "patient_id": "pid"},
        {"features": ["age", "age"]},
    ],
)
def test_two_roles_for_one_column_are_refused(table, died, roles):
    with pytest.raises(SchemaError, match="two roles"):
        declare_schema(table, [died], **roles)


@pytest.mark.parametrize(
    "roles",
    [
        {"exclude": ["agee"]},
        {"patient_id": "agee"},
        {"site": "agee"},
        {"time": "agee"},
        {"features": ["agee"]},
    ],
)
def test_unknown_names_are_refused_with_close_names(table, died, roles):
    with pytest.raises(SchemaError, match="close names: age"):
        declare_schema(table, [died], **roles)


def test_no_feature_left_is_refused(table, died):
    with pytest.raises(SchemaError, match="No feature is left"):
        declare_schema(table, [died], exclude=["sex", "age"])


def test_a_schema_fits_the_table_it_was_made_on(table, died):
    check_schema(table, declare_schema(table, [died], patient_id="pid"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"age": None}, "1 missing: age"),
        ({"pid": None}, "1 missing: pid"),
        ({"died": None}, "1 missing: died"),
        ({"age": ["old"] * N}, "text in: age"),
        ({"died": ["yes", "no", "maybe"] * 20}, "not declared"),
    ],
)
def test_a_schema_is_refused_by_a_table_that_does_not_fit(table, died, changes, words):
    schema = declare_schema(table, [died], patient_id="pid")
    other = {k: v for k, v in (COLUMNS | changes).items() if v is not None}
    with pytest.raises(SchemaError, match=words):
        check_schema(table_of(other), schema)


def test_further_columns_and_missing_excluded_ones_do_not_matter(table, died):
    schema = declare_schema(table, [died])
    other = {k: v for k, v in COLUMNS.items() if k not in ("remark", "phone")} | {"new": [1] * N}
    check_schema(table_of(other), schema)
