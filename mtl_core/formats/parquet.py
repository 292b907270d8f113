"""Parquet files: from typed columns to cells."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from mtl_core.errors import CohortError
from mtl_core.formats.cells import Cells
from mtl_core.formats.refusals import foreign_reader, refuse_size, sound_header
from mtl_core.formats.spelling import cell_texts
from mtl_core.schema import Check, Finding, FindingCode, Severity, Written
from mtl_core.schema.repairs import LeaveOut

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_ROW_NUMBERS = "__index_level_"
_READABLE: tuple[Callable[[Any], bool], ...] = (
    pa.types.is_null,
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal,
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_date,
    pa.types.is_time,
    pa.types.is_timestamp,
    pa.types.is_duration,
)


def read_parquet(content: bytes) -> Cells:
    """Read a Parquet file whose columns hold one value per row.

    Dictionaries (categories) give the text of each level. A date and time with a time zone keeps
    the clock of that zone and its distance from UTC.

    Raises
    ------
    CohortError
        When the file is damaged, too large, or has columns of lists, records or raw bytes.
    """
    action = "write it again, or save the table as 'CSV UTF-8'"
    with foreign_reader("a Parquet file", action, pa.ArrowException):
        file = pq.ParquetFile(io.BytesIO(content))
        metadata = file.metadata
        sizes = [metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups)]
        refuse_size(metadata.num_rows, metadata.num_columns, sum(map(abs, sizes)))
        _refuse_kinds(file.schema_arrow)
        header = sound_header(file.schema_arrow.names, metadata.num_rows)
        table = file.read()
        columns = {name: _texts(table.column(i)) for i, name in enumerate(header)}
        n_rows = table.num_rows
    return Cells(
        columns=columns,
        written=Written("parquet", "utf-8", "", "."),
        file_rows=np.arange(n_rows),
        checks=tuple(_row_numbers(name) for name in header if name.startswith(_ROW_NUMBERS)),
    )


def _texts(column: pa.ChunkedArray) -> NDArray[np.object_]:
    """Spell each distinct value once, and spread the texts over the rows."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_null(column.type):
        return cell_texts([None] * len(column))
    encoded = column.dictionary_encode().unify_dictionaries().combine_chunks()
    texts = np.append(cell_texts(encoded.dictionary.to_pylist()), "")
    # The blank is the last text, which -1 counts to.
    codes: NDArray[np.int32] = encoded.indices.fill_null(-1).to_numpy()
    spread: NDArray[np.object_] = texts[codes]
    return spread


def _refuse_kinds(schema: pa.Schema) -> None:
    odd = [field.name for field in schema if not _is_readable(field.type)]
    if odd:
        raise CohortError(
            "Some columns do not hold one value per row",
            expected="numbers, texts, dates, or true and false in every column",
            found=f"lists, records or raw bytes in: {', '.join(odd[:10])}",
            action="leave these columns out, or spread each over columns of its own",
        )


def _is_readable(kind: pa.DataType) -> bool:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(is_kind(value) for is_kind in _READABLE)


def _row_numbers(name: str) -> Check:
    finding = Finding(
        FindingCode.UNNAMED_COLUMN,
        Severity.WARNING,
        name,
        f"'{name}' has no name of its own: a program kept its row labels in it.",
        "Leave it out, unless it holds something about the patients.",
    )
    return Check(finding, LeaveOut(name))
