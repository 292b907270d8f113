"""What tree models see: cells of the table, with categories in the form that each model wants."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from mtl_core.arrays import Float32Array
from mtl_core.data import text_cells
from mtl_core.data.splits import Split
from mtl_core.schema import ColumnKind, Feature

_RARE_LEVEL_ROWS = 10


def boosting_frame(frame: pd.DataFrame, features: Sequence[Feature], split: Split) -> pd.DataFrame:
    """Raw features for boosting: numbers as they are, text as categories of the training rows."""
    columns = {}
    for feature in features:
        cells = frame[feature.name]
        if feature.kind is ColumnKind.NUMERIC:
            columns[feature.name] = cells
            continue
        text = pd.Series(text_cells(cells), index=frame.index)
        counts = text.iloc[split.train].value_counts()
        levels = sorted(counts.index[counts >= min(_RARE_LEVEL_ROWS, counts.max())])
        columns[feature.name] = pd.Series(pd.Categorical(text, categories=levels), frame.index)
    return pd.DataFrame(columns)


def forest_matrix(frame: pd.DataFrame, features: Sequence[Feature], split: Split) -> Float32Array:
    """Features for a forest: numbers with NaN where missing, a column of 0 and 1 per level.

    Levels are those of :func:`boosting_frame`; a missing, rare or unseen level is 0 everywhere.
    Numbers beyond single precision become its largest value.

    Returns
    -------
    ``(n_rows, n_numbers + n_levels)``, in the order of ``features``.
    """
    raw = boosting_frame(frame, features, split)
    blocks = []
    largest = np.finfo(np.float32).max
    for feature in features:
        cells = raw[feature.name]
        if feature.kind is ColumnKind.NUMERIC:
            values = cells.to_numpy(dtype=np.float64)[:, None]
            blocks.append(np.clip(values, -largest, largest).astype(np.float32))
        else:
            codes = cells.cat.codes.to_numpy()[:, None]
            blocks.append((codes == np.arange(len(cells.cat.categories))).astype(np.float32))
    return np.hstack(blocks)


def catboost_frame(frame: pd.DataFrame, features: Sequence[Feature]) -> pd.DataFrame:
    """Cells for CatBoost: numbers with NaN where missing, text with a level of its own for missing.

    Nothing is fitted here: CatBoost itself turns levels into statistics of its training rows. A
    level is ``=`` and the cell's text, and a missing cell an empty text, so they never coincide.
    """
    columns: dict[str, pd.Series] = {}
    for feature in features:
        cells = frame[feature.name]
        if feature.kind is ColumnKind.NUMERIC:
            columns[feature.name] = cells.astype(np.float64)
            continue
        levels = ["" if text is None else f"={text}" for text in text_cells(cells)]
        columns[feature.name] = pd.Series(levels, index=frame.index, dtype=object)
    return pd.DataFrame(columns)
