"""How far apart two patients are: Gower's distance on ranks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class PatientSpace:
    """The known cells of a cohort, against which patients are placed.

    Attributes
    ----------
    features
        Columns, in order.
    numbers
        By numeric column: its known cells, ascending.
    levels
        By other column: the place of each level.
    """

    features: tuple[str, ...]
    numbers: dict[str, FloatArray]
    levels: dict[str, dict[str, int]]

    def limits(self, name: str) -> tuple[float, float]:
        """Lowest and highest known number of a column; 0 and 1 without any."""
        known = self.numbers[name]
        return (float(known[0]), float(known[-1])) if len(known) else (0.0, 1.0)

    def step(self, name: str) -> float:
        """Return a round step, about a fiftieth of where nearly all numbers of a column lie."""
        known = self.numbers[name]
        if not len(known):
            return 1.0
        low, high = np.quantile(known, [0.01, 0.99])
        spread = float(high - low) or 1.0
        step = 10.0 ** math.floor(math.log10(spread / 10))
        return max(step, 1.0) if (known % 1 == 0).all() else step

    def place(self, frame: pd.DataFrame) -> FloatArray:
        """Place rows: a number by its rank from 0 to 1, a category by its code, NaN where unknown.

        A number beyond the cohort is at 0 or 1, a level that the cohort does not know is -1.

        Returns
        -------
        Shape ``(n_rows, n_features)``.
        """
        columns = [
            self._ranks(name, frame[name]) if name in self.numbers else self._codes(name, frame)
            for name in self.features
        ]
        return np.column_stack(columns)

    def distances(
        self, one: FloatArray, many: FloatArray, weights: FloatArray | None = None
    ) -> FloatArray:
        """Gower's distance of one placed row ``(M,)`` to many ``(n, M)``, shape ``(n,)``.

        Per feature: the difference of ranks, or 0 for the same level and 1 for another; known
        against unknown is 1, both unknown 0. The distance is the weighted mean over features, 0 for
        twins and at most 1.

        References
        ----------
        Gower, J. C. (1971). A general coefficient of similarity. Biometrics 27, 857-871.
        """
        shares = np.ones(len(self.features)) if weights is None else weights
        total = np.zeros(len(many))
        for column, name in enumerate(self.features):
            theirs, mine = many[:, column], one[column]
            known = ~np.isnan(theirs)
            if np.isnan(mine):
                apart = known.astype(np.float64)
            elif name in self.numbers:
                apart = np.where(known, np.abs(theirs - mine), 1.0)
            else:
                apart = (theirs != mine).astype(np.float64)
            total += shares[column] * apart
        return np.asarray(total / max(float(shares.sum()), 1e-12))

    def _ranks(self, name: str, cells: pd.Series) -> FloatArray:
        known, values = self.numbers[name], cells.to_numpy(dtype=np.float64)
        below = np.searchsorted(known, values, side="left")
        up_to = np.searchsorted(known, values, side="right")
        return np.where(np.isnan(values), np.nan, (below + up_to) / (2 * max(len(known), 1)))

    def _codes(self, name: str, frame: pd.DataFrame) -> FloatArray:
        levels = self.levels[name]
        codes = [np.nan if pd.isna(cell) else levels.get(str(cell), -1) for cell in frame[name]]
        return np.array(codes, dtype=np.float64)


def patient_space(frame: pd.DataFrame, features: Sequence[str]) -> PatientSpace:
    """Learn the ranks and levels of the features of a cohort; no outcome is looked at."""
    numbers, levels = {}, {}
    for name in features:
        known = frame[name].dropna()
        if pd.api.types.is_numeric_dtype(frame[name]):
            numbers[name] = np.sort(known.to_numpy(dtype=np.float64))
        else:
            levels[name] = {level: i for i, level in enumerate(sorted(known.astype(str).unique()))}
    return PatientSpace(tuple(features), numbers, levels)
