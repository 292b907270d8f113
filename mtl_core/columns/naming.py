"""Numbers that are names of categories: sex 1/2, site 1 to 12."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns.kinds import MOST_LEVELS
from mtl_core.columns.names import name_words, names_id, names_site
from mtl_core.columns.raw import number_of, spelt_number
from mtl_core.columns.rule import RepairRule
from mtl_core.columns.wording import check_of
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import AsCategories

if TYPE_CHECKING:
    from mtl_core.columns.raw import RawColumn
    from mtl_core.columns.typed import TypedColumn
    from mtl_core.schema import Check

REPEATED = 2
"""Rows per different number below which nothing can be said about categories."""

FEWEST_ROWS = 10
"""Known rows from which 1 and 2 are asked about whatever the column is called."""

_CATEGORY_WORDS = frozenset(
    {"sex", "gender", "race", "ethnicity", "ethnic", "ethnicgroup", "nationality", "country"}
    | {"region", "language", "religion", "marital", "maritalstatus", "occupation", "insurance"}
    | {"site", "center", "centre", "hospital", "clinic", "ward", "department", "dept", "unit"}
    | {"group", "grp", "arm", "treatment", "trt", "rx", "type", "category", "class", "code"}
    | {"diagnosis", "diag", "dx", "cause", "reason", "route", "device", "specialty", "payer"}
)
_AMOUNT_WORDS = frozenset(
    {"stage", "grade", "score", "scale", "level", "count", "index"}
    | {"age", "year", "years", "day", "days", "duration", "dose", "total", "sum", "points"}
    | {"nyha", "asa", "killip", "ccs", "ecog", "child", "apgar", "gcs", "mrs", "rank", "order"}
)
_NUMBER_WORDS = frozenset({"number", "num", "nr", "n", "no"})


def as_categories(raw: RawColumn, decimal: str) -> RawColumn:
    """Take the numbers of a column for names; 1 and 1.0 are the same name."""
    texts = [_name_of(text, decimal) for text in raw.texts]
    return raw.respelt(texts, named=True)


def check_names(column: TypedColumn) -> list[Check]:
    """Ask whether a few whole numbers are names rather than amounts.

    Asked where the column's name says so (sex, site, ward, type, code ...), and where the numbers
    are just 1 and 2. Two answers 0 and 1 mean the same either way; stages, grades, scores and
    counts are amounts.
    """
    if not 2 <= len(column.raw.values) <= 2 * MOST_LEVELS:
        return []
    levels = np.unique(column.numbers[np.isfinite(column.numbers)])
    if not 2 <= len(levels) <= MOST_LEVELS or (levels % 1 != 0).any() or levels[0] < 0:
        return []
    n_known = column.raw.n_cells(np.isfinite(column.numbers))
    if n_known < REPEATED * len(levels):
        return []
    flag = len(levels) == 2 and levels[0] == 0
    pair = levels.tolist() == [1.0, 2.0] and n_known >= FEWEST_ROWS
    if flag or not _could_name(column.name, pair=pair):
        return []
    return [
        check_of(
            FindingCode.NUMBERS_AS_NAMES,
            column.name,
            f"'{column.name}' holds {len(levels)} whole numbers that look like names of "
            "categories, not amounts.",
            "Accept to treat them as categories; refuse if twice the number is twice the amount.",
            AsCategories(column.name),
        )
    ]


def _could_name(name: str, *, pair: bool) -> bool:
    """Whether the numbers of a column called so may be names; ``pair`` for just 1 and 2."""
    if names_site(name):
        return True
    words = name_words(name)
    # A number of wards is an amount, a ward number is a name.
    amount = _AMOUNT_WORDS.intersection(words) or _NUMBER_WORDS.intersection(words[:-1])
    if amount or names_id(name):
        return False
    return pair or bool(_CATEGORY_WORDS.intersection(words))


def _name_of(text: str, decimal: str) -> str:
    number = number_of(text, decimal)
    return text if number is None else spelt_number(number, decimal)


REPAIRS = (
    RepairRule(
        AsCategories,
        code=lambda _: FindingCode.NUMBERS_AS_NAMES,
        sentence=lambda _, columns: f"The numbers in {columns} were taken for categories.",
        apply=lambda raw, _, decimal: as_categories(raw, decimal),
    ),
)
