"""What in a column may identify a person: its name, or what its cells look like."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns.checksums import holds_account, is_person_number
from mtl_core.columns.names import names_person
from mtl_core.schema import ColumnKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from mtl_core.columns.kinds import ColumnFacts


class IdentifierKind(StrEnum):
    """What may identify a person, in words that complete "it holds ..."."""

    NAMED = "by its name, something that identifies a person"
    EMAIL = "e-mail addresses"
    ACCOUNT = "bank account numbers"
    NUMBER = "national or health insurance numbers"
    PHONE = "telephone numbers"
    ADDRESS = "postal addresses"
    PERSON = "names of persons"
    BIRTH = "dates that spread over a human life, such as dates of birth"
    RECORD = "record numbers, a different one in nearly every row"


MOST_SCANNED = 2_000
"""Of more distinct texts every k-th is looked at; addresses with an ``@`` are sought in all."""

LONGEST = 1_000
"""Characters of a text that are looked at, so that no cell can take seconds."""

NEARLY_ALL = 0.8
"""Share of the distinct texts that must look alike to be called by that name."""

FEWEST = 3
"""So many texts must look alike, where a single one may by chance."""

CODE_DIGITS = 5
"""Codes with fewer digits are answers rather than numbers of records."""

FEWEST_NAMES = 10
"""With fewer distinct texts, two words with capitals are more likely an answer than a person."""

LIFE_YEARS = 40
"""Years between the 5th and 95th percentile of dates of birth among adults; studies are shorter."""

RECORD_DIGITS = 7
"""Whole numbers with as many digits, all of one length and nearly all different, are no amounts."""

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_US_NUMBER = re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")
_PHONE = re.compile(r"\+?\(?\d{1,5}\)?(?:/? ?\d|[ .-]\(?\d|\)\d){6,14}\)?")
_AMOUNT = re.compile(r"[1-9]\d*(?:[.,]\d+)?")
_PHONE_IN_TEXT = re.compile(
    r"(?<![\w.])(?:\+\d{1,3}[ /(-]?\(?\d[\d ()/-]{6,}\d|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?!\w)"
)
_DATE = re.compile(
    r"(?:\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2,4})(?:\D.*)?"
)
_ADDRESS = re.compile(
    r"\b\d{1,5}[a-z]?,? (?:[\w'’.-]+ ){1,4}?(?:street|st\.?|road|rd\.?|avenue|ave\.?|lane|ln\.?"
    r"|drive|dr\.|boulevard|blvd\.?|court|terrace)(?:\W|$)"
    r"|\b\d{1,5}(?: bis)?,? (?:rue|avenue|boulevard|chemin|place|quai|impasse) \w+"
    r"|\b[\w.-]*(?:straße|strasse|str\.|gasse|allee|straat|laan) ?\d{1,4}"
    r"|^(?:calle|avenida|via|viale|piazza|corso) (?:[\w'’.-]+ ){0,4}?[\w'’.-]+,? \d{1,4}",
    re.IGNORECASE,
)
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*"
_FAMILY_FIRST = re.compile(rf"{_WORD}(?: {_WORD})?, ?{_WORD}(?: {_WORD})*")
_TWO_WORDS = re.compile(rf"{_WORD}(?: {_WORD}){{1,2}}")
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Herr|Frau|Mme|Mlle|Monsieur|Madame|Señor|Señora|Sra|Sig|Signora"
    r"|Dhr|Mevr|Mevrouw)\.? [A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+"
)
_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d{2}(?!\d)")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
# Digits around a slash alone are a blood pressure.
_CODE = re.compile(r"[0_-]*|[0_/-]*A[A0_/-]*")


def identifying(facts: ColumnFacts, column: pd.Series) -> IdentifierKind | None:
    """Say what in a column may identify a person.

    Parameters
    ----------
    column
        The column of the facts, float64 or text.

    Returns
    -------
    ``None`` when nothing was recognised, which is no proof that nobody can be.
    """
    if names_person(facts.name):
        return IdentifierKind.NAMED
    if column.dtype.kind == "f":
        return IdentifierKind.RECORD if facts.unique and _are_records(column) else None
    texts: list[str] = list(column.dropna().unique())
    if facts.kind is ColumnKind.DATE:
        return IdentifierKind.BIRTH if _spread_over_a_life(texts) else None
    return _in_texts(texts, facts)


def _in_texts(texts: Sequence[str], facts: ColumnFacts) -> IdentifierKind | None:
    if any("@" in text and _EMAIL.search(text) for text in texts):
        return IdentifierKind.EMAIL
    some = [text[:LONGEST] for text in texts[:: max(1, len(texts) // MOST_SCANNED)]]
    looks: dict[IdentifierKind, Callable[[], bool]] = {
        IdentifierKind.ACCOUNT: lambda: any(map(holds_account, some)),
        IdentifierKind.NUMBER: lambda: _has(some, _US_NUMBER) or _mostly(some, is_person_number),
        IdentifierKind.PHONE: lambda: _has(some, _PHONE_IN_TEXT) or _mostly(some, _is_phone),
        IdentifierKind.ADDRESS: lambda: sum(bool(_ADDRESS.search(text)) for text in some) >= FEWEST,
        IdentifierKind.PERSON: lambda: _has(some, _TITLE) or _are_persons(some, facts),
        IdentifierKind.RECORD: lambda: facts.unique and _are_codes(some),
    }
    return next((what for what, look in looks.items() if look()), None)


def _has(texts: Sequence[str], pattern: re.Pattern[str]) -> bool:
    return any(map(pattern.search, texts))


def _mostly(texts: Sequence[str], looks: Callable[[str], object]) -> bool:
    return len(texts) >= FEWEST and sum(map(bool, map(looks, texts))) >= NEARLY_ALL * len(texts)


def _is_phone(text: str) -> bool:
    shaped = _PHONE.fullmatch(text) is not None and 7 <= len(_DIGIT.findall(text)) <= 15
    return shaped and not _AMOUNT.fullmatch(text) and not _DATE.fullmatch(text)


def _are_persons(texts: Sequence[str], facts: ColumnFacts) -> bool:
    if len(texts) < FEWEST_NAMES or 2 * facts.levels < facts.n_known:
        return False
    return _mostly(texts, _FAMILY_FIRST.fullmatch) or (
        facts.unique and _mostly(texts, _TWO_WORDS.fullmatch)
    )


def _are_codes(texts: Sequence[str]) -> bool:
    """Whether nearly all texts have one shape of digits and letters, with five digits or more."""
    shapes = Counter(_LETTER.sub("A", _DIGIT.sub("0", text)) for text in texts)
    shape, n_alike = shapes.most_common(1)[0]
    alike = n_alike >= NEARLY_ALL * len(texts)
    return alike and shape.count("0") >= CODE_DIGITS and _CODE.fullmatch(shape) is not None


def _are_records(column: pd.Series) -> bool:
    """Whether whole numbers that are nearly all different are long and of one length."""
    known = column.dropna().to_numpy()
    low, high = known.min(), known.max()
    long = low >= 10 ** (RECORD_DIGITS - 1) and len(str(int(low))) == len(str(int(high)))
    return bool(long and (known % 1 == 0).all())


def _spread_over_a_life(texts: Sequence[str]) -> bool:
    years = [int(found[0]) for text in texts if (found := _YEAR.search(text))]
    if len(years) < FEWEST_NAMES:
        return False
    low, high = np.quantile(years, [0.05, 0.95])
    return bool(high - low >= LIFE_YEARS)
