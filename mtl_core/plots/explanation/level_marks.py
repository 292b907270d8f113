"""A colour and a symbol for each of up to fifteen levels, so that no colour stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mtl_core.plots.look import GREY, PALETTE, SYMBOLS

_FILLS = ("", "-open", "-dot")


def level_marks(
    levels: Sequence[str], *, with_unknown: bool = False
) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """Pair each level with a plotly marker; an unknown level comes last, as a grey cross.

    Examples
    --------
    >>> [mark["symbol"] for _, mark in level_marks(list("abcdef"))][-2:]
    ['cross', 'circle-open']
    """
    for place, level in enumerate(levels):
        turn, at = divmod(place, len(PALETTE))
        yield level, {"color": PALETTE[at], "symbol": f"{SYMBOLS[at]}{_FILLS[turn % len(_FILLS)]}"}
    if with_unknown:
        yield None, {"color": GREY, "symbol": "x-thin" if levels else "circle",
                     "line": {"color": GREY, "width": 1}}  # fmt: skip
