"""Counts as a person writes them."""

from __future__ import annotations


def many(n: int, word: str) -> str:
    """Return a count with its noun: *1 row*, *2,300 rows*."""
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"
