"""Whether the targets of quality are met, on the means of all tables.

The peer of a table is the better of the boosting models by the table's mean. Choosing it after the
fact favours the peers, never us.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.scoring import Gain, Scores, mean_gain
from mtl_core.schema import Arm

LEAST_MEAN_GAIN = 0.005
"""Wanted mean over tables of multi-task minus the better boosting model."""

MOST_LOSS = 0.003
"""How far one table may lie below the better boosting model."""

PEERS = (Arm.BOOSTING, Arm.CATBOOST)


@dataclass(frozen=True, slots=True)
class Target:
    """What was wanted, whether it holds, and what was found."""

    wanted: str
    holds: bool
    found: str


def better_peer(table: Scores) -> Arm:
    """Return the boosting model with the larger mean; the first of two equal ones."""
    return max((arm for arm in PEERS if arm in table.value), key=lambda arm: table.value[arm])


def gain_over_peer(table: Scores) -> Gain:
    """Multi-task minus the better boosting model of the table."""
    return table.gain(better_peer(table))


def judge(tables: Mapping[str, Scores]) -> list[Target]:
    """Hold the means of the tables against the three targets.

    Parameters
    ----------
    tables
        Mean over the tasks of each table.
    """
    over_peer = {name: gain_over_peer(scores) for name, scores in tables.items()}
    overall = mean_gain(list(over_peer.values()))
    worst = min(over_peer, key=lambda name: over_peer[name].value)
    over_single = {name: scores.gain(Arm.SINGLE_TASK) for name, scores in tables.items()}
    behind = [name for name, gain in over_single.items() if gain.value <= 0]
    return [
        Target(
            f"mean over tables at least {LEAST_MEAN_GAIN} above the better boosting model",
            overall.value >= LEAST_MEAN_GAIN,
            told(overall),
        ),
        Target(
            f"no table more than {MOST_LOSS} below the better boosting model",
            over_peer[worst].value >= -MOST_LOSS,
            f"lowest: {worst} {told(over_peer[worst])}",
        ),
        Target(
            "multi-task above single-task on every table",
            not behind,
            f"not on {', '.join(behind)}" if behind else f"on all {len(tables)}",
        ),
    ]


def told(gain: Gain) -> str:
    """Write a difference with its interval.

    >>> import numpy as np
    >>> told(Gain.of(0.00512, np.array([0.001, 0.009])))
    '+0.0051 (+0.0012 to +0.0088)'
    """
    return f"{gain.value:+.4f} ({gain.low:+.4f} to {gain.high:+.4f})"
