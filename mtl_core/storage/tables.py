"""A typed table as Parquet and JSON, so that it is loaded again in a second or two."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from mtl_core.data import Table
from mtl_core.errors import MTLError, StorageError
from mtl_core.formats import RowStep
from mtl_core.schema import Check, Finding, from_json, to_json
from mtl_core.schema.repairs import Repair
from mtl_core.storage.atomic import read_bytes, storing, write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

_CELLS, _FACTS = "table.parquet", "table.json"
_FILE_ROWS = "file_rows"


@dataclass(frozen=True, slots=True)
class PlainCheck:
    """A check without its examples, which are cells."""

    finding: Finding
    repair: Repair | None = None


@dataclass(frozen=True, slots=True)
class _Facts:
    """All of a table but its cells.

    Attributes
    ----------
    file_rows
        ``none``, ``all`` when each row of the file is a row of the table, or ``some``.
    """

    columns: tuple[str, ...]
    encoding: str
    delimiter: str
    decimal: str
    fingerprint: str
    name: str
    format: str
    sheet: str
    file_rows: str
    checks: tuple[PlainCheck, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    row_steps: tuple[RowStep, ...] = ()


def plain_checks(checks: Iterable[Check]) -> tuple[PlainCheck, ...]:
    """Return checks without their examples."""
    return tuple(PlainCheck(check.finding, check.repair) for check in checks)


def whole_checks(checks: Iterable[PlainCheck]) -> tuple[Check, ...]:
    """Return the checks that :func:`plain_checks` was made from, without examples."""
    return tuple(Check(check.finding, check.repair) for check in checks)


def store_table(folder: Path, table: Table) -> None:
    """Write a table into a folder, its facts last.

    Raises
    ------
    StorageError
        When there is no space, no permission or no such folder.
    """
    rows = table.file_rows
    kept = "none" if rows is None else "some"
    if rows is not None and np.array_equal(rows, np.arange(table.n_rows)):
        kept = "all"
    facts = _Facts(
        columns=table.columns,
        encoding=table.encoding,
        delimiter=table.delimiter,
        decimal=table.decimal,
        fingerprint=table.fingerprint,
        name=table.name,
        format=table.format,
        sheet=table.sheet,
        file_rows=kept,
        checks=plain_checks(table.checks),
        labels=dict(table.labels),
        row_steps=table.row_steps,
    )
    # Columns are named by position: Parquet takes a point in a name for a level.
    arrays = {str(i): _stored(table.frame[name]) for i, name in enumerate(table.columns)}
    if rows is not None and kept == "some":
        arrays[_FILE_ROWS] = pa.array(rows)
    texts = [name for name, array in arrays.items() if pa.types.is_dictionary(array.type)]
    with storing(folder / _CELLS):
        pq.write_table(
            pa.table(arrays),
            folder / _CELLS,
            compression="zstd",
            compression_level=1,
            # Numbers keep their bits: equal ones in a dictionary would lose the sign of zero.
            use_dictionary=texts,
        )
    write_bytes(folder / _FACTS, to_json(facts).encode())


def load_table(folder: Path) -> Table:
    """Return the table that :func:`store_table` has written, its checks without examples.

    Raises
    ------
    StorageError
        When it is not there, or damaged.
    """
    content = read_bytes(folder / _FACTS)
    try:
        facts = from_json(_Facts, (content or b"").decode())
        file = pq.ParquetFile(folder / _CELLS)
        arrays = {name: _loaded(file, str(i)) for i, name in enumerate(facts.columns)}
        rows = None if facts.file_rows == "none" else np.arange(file.metadata.num_rows)
        if facts.file_rows == "some":
            rows = file.read([_FILE_ROWS]).column(0).to_numpy()
    except (MTLError, OSError, ValueError, KeyError):
        raise StorageError(
            "The table that was read is not there any more",
            expected="the table as this program has kept it",
            found="no such files, or damaged ones",
            action="read the file again",
        ) from None
    return Table(
        frame=pd.DataFrame(arrays, copy=False),
        encoding=facts.encoding,
        delimiter=facts.delimiter,
        decimal=facts.decimal,
        fingerprint=facts.fingerprint,
        name=facts.name,
        checks=whole_checks(facts.checks),
        file_rows=rows,
        format=facts.format,
        sheet=facts.sheet,
        labels=facts.labels,
        row_steps=facts.row_steps,
    )


def _stored(column: pd.Series) -> pa.Array:
    if column.dtype == np.float64:
        return pa.array(column.to_numpy(), from_pandas=False)
    codes, texts = pd.factorize(column.to_numpy())
    numbers = pa.array(codes.astype(np.int32), mask=codes < 0)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(texts, pa.string()))


def _loaded(file: pq.ParquetFile, name: str) -> NDArray[Any]:
    column = file.read([name]).column(0)
    if not pa.types.is_dictionary(column.type):
        numbers: NDArray[np.float64] = column.to_numpy()
        return numbers
    shared = column.unify_dictionaries()
    texts = shared.chunk(0).dictionary.to_numpy(zero_copy_only=False).astype(object)
    # The last entry stands for missing cells, whose number is -1.
    texts = np.append(texts, np.array([None], dtype=object))
    codes = [chunk.indices.fill_null(-1).to_numpy() for chunk in shared.chunks]
    cells: NDArray[np.object_] = texts[np.concatenate(codes)]
    return cells
