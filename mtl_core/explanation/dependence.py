"""How the value of a column and its Shapley value go together, and with which other column."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.evaluation.subgroups import Division
from mtl_core.explanation.cells import FEWEST_EXPLAINED, cells_of, in_bands, in_thirds, of_output
from mtl_core.explanation.cube import N_RESAMPLES, resampled_means
from mtl_core.schema import Output
from mtl_core.schema.explained import Dependence

_N_FIFTHS = 5
_FEWEST_FOR_A_LINE = 5
_NOTHING = 1e-9
"""Share of a column's spread that counts as rounding."""


def dependence(
    attributions: pd.DataFrame,
    output: Output,
    feature: str,
    *,
    second: str | None = None,
    seed: int = 0,
) -> Dependence:
    """Put the values of a column beside its Shapley values for one task.

    Without ``second`` the column is taken that explains most of the spread that is left when the
    column's own value is known (:func:`share_of_spread_left`), or none where no column explains
    more than chance.

    Parameters
    ----------
    attributions
        The long table of :func:`~mtl_core.explanation.attribution_table`.
    second
        A column to colour the points by.

    Raises
    ------
    RunError
        When the task, class or a column was not explained.
    """
    values, is_risk = of_output(attributions, output)
    cells = cells_of(attributions, feature)
    contributions = values[feature].reindex(cells.index).to_numpy(np.float64)
    others = [str(name) for name in values.columns if name != feature]
    if second is None:
        shares = {
            name: share_of_spread_left(cells, contributions, cells_of(attributions, name))
            for name in others
        }
        best = max(shares, key=lambda name: shares[name], default=None)
        second = best if best is not None and shares[best] > 0 else None
    groups = in_thirds(cells)
    points = pd.DataFrame({"row": cells.index, "cell": cells.to_numpy()})
    points["contribution"] = contributions
    points["group"] = _named(groups)
    points["second_group"] = pd.Series([None] * len(points), dtype=object)
    share: float | None = None
    names: tuple[str, ...] = ()
    if second is not None:
        other = cells_of(attributions, second)
        share = share_of_spread_left(cells, contributions, other)
        division = in_thirds(other)
        points["second_group"], names = _named(division), division.names
    return Dependence(
        output,
        is_risk,
        feature,
        cells.dtype.kind == "f",
        second,
        share,
        points,
        _means(groups, contributions, seed),
        names,
    )


def share_of_spread_left(first: pd.Series, contributions: FloatArray, second: pd.Series) -> float:
    """Share of a column's spread at equal value that goes with a second column.

    What is left of the Shapley values of the first column after a straight line in each fifth of
    its values (the mean in each category) is divided by the thirds or categories of the second
    column within each fifth. The share is adjusted for the number of groups, as an adjusted R², so
    a column that has nothing to do with it has about 0. This is a rule of thumb to choose a colour,
    not a test of an interaction.

    Returns
    -------
    At most 1; 0 or less when nothing is left or the second column does not explain it.
    """
    fifths, thirds = in_bands(first, _N_FIFTHS).code, in_thirds(second).code
    left, n_parameters = _left(first, contributions, fifths)
    total = float(left @ left)
    spread = float(((contributions - contributions.mean()) ** 2).sum())
    _, place = np.unique(np.column_stack([fifths, thirds]), axis=0, return_inverse=True)
    n_cells, n_fifths = int(place.max()) + 1, len(np.unique(fifths))
    free = len(left) - n_parameters
    within_free = free - (n_cells - n_fifths)
    if total <= _NOTHING * spread or within_free <= 0 or n_cells == n_fifths:
        return 0.0
    means = np.bincount(place, left) / np.bincount(place)
    within = float(((left - means[place]) ** 2).sum())
    return 1 - (within / within_free) / (total / free)


def _left(first: pd.Series, contributions: FloatArray, fifths: IntArray) -> tuple[FloatArray, int]:
    """Subtract a line in each band of numbers, else the mean; count what was fitted."""
    left, n_parameters = np.array(contributions, dtype=np.float64), 0
    for band in np.unique(fifths):
        mine = fifths == band
        left[mine] -= left[mine].mean()
        n_parameters += 1
        if first.dtype.kind != "f" or band < 0 or mine.sum() < _FEWEST_FOR_A_LINE:
            continue
        x = first.to_numpy(np.float64)[mine]
        x = x - x.mean()
        if x @ x > 0:
            left[mine] -= x * (x @ left[mine]) / (x @ x)
            n_parameters += 1
    return left, n_parameters


def _named(division: Division) -> pd.Series:
    names = [*division.names, None]
    return pd.Series([names[code] for code in division.code], dtype=object)


def _means(division: Division, contributions: FloatArray, seed: int) -> pd.DataFrame:
    lines = []
    for code in [*range(len(division.names)), -1]:
        mine = contributions[division.code == code]
        if not len(mine):
            continue
        mean = low = high = np.nan
        if len(mine) >= FEWEST_EXPLAINED:
            rng = np.random.default_rng(seed)
            means = resampled_means(mine[:, None], N_RESAMPLES, rng)
            mean, (low, high) = mine.mean(), np.quantile(means, [0.025, 0.975])
        name = None if code < 0 else division.names[code]
        lines.append((name, len(mine), mean, low, high))
    table = pd.DataFrame(lines, columns=["group", "n", "mean", "low", "high"])
    return table.astype({"group": object})
