"""Numbers with check digits; the valid ones are the published examples of the issuing offices.

NHS number: NHS Data Dictionary; IBAN: ISO 13616 registry; Swiss number: Central Compensation
Office; Dutch number: the eleven test; German number: GKV-Spitzenverband, annex 1; French number:
INSEE; Italian and Spanish codes: the usual specimen cards.
"""

import string

import pytest

from mtl_core.columns.checksums import holds_account, is_person_number

ACCOUNTS = ["GB82 WEST 1234 5698 7654 32", "DE89370400440532013000", "CH93 0076 2011 6238 5295 7"]
NUMBERS = ["943 476 5919", "756.9217.0769.85", "111222333", "A123456780", "255081416802538"]
NUMBERS += ["RSSMRA85T10A562S", "12345678Z"]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_a_published_account_number_is_recognised_within_a_text(account):
    assert holds_account(f"pay to {account}, thanks")


@pytest.mark.parametrize("account", ACCOUNTS)
def test_an_account_with_one_digit_changed_is_none(account):
    last = str((int(account[-1]) + 1) % 10)
    assert not holds_account(account[:-1] + last)


def test_other_codes_of_letters_and_digits_are_no_accounts():
    assert not any(map(holds_account, ["AB12 CDEF 3456 7890", "DE89", "", "GB82WEST"]))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_published_number_of_a_person_is_recognised(number):
    assert is_person_number(number)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_of_a_person_with_another_check_digit_is_none(number):
    alphabet = string.digits if number[-1].isdigit() else string.ascii_uppercase
    another = alphabet[alphabet.index(number[-1]) - 1]
    assert not is_person_number(number[:-1] + another)


@pytest.mark.parametrize("text", ["", "0000000000", "000000000", "12.5", "12345678A", "٣" * 10])
def test_measurements_and_other_digits_are_no_numbers_of_persons(text):
    assert not is_person_number(text)
