"""Intervals with two sources of chance: the patients tested, and the training.

A bootstrap of patients takes the trained networks as given. Had they been trained again, with other
folds, other starting weights or other patients, they would have been others, and a measure, or a
difference of two arms, moves with that. Repeats show how far: the variance between them is added to
that of the bootstrap.

Independent draws of what was learned from (labels, say) average this out, so their variance is
divided by their number, n. The repeats of a study do not: they learn from nearly the same patients
and are more alike than trainings on other patients would be. An interval over repeats is therefore
one for networks trained once more: their variance counts ``1 + 1 / n`` times, once for the new
training and a share for the mean that it is compared with.

What that comes to is simulated in ``benchmarks/results/coverage.json``: with learners trained anew
on every cohort, a bootstrap of patients alone finds differences that are not there about twice as
often as it says, and its intervals miss the truth about as often.

References
----------
Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components.
Biometrics Bulletin 2, 110-114.
Nadeau, C. and Bengio, Y. (2003). Inference for the generalization error. Machine Learning 52,
239-281 (why dividing by the number of repeats is too little).
"""

from __future__ import annotations

import math

import numpy as np

from mtl_core.arrays import FloatArray
from mtl_core.evaluation.intervals.few_events import (
    MANY,
    RANKED,
    area_of,
    freedom,
    interval_of,
    interval_of_difference,
    log_odds_of,
    p_of_difference,
)
from mtl_core.evaluation.intervals.resampling import SMALLEST_P, tail_p
from mtl_core.schema.measures import MEASURES


def widened(
    value: float,
    interval: tuple[float, float],
    resampled: FloatArray,
    by_training: FloatArray,
    of_patients: float = MANY,
    *,
    independent: bool = False,
) -> tuple[float, float, float]:
    """Return the 95 % interval over patients and trainings, and the p-value of "zero".

    The interval of the patients is made wider on both sides by what a t interval with both
    variances is wider than one with the first alone, with Satterthwaite's degrees of freedom.

    Parameters
    ----------
    interval
        The interval over patients alone.
    resampled
        The mean over trainings in each bootstrap resample of patients, ``(n_resamples,)``.
    by_training
        The value of each training on all patients, ``(n,)``. With one, the interval stays as it is.
    of_patients
        Degrees of freedom of the variance over patients.
    independent
        Whether trainings are independent draws, whose mean is asked for, or repeats, and one more
        training is.

    Returns
    -------
    Low, high and p.

    Examples
    --------
    >>> patients = np.linspace(-1, 1, 101)
    >>> low, high, _ = widened(0.0, (-0.95, 0.95), patients, np.array([0.0]))
    >>> round(low, 2), round(high, 2)
    (-0.95, 0.95)
    >>> trainings = np.array([-0.5, 0.0, 0.5])
    >>> low, high, _ = widened(0.0, (-0.95, 0.95), patients, trainings, independent=True)
    >>> round(low, 2), round(high, 2)
    (-1.11, 1.11)
    """
    from scipy.special import stdtr, stdtrit

    first = float(np.nanvar(resampled, ddof=1)) * (of_patients + 1) / of_patients
    n = len(by_training)
    counts = 1 / n if independent else 1 + 1 / n
    second = counts * float(np.var(by_training, ddof=1)) if n > 1 else 0.0
    total = first + second
    if total == 0:
        return *interval, 1.0 if value == 0 else 0.0
    of_training = second**2 / (n - 1) if n > 1 else 0.0
    degrees = total**2 / (first**2 / of_patients + of_training)
    both = float(stdtrit(degrees, 0.975)) * math.sqrt(total)
    alone = float(stdtrit(of_patients, 0.975)) * math.sqrt(first)
    more = both - alone if second > 0 else 0.0
    p_value = min(2 * float(stdtr(degrees, -abs(value) / math.sqrt(total))), 1.0)
    return interval[0] - more, interval[1] + more, p_value


def interval(
    name: str,
    value: float,
    draws: FloatArray,
    by_training: FloatArray,
    n_fewest: int,
    *,
    independent: bool = False,
) -> tuple[float, float] | None:
    """95 % interval of a measure of one arm; ``None`` where too many draws are undefined.

    An area under the ROC curve on the logit scale, and no interval beyond the measure's range.

    Parameters
    ----------
    name
        Key of the measure.
    draws
        The mean over trainings in each bootstrap resample of patients, ``(n_resamples,)``.
    by_training
        The value of each training on all patients, ``(n,)``.
    n_fewest
        From :func:`~mtl_core.evaluation.intervals.few_events.fewest_patients`.
    independent
        As in :func:`widened`.

    Examples
    --------
    >>> draws = np.linspace(0.7, 0.9, 2001)
    >>> alone = interval("brier", 0.8, draws, np.array([0.8]), 50)
    >>> both = interval("brier", 0.8, draws, np.array([0.7, 0.8, 0.9]), 50)
    >>> [round(end, 2) for end in (*alone, *both)]
    [0.7, 0.9, 0.42, 1.0]
    """
    ends = interval_of(name, value, draws, n_fewest)
    if ends is None or len(by_training) == 1:
        return ends
    degrees = freedom(name, n_fewest)
    if name in RANKED and 0 < value < 1:
        middle, slope = log_odds_of(value), value * (1 - value)
        scaled = middle + (draws - value) / slope, middle + (by_training - value) / slope
        on_scale = log_odds_of(ends[0]), log_odds_of(ends[1])
        low, high, _ = widened(middle, on_scale, *scaled, degrees, independent=independent)
        return area_of(low), area_of(high)
    low, high, _ = widened(value, ends, draws, by_training, degrees, independent=independent)
    least, most = MEASURES[name].range
    return max(low, -math.inf if least is None else least), min(
        high, math.inf if most is None else most
    )


def difference_interval(
    name: str,
    value: float,
    draws: FloatArray,
    by_training: FloatArray,
    n_fewest: int,
    *,
    independent: bool = False,
) -> tuple[float, float, float | None] | None:
    """95 % interval of a difference of two arms, two groups or a mean of such, and p of "zero".

    ``None`` where too many draws are undefined. With one training the interval speaks of these
    networks and other patients, with several of networks trained once more.

    Parameters
    ----------
    name, draws, by_training, n_fewest, independent
        As for :func:`interval`, of the difference.

    Examples
    --------
    >>> draws = np.linspace(-0.01, 0.03, 2001)
    >>> one = difference_interval("brier", 0.01, draws, np.array([0.01]), 50)
    >>> two = difference_interval("brier", 0.01, draws, np.array([0.0, 0.02]), 50)
    >>> [round(number, 3) for number in (*one, *two)]
    [-0.009, 0.029, 0.501, -0.072, 0.092, 0.677]
    """
    ends = interval_of_difference(name, draws, n_fewest)
    if ends is None:
        return None
    if len(by_training) == 1 and not independent:
        return *ends, p_of_difference(name, tail_p(value, draws), n_fewest)
    degrees = freedom(name, n_fewest)
    low, high, p = widened(value, ends, draws, by_training, degrees, independent=independent)
    return low, high, max(p, SMALLEST_P)
