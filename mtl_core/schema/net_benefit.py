"""Net benefit over thresholds: plain arrays that evaluation computes and plots show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mtl_core.arrays import FloatArray
from mtl_core.schema.arms import Arm
from mtl_core.schema.curves import Curve


@dataclass(frozen=True, slots=True, eq=False)
class DecisionCurves:
    """Net benefit of acting on the risks of each arm, beside two policies that need no model.

    Net benefit is in true positives per patient: 0.05 is worth as much as finding 5 events in 100
    patients without a single false alarm. To treat nobody has net benefit 0 everywhere.

    Attributes
    ----------
    thresholds
        Risks above which a patient is treated, rising, ``(n_thresholds,)``.
    arms
        By arm, mean over repeats, ``(n_thresholds,)``.
    treat_all
        Of treating everybody, ``(n_thresholds,)``.
    difference
        Multi-task minus single-task, with its pointwise 95 % interval where patients are known;
        ``None`` unless both arms are there.
    n, events
        Labelled rows, and those with the event.
    """

    thresholds: FloatArray
    arms: Mapping[Arm, FloatArray]
    treat_all: FloatArray
    difference: Curve | None
    n: int
    events: int

    @property
    def prevalence(self) -> float:
        """Share of events: the net benefit of a perfect model."""
        return self.events / self.n
