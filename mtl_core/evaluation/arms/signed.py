"""Differences in sentences."""

from __future__ import annotations


def signed(value: float) -> str:
    """Write a difference with its sign and three decimals; nought has no sign.

    Examples
    --------
    >>> signed(0.0123), signed(-0.2), signed(-0.0001)
    ('+0.012', '-0.200', '0.000')
    """
    text = f"{value:+.3f}"
    return text[1:] if float(text) == 0 else text
