"""Encoders of one column each, fitted on training rows only.

Every encoded column has mean zero on the training rows, so a zero means "nothing known", and that
is what a missing number becomes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from mtl_core.arrays import Float32Array, FloatArray

MISSING_SHARE = 0.005
"""Share of missing training cells above which a numeric column gets an indicator."""

_MIN_LEVEL_ROWS = 10


@dataclass(frozen=True, slots=True)
class NumericEncoder:
    """Piecewise-linear encoding over quantile bins (Gorishniy 2022, arXiv 2203.05556).

    Column ``b`` of the encoding rises from 0 to 1 while the value crosses bin ``b``.

    NOTE[DIFF]: the paper lets the first and last bin run on beyond the training range; here they
    end at it, so that an outlier in a new file cannot dominate a prediction.

    Attributes
    ----------
    edges
        Bin edges, ascending, ``n_bins + 1`` of them.
    means
        Training means of the encoding, subtracted from it; the last entry belongs to the missing
        indicator when there is one.
    """

    column: str
    edges: tuple[float, ...]
    means: tuple[float, ...]
    has_indicator: bool

    @property
    def width(self) -> int:
        """Number of encoded columns."""
        return len(self.means)

    def encode(self, values: FloatArray) -> Float32Array:
        """Encode numbers of shape ``(n,)``, NaN where missing, as ``(n, width)``."""
        raw = _ramps(values, np.asarray(self.edges), has_indicator=self.has_indicator)
        encoded = raw - np.asarray(self.means)
        n_bins = len(self.edges) - 1
        encoded[:, :n_bins] = np.where(np.isnan(values)[:, None], 0.0, encoded[:, :n_bins])
        return np.asarray(encoded, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class CategoricalEncoder:
    """One-hot encoding with a level for rare and unseen values and one for missing ones.

    Attributes
    ----------
    levels
        Frequent levels; after them come *other* and *unknown*.
    means
        Training share of each encoded column, subtracted from it.
    """

    column: str
    levels: tuple[str, ...]
    means: tuple[float, ...]

    @property
    def width(self) -> int:
        """Number of encoded columns."""
        return len(self.means)

    def encode(self, values: npt.NDArray[np.object_]) -> Float32Array:
        """Encode text of shape ``(n,)``, None where missing, as ``(n, width)``."""
        centred = _one_hot(values, self.levels) - np.asarray(self.means)
        return np.asarray(centred, dtype=np.float32)


ColumnEncoder: TypeAlias = NumericEncoder | CategoricalEncoder


def fit_numeric(column: str, values: FloatArray, n_bins: int) -> NumericEncoder | None:
    """Fit bins to the training values of a column; None when it is constant."""
    present = values[~np.isnan(values)]
    if present.size == 0:
        return None
    edges = np.unique(np.quantile(present, np.linspace(0, 1, n_bins + 1)))
    has_indicator = bool(np.isnan(values).mean() > MISSING_SHARE)
    if len(edges) < 2:
        return None
    ramps = _ramps(values, edges, has_indicator=has_indicator)
    means = np.nanmean(ramps, axis=0)
    return NumericEncoder(column, tuple(map(float, edges)), tuple(map(float, means)), has_indicator)


def fit_categorical(column: str, values: npt.NDArray[np.object_]) -> CategoricalEncoder | None:
    """Fit levels to the training values of a column; None when it is constant."""
    present = np.array([value for value in values if value is not None], dtype=object)
    names, counts = np.unique(present.astype(str), return_counts=True)
    if len(names) + (len(present) < len(values)) < 2:
        return None
    frequent = tuple(str(name) for name in names[counts >= min(_MIN_LEVEL_ROWS, counts.max())])
    means = _one_hot(values, frequent).mean(axis=0)
    return CategoricalEncoder(column, frequent, tuple(map(float, means)))


def _ramps(values: FloatArray, edges: FloatArray, *, has_indicator: bool) -> FloatArray:
    """Piecewise-linear ramps ``(n, n_bins)``, NaN where missing, then the missing indicator."""
    ramps = np.clip((values[:, None] - edges[:-1]) / np.diff(edges), 0.0, 1.0)
    if not has_indicator:
        return ramps
    return np.concatenate([ramps, np.isnan(values)[:, None]], axis=1)


def _one_hot(values: npt.NDArray[np.object_], levels: tuple[str, ...]) -> FloatArray:
    place = {level: i for i, level in enumerate(levels)}
    other, unknown = len(levels), len(levels) + 1
    codes = np.array([unknown if v is None else place.get(v, other) for v in values], dtype=int)
    return np.asarray(np.eye(len(levels) + 2)[codes], dtype=np.float64)
