"""Accepted repairs as sentences of a methods section."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, assert_never

from mtl_core.schema.repairs import (
    AgeBand,
    AsCategories,
    DateOrder,
    DatePattern,
    DaysSince,
    LeaveOut,
    MissingCodes,
    NumberMarks,
    OneCoding,
    OnlyNumbers,
    OrderedMarks,
    QualifiedNumbers,
    UnitConversion,
    WithoutRows,
)
from mtl_core.words import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mtl_core.schema.repairs import Repair

_Plain: TypeAlias = (
    QualifiedNumbers
    | OrderedMarks
    | OnlyNumbers
    | NumberMarks
    | OneCoding
    | AsCategories
    | AgeBand
    | WithoutRows
    | LeaveOut
)
_ORDERS = {
    DatePattern.YEAR_MONTH_DAY: "year, month, day",
    DatePattern.DAY_MONTH_YEAR: "day, month, year",
    DatePattern.MONTH_DAY_YEAR: "month, day, year",
}
_MARKS = {".": "the point", ",": "the comma", "both": "whichever mark a cell has"}


def repair_sentences(repairs: Iterable[Repair]) -> list[str]:
    """Write one sentence per kind of repair, with the columns to which it was applied.

    Kinds come in the order in which the first of each was accepted. Rows and columns that were left
    out are told elsewhere.
    """
    columns: dict[str, list[str]] = {}
    for repair in repairs:
        sentence = _sentence(repair)
        if sentence is not None and not isinstance(repair, WithoutRows):
            names = columns.setdefault(sentence, [])
            if repair.column not in names:
                names.append(repair.column)
    return [sentence.format(quoted(names)) for sentence, names in columns.items()]


def _sentence(repair: Repair) -> str | None:
    """Return the sentence with a place for the columns."""
    match repair:
        case MissingCodes():
            return f"In {{}}, {_escaped(quoted(repair.codes) or 'nothing')} counted as missing."
        case UnitConversion():
            return _conversion(repair)
        case DateOrder():
            return f"The dates in {{}} were read as {_ORDERS[repair.pattern]}."
        case DaysSince():
            return f"The dates in {{}} became days since '{_escaped(repair.anchor)}'."
        case _:
            return _other_sentence(repair)


def _other_sentence(repair: _Plain) -> str | None:
    match repair:
        case NumberMarks() | QualifiedNumbers() | OnlyNumbers():
            return _number_sentence(repair)
        case OrderedMarks() | OneCoding() | AsCategories():
            return _answer_sentence(repair)
        case AgeBand():
            return f"In {{}}, ages of {repair.top} and more were written as {repair.top}."
        case WithoutRows() | LeaveOut():
            return None
        case _:
            assert_never(repair)


def _number_sentence(repair: NumberMarks | QualifiedNumbers | OnlyNumbers) -> str:
    match repair:
        case NumberMarks():
            return f"In {{}}, {_MARKS.get(repair.decimal, 'a mark')} was read as the decimal mark."
        case QualifiedNumbers():
            return (
                "In {}, marks around numbers such as '<' were kept in a column of their own and "
                "the number was used."
            )
        case OnlyNumbers():
            return "In {}, cells that are no numbers counted as missing."
        case _:
            assert_never(repair)


def _answer_sentence(repair: OrderedMarks | OneCoding | AsCategories) -> str:
    match repair:
        case OrderedMarks():
            marks = _escaped(quoted(repair.marks))
            return f"In {{}}, the marks {marks} were read as 0, 1, 2 and so on."
        case OneCoding():
            return f"Spellings of {_escaped(_labels(repair))} were made one in {{}}."
        case AsCategories():
            return "The numbers in {} were taken for categories."
        case _:
            assert_never(repair)


def _conversion(repair: UnitConversion) -> str:
    plus = f" and then adding {repair.offset:.6g}" if repair.offset else ""
    return (
        f"In {{}}, numbers from {repair.low:.6g} to {repair.high:.6g} were converted from "
        f"{_escaped(repair.source_unit)} to {_escaped(repair.unit)} by multiplying with "
        f"{repair.factor:.6g}{plus}."
    )


def _labels(repair: OneCoding) -> str:
    return listed([f"'{coding.label}'" for coding in repair.codings])


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
