"""Words and numbers as people read them: counts, lists, shares, differences, intervals, times.

A number that people read has the true minus sign (U+2212). The few sentences that a run keeps with
a hyphen get theirs when they are shown, from :func:`with_minus`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Protocol


class Ends(Protocol):
    """Anything that lies between two numbers."""

    @property
    def low(self) -> float | None:
        """Lower end of the 95 % interval."""

    @property
    def high(self) -> float | None:
        """Upper end of the 95 % interval."""


class Interval(Ends, Protocol):
    """Anything with a value, an interval and, where there is no value, a reason."""

    @property
    def value(self) -> float | None:
        """Point estimate."""

    @property
    def reason(self) -> str | None:
        """Why there is no value."""


def with_minus(text: str) -> str:
    """Put the true minus sign before negative numbers; hyphens inside words and dates stay.

    >>> with_minus("by -0.02 (-0.05 to +0.01) in ICD-9 codes on 2020-01-02")
    'by −0.02 (−0.05 to +0.01) in ICD-9 codes on 2020-01-02'
    """
    return re.sub(r"(?<![^\s(\[])-(?=\d)", "−", text)


def count(n: float) -> str:
    """Write a count with thousands separators."""
    return f"{n:,.0f}"


def counted(n: float, one: str, many: str = "") -> str:
    """Write a count with its noun.

    >>> counted(1, "cell"), counted(1234, "cell"), counted(2, "cell is", "cells are")
    ('1 cell', '1,234 cells', '2 cells are')
    """
    return f"{count(n)} {one if round(n) == 1 else many or one + 's'}"


def listed(names: Sequence[str], limit: int | None = None, last: str = " and ") -> str:
    """Join names in a sentence; beyond ``limit`` the rest is counted.

    >>> listed([]), listed(["a"]), listed(["a", "b", "c"]), listed(list("abcdef"), limit=2)
    ('', 'a', 'a, b and c', 'a, b and 4 more')
    """
    if limit is not None and len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    return last.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def quoted(names: Sequence[str]) -> str:
    """Join names in quotation marks in a sentence.

    >>> print(quoted(["a", "b"]))
    'a' and 'b'
    """
    return listed([f"'{name}'" for name in names])


def sample(n: int | None, events: int | None, noun: str) -> str:
    """Write a sample size with its events, if it has a noun for them; ``None`` is hidden.

    >>> sample(1234, 60, "events"), sample(1234, None, "events"), sample(50, None, "")
    ('1,234, 60 events', '1,234, hidden events', '50')
    """
    size, among = ("hidden" if k is None else f"{k:,}" for k in (n, events))
    return f"{size}, {among} {noun}" if noun else size


def percent(share: float, digits: int = 0) -> str:
    """Write a share from 0 to 1 as a percentage.

    >>> percent(0.256), percent(0.0004), percent(0.9996), percent(0.0004, 1)
    ('26 %', 'under 1 %', 'over 99 %', '0.0 %')
    """
    text = decimal(100 * share, digits)
    if digits == 0 and share > 0 and text == "0":
        return "under 1 %"
    if digits == 0 and share < 1 and text == "100":
        return "over 99 %"
    return f"{text} %"


def decimal(value: float, digits: int = 3) -> str:
    """Write a number with a fixed number of decimals; zero has no sign.

    >>> decimal(-0.01234), decimal(-0.00001)
    ('−0.012', '0.000')
    """
    return _signed_truly(f"{value:.{digits}f}")


def signed(value: float, digits: int = 3) -> str:
    """Write a difference with its sign; zero has none.

    >>> signed(0.0123), signed(-2.0, 1), signed(-0.0001)
    ('+0.012', '−2.0', '0.000')
    """
    text = decimal(value, digits)
    return text if text.startswith("−") or float(text) == 0 else f"+{text}"


def number(value: float) -> str:
    """Write a measure with three decimals, or none when it is large.

    >>> number(0.8124), number(-12345.6)
    ('0.812', '−12,346')
    """
    return decimal(value) if abs(value) < 100 else _signed_truly(count(value))


def amount(value: float, *, risk: bool) -> str:
    """Write what is predicted: a risk as a percentage, any other outcome as a number.

    >>> amount(0.256, risk=True), amount(25.6, risk=False)
    ('25.6 %', '25.600')
    """
    return percent(value, 1) if risk else number(value)


def change(value: float, *, risk: bool) -> str:
    """Write by how much what is predicted moves: a risk in percentage points.

    >>> change(0.256, risk=True), change(-25.6, risk=False)
    ('+25.6 points', '−25.600')
    """
    return f"{signed(100 * value, 1)} points" if risk else signed(value)


def rounded(value: float) -> str:
    """Write a number of unknown size with about three significant digits.

    >>> rounded(12345.6), rounded(3.14159), rounded(0.0)
    ('12,346', '3.14', '0')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "not a number"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return _signed_truly(f"{value:,.{min(digits, 6)}f}")


def few_digits(value: float, digits: int = 4) -> str:
    """Write a number with at most so many significant digits, and those before the point.

    >>> few_digits(0.19998169), few_digits(-7.4), few_digits(12345.6), few_digits(0.01234, 2)
    ('0.2', '−7.4', '12,346', '0.012')
    """
    whole = 10 ** (digits - 1) <= abs(value) < 1e15
    return _signed_truly(count(value) if whole else f"{value:.{digits}g}")


def number_text(value: float) -> str:
    """Spell a number so that it reads back equal: ``61`` for 61.0; NaN is blank.

    >>> number_text(61.0), number_text(0.1), number_text(-0.0), number_text(float("nan"))
    ('61', '0.1', '0', '')
    """
    if math.isnan(value):
        return ""
    whole = abs(value) < 1e15 and value == int(value)
    return str(int(value)) if whole else repr(float(value))


def read_number(text: str) -> float | None:
    """Read a finite number with a decimal point or comma; ``None`` where a text is none.

    >>> read_number("1.50"), read_number("1,5"), read_number("inf"), read_number("1 to 2")
    (1.5, 1.5, None, None)
    """
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def level_text(value: object) -> str:
    """Write a level of a column; a number without needless decimals."""
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def with_interval(found: Interval | None, write: Callable[[float], str] = number) -> str:
    """Write a value with its 95 % interval, or why there is none.

    >>> from mtl_core.schema import Difference, Estimate
    >>> with_interval(Estimate(0.812, 0.79, 0.833)), with_interval(Difference(-0.1), signed)
    ('0.812 (0.790 to 0.833)', '−0.100 (no interval)')
    >>> with_interval(Estimate(reason="not estimable (4 events)")), with_interval(None)
    ('not estimable (4 events)', 'not computed')
    """
    if found is None:
        return "not computed"
    if found.value is None or not math.isfinite(found.value):
        return found.reason or "not estimable"
    return f"{write(found.value)} ({both_ends(found, write)})"


def both_ends(found: Ends | None, write: Callable[[float], str] = number) -> str:
    """Write a 95 % interval alone."""
    if found is None or found.low is None or found.high is None:
        return "no interval"
    return f"{write(found.low)} to {write(found.high)}"


def interval_95(found: Interval | None, write: Callable[[float], str] = number) -> str:
    """Write a 95 % interval inside a sentence.

    >>> from mtl_core.schema import Difference
    >>> interval_95(Difference(0.1, -0.1, 0.3), signed), interval_95(Difference(0.1), signed)
    ('95 % interval −0.100 to +0.300', 'no interval')
    """
    text = both_ends(found, write)
    return text if text.startswith("no") else f"95 % interval {text}"


def estimable(found: Interval | None) -> bool:
    """Tell whether there is a finite value."""
    return found is not None and found.value is not None and math.isfinite(found.value)


def duration(seconds: float) -> str:
    """Write a time span in words.

    >>> duration(12), duration(600), duration(9000)
    ('12 s', '10 min', '2.5 h')
    """
    if seconds < 90:
        return f"{max(seconds, 0):.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _signed_truly(text: str) -> str:
    """Put the true minus sign before a negative number; zero has none."""
    if not text.startswith("-"):
        return text
    return text[1:] if float(text.replace(",", "")) == 0 else f"−{text[1:]}"
