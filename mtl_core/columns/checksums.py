"""Numbers of persons that carry a check digit: national and insurance numbers, bank accounts."""

from __future__ import annotations

import re

_ACCOUNT = re.compile(r"(?<!\w)([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?)(?!\w)")
_ACCOUNT_LENGTHS = {
    "AT": 20, "BE": 16, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "ES": 24, "FI": 18, "FR": 27,
    "GB": 22, "IE": 22, "IT": 27, "LU": 20, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "SE": 24,
}  # fmt: skip
_TAX_CODE = re.compile(r"[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]")
_SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def holds_account(text: str) -> bool:
    """Whether a text holds an international bank account number (ISO 13616, remainder 1 by 97)."""
    for found in _ACCOUNT.findall(text):
        account = found.replace(" ", "")
        if len(account) == _ACCOUNT_LENGTHS.get(account[:2]) and _remainder_97(account) == 1:
            return True
    return False


def is_person_number(text: str) -> bool:
    """Whether a text is a national or insurance number whose check digit is right.

    Known are the British NHS number, the German health insurance number, the Swiss and Dutch
    social security numbers, the French and Italian tax or social security codes, and the Spanish
    identity number. A random number passes one time in about ten, so one text proves nothing.
    """
    bare = re.sub(r"[ .-]", "", text).upper()
    if bare.isascii() and bare.isdigit():
        checks = {9: _dutch, 10: _nhs, 13: _swiss, 15: _french}
        check = checks.get(len(bare))
        return check is not None and len(set(bare)) > 1 and check(bare)
    if re.fullmatch(r"[A-Z]\d{9}", bare):
        return _german(bare)
    if re.fullmatch(r"\d{8}[A-Z]", bare):
        return _SPANISH_LETTERS[int(bare[:8]) % 23] == bare[8]
    return _TAX_CODE.fullmatch(bare) is not None


def _remainder_97(account: str) -> int:
    turned = account[4:] + account[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97


def _nhs(digits: str) -> bool:
    total = sum(int(d) * w for d, w in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(digits[9])


def _dutch(digits: str) -> bool:
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11 == 0


def _swiss(digits: str) -> bool:
    total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits[:12]))
    return digits.startswith("756") and -total % 10 == int(digits[12])


def _french(digits: str) -> bool:
    return digits[0] in "12" and 97 - int(digits[:13]) % 97 == int(digits[13:])


def _german(number: str) -> bool:
    digits = f"{ord(number[0]) - ord('A') + 1:02}{number[1:9]}"
    products = (int(d) * (2 if i % 2 else 1) for i, d in enumerate(digits))
    return sum(p // 10 + p % 10 for p in products) % 10 == int(number[9])
