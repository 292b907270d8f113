"""Numbers with a mark: ``<0.01``, ``>100``, ``~3``, ``5.2 H``, ``5.2*``, ``12 mg/dl``."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from mtl_core.columns.missing_codes import MISSING_SUSPECTS
from mtl_core.columns.raw import is_number
from mtl_core.columns.rule import RepairRule
from mtl_core.columns.wording import check_of
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import QualifiedNumbers
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtl_core.columns.raw import RawColumn
    from mtl_core.columns.typed import TypedColumn
    from mtl_core.schema import Check

NEARLY_ALL = 0.9
"""Share of known cells that must be numbers, with or without a mark, for the question."""

LONGEST = 40
"""A longer text is a remark, not a number with a mark."""

_UNMARKED = "0123456789.,"
_MARKED = re.compile(
    r"(?P<before><=|>=|=<|=>|<|>|≤|≥|~|≈|±|ca\.?)?\s*"
    r"(?P<number>[+-]?[0-9.,]+(?:[eE][+-]?[0-9]+)?)"
    r"(?:\s*(?P<after>HH|LL|H|L|!|\*{1,3}|\((?:HH|LL|H|L|\*)\)|[↑↓])"
    r"|(?P<unit>\s+[A-Za-zµμ%°]|[%°]|\s*(?:10\^)?[A-Za-zµμ%°][A-Za-z0-9µμ%°/.^²³]{1,11}))?"
)


class MarkedNumber(NamedTuple):
    """A number and the mark around it; ``unit`` is empty without one."""

    number: str
    mark: str
    unit: str


def only_numbers_remain(raw: RawColumn, decimal: str) -> tuple[RawColumn, Sequence[str]]:
    """Take the marks off the numbers; return the column and the marks taken off its texts."""
    marked = _marked_texts(raw, decimal)
    numbers = [marked[t].number if t in marked else t for t in raw.texts]
    marks = [marked[t].mark if t in marked else "" for t in raw.texts]
    return raw.respelt(numbers), marks


def check_qualified(column: TypedColumn) -> list[Check]:
    """Ask about numbers with marks when nearly all cells are numbers, with a mark or without.

    Where every number has a comparison before it and nothing else, the cells are bands of a
    quantity (``<18``, ``>=18``), not measurements, and nothing is asked.
    """
    raw = column.raw
    marked = _marked_texts(raw, column.decimal)
    if not marked:
        return []
    plain = {text for text in raw.values if is_number(text, column.decimal)}
    bare = [m for m in marked.values() if not m.mark.startswith(("<", ">", "=", "≤", "≥"))]
    n_marked = raw.n_cells([text in marked for text in raw.texts])
    n_plain = raw.n_cells([text in plain for text in raw.texts])
    n_known = raw.n_cells([bool(t) and t.lower() not in MISSING_SUSPECTS for t in raw.texts])
    if not (plain or bare) or n_marked + n_plain < NEARLY_ALL * n_known:
        return []
    return [
        check_of(
            FindingCode.QUALIFIED_NUMBERS,
            raw.name,
            f"{counted(n_marked, 'number')} of '{raw.name}' {'has' if n_marked == 1 else 'have'} "
            "a mark, such as a comparison, a flag or a unit; the column stays text.",
            "Accept to read the numbers and keep the marks in a column of their own.",
            QualifiedNumbers(raw.name),
        )
    ]


def _marked_texts(raw: RawColumn, decimal: str) -> dict[str, MarkedNumber]:
    """Return the texts that are numbers with a mark; with units only if there is just one."""
    found = {text: m for text in raw.values if (m := _split(text, decimal)) is not None}
    units = Counter(marked.unit.lower() for marked in found.values() if marked.unit)
    if len(units) > 1:
        found = {text: marked for text, marked in found.items() if not marked.unit}
    return found


def _split(text: str, decimal: str) -> MarkedNumber | None:
    if not text.strip(_UNMARKED):
        return None
    match = _MARKED.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None
    before, number, after, unit = ((match[part] or "").strip() for part in _MARKED.groupindex)
    if not (before or after or unit) or not is_number(number, decimal):
        return None
    return MarkedNumber(number, " ".join(filter(None, (before, after, unit))), unit)


REPAIRS = (
    RepairRule(
        QualifiedNumbers,
        code=lambda _: FindingCode.QUALIFIED_NUMBERS,
        sentence=lambda _, columns: (
            f"In {columns}, marks around numbers such as '<' were kept in a column of their own "
            "and the number was used."
        ),
        apply=lambda raw, _, decimal: only_numbers_remain(raw, decimal),
    ),
)
