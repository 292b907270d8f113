"""Labels as numbers, and refusals."""

import numpy as np
import pytest

from mtl_core.data import class_counts, labels_of, read_bytes, refusal
from mtl_core.errors import SchemaError
from mtl_core.schema import Task, TaskKind
from mtl_core.words import number_text


def table_of(name, cells):
    lines = [f"{name},x", *(f"{cell},{i}" for i, cell in enumerate(cells))]
    return read_bytes("\n".join(lines).encode(), name="x")


def test_binary_labels_are_one_for_the_positive_class_and_nan_for_blank():
    table = table_of("y", ["no", "", "yes", "no"])
    labels = labels_of(table, Task("y", TaskKind.BINARY, ("no", "yes")))
    np.testing.assert_array_equal(labels, [0, np.nan, 1, 0])
    turned = labels_of(table, Task("y", TaskKind.BINARY, ("yes", "no")))
    np.testing.assert_array_equal(turned, [1, np.nan, 0, 1])


def test_numeric_classes_are_matched_by_value_however_they_are_spelt():
    table = table_of("y", ["1.0", "0", "", "1", "0.0"])
    labels = labels_of(table, Task("y", TaskKind.BINARY, ("0", "1")))
    np.testing.assert_array_equal(labels, [1, 0, np.nan, 1, 0])


def test_multiclass_labels_are_indices_of_the_classes():
    table = table_of("y", ["b", "a", "", "c"])
    labels = labels_of(table, Task("y", TaskKind.MULTICLASS, ("c", "b", "a")))
    np.testing.assert_array_equal(labels, [1, 2, np.nan, 0])


def test_regression_labels_are_the_values_and_do_not_share_memory_with_the_table():
    table = table_of("y", ["1.5", "", "-2"])
    labels = labels_of(table, Task("y", TaskKind.REGRESSION))
    np.testing.assert_array_equal(labels, [1.5, np.nan, -2])
    labels[0] = 9
    assert table.frame["y"][0] == 1.5


def test_undeclared_classes_are_refused_with_a_count_and_without_the_value():
    table = table_of("y", ["yes", "no", "equivocal", "equivocal"])
    with pytest.raises(SchemaError, match="2 of 4 rows") as caught:
        labels_of(table, Task("y", TaskKind.BINARY, ("no", "yes")))
    assert "equivocal" not in str(caught.value)


def test_a_regression_on_text_is_refused():
    with pytest.raises(SchemaError, match="column of text"):
        labels_of(table_of("y", ["a", "b"]), Task("y", TaskKind.REGRESSION))


def test_classes_are_counted_in_the_order_of_numbers_or_of_text():
    assert list(class_counts(table_of("y", [10, 9, 2, 10, ""]), "y").items()) == [
        ("2", 1),
        ("9", 1),
        ("10", 2),
    ]
    assert list(class_counts(table_of("y", ["b", "a", "", "b"]), "y").items()) == [
        ("a", 1),
        ("b", 2),
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (0.5, "0.5"), (-0.0, "0"), (-3.0, "-3"), (1e20, "1e+20")]
)
def test_label_text_of_numbers_is_canonical(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("cells", "kind", "words"),
    [
        ([""] * 40, TaskKind.BINARY, "unknown for all 40 rows"),
        ([""] * 40, TaskKind.REGRESSION, "unknown for all 40 rows"),
        (["a"] * 39 + [""], TaskKind.MULTICLASS, "All 39 known values"),
        ([7] * 40, TaskKind.REGRESSION, "All 40 known values"),
        ([0] * 31 + [1] * 9, TaskKind.BINARY, "has 9 rows"),
        (["a"] * 20 + ["b"] * 15 + ["c"] * 5, TaskKind.MULTICLASS, "1 of the 3 classes"),
        ([*range(29), *[""] * 11], TaskKind.REGRESSION, "known for 29 rows"),
    ],
)
def test_a_task_that_cannot_be_estimated_is_refused_with_a_sentence(cells, kind, words):
    sentence = refusal(table_of("outcome", cells), "outcome", kind)
    assert words in sentence
    assert "'outcome'" in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([0] * 30 + [1] * 10, TaskKind.BINARY),
        (["a"] * 10 + ["b"] * 10 + ["c"] * 10, TaskKind.MULTICLASS),
        ([*range(30), *[""] * 10], TaskKind.REGRESSION),
    ],
)
def test_a_task_with_just_enough_labels_is_not_refused(cells, kind):
    assert refusal(table_of("y", cells), "y", kind) is None
