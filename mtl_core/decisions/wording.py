"""Counts and lists as a person writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def many(n: int, word: str) -> str:
    """Return a count with its noun: *1 row*, *2,300 rows*."""
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"


def quoted(names: Sequence[str]) -> str:
    """Return names in quotation marks as a list."""
    return listed([f"'{name}'" for name in names])


def listed(words: Sequence[str]) -> str:
    """Return words as a list: *a, b and c*."""
    if not words:
        return "nothing"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
