"""What a threshold on the risk would do, in patients: four counts and the four rates they give."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.limits import NORMAL_95
from mtl_core.schema import Estimate


@dataclass(frozen=True, slots=True)
class Confusion:
    """Patients by outcome and by whether their risk is above a threshold.

    Attributes
    ----------
    true_positives, false_negatives
        With the event, above the threshold or not.
    false_positives, true_negatives
        Without the event, above the threshold or not.
    """

    true_positives: int
    false_negatives: int
    false_positives: int
    true_negatives: int

    @property
    def rates(self) -> dict[str, Estimate]:
        """Sensitivity, specificity, PPV and NPV, each with its Wilson 95 % interval."""
        tp, fn, fp, tn = astuple(self)
        return {
            "sensitivity": wilson_share(tp, tp + fn, "no patient has the event"),
            "specificity": wilson_share(tn, tn + fp, "every patient has the event"),
            "ppv": wilson_share(tp, tp + fp, "no patient is above the threshold"),
            "npv": wilson_share(tn, tn + fn, "every patient is above the threshold"),
        }


def sort_patients(
    observed: FloatArray, predicted: FloatArray, threshold: FloatArray | float
) -> Confusion:
    """Count patients by outcome and by whether their risk is above the threshold.

    Parameters
    ----------
    observed
        0 or 1, shape ``(n,)``; each patient once, or the intervals of the rates are too narrow.
    predicted
        Risk, shape ``(n,)``.
    threshold
        One for all, or one per row, ``(n,)``.

    Examples
    --------
    >>> import numpy as np
    >>> sort_patients(np.array([1.0, 1, 0, 0]), np.array([0.9, 0.2, 0.4, 0.1]), 0.3)
    Confusion(true_positives=1, false_negatives=1, false_positives=1, true_negatives=1)
    """
    above, event = predicted > threshold, np.asarray(observed, dtype=np.float64) > 0.5
    return Confusion(
        true_positives=int((above & event).sum()),
        false_negatives=int((~above & event).sum()),
        false_positives=int((above & ~event).sum()),
        true_negatives=int((~above & ~event).sum()),
    )


def wilson_interval(k: int, n: int) -> tuple[float, float]:
    """95 % score interval of the proportion ``k`` of ``n``, ``n`` above 0.

    It stays inside 0 to 1 and covers well with small counts, also when k is 0 or n.

    References
    ----------
    Wilson, E. B. (1927). Probable inference. JASA 22.
    Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion. Stat Med 17.

    Examples
    --------
    >>> [round(end, 4) for end in wilson_interval(81, 263)]
    [0.2553, 0.3662]
    """
    share, z2 = k / n, NORMAL_95 * NORMAL_95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = NORMAL_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # Exactly 0 and 1 at the ends, where rounding would leave a trace.
    return (0.0 if k == 0 else middle - half), (1.0 if k == n else middle + half)


def wilson_share(k: int, n: int, why_not: str) -> Estimate:
    """Share ``k`` of ``n`` with its Wilson 95 % interval; where n is 0, the reason ``why_not``."""
    if n == 0:
        return Estimate(n=0, reason=f"not estimable ({why_not})")
    return Estimate(k / n, *wilson_interval(k, n), n=n)


def at_prevalence(
    sensitivity: float, specificity: float, prevalence: float
) -> tuple[float | None, float | None]:
    """PPV and NPV where the event has another prevalence, by Bayes' theorem.

    It is assumed that sensitivity and specificity stay what they are, which a different mix of
    patients may not grant. ``None`` where nobody, or everybody, would be above the threshold.

    Examples
    --------
    >>> [round(value, 3) for value in at_prevalence(0.9, 0.8, 0.1)]
    [0.333, 0.986]
    """
    tp, fp = sensitivity * prevalence, (1 - specificity) * (1 - prevalence)
    tn, fn = specificity * (1 - prevalence), (1 - sensitivity) * prevalence
    return tp / (tp + fp) if tp + fp > 0 else None, tn / (tn + fn) if tn + fn > 0 else None


def threshold_of_cost(n_false_alarms: float) -> float:
    """Risk at which acting breaks even when one missed event is as bad as so many false alarms.

    Acting on a patient with risk t gains t and costs ``(1 - t) / n_false_alarms``.

    Examples
    --------
    >>> threshold_of_cost(4)
    0.2
    """
    return 1 / (1 + n_false_alarms)


def threshold_of_sensitivity(observed: FloatArray, predicted: FloatArray, wanted: float) -> float:
    """Highest threshold above which at least the share ``wanted`` of the events lies.

    Chosen on the predictions that it is judged on, so the sensitivity that follows is a little
    optimistic.

    Parameters
    ----------
    observed, predicted
        0 or 1, with at least one 1, and risk; shape ``(n,)``.
    wanted
        Above 0, at most 1.
    """
    risks = np.sort(predicted[np.asarray(observed, dtype=np.float64) > 0.5])[::-1]
    n_wanted = max(1, math.ceil(wanted * len(risks) - 1e-9))
    return float(np.nextafter(risks[n_wanted - 1], -np.inf))
