"""Numbers of persons that carry a check digit: national and insurance numbers, bank accounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stdnum import iban, luhn
from stdnum.ch import ssn
from stdnum.es import dni
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.it import codicefiscale
from stdnum.nl import bsn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ACCOUNT = re.compile(r"(?<!\w)([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)(?!\w)")


def holds_account(text: str) -> bool:
    """Whether a text holds an international bank account number (ISO 13616)."""
    return any(iban.is_valid(found, check_country=False) for found in _ACCOUNT.findall(text))


def is_person_number(text: str) -> bool:
    """Whether a text is a national or insurance number whose check digit is right.

    Known are the British NHS number, the German health insurance number, the Swiss and Dutch
    social security numbers, the French and Italian tax or social security codes, and the Spanish
    identity number. A random number passes one time in about ten, so one text proves nothing.
    """
    bare = re.sub(r"[ .-]", "", text).upper()
    if not bare.isascii() or len(set(bare)) < 2:
        return False
    return any(valid(bare) for shape, valid in _VALID.items() if re.fullmatch(shape, bare))


def _is_german(number: str) -> bool:
    """Whether the last digit of a health insurance number is the Luhn sum of the others."""
    digits = f"{ord(number[0]) - ord('A') + 1:02}{number[1:9]}"
    return luhn.checksum(f"{digits}0") == int(number[9])


# Without the shape, the Dutch check would add zeros in front and the Italian one take firms.
_VALID: Mapping[str, Callable[[str], bool]] = {
    r"\d{9}": bsn.is_valid,
    r"\d{10}": nhs.is_valid,
    r"\d{13}": ssn.is_valid,
    r"[12]\d{14}": nir.is_valid,
    r"\d{8}[A-Z]": dni.is_valid,
    r"[A-Z]\d{9}": _is_german,
    r"[A-Z]{6}[A-Z0-9]{10}": codicefiscale.is_valid,
}
