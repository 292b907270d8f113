"""The smallest difference between two arms that a cohort can be expected to show.

Both arms predict the same patients, so most of what is uncertain about each is common to both and
leaves the difference. How much is left depends on how alike the two arms' predictions are; their
correlation is an assumption, stated beside the result.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtl_core.limits import FEWEST_EVENTS
from mtl_core.schema import TaskKind
from mtl_core.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

TO_BE_FOUND = 1.959964 + 0.841621
"""Standard errors that a difference needs to be found with 80 % power at the 5 % level."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is assumed before anything is trained.

    Attributes
    ----------
    auroc
        AUROC of both arms, above 0.5 and below 1.
    r2
        Explained variation of both arms for a number, above 0 and below 1.
    agreement
        Correlation of the two arms' predictions, 0 to 1: for risks, of their logits among patients
        with the same outcome. ``None`` for what is usual with this many patients.
    chance
        Share of the disagreement between arms, 0 to 1, that is chance of training and of the folds
        drawn, and that averaging over repeats therefore shrinks.
    """

    auroc: float = 0.75
    r2: float = 0.2
    agreement: float | None = None
    chance: float = 0.5


@dataclass(frozen=True, slots=True)
class Detectable:
    """What one task can show.

    Attributes
    ----------
    difference
        Smallest true difference of the primary measure that is found in 80 of 100 such studies at
        the 5 % level, before any correction for several tasks; ``None`` with a reason.
    n, events
        Labelled patients, and how many have the event, or are of the rarest of several classes
        (``None`` for a number).
    """

    kind: TaskKind
    difference: float | None
    n: int
    events: int | None
    reason: str | None = None


def detectable_difference(
    kind: TaskKind,
    n: int,
    class_sizes: Sequence[int] = (),
    *,
    repeats: int = 1,
    expected: Assumptions = Assumptions(),
    n_cohort: int | None = None,
) -> Detectable:
    """Return the smallest difference between two arms that a task can be expected to show.

    Parameters
    ----------
    n
        Patients with a known label.
    class_sizes
        Patients of each class in their order, for a yes/no outcome without and with the event;
        empty for a number.
    repeats
        Times the folds are drawn anew.
    n_cohort
        Patients of the cohort with a known label, where only a part of them is tested: how alike
        the arms predict depends on those who teach. ``n`` when ``None``.

    Returns
    -------
    For several classes the difference is an upper bound: the uncertainties of the classes (ordered
    ones: of the cuts between them) are added as if all went the same way.

    Examples
    --------
    >>> found = detectable_difference(TaskKind.BINARY, 1200, [890, 310])
    >>> detectable_sentence(found)
    "With 1,200 patients and 310 events this cohort can be expected to show a difference in AUROC \
of about 0.026 or more (80 % power). Smaller ones will most likely read 'inconclusive'."
    """
    usual = usual_agreement(n if n_cohort is None else n_cohort)
    alike = usual if expected.agreement is None else expected.agreement
    if kind is TaskKind.REGRESSION:
        if n < FEWEST_EVENTS:
            return Detectable(kind, None, n, None, f"only {n} labelled patients")
        error = r2_difference_error(n, expected.r2, alike)
        return Detectable(kind, TO_BE_FOUND * _over_repeats(error, repeats, expected), n, None)
    rarest = min(class_sizes, default=0)
    if rarest < FEWEST_EVENTS or len(class_sizes) < 2:
        found = counted(rarest, "patient")
        return Detectable(kind, None, n, rarest, f"only {found} of the rarest class")
    sizes = class_sizes[:1] if len(class_sizes) == 2 else class_sizes
    if kind is TaskKind.ORDINAL:
        # Patients with several rows may be in several classes.
        below = itertools.accumulate(class_sizes[:-1])
        sizes = [round(n * size / sum(class_sizes)) for size in below]
    errors = [auroc_difference_error(size, n - size, expected.auroc, alike) for size in sizes]
    error = sum(errors) / len(errors)
    events = class_sizes[1] if kind is TaskKind.BINARY else rarest
    return Detectable(kind, TO_BE_FOUND * _over_repeats(error, repeats, expected), n, events)


def detectable_sentence(found: Detectable) -> str:
    """Say what a task can show."""
    if found.difference is None:
        return f"This cohort cannot show a difference: {found.reason}."
    what = {
        TaskKind.BINARY: "AUROC",
        TaskKind.MULTICLASS: "macro AUROC",
        TaskKind.ORDINAL: "the mean AUROC over cut points",
        TaskKind.REGRESSION: "R²",
    }[found.kind]
    words = "of the rarest class" if found.kind.per_class else "events"
    events = "" if found.events is None else f" and {found.events:,} {words}"
    return (
        f"With {found.n:,} patients{events} this cohort can be expected to show a difference in "
        f"{what} of about {rounded_up(found.difference)} or more (80 % power). Smaller ones will "
        "most likely read 'inconclusive'."
    )


def rounded_up(difference: float) -> str:
    """Write a difference with two significant digits, never smaller than it is.

    Examples
    --------
    >>> rounded_up(0.0213), rounded_up(0.0195), rounded_up(0.00412), rounded_up(0.2)
    ('0.022', '0.020', '0.0042', '0.20')
    """
    digits = max(2, 1 - math.floor(math.log10(difference)))
    return f"{math.ceil(difference * 10**digits - 1e-6) / 10**digits:.{digits}f}"


def usual_agreement(n: int) -> float:
    """Return how alike multi-task and single-task networks predict with ``n`` patients.

    ``1 - 12.7 n ** -0.63``, between .3 and .98: a curve through what was measured on two cohorts
    and on random parts of one (``benchmarks/agreement.py``; docs/methods/sample_size.md).

    Examples
    --------
    >>> [round(usual_agreement(n), 2) for n in (300, 1200, 5735, 9105)]
    [0.65, 0.85, 0.95, 0.96]
    """
    usual = 1 - 12.7 * math.pow(max(n, 1), -0.63)
    return min(max(usual, 0.3), 0.98)


def auroc_covariance(auroc: float, n_events: int, n_others: int, agreement: float = 1.0) -> float:
    """Return the covariance of two AUROCs of the same patients; of one with itself its variance.

    ``(P - A² + (n_events + n_others - 2) (Q - A²)) / (n_events n_others)``, as Hanley and McNeil
    (1982, doi:10.1148/radiology.143.1.7063747) have it for one AUROC, with the normal distribution
    in place of the exponential. ``Q`` is the chance that both scores rank an event above two
    non-events (or two events above one), ``P`` that both rank one pair rightly. They are bivariate
    normal probabilities, where Hanley and McNeil (1983, doi:10.1148/radiology.148.3.6878708) print
    a table.

    Parameters
    ----------
    auroc
        Of both scores, above 0.5 and below 1.
    agreement
        Correlation of the two scores among patients with the same outcome, 0 to 1.
    """
    from scipy.special import ndtri

    quantile = float(ndtri(auroc))
    pair = _both_below(quantile, agreement) - auroc**2
    three = _both_below(quantile, agreement / 2) - auroc**2
    return (pair + (n_events + n_others - 2) * three) / (n_events * n_others)


def auroc_difference_error(n_events: int, n_others: int, auroc: float, agreement: float) -> float:
    """Return the standard error of the difference of two AUROCs of the same patients."""
    variance = auroc_covariance(auroc, n_events, n_others)
    covariance = auroc_covariance(auroc, n_events, n_others, agreement)
    return math.sqrt(max(2 * (variance - covariance), 0.0))


def r2_difference_error(n: int, r2: float, agreement: float) -> float:
    """Return the standard error of the difference of two R² of the same patients.

    ``2 (1 - R²) sqrt(1 - c²) / sqrt(n)``, ``c`` the correlation of the two arms' errors, which is
    ``1 - R² (1 - agreement) / (1 - R²)`` for normal, calibrated predictions. It equals the error
    of the difference of two squared dependent correlations (Olkin and Finn 1995,
    doi:10.1037/0033-2909.118.1.155).
    """
    errors_correlation = 1 - r2 * (1 - agreement) / (1 - r2)
    return 2 * (1 - r2) * math.sqrt(max(1 - errors_correlation**2, 0.0) / n)


def _over_repeats(error: float, repeats: int, expected: Assumptions) -> float:
    return error * math.sqrt(1 - expected.chance + expected.chance / repeats)


def _both_below(quantile: float, correlation: float) -> float:
    """Probability that two standard normals of this correlation are both below ``quantile``."""
    from scipy.special import ndtr, owens_t

    slope = math.sqrt((1 - correlation) / (1 + correlation))
    return float(ndtr(quantile) - 2 * owens_t(quantile, slope))
