"""Ages above 89, by which a person may be recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns.names import name_words
from mtl_core.columns.raw import number_of, spelt_number
from mtl_core.columns.rule import RepairRule
from mtl_core.columns.wording import check_of
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import AgeBand
from mtl_core.words import counted

if TYPE_CHECKING:
    from mtl_core.columns.raw import RawColumn
    from mtl_core.columns.typed import TypedColumn
    from mtl_core.schema import Check

OLDEST = 130
"""Years beyond which a number is no age but a code or another unit."""

TOP = 90
"""Lowest age of the band of the very old (45 CFR 164.514(b)(2)(i)(C) asks for '90 or older')."""

_AGE_WORDS = frozenset({"age", "ageyears", "ageyrs", "alter", "edad", "idade", "eta", "leeftijd"})
_OTHER_AGES = frozenset(
    {"group", "grp", "band", "cat", "category", "month", "months", "mo", "week", "weeks", "wk"}
    | {"day", "days", "gestational", "gest", "bone", "stage"}
)


def banded(raw: RawColumn, repair: AgeBand, decimal: str) -> RawColumn:
    """Write every age from ``repair.top`` on as ``repair.top``; what is no age stays."""
    top = spelt_number(repair.top, decimal)

    def new(text: str) -> str:
        age = number_of(text, decimal)
        return text if age is None or not repair.top <= age <= OLDEST else top

    return raw.respelt([*map(new, raw.texts)])


def check_ages(column: TypedColumn, label: str = "") -> list[Check]:
    """Ask about ages above 89 in a column of ages in years, by its name or its label.

    A column in which nobody is older than 90 may be banded already and is left alone.
    """
    words = name_words(column.name), name_words(label)
    if not any(_AGE_WORDS & set(w) and not _OTHER_AGES & set(w) for w in words):
        return []
    numbers = column.numbers
    high = (numbers >= TOP) & (numbers <= OLDEST)
    n_beyond = column.raw.n_cells(numbers > OLDEST)
    n_known = column.raw.n_cells(np.isfinite(numbers))
    if not (high & (numbers > TOP)).any() or n_beyond > 0.5 * n_known:
        return []
    n = column.raw.n_cells(high)
    return [
        check_of(
            FindingCode.HIGH_AGE,
            column.name,
            f"{counted(n, 'age')} of '{column.name}' {'is' if n == 1 else 'are'} {TOP} or more, "
            "by which a person may be recognised.",
            f"Accept to write them as {TOP}, as privacy rules ask for.",
            AgeBand(column.name, TOP),
        )
    ]


REPAIRS = (
    RepairRule(
        AgeBand,
        code=lambda _: FindingCode.HIGH_AGE,
        sentence=lambda repair, columns: (
            f"In {columns}, ages of {repair.top} and more were written as {repair.top}."
        ),
        apply=banded,
    ),
)
