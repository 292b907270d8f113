"""One output of the long table, and the patients' cells in it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.errors import RunError
from mtl_core.evaluation.subgroups import Division, divide
from mtl_core.schema import Output
from mtl_core.schema.answers import SubgroupQuestion

FEWEST_EXPLAINED = 20
"""A group with fewer explained patients has no mean and no interval."""

_MOST_CODES = 5


def outputs_of(attributions: pd.DataFrame) -> tuple[Output, ...]:
    """Return the explained outputs in the order of the long table."""
    lines = attributions[["task", "class"]].drop_duplicates().itertuples(index=False, name=None)
    return tuple(Output(str(t), None if pd.isna(label) else str(label)) for t, label in lines)


def lines_of(attributions: pd.DataFrame, output: Output) -> pd.DataFrame:
    """Return the lines of one output."""
    label = attributions["class"]
    fits = label == output.label if output.is_risk else label.isna()
    return attributions[(attributions["task"] == output.task) & fits]


def of_output(attributions: pd.DataFrame, output: Output) -> tuple[pd.DataFrame, bool]:
    """Return the Shapley values of an output, patients x columns; whether of a risk.

    Raises
    ------
    RunError
        When the output was not explained, or leaves open which class of several is meant.
    """
    fitting = [each for each in outputs_of(attributions) if each.fits(output)]
    if len(fitting) != 1:
        raise RunError(
            "The output cannot be shown",
            expected="an explained task, with its class where it has several",
            found=f"{output.task}, which has {len(fitting)} fitting classes",
            action="choose another task or a class",
        )
    part = lines_of(attributions, fitting[0])
    features = list(dict.fromkeys(part["feature"]))
    wide = part.pivot_table(index="row", columns="feature", values="value")
    return wide[features], fitting[0].is_risk


def cells_of(attributions: pd.DataFrame, feature: str) -> pd.Series:
    """Return the explained patients' cells of a column by row.

    Numbers are float64 with NaN; anything else, and a column without a known cell, is text with
    ``None``.

    Raises
    ------
    RunError
        When the column was not explained.
    """
    mine = attributions.loc[attributions["feature"] == feature].drop_duplicates("row")
    if mine.empty:
        raise RunError(
            "The column cannot be shown",
            expected="a column that was explained",
            found=feature,
            action="choose another column",
        )
    cells = mine.set_index("row").sort_index()[["feature_value", "feature_rank"]]
    known = cells["feature_value"].notna()
    if known.any() and cells.loc[known, "feature_rank"].notna().all():
        return cells["feature_value"].astype(np.float64).rename(feature)
    text = cells["feature_value"].to_numpy(dtype=object, copy=True)
    text[~known.to_numpy()] = None
    return pd.Series(text, index=cells.index, dtype=object, name=feature)


def in_thirds(cells: pd.Series) -> Division:
    """Divide patients by a column: numbers in thirds, categories as they are.

    Up to five different numbers are categories. Where every cell is missing there is no group.
    """
    return in_bands(cells, 3)


def in_bands(cells: pd.Series, n_bands: int) -> Division:
    """Divide patients by a column as :func:`in_thirds`, with a number of bands of equal size."""
    known = cells.dropna()
    if known.empty:
        return Division((), np.full(len(cells), -1, dtype=np.int64))
    cuts: tuple[float, ...] = ()
    if cells.dtype.kind == "f" and known.nunique() > _MOST_CODES:
        inner = np.quantile(known.to_numpy(np.float64), np.arange(1, n_bands) / n_bands)
        cuts = tuple(sorted({float(f"{cut:.3g}") for cut in inner} - {float(known.min())}))
    return divide(cells, SubgroupQuestion(str(cells.name), cuts))
