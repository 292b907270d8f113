"""Files for the fuzz run: sound and broken ones of every format, and what damages them."""

from __future__ import annotations

import io
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tests.corpus.case import patients, text
from tests.corpus.make_corpus import all_cases

if TYPE_CHECKING:
    import numpy as np

LONGEST_SEED = 20_000
"""Longer files of the corpus are left out, so that many inputs can be tried."""

_CELL = re.compile(rb"(?<=[,;\t|])[^,;\t|\r\n]+(?=[,;\t|\r\n])")

_MARKS = (
    *(b",", b";", b"\t", b"|", b'"', b"\n", b"\r", b"\r\n", b"\x00", b"\xef\xbb\xbf", b"\xff\xfe"),
    *(b"sep=;\n", b"-9", b"1e999", b"0x1", b"1,5", b"1.234,5", b"NaN", b"inf", b"<0.1", b"="),
    *("é".encode(), "é".encode("cp1252"), "\u2028".encode(), b"1900-01-01", b"31/12/2021", b"++"),
    *(b"PK\x03\x04", b"PAR1", b"$FL2", b"1_000", "١٢".encode(), b"-", b" ", b"yes", b"total"),
)


@cache
def seed_files() -> tuple[bytes, ...]:
    """Return the small files of the corpus, and a small table in each other format."""
    corpus = [case.content for case in all_cases() if len(case.content) <= LONGEST_SEED]
    return (*corpus, *_other_formats())


def mutated(seeds: tuple[bytes, ...], rng: np.random.Generator) -> bytes:
    """Return one of the files, damaged once to a few times, or a piece of it."""
    content = seeds[rng.integers(len(seeds))]
    if rng.random() < 0.05:
        start, stop = sorted(rng.integers(0, len(content) + 1, size=2))
        content = content[start:stop]
    # most inputs only get other cells: what is no table any more is refused early
    damage = _damaged if rng.random() < 0.4 else _with_other_cell
    for _ in range(min(rng.geometric(0.4), 20)):
        content = damage(content, seeds, rng)
    return content


def _with_other_cell(content: bytes, seeds: tuple[bytes, ...], rng: np.random.Generator) -> bytes:
    """Put a cell of another file, or an odd one, in the place of one or of all equal cells."""
    old, new = _cell(content, rng), _MARKS[rng.integers(len(_MARKS))]
    if rng.random() < 0.6:
        new = _cell(seeds[rng.integers(len(seeds))], rng)
    if rng.random() < 0.3:
        return content.replace(old, new) if old and len(content) < LONGEST_SEED else content
    at = content.find(old, int(rng.integers(len(content) + 1)))
    return content if at < 0 else content[:at] + new + content[at + len(old) :]


def _cell(content: bytes, rng: np.random.Generator) -> bytes:
    cells = _CELL.findall(content, int(rng.integers(len(content) + 1)))[:1]
    return cells[0] if cells else b""


def _damaged(content: bytes, seeds: tuple[bytes, ...], rng: np.random.Generator) -> bytes:
    """Flip, delete, insert, duplicate, splice or truncate."""
    at, length = int(rng.integers(len(content) + 1)), int(min(rng.geometric(0.1), 2000))
    before, piece, after = content[:at], content[at : at + length], content[at + length :]
    match int(rng.integers(6)):
        case 0:
            flipped = bytes(byte ^ (1 << int(rng.integers(8))) for byte in piece[:3])
            content = before + flipped + piece[3:] + after
        case 1:
            content = before + after
        case 2:
            random = rng.integers(0, 256, size=length % 7, dtype="uint8").tobytes()
            mark = _MARKS[rng.integers(len(_MARKS))] if rng.random() < 0.8 else random
            content = before + mark + piece + after
        case 3:
            content = before + piece * int(rng.integers(2, 9)) + after
        case 4:
            other = seeds[rng.integers(len(seeds))]
            start = int(rng.integers(len(other) + 1))
            content = before + other[start : start + 50 * length] + after
        case _:
            content = before if rng.random() < 0.3 else before + after[: 20 * length]
    return content


def _other_formats() -> list[bytes]:
    import pyreadstat

    frame = pd.read_csv(io.StringIO(text(patients())), dtype={"age": float, "sodium": float})
    workbook, parquet = io.BytesIO(), io.BytesIO()
    frame.to_excel(workbook, index=False)
    frame.to_parquet(parquet)
    files = [workbook.getvalue(), parquet.getvalue()]
    with tempfile.TemporaryDirectory() as folder:
        for write, ending in (
            (pyreadstat.write_sav, "sav"),
            (pyreadstat.write_dta, "dta"),
            (pyreadstat.write_xport, "xpt"),
        ):
            path = Path(folder) / f"table.{ending}"
            write(frame, path)
            files.append(path.read_bytes())
    return files
