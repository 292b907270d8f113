"""Long tables as Parquet: fixed columns and types, the same bytes for the same content."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mtl_core.errors import StorageError
from mtl_core.schema import Arm
from mtl_core.storage.atomic import read_bytes

PREDICTION_COLUMNS: dict[str, Any] = {
    "row": pa.int64(),
    "task": pa.string(),
    "arm": pa.string(),
    "repeat": pa.int64(),
    "fold": pa.int64(),
    "class": pa.string(),
    "observed": pa.float64(),
    "predicted": pa.float64(),
}
"""Columns and types of ``predictions.parquet``."""

THRESHOLD_COLUMN: dict[str, Any] = {"threshold": pa.float64()}
"""One more column of ``predictions.parquet``, where the plan sets patients aside for the test."""

ATTRIBUTION_COLUMNS: dict[str, Any] = {
    "row": pa.int64(),
    "task": pa.string(),
    "class": pa.string(),
    "feature": pa.string(),
    "value": pa.float64(),
    "logit_value": pa.float64(),
    "feature_value": pa.string(),
    "feature_rank": pa.float64(),
}
"""Columns and types of ``attributions.parquet``."""

ERROR_COLUMN: dict[str, Any] = {"standard_error": pa.float64()}
"""One more column of ``attributions.parquet``, which older versions did not write."""


def parquet_bytes(frame: pd.DataFrame, columns: Mapping[str, Any]) -> bytes:
    """Write the named columns of ``frame`` as Parquet.

    The file carries no timestamp, no index and no trace of the frame's own types, so equal content
    gives equal bytes.
    """
    return _written(_typed(frame, columns))


def predictions_with(content: bytes | None, arm: Arm, predictions: pd.DataFrame) -> bytes:
    """Put one arm's predictions into a Parquet file, in place of that arm's older ones.

    Arms stand in the order of :class:`~mtl_core.schema.Arm`, each with its rows in the order given,
    so the bytes do not depend on which arm came first.
    """
    more = THRESHOLD_COLUMN if "threshold" in predictions else {}
    parts = {arm: _typed(predictions, PREDICTION_COLUMNS | more)}
    if content is not None:
        kept = pq.read_table(pa.BufferReader(content))
        for other in set(Arm) - {arm}:
            parts[other] = kept.filter(pc.equal(kept["arm"], str(other)))
    return _written(pa.concat_tables([parts[member] for member in Arm if member in parts]))


def read_parquet(path: Path) -> pd.DataFrame | None:
    """Return the table at ``path``, ``None`` when there is none.

    Raises
    ------
    StorageError
        When the file is damaged.
    """
    content = read_bytes(path)
    if content is None:
        return None
    try:
        frame: pd.DataFrame = pq.read_table(pa.BufferReader(content)).to_pandas()
    except pa.ArrowInvalid:
        raise StorageError(
            "A table of the run cannot be read",
            expected=f"'{path.name}' as this program wrote it",
            found="a damaged file",
            action="run the study again, or bring the file back from a copy",
        ) from None
    return frame


def _typed(frame: pd.DataFrame, columns: Mapping[str, Any]) -> pa.Table:
    table = pa.Table.from_pandas(frame[list(columns)], preserve_index=False)
    return table.replace_schema_metadata(None).cast(pa.schema(list(columns.items())))


def _written(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(table.combine_chunks(), buffer, compression="zstd", compression_level=3)
    return buffer.getvalue()
