"""Names and cells as people read them in figures."""

from __future__ import annotations

import re
import textwrap

from mtl_core.schema import TaskKind
from mtl_core.words import few_digits

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
    return few_digits(value)
