"""Declaring tasks: kinds, positive classes, requests."""

import pytest

from mtl_core.data import declare_task, declare_tasks, read_bytes, task_request
from mtl_core.errors import SchemaError
from mtl_core.schema import TaskKind, TaskRequest


def table_of(**columns):
    rows = [list(columns), *zip(*columns.values(), strict=True)]
    return read_bytes("\n".join(",".join(map(str, row)) for row in rows).encode(), name="x")


def table_with(cells):
    return table_of(outcome=cells, filler=list(range(len(cells))))


@pytest.mark.parametrize(
    ("cells", "kind", "classes"),
    [
        ([0, 1] * 12, TaskKind.BINARY, ("0", "1")),
        (["no", "yes"] * 12, TaskKind.BINARY, ("no", "yes")),
        ([0.5, 1.5] * 12, TaskKind.BINARY, ("0.5", "1.5")),
        ([3, 1, 10] * 8, TaskKind.MULTICLASS, ("1", "3", "10")),
        (["b", "c", "a"] * 8, TaskKind.MULTICLASS, ("a", "b", "c")),
        (list(range(10)) * 3, TaskKind.MULTICLASS, tuple("0123456789")),
        (list(range(11)) * 3, TaskKind.REGRESSION, ()),
        ([i / 7 for i in range(24)], TaskKind.REGRESSION, ()),
    ],
)
def test_the_kind_is_inferred_from_the_values(cells, kind, classes):
    task = declare_task(table_with(cells), "outcome")
    assert (task.kind, task.classes) == (kind, classes)


@pytest.mark.parametrize("cells", [[0.5, 1.5, 2.5] * 8, [f"level {i}" for i in range(21)] * 2])
def test_an_unclear_kind_is_asked_for(cells):
    with pytest.raises(SchemaError, match="name the kind") as caught:
        declare_task(table_with(cells), "outcome")
    assert "level 3" not in str(caught.value)


def test_a_given_kind_is_taken():
    assert declare_task(table_with([1, 2, 3] * 8), "outcome", TaskKind.REGRESSION).classes == ()
    halves = declare_task(table_with([0.5, 1.5, 2.5] * 8), "outcome", TaskKind.MULTICLASS)
    assert halves.classes == ("0.5", "1.5", "2.5")


@pytest.mark.parametrize(
    ("cells", "positive"),
    [
        ([1, 0], "1"),
        (["Yes", "No"], "Yes"),
        (["TRUE", "FALSE"], "TRUE"),
        (["positive", "negative"], "positive"),
        (["dead", "alive"], "dead"),
        (["present", "absent"], "present"),
        ([4, 2], "4"),
        (["mild", "severe", "mild"], "severe"),
        (["severe", "mild", "severe"], "mild"),
    ],
)
def test_the_positive_class_says_so_or_is_the_larger_number_or_the_rarer_text(cells, positive):
    assert declare_task(table_with(cells), "outcome").positive == positive


@pytest.mark.parametrize(
    ("cells", "wanted", "positive"),
    [
        (["Yes", "No"], "No", "No"),
        (["Yes", "No"], "no", "No"),
        ([0, 1], "0", "0"),
        ([0, 1], "0.0", "0"),
        (["a", "A"], "a", "a"),
    ],
)
def test_a_given_positive_class_is_taken(cells, wanted, positive):
    assert declare_task(table_with(cells), "outcome", None, wanted).positive == positive


@pytest.mark.parametrize(
    ("cells", "kind", "positive"),
    [
        (["alpha", "beta"], TaskKind.REGRESSION, None),
        (["alpha", "beta", "gamma"], TaskKind.BINARY, None),
        (["alpha", "beta"], TaskKind.BINARY, "gamma"),
        ([0, 1], TaskKind.BINARY, "yes"),
        (["alpha", "beta", "gamma"], TaskKind.MULTICLASS, "alpha"),
        (["alpha", "beta", "gamma"], TaskKind.ORDINAL, "alpha"),
        (["alpha", "beta", "gamma"], TaskKind.ORDINAL, None),
        ([f"alpha{i}" for i in range(21)], TaskKind.MULTICLASS, None),
        (["alpha", "alpha"], None, None),
        (["", ""], None, None),
    ],
)
def test_what_does_not_fit_is_refused_without_cell_values(cells, kind, positive):
    with pytest.raises(SchemaError) as caught:
        declare_task(table_with(cells), "outcome", kind, positive)
    assert "outcome" in str(caught.value)
    assert not any(word in str(caught.value) for word in ("alpha", "beta", "gamma"))


def test_an_unknown_column_is_answered_with_close_names():
    table = table_of(hospdead=[0, 1], age=[1, 2])
    with pytest.raises(SchemaError, match=r"There is no column 'hosp_dead'.*hospdead"):
        declare_task(table, "hosp_dead")


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("died", TaskRequest("died")),
        ("died:binary", TaskRequest("died", TaskKind.BINARY)),
        ("died:binary:yes", TaskRequest("died", TaskKind.BINARY, "yes")),
        ("died::yes", TaskRequest("died", None, "yes")),
        ("died:binary:a:b", TaskRequest("died", TaskKind.BINARY, "a:b")),
        ("time: h", TaskRequest("time: h")),
        ("time: h:regression", TaskRequest("time: h", TaskKind.REGRESSION)),
        ("a:b:binary", TaskRequest("a:b", TaskKind.BINARY)),
    ],
)
def test_a_request_is_read_with_the_longest_column_name_that_fits(text, request_):
    columns = ["died", "time", "time: h", "a", "a:b"]
    assert task_request(text, columns) == request_


def test_a_request_without_known_columns_is_split_at_the_colon():
    assert task_request("y:multiclass") == TaskRequest("y", TaskKind.MULTICLASS)


def test_an_unknown_kind_is_refused_with_the_kinds():
    with pytest.raises(SchemaError, match="binary, multiclass, ordinal, regression"):
        task_request("died:survival", ["died"])


def test_tasks_that_cannot_be_estimated_are_refused_and_the_others_go_on():
    table = table_of(
        good=[0, 1] * 20,
        same=[1] * 40,
        none=[""] * 40,
        rare=[1] * 9 + [0] * 31,
        value=[i / 3 for i in range(40)],
    )
    names = ["same", "good", "none", "rare", "value"]
    declared = declare_tasks(table, [TaskRequest(name) for name in names])
    assert [task.name for task in declared.tasks] == ["good", "value"]
    assert list(declared.refused) == ["same", "none", "rare"]


def test_a_mistake_in_a_request_is_no_refusal():
    table = table_of(good=[0, 1] * 20, word=["a", "b"] * 20)
    for request in (TaskRequest("godo"), TaskRequest("word", TaskKind.REGRESSION)):
        with pytest.raises(SchemaError):
            declare_tasks(table, [TaskRequest("good"), request])


def test_the_same_task_twice_is_a_mistake():
    table = table_of(good=[0, 1] * 20, x=[0, 1] * 20)
    with pytest.raises(SchemaError, match="more than once: good"):
        declare_tasks(table, [TaskRequest("good"), TaskRequest("good", TaskKind.BINARY)])
