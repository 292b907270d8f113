import itertools

import pytest

from mtl_core.errors import SchemaError
from mtl_core.schema import CohortSchema, ColumnKind, Feature, Task, TaskKind

TASK = Task("y", TaskKind.BINARY, ("0", "1"))
FEATURE = Feature("x", ColumnKind.NUMERIC)
ROLES = {
    "task": lambda name: {"tasks": (Task(name, TaskKind.REGRESSION),)},
    "feature": lambda name: {"features": (Feature(name, ColumnKind.NUMERIC),)},
    "patient_id": lambda name: {"patient_id": name},
    "site": lambda name: {"site": name},
    "time": lambda name: {"time": name},
    "excluded": lambda name: {"excluded": (name,)},
}


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(ROLES, 2)))
def test_a_column_with_two_roles_is_refused_by_name(one, other):
    roles = {"tasks": (TASK,), "features": (FEATURE,)} | ROLES[one]("age") | ROLES[other]("age")
    with pytest.raises(SchemaError, match="more than one role for: age"):
        CohortSchema(**roles)


@pytest.mark.parametrize("role", ["task", "feature", "excluded"])
def test_a_column_named_twice_in_one_role_is_refused(role):
    roles = {"tasks": (TASK,), "features": (FEATURE,)}
    ((key, named),) = ROLES[role]("age").items()
    with pytest.raises(SchemaError, match="more than one role for: age"):
        CohortSchema(**roles | {key: named * 2})


def test_a_schema_without_tasks_says_how_to_declare_one():
    with pytest.raises(SchemaError, match="No task is declared"):
        CohortSchema(tasks=(), features=(FEATURE,))


def test_a_schema_without_features_says_so():
    with pytest.raises(SchemaError, match="No feature is left"):
        CohortSchema(tasks=(TASK,), features=())


def test_tasks_are_found_by_name_and_a_stranger_is_refused():
    schema = CohortSchema(tasks=(TASK,), features=(FEATURE,))
    assert schema.task("y") is TASK
    with pytest.raises(SchemaError, match="Expected: one of y"):
        schema.task("z")
