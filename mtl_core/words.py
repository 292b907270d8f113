"""Words as people read them."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str]) -> str:
    """Join names in a sentence.

    Examples
    --------
    >>> listed([]), listed(["a"]), listed(["a", "b", "c"])
    ('', 'a', 'a, b and c')
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def quoted(names: Sequence[str]) -> str:
    """Join names in quotation marks in a sentence.

    Examples
    --------
    >>> print(quoted(["a", "b"]))
    'a' and 'b'
    """
    return listed([f"'{name}'" for name in names])
