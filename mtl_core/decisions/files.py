"""Decision files: strict reading."""

from __future__ import annotations

import json
from typing import Any

from mtl_core.decisions.describing import PERCENTILES
from mtl_core.errors import StudyError
from mtl_core.schema import Decisions, from_json, from_plain

FORMAT = 2
"""Version of the layout that this program writes."""


def read_decisions(text: str) -> Decisions:
    """Read a decision file, as it was written or as it was downloaded with its note.

    Raises
    ------
    StudyError
        When the text is no decision file, or one of a newer version of the program.
    """
    try:
        plain: Any = json.loads(text)
    except (ValueError, RecursionError):
        return from_json(Decisions, text)
    if isinstance(plain, dict) and set(plain) == {"note", "content"}:
        plain = plain["content"]
    written = plain.get("format", FORMAT) if isinstance(plain, dict) else FORMAT
    if isinstance(written, int) and written > FORMAT:
        raise StudyError(
            "The decision file was made by a newer version of the program",
            expected=f"format {FORMAT} or older",
            found=f"format {written}",
            action="update the program, or make the decisions anew with this one",
        )
    decisions = from_plain(Decisions, plain)
    odd = [c.name for c in decisions.columns if len(c.spread) not in (0, len(PERCENTILES))]
    if odd:
        raise StudyError(
            "The decision file does not say how numbers are spread",
            expected=f"{len(PERCENTILES)} percentiles per column of numbers, or none",
            found=f"another number of them for: {', '.join(odd)}",
            action="use a file written by this program",
        )
    return decisions
