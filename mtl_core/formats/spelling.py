"""Values that a format keeps as such, spelt as cells of text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.words import number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def cell_texts(values: Sequence[object]) -> NDArray[np.object_]:
    """Spell the values of one column.

    Blank stands for what is not there, also for a number that is none (NaN). Numbers read back
    equal, answers are ``true`` and ``false``, dates ``YYYY-MM-DD``; the time of day is written in
    all dates of the column, or in none when all of them are at midnight. A duration is
    ``hours:minutes:seconds``.

    Returns
    -------
    Object array of ``str``, shape (values,).

    Examples
    --------
    >>> list(cell_texts([61.0, 0.5, None, True, date(2024, 3, 1), "00123"]))
    ['61', '0.5', '', 'true', '2024-03-01', '00123']
    """
    timed = any(isinstance(v, datetime) and v.time() != time() for v in values)
    texts = np.empty(len(values), dtype=object)
    texts[:] = [v if isinstance(v, str) else _text(v, timed=timed) for v in values]
    return texts


def _text(value: object, *, timed: bool) -> str:
    match value:
        case None:
            text = ""
        case bool():
            text = "true" if value else "false"
        case int():
            text = str(value)
        case float():
            text = number_text(value)
        case Decimal():
            text = f"{value:f}" if value.is_finite() else number_text(float(value))
        case _:
            text = _time_text(value, timed=timed)
    return text


def _time_text(value: object, *, timed: bool) -> str:
    match value:
        case datetime():
            # A date at midnight in a column without times of day is a date.
            text = _shortest(value.isoformat(sep=" ")) if timed else value.date().isoformat()
        case date():
            text = f"{value.isoformat()} 00:00:00" if timed else value.isoformat()
        case time():
            text = _shortest(value.isoformat())
        case timedelta():
            text = _duration(value)
        case _:
            text = str(value)
    return text


def _shortest(text: str) -> str:
    return text.removesuffix(".000000")


def _duration(value: timedelta) -> str:
    length = abs(value)
    seconds = length // timedelta(seconds=1)
    sign = "-" if value < timedelta(0) else ""
    whole = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{whole}.{length.microseconds:06}" if length.microseconds else whole
