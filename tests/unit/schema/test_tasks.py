import pytest

from mtl_core.errors import SchemaError
from mtl_core.schema import PRIMARY, OutputLayout, Task, TaskKind


def test_a_binary_task_names_its_positive_class_and_has_one_output():
    task = Task("aki", TaskKind.BINARY, ("no", "yes"))
    assert (task.positive, task.n_outputs, task.told) == ("yes", 1, ("yes",))


def test_a_multiclass_task_has_one_output_per_class_and_no_positive_class():
    task = Task("function", TaskKind.MULTICLASS, ("good", "fair", "poor"))
    assert (task.positive, task.n_outputs, task.told) == (None, 3, task.classes)


def test_an_ordinal_task_has_one_output_per_class_the_lowest_first():
    task = Task("stage", TaskKind.ORDINAL, ("1", "2", "3", "4"))
    assert (task.positive, task.n_outputs, task.classes[0]) == (None, 4, "1")
    assert task.told == ("at least 2", "at least 3", "at least 4")


def test_outputs_stand_kind_by_kind_and_a_score_of_an_ordinal_task_is_one_number():
    layout = OutputLayout.of(
        [
            Task("place", TaskKind.MULTICLASS, ("home", "ward", "hospice")),
            Task("stage", TaskKind.ORDINAL, ("1", "2", "3", "4")),
            Task("los", TaskKind.REGRESSION),
            Task("aki", TaskKind.BINARY, ("no", "yes")),
        ]
    )
    assert [task.name for task in layout.tasks] == ["aki", "los", "stage", "place"]
    assert (layout.n_scalar, layout.width, layout.of_scores.width) == (2, 9, 6)
    assert [task.name for task in layout.per_class] == ["stage", "place"]
    assert layout.columns("stage") == slice(2, 6)
    assert layout.of_scores.columns("stage") == slice(2, 3)
    assert layout.of_scores.columns("place") == slice(3, 6)


def test_a_regression_task_has_one_output_and_no_classes():
    task = Task("los", TaskKind.REGRESSION)
    assert (task.positive, task.n_outputs, task.told) == (None, 1, (None,))


@pytest.mark.parametrize(
    ("kind", "classes"),
    [
        (TaskKind.BINARY, ()),
        (TaskKind.BINARY, ("yes",)),
        (TaskKind.BINARY, ("no", "maybe", "yes")),
        (TaskKind.BINARY, ("yes", "yes")),
        (TaskKind.MULTICLASS, ("one",)),
        (TaskKind.MULTICLASS, ("a", "b", "a")),
        (TaskKind.ORDINAL, ("a",)),
        (TaskKind.REGRESSION, ("a", "b")),
    ],
)
def test_classes_that_do_not_fit_the_kind_are_refused_with_the_tasks_name(kind, classes):
    with pytest.raises(SchemaError, match="Task 'aki' does not fit its kind"):
        Task("aki", kind, classes)


def test_every_kind_of_task_has_a_primary_metric():
    assert set(PRIMARY) == set(TaskKind)
