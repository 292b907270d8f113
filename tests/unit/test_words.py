"""Words and numbers as people read them; what should stand there is written out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.schema import Difference, Estimate
from mtl_core.words import (
    counted,
    decimal,
    duration,
    few_digits,
    listed,
    number,
    percent,
    rounded,
    signed,
    with_interval,
    with_minus,
)

WRITERS = (decimal, few_digits, number, rounded, signed, lambda value: percent(value, 1))


def test_numbers_come_with_interval_or_reason():
    assert with_interval(Estimate(0.8, 0.7, 0.9, 50)) == "0.800 (0.700 to 0.900)"
    assert with_interval(Estimate(reason="4 events")) == "4 events"
    assert with_interval(Estimate(0.8, n=50)) == "0.800 (no interval)"
    assert with_interval(None) == "not computed"
    assert with_interval(Difference(0.01, -0.02, 0.04), signed) == "+0.010 (−0.020 to +0.040)"
    assert with_interval(Difference(0.0, 0.0, 0.0), signed) == "0.000 (0.000 to 0.000)"
    assert with_interval(Difference(reason="not estimable"), signed) == "not estimable"


def test_words_for_counts_shares_and_times():
    assert counted(1, "row") == "1 row"
    assert counted(9105, "row") == "9,105 rows"
    assert percent(0.2592, 1) == "25.9 %"
    assert number(12345.6) == "12,346"
    assert [duration(s) for s in (2.4, 300, 7200)] == ["2 s", "5 min", "2.0 h"]


def test_a_list_beyond_its_limit_counts_the_rest():
    assert listed(["a", "b", "c"], 3) == "a, b and c"
    assert listed(["a", "b", "c", "d", "e"], 3) == "a, b, c and 2 more"
    assert listed(["a", "b"], last=", ") == "a, b"


@given(st.floats(-1e9, 1e9), st.sampled_from(WRITERS))
def test_no_number_begins_with_a_hyphen_and_zero_has_no_sign(value, write):
    text = write(value)
    assert not text.startswith("-")
    digits = text.lstrip("+−").rstrip(" %").replace(",", "")
    assert not text.startswith(("+", "−")) or float(digits) != 0


@given(st.floats(-1e9, 1e9))
def test_a_signed_difference_reads_back(value):
    assert float(signed(value).replace("−", "-")) == pytest.approx(value, abs=5e-4)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        (
            "log loss changes by -0.0100 (-0.0200 to +0.0100)",
            "log loss changes by −0.0100 (−0.0200 to +0.0100)",
        ),
        ("-9 [-1, 2]", "−9 [−1, 2]"),
        ("on 2020-01-02, ICD-9, 65-80, a-1", "on 2020-01-02, ICD-9, 65-80, a-1"),
    ],
)
def test_hyphens_before_numbers_alone_become_minus_signs(stored, shown):
    assert with_minus(stored) == shown
