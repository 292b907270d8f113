"""A patient beside the cohort: where each value stands, the most unusual first."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtl_core.patient.space import PatientSpace
from mtl_core.words import number_text

COLUMNS = ("feature", "value", "percentile", "share", "unusual")


def identity_card(space: PatientSpace, frame: pd.DataFrame, row: int) -> pd.DataFrame:
    """Tabulate the features of one row of a cohort.

    Returns
    -------
    ``feature``; ``value`` as text, ``None`` where missing; ``percentile`` of a number among the
    known cells, 0 to 100, NaN for others; ``share`` of the rows that have the same level, or are
    missing too, NaN for numbers; ``unusual``, the share of rows at least as rare: for a number
    twice the smaller tail. The rarest come first.
    """
    placed = space.place(frame.iloc[[row]])[0]
    lines: list[tuple[str, str | None, float, float, float]] = []
    for column, name in enumerate(space.features):
        cell = frame[name].iloc[row]
        if pd.isna(cell):
            share = float(frame[name].isna().mean())
            lines.append((name, None, np.nan, share, share))
        elif name in space.numbers:
            rank, known = float(placed[column]), space.numbers[name]
            at_most = float((known <= cell).mean())
            at_least = float((known >= cell).mean())
            unusual = min(1.0, 2 * min(at_most, at_least))
            lines.append((name, number_text(float(cell)), 100 * rank, np.nan, unusual))
        else:
            share = float((frame[name] == cell).mean())
            lines.append((name, str(cell), np.nan, share, share))
    table = pd.DataFrame(lines, columns=list(COLUMNS))
    return table.sort_values("unusual", kind="stable", ignore_index=True)
