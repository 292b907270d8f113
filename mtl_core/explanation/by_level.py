"""Which columns carry a task in parts of the explained patients."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.explanation.cells import FEWEST_EXPLAINED, cells_of, in_thirds, of_output
from mtl_core.explanation.cube import N_RESAMPLES, resampled_means
from mtl_core.schema import Output
from mtl_core.schema.explained import LevelImportance


def importance_by_level(
    attributions: pd.DataFrame,
    output: Output,
    column: str,
    *,
    n_resamples: int = N_RESAMPLES,
    seed: int = 0,
) -> LevelImportance:
    """Mean absolute Shapley value of each column by the levels of one column.

    Numbers with more than five values are divided in thirds of the explained patients; categories
    with fewer than 20 explained patients are taken together. The background is the same for all
    levels: contributions are still those against patients of the whole cohort.

    Parameters
    ----------
    attributions
        The long table of :func:`~mtl_core.explanation.attribution_table`.
    column
        An explained column to divide patients by.

    Returns
    -------
    With 2.5 to 97.5 percentiles over resamples of the patients of a level. A level with fewer than
    20 explained patients has no number but a reason.

    Raises
    ------
    RunError
        When the task, class or column was not explained.
    """
    values, is_risk = of_output(attributions, output)
    sizes = values.abs()
    order = sizes.mean().sort_values(ascending=False, kind="stable").index
    sizes = sizes[order]
    division = in_thirds(cells_of(attributions, column).reindex(sizes.index))
    parts = []
    for code, level in enumerate(division.names):
        mine = sizes.to_numpy(np.float64)[division.code == code]
        line = pd.DataFrame({"feature": list(map(str, order)), "level": level, "n": len(mine)})
        if len(mine) < FEWEST_EXPLAINED:
            reason = f"{len(mine)} explained patients; at least {FEWEST_EXPLAINED} are needed"
            parts.append(line.assign(mean_abs=np.nan, low=np.nan, high=np.nan, reason=reason))
            continue
        means = resampled_means(mine, n_resamples, np.random.default_rng(seed))
        low, high = np.quantile(means, [0.025, 0.975], axis=0)
        parts.append(line.assign(mean_abs=mine.mean(axis=0), low=low, high=high, reason=""))
    names = ["feature", "level", "n", "mean_abs", "low", "high", "reason"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names)
    place = {str(name): at for at, name in enumerate(order)}
    table = table.sort_values("feature", key=lambda names: names.map(place), kind="stable")
    return LevelImportance(
        output,
        is_risk,
        column,
        division.sizes,
        division.unknown,
        table.reset_index(drop=True),
    )
