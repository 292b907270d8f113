"""Words that may mean *missing*: asked about column by column, taken out, and kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtl_core.columns.raw import is_number
from mtl_core.columns.rule import RepairRule
from mtl_core.columns.wording import check_of
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import MissingCodes
from mtl_core.words import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from mtl_core.columns.raw import RawColumn
    from mtl_core.columns.typed import TypedColumn
    from mtl_core.schema import Check

MISSING_SUSPECTS = frozenset(
    {"na", "n/a", "n.a.", "n.a", "#n/a", "<na>", "nan", "null", "none", "nil", "missing", "blank"}
    | {"unknown", "unk", "unkn", "not known", "not done", "not available", "not applicable"}
    | {"not recorded", "not stated", "not reported", "no data", "no information", "no answer"}
    | {"unbekannt", "k.a.", "keine angabe", "inconnu", "desconocido", "sconosciuto", "onbekend"}
    | {"?", "??", "???", ".", "..", "...", "-", "--", "---", "*", "**", "/"}
)
"""Texts, in lower case, that may be an answer or may mean 'missing'; only a person knows."""

NUMBER_CODES = frozenset(
    {"-1", "-7", "-8", "-9", "-88", "-99", "-888", "-999", "-9999"}
    | {"9", "88", "99", "888", "999", "9999", "99999"}
)
"""Numbers that may mean 'missing' when they are the only numbers among words."""

_LONGEST = max(map(len, MISSING_SUSPECTS))


def without_codes(raw: RawColumn, repair: MissingCodes) -> tuple[RawColumn, Sequence[str]]:
    """Blank the cells that hold a code; return the column and the codes taken out of its texts."""
    codes = frozenset(repair.codes)
    kept = raw.respelt(["" if text in codes else text for text in raw.texts])
    return kept, [text if text in codes else "" for text in raw.texts]


def check_missing_codes(column: TypedColumn, answers: Collection[str] = ()) -> list[Check]:
    """Ask whether some words of a column of text mean 'missing'.

    Parameters
    ----------
    answers
        Words, in lower case, that are answers in this column (``none`` beside ``mild``).
    """
    raw = column.raw
    suspects = _words(raw, answers) | numbers_among_words(column)
    if not suspects:
        return []
    n = raw.n_cells([text in suspects for text in raw.texts])
    return [
        check_of(
            FindingCode.MISSING_CODE_SUSPECT,
            raw.name,
            f"{counted(n, 'cell')} of '{raw.name}' {'holds' if n == 1 else 'hold'} a word or code "
            "that may mean 'missing'; it was kept as an answer.",
            "Accept if nobody knows the value of these cells; refuse if it is a real answer.",
            MissingCodes(raw.name, tuple(sorted(suspects))),
        )
    ]


def _words(raw: RawColumn, answers: Collection[str]) -> set[str]:
    return {
        text
        for text in raw.texts
        if len(text) <= _LONGEST
        and (low := text.lower()) in MISSING_SUSPECTS
        and low not in answers
    }


def numbers_among_words(column: TypedColumn) -> set[str]:
    """Return the numeric codes when they are the only numbers of a column of words."""
    found = NUMBER_CODES.intersection(column.raw.texts)
    if not found:
        return set()
    numbers = [text for text in column.raw.values if is_number(text, column.decimal)]
    n_words = len(column.raw.values) - len(numbers)
    return set(found) if found.issuperset(numbers) and n_words >= 2 else set()


REPAIRS = (
    RepairRule(
        MissingCodes,
        code=lambda _: FindingCode.MISSING_CODE_SUSPECT,
        sentence=lambda repair, columns: (
            f"In {columns}, {quoted(repair.codes) or 'nothing'} counted as missing."
        ),
        apply=lambda raw, repair, _: without_codes(raw, repair),
    ),
)
