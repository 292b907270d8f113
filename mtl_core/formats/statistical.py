"""Files of SPSS, Stata and SAS: cells, labels of columns and of codes, reasons for missing."""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any, assert_never

import numpy as np

from mtl_core.errors import CohortError
from mtl_core.formats.cells import Cells
from mtl_core.formats.refusals import MOST_CELLS, foreign_reader, refuse_size, sound_header
from mtl_core.formats.value_labels import code_checks, read_codes
from mtl_core.schema import Written
from mtl_core.schema.repairs import BESIDE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from mtl_core.formats.value_labels import Codes

_SAS_MAGIC = bytes.fromhex("000000000000000000000000c2ea8160b31411cfbd92080009c7318c181f1011")
_TRANSPORT = b"HEADER RECORD*******LI"
_TRANSPORT_TABLE = b"HEADER RECORD*******MEMB"
_TRANSPORT_RECORD = 80
_PACKED = 2048
"""A cell takes a byte or more; packed, as many cells as this may share one."""

_STATA_RELEASES = range(104, 116)


class StatisticalProgram(StrEnum):
    """Whose format a file has."""

    SPSS = "spss"
    STATA = "stata"
    SAS = "sas"
    SAS_TRANSPORT = "sas transport"


_WHAT = {
    StatisticalProgram.SPSS: "an SPSS file",
    StatisticalProgram.STATA: "a Stata file",
    StatisticalProgram.SAS: "a SAS file",
    StatisticalProgram.SAS_TRANSPORT: "a SAS transport file",
}


@dataclass(frozen=True, slots=True)
class _Source:
    """What a file holds: values by column, and its dictionary (of pyreadstat)."""

    values: Mapping[str, list[Any]]
    dictionary: Any

    def is_missing(self, name: str) -> Callable[[object], bool]:
        """Return whether a value of a column stands for a reason why there is none."""
        ranges = self.dictionary.missing_ranges.get(name, ())
        if ranges:
            return lambda value: any(_within(value, r["lo"], r["hi"]) for r in ranges)
        if self.has_letters(name):
            return lambda value: isinstance(value, str)
        return lambda _: False

    def has_letters(self, name: str) -> bool:
        """Whether reasons are letters, which Stata and SAS have in columns of numbers only."""
        return bool(self.dictionary.missing_user_values.get(name))


def statistical_program(content: bytes) -> StatisticalProgram | None:
    """Return the program whose format the first bytes are, if any."""
    if content.startswith((b"$FL2", b"$FL3")):
        return StatisticalProgram.SPSS
    if content.startswith(_SAS_MAGIC):
        return StatisticalProgram.SAS
    if content.startswith(_TRANSPORT):
        return StatisticalProgram.SAS_TRANSPORT
    old_stata = len(content) > 3 and content[0] in _STATA_RELEASES and content[1] in (1, 2)
    if content.startswith(b"<stata_dta>") or (old_stata and content[2:4] == b"\x01\x00"):
        return StatisticalProgram.STATA
    return None


def read_statistical(content: bytes, program: StatisticalProgram) -> Cells:
    """Read a file of SPSS (.sav, .zsav), Stata (.dta) or SAS (.sas7bdat, .xpt).

    Where the file names all codes of a column, the names become its answers; where it names some
    only, the codes stay. Values that the file declares missing are blank, and the reason is kept
    in a column beside. Nothing is written to disk.

    Raises
    ------
    CohortError
        When the file is damaged, too large, or its letters cannot be read.
    """
    from pyreadstat import PyreadstatError, ReadstatError

    action = "open it in its own program and save it again, or as 'CSV UTF-8'"
    with foreign_reader(_WHAT[program], action, PyreadstatError, ReadstatError):
        source = _read(content, program)
    n_rows = len(next(iter(source.values.values()), ()))
    refuse_size(n_rows, len(source.values))
    columns: dict[str, NDArray[np.object_]] = {}
    codes: dict[str, Codes] = {}
    names: list[str] = []
    for name, values in source.values.items():
        labels = source.dictionary.variable_value_labels.get(name, {})
        codes[name] = read_codes(
            values, labels, source.is_missing(name), lettered=source.has_letters(name)
        )
        columns[name] = codes[name].cells
        names.append(name)
        reasons = codes[name].reasons
        if reasons is not None:
            columns[BESIDE.format(name)] = reasons
            names.append(BESIDE.format(name))
    header = sound_header(names, n_rows)
    encoding = (source.dictionary.file_encoding or "utf-8").lower()
    written = Written("sas" if "sas" in program else program.value, encoding, "", ".")
    return Cells(
        columns=dict(zip(header, columns.values(), strict=True)),
        written=written,
        file_rows=np.arange(n_rows),
        labels={n: t for n, t in source.dictionary.column_names_to_labels.items() if t},
        checks=tuple(code_checks(codes)),
        named=frozenset(BESIDE.format(n) for n, c in codes.items() if c.reasons is not None),
    )


def _read(content: bytes, program: StatisticalProgram) -> _Source:
    read, transport = _reader(program), program is StatisticalProgram.SAS_TRANSPORT
    if transport:
        _refuse_several_tables(content)
    _, dictionary = read(io.BytesIO(content), metadataonly=True)
    n_columns, n_promised = max(dictionary.number_columns, 1), dictionary.number_rows or 0
    refuse_size(n_promised, n_columns)
    n_possible = len(content) * (_PACKED if _is_packed(content) else 1)
    if n_promised * n_columns > n_possible:
        raise ValueError
    # Not every file says how many rows it has.
    limit = min(MOST_CELLS, n_possible) // n_columns + 1
    values, dictionary = read(io.BytesIO(content), row_limit=limit, output_format="dict")
    n_rows = len(next(iter(values.values()), ()))
    if n_rows < n_promised or (transport and len(content) % _TRANSPORT_RECORD):
        raise EOFError
    if not all(isinstance(name, str) for name in values):
        raise ValueError
    return _Source(values, dictionary)


def _is_packed(content: bytes) -> bool:
    return content.startswith((b"$FL3", _SAS_MAGIC))


def _reader(program: StatisticalProgram) -> Callable[..., tuple[Any, Any]]:
    import pyreadstat

    match program:
        case StatisticalProgram.SPSS:
            return partial(pyreadstat.read_sav, user_missing=True)
        case StatisticalProgram.STATA:
            return partial(pyreadstat.read_dta, user_missing=True)
        case StatisticalProgram.SAS:
            return partial(pyreadstat.read_sas7bdat, user_missing=True)
        case StatisticalProgram.SAS_TRANSPORT:
            return pyreadstat.read_xport
        case _:
            assert_never(program)


def _refuse_several_tables(content: bytes) -> None:
    n_tables = content.count(_TRANSPORT_TABLE)
    if n_tables > 1:
        raise CohortError(
            "The transport file has several tables",
            expected="one table with one row per patient",
            found=f"{n_tables} tables",
            action="export the table that you mean to a file of its own",
        )


def _within(value: object, low: float | str, high: float | str) -> bool:
    if isinstance(value, str) or isinstance(low, str) or isinstance(high, str):
        return isinstance(value, str) and value == low
    return isinstance(value, (int, float)) and low <= value <= high
