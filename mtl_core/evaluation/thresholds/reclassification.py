"""Who changes sides at a threshold: multi-task against single-task, events and others apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtl_core.arrays import BoolArray, FloatArray, IntArray, ratio
from mtl_core.evaluation.arms import RowPredictions
from mtl_core.evaluation.intervals import Resamples, percentile_interval, row_weights
from mtl_core.schema import Estimate


@dataclass(frozen=True, slots=True)
class Reclassification:
    """Rows that one arm flags and the other does not.

    *Up* is flagged by multi-task and not by single-task, *down* the reverse. For events up is
    right; for others down is.

    Attributes
    ----------
    events, others
        Rows with and without the event.
    events_up, events_down, others_up, others_down
        How many changed sides.
    net_events
        ``(events_up - events_down) / events``: the gain in sensitivity, -1 to 1.
    net_others
        ``(others_down - others_up) / others``: the gain in specificity, -1 to 1.
    """

    events: int
    others: int
    events_up: int
    events_down: int
    others_up: int
    others_down: int
    net_events: Estimate
    net_others: Estimate

    @property
    def mcnemar(self) -> float | None:
        """McNemar's chi-squared (1 degree of freedom, no correction) of being right or wrong."""
        better, worse = self.events_up + self.others_down, self.events_down + self.others_up
        return mcnemar(better, worse)


def reclassification(
    observed: FloatArray,
    multi: BoolArray,
    single: BoolArray,
    *,
    rows: IntArray,
    resamples: Resamples | None = None,
) -> Reclassification:
    """Count the rows that change sides, with intervals of the net shares over patients.

    Parameters
    ----------
    observed
        0 or 1, ``(n,)``.
    multi, single
        Whether each arm flags the row, ``(n,)``.
    rows
        0-based rows of the cohort, ``(n,)``.
    resamples
        Those of the study; without them the net shares have no interval. Thresholds are taken as
        they stand.

    References
    ----------
    Pencina, M. J. et al. (2008). Evaluating the added predictive ability of a new marker. Stat Med
    27, 157-172.
    """
    event = np.asarray(observed, dtype=np.float64) > 0.5
    up, down = multi & ~single, single & ~multi
    moved = up.astype(np.float64) - down
    parts = np.array([event, ~event, event * moved, ~event * -moved], dtype=np.float64)
    whole = parts.sum(axis=1)
    draws = _draws(parts, rows, resamples)
    return Reclassification(
        events=int(whole[0]),
        others=int(whole[1]),
        events_up=int((up & event).sum()),
        events_down=int((down & event).sum()),
        others_up=int((up & ~event).sum()),
        others_down=int((down & ~event).sum()),
        net_events=_share(whole[2], int(whole[0]), draws, 0, "no patient has the event"),
        net_others=_share(whole[3], int(whole[1]), draws, 1, "every patient has the event"),
    )


def changed_sides(
    multi: RowPredictions,
    single: RowPredictions,
    thresholds: tuple[FloatArray | float, FloatArray | float],
    resamples: Resamples | None,
) -> Reclassification | None:
    """Compare whom both arms flag above a threshold of their own.

    Parameters
    ----------
    thresholds
        One for all or one per row, of multi-task and single-task.

    Returns
    -------
    ``None`` where the arms do not predict the same rows.
    """
    flags = [
        pd.Series(arm.predicted > threshold, index=arm.rows)
        for arm, threshold in zip((multi, single), thresholds, strict=True)
    ]
    if not flags[0].index.sort_values().equals(flags[1].index.sort_values()):
        return None
    shared, alone = (flag.reindex(multi.rows).to_numpy(bool) for flag in flags)
    return reclassification(multi.observed, shared, alone, rows=multi.rows, resamples=resamples)


def mcnemar(better: int, worse: int) -> float | None:
    """McNemar's chi-squared of two discordant counts; ``None`` where nothing is discordant.

    Examples
    --------
    >>> round(mcnemar(150, 86), 4)
    17.3559
    """
    return (better - worse) ** 2 / (better + worse) if better + worse else None


def _draws(parts: FloatArray, rows: IntArray, resamples: Resamples | None) -> FloatArray | None:
    """Weighted sums of the four parts in every resample, ``(4, n_resamples)``."""
    if resamples is None:
        return None
    light, slots = parts.astype(np.float32), resamples.slot[rows]
    return np.concatenate([light @ row_weights(counts, slots) for counts in resamples], axis=1)


def _share(net: float, n: int, draws: FloatArray | None, place: int, why_not: str) -> Estimate:
    if not n:
        return Estimate(n=0, reason=f"not estimable ({why_not})")
    interval = None
    if draws is not None:
        interval = percentile_interval(ratio(draws[place + 2], draws[place]))
    low, high = interval or (None, None)
    return Estimate(float(net) / n, low, high, n)
