"""In which order the classes of an ordinal task stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.columns import order_of_words
from mtl_core.data.labels import class_counts, same_label
from mtl_core.errors import SchemaError
from mtl_core.schema.repairs import OneCoding
from mtl_core.words import read_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mtl_core.data.table import Table
    from mtl_core.schema.repairs import Repair


def split_order(text: str) -> tuple[str, ...]:
    """Read classes from the lowest to the highest, with a ``<`` between them.

    Where a class itself holds that sign, the signs between classes have blanks around them.

    >>> split_order("mild<moderate<severe"), split_order("> 2 years < <= 2 years")
    (('mild', 'moderate', 'severe'), ('> 2 years', '<= 2 years'))
    """
    parts = text.split(" < " if " < " in text else "<")
    return tuple(part.strip() for part in parts if part.strip())


def class_order(table: Table, name: str, given: Sequence[str] = ()) -> tuple[str, ...]:
    """Put the classes of a column in order, the lowest first.

    The order that a person gives counts; else numbers have theirs, and words of a usual scale
    (none, mild, moderate, severe; never, sometimes, often; I, II, III) have that of the scale.

    Parameters
    ----------
    given
        Every class once, lowest first; empty when nobody has said.

    Raises
    ------
    SchemaError
        When the given classes are not the column's, or nothing says in which order they stand.
    """
    labels = tuple(class_counts(table, name))
    numeric = table.is_numeric(name)
    if given:
        return _as_given(name, labels, given, numeric=numeric)
    order = labels if numeric else order_of_words(labels)
    if order is None:
        raise SchemaError(
            f"The order of the classes of task '{name}' is not known",
            expected="numbers, words of a usual scale, or the order of the classes",
            found=f"text with {len(labels)} different values",
            action=f'give it from low to high, --task "{name}:ordinal:LOW < MIDDLE < HIGH", '
            "choose it on the Tasks page, or declare the task as multiclass",
        )
    return order


def order_of_codes(table: Table, name: str, repairs: Iterable[Repair]) -> tuple[str, ...]:
    """Return the classes in the order of the numbers that were written for them, if all were.

    So does a data dictionary say which class is higher. Empty where it does not.
    """
    lowest: dict[str, float] = {}
    for repair in repairs:
        if isinstance(repair, OneCoding) and repair.column == name:
            for coding in repair.codings:
                numbers = [read_number(text) for text in coding.spellings]
                known = [number for number in numbers if number is not None]
                if known and len(known) == len(numbers):
                    lowest[coding.label] = min(known)
    labels = tuple(class_counts(table, name))
    if not set(labels) <= set(lowest):
        return ()
    return tuple(sorted(labels, key=lambda label: lowest[label]))


def _as_given(
    name: str, labels: Sequence[str], given: Sequence[str], *, numeric: bool
) -> tuple[str, ...]:
    """Find each given class among the column's, each once and none left over."""
    found = [_found(wanted, labels, numeric=numeric) for wanted in given]
    n_other = found.count(None)
    if n_other == 0 and len(set(found)) == len(found) == len(labels):
        return tuple(label for label in found if label is not None)
    n_missing = len(set(labels) - set(found))
    raise SchemaError(
        f"The order of the classes of task '{name}' does not fit the column",
        expected=f"each of its {len(labels)} classes once, spelt as in the file, lowest first",
        found=f"{len(given)} classes, of which {n_other} are not in the column; "
        f"{n_missing} of the column's are missing",
        action="look up the spelling in the file; write blanks around each < between classes that "
        "hold that sign themselves",
    )


def _found(wanted: str, labels: Sequence[str], *, numeric: bool) -> str | None:
    if wanted in labels:
        return wanted
    same = [label for label in labels if same_label(label, wanted.strip(), numeric=numeric)]
    return same[0] if len(same) == 1 else None
