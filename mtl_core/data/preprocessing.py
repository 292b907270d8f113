"""From a table of cells to a matrix of numbers, fitted on the training rows of one fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from mtl_core.arrays import Float32Array, IntArray
from mtl_core.data.encoders import (
    CategoricalEncoder,
    ColumnEncoder,
    NumericEncoder,
    fit_categorical,
    fit_numeric,
)
from mtl_core.errors import SchemaError
from mtl_core.schema import ColumnKind, Feature
from mtl_core.schema.specs import PiecewiseLinear
from mtl_core.words import number_text

_ROWS_PER_ENCODED_COLUMN = 4
_MIN_BINS = 2
_COUNTED_ROWS = 20_000
"""Rows on which encoded columns are counted; more would change the number little."""


@dataclass(frozen=True, slots=True)
class Preprocessor:
    """Encoders of all features that vary in the training rows.

    Attributes
    ----------
    encoders
        One per kept feature, in the order of the encoded blocks.
    dropped
        Features that were constant in the training rows.
    """

    encoders: tuple[ColumnEncoder, ...]
    dropped: tuple[str, ...]

    @property
    def width(self) -> int:
        """Number of encoded columns."""
        return sum(encoder.width for encoder in self.encoders)

    def blocks(self) -> dict[str, slice]:
        """Return where each kept feature's columns lie in the encoded matrix."""
        ends = np.cumsum([encoder.width for encoder in self.encoders])
        return {
            encoder.column: slice(int(end) - encoder.width, int(end))
            for encoder, end in zip(self.encoders, ends, strict=True)
        }

    def transform(self, frame: pd.DataFrame) -> Float32Array:
        """Encode rows as a matrix of shape ``(n_rows, width)``."""
        matrix = np.empty((len(frame), self.width), dtype=np.float32)
        for encoder, block in zip(self.encoders, self.blocks().values(), strict=True):
            matrix[:, block] = encode_column(encoder, frame[encoder.column])
        return matrix


def encode_column(encoder: ColumnEncoder, cells: pd.Series) -> Float32Array:
    """Encode the cells of one column as a block of shape ``(n_rows, encoder.width)``."""
    match encoder:
        case NumericEncoder():
            return encoder.encode(cells.to_numpy(dtype=np.float64))
        case CategoricalEncoder():
            return encoder.encode(text_cells(cells))


def fit_preprocessor(
    frame: pd.DataFrame, features: Sequence[Feature], rows: IntArray, spec: PiecewiseLinear
) -> Preprocessor:
    """Fit one encoder per feature on ``rows`` of ``frame`` and nothing else.

    Numeric columns get at most ``spec.n_bins`` bins, fewer when the encoded width would exceed a
    quarter of the training rows.

    Raises
    ------
    SchemaError
        When no feature varies in the training rows.
    """
    most = len(rows) // (_ROWS_PER_ENCODED_COLUMN * max(len(features), 1))
    n_bins = max(_MIN_BINS, min(spec.n_bins, most))
    encoders: list[ColumnEncoder] = []
    dropped: list[str] = []
    for feature in features:
        cells = frame[feature.name].iloc[rows]
        encoder: ColumnEncoder | None
        if feature.kind is ColumnKind.NUMERIC:
            encoder = fit_numeric(feature.name, cells.to_numpy(dtype=np.float64), n_bins)
        else:
            encoder = fit_categorical(feature.name, text_cells(cells))
        if encoder is None:
            dropped.append(feature.name)
        else:
            encoders.append(encoder)
    if not encoders:
        raise SchemaError(
            "No feature varies",
            expected="at least one feature with two different values in the training rows",
            found=f"{len(dropped)} features, all constant",
            action="add a column that differs between patients",
        )
    return Preprocessor(tuple(encoders), tuple(dropped))


def encoded_width(frame: pd.DataFrame, features: Sequence[Feature], spec: PiecewiseLinear) -> int:
    """Count the encoded columns of a table, of a very large one on evenly spaced rows."""
    step = max(1, len(frame) // _COUNTED_ROWS)
    return fit_preprocessor(frame, features, np.arange(0, len(frame), step), spec).width


def text_cells(cells: pd.Series) -> npt.NDArray[np.object_]:
    """Return cells as text, None where missing; numbers in their shortest form."""
    if pd.api.types.is_numeric_dtype(cells):
        values = cells.to_numpy(dtype=np.float64)
        texts = [None if np.isnan(value) else number_text(value) for value in values]
        return np.array(texts, dtype=object)
    return np.array([None if pd.isna(value) else str(value) for value in cells], dtype=object)
