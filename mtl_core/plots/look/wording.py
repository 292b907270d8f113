"""Numbers and names as people read them in figures."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Sequence
from typing import Protocol

from mtl_core.schema import Arm, TaskKind

ARM_NAMES: dict[Arm, str] = {
    Arm.MULTI_TASK: "Multi-task",
    Arm.SINGLE_TASK: "Single-task",
    Arm.CHAMPION: "Champion",
    Arm.LOGISTIC: "Logistic/ridge regression",
    Arm.BOOSTING: "Gradient boosting",
    Arm.RANDOM_FOREST: "Random forest",
    Arm.SVM: "Support vector machine",
    Arm.CATBOOST: "CatBoost",
}

KIND_NAMES: dict[TaskKind, str] = {
    TaskKind.BINARY: "yes/no",
    TaskKind.MULTICLASS: "several classes",
    TaskKind.ORDINAL: "ordered classes",
    TaskKind.REGRESSION: "a number",
}

METRIC_NAMES: dict[str, str] = {
    "auroc": "AUROC",
    "macro_auroc": "macro AUROC",
    "ordinal_auroc": "mean AUROC over cuts",
    "r2": "R²",
}


class Interval(Protocol):
    """Anything with a value, an interval and, where there is no value, a reason."""

    @property
    def value(self) -> float | None:
        """Point estimate."""

    @property
    def low(self) -> float | None:
        """Lower end of the 95 % interval."""

    @property
    def high(self) -> float | None:
        """Upper end of the 95 % interval."""

    @property
    def reason(self) -> str | None:
        """Why there is no value."""


def plain(name: str) -> str:
    """Return ``name`` so that plotly prints it letter by letter instead of reading it as HTML.

    Examples
    --------
    >>> plain("age < 40 & <b>")
    'age &lt; 40 &amp; &lt;b&gt;'
    """
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def wrapped(name: str, width: int = 30, max_lines: int = 4) -> str:
    """Break a long name into lines, at spaces, underscores, capitals or, last, anywhere.

    Examples
    --------
    >>> wrapped("death_within_30_days_of_admission", width=16)
    'death_within_30_<br>days_of_<br>admission'
    >>> wrapped("HospitalAcquiredPneumonia", width=16)
    'HospitalAcquired<br>Pneumonia'
    """
    spaced = re.sub(r"(?<=[_/])|(?<=[a-z])(?=[A-Z])", "\u200b", name)
    words = spaced.replace("\u200b", " \u200b").split(" ")
    lines = [""]
    for word in words:
        text, joiner = word.lstrip("\u200b"), "" if word.startswith("\u200b") else " "
        if lines[-1] and len(lines[-1]) + len(joiner) + len(text) > width:
            lines.append("")
        lines[-1] += (joiner if lines[-1] else "") + text
    pieces = [piece for line in lines for piece in textwrap.wrap(line, width) or [""]]
    if len(pieces) > max_lines:
        pieces = [*pieces[: max_lines - 1], pieces[max_lines - 1][: width - 1] + "…"]
    return "<br>".join(plain(piece) for piece in pieces)


def decimal(value: float, digits: int = 3) -> str:
    """Write a number with a fixed number of decimals and a true minus sign.

    Examples
    --------
    >>> decimal(-0.01234), decimal(-0.00001)
    ('−0.012', '0.000')
    """
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def signed(value: float, digits: int = 3) -> str:
    """Write a difference with its sign.

    Examples
    --------
    >>> signed(0.0123), signed(-2.0, 1), signed(0.0)
    ('+0.012', '−2.0', '0.000')
    """
    text = decimal(value, digits)
    return text if text.startswith("−") or float(text) == 0 else f"+{text}"


def rounded(value: float) -> str:
    """Write a number of unknown size with about three significant digits.

    Examples
    --------
    >>> rounded(12345.6), rounded(3.14159), rounded(0.0)
    ('12,346', '3.14', '0')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "not a number"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:,.{min(digits, 6)}f}".replace("-", "−")


def short_cell(cell: str) -> str:
    """Write a cell with four significant digits, or its first 24 letters.

    Examples
    --------
    >>> short_cell("0.19998169"), short_cell("23456.7"), short_cell("x" * 30)
    ('0.2', '23,457', 'xxxxxxxxxxxxxxxxxxxxxxx…')
    """
    try:
        value = float(cell)
    except ValueError:
        return cell if len(cell) <= 24 else cell[:23] + "…"
    return f"{value:,.0f}" if 1e4 <= abs(value) < 1e15 else f"{value:.4g}"


def percent(share: float, digits: int = 0) -> str:
    """Write a share from 0 to 1 as a percentage.

    Examples
    --------
    >>> percent(0.256), percent(0.0004), percent(0.9996)
    ('26 %', 'under 1 %', 'over 99 %')
    """
    text = f"{100 * share:.{digits}f}"
    if digits == 0 and share > 0 and text == "0":
        return "under 1 %"
    if digits == 0 and share < 1 and text == "100":
        return "over 99 %"
    return f"{text} %"


def with_interval(estimate: Interval, *, sign: bool = False) -> str:
    """Write a value with its 95 % interval, or why it is not estimable.

    Examples
    --------
    >>> from mtl_core.schema import Estimate
    >>> with_interval(Estimate(0.812, 0.79, 0.833))
    '0.812 (0.790 to 0.833)'
    >>> with_interval(Estimate(reason="4 events"))
    'not estimable: 4 events'
    """
    if not estimable(estimate) or estimate.value is None:
        return f"not estimable: {estimate.reason or 'no reason was given'}"
    write = signed if sign else decimal
    if estimate.low is None or estimate.high is None:
        return f"{write(estimate.value)} (no interval)"
    return f"{write(estimate.value)} ({write(estimate.low)} to {write(estimate.high)})"


def estimable(estimate: Interval | None) -> bool:
    """Tell whether there is a finite value."""
    return estimate is not None and estimate.value is not None and math.isfinite(estimate.value)


def listed(names: Sequence[str], limit: int = 4) -> str:
    """Join names in a sentence; beyond ``limit`` the rest is counted.

    Examples
    --------
    >>> listed(["a"]), listed(["a", "b", "c"]), listed(list("abcdef"), limit=2)
    ('a', 'a, b and c', 'a, b and 4 more')
    """
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def counted(n: int, noun: str) -> str:
    """Write a count with its noun.

    Examples
    --------
    >>> counted(1, "patient"), counted(12345, "patient")
    ('1 patient', '12,345 patients')
    """
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
