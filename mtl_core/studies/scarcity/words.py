"""What an answer about scarce labels says to people."""

from __future__ import annotations

from collections.abc import Sequence

from mtl_core.schema import Difference, Verdict
from mtl_core.schema.answers import ScarcityPoint
from mtl_core.schema.measures import MEASURES
from mtl_core.words import both_ends, count, counted, signed


def scarcity_headline(points: Sequence[ScarcityPoint], measure: str) -> str:
    """Say what sharing is worth with the fewest labels and with the most.

    Parameters
    ----------
    points
        From the largest share to the smallest.

    Examples
    --------
    >>> clear = Difference(0.061, 0.031, 0.092, 0.001, 0.02, Verdict.BETTER)
    >>> open_ = Difference(0.004, -0.018, 0.026, 0.7, 0.02, Verdict.INCONCLUSIVE)
    >>> points = [
    ...     ScarcityPoint(1.0, 2700.0, 540.0, 1, {}, open_),
    ...     ScarcityPoint(0.03, 82.0, 16.0, 3, {}, clear),
    ... ]
    >>> print(scarcity_headline(points, "auroc"))
    With 82 labels, sharing is worth +0.061 AUROC (+0.031 to +0.092); with all 2,700, this cohort \
cannot tell what sharing is worth (−0.018 to +0.026).
    """
    known = [point for point in points if point.difference.value is not None]
    if not known:
        return "With none of these shares of the labels could anything be estimated."
    label = MEASURES[measure].label
    few, many = known[-1], known[0]
    words = f"With {counted(few.labels, 'label')}, {_worth(few.difference, label, 'sharing')}"
    if many is not few:
        whole = "all " if many.share == 1 else ""
        words += f"; with {whole}{count(many.labels)}, {_worth(many.difference, label, 'it')}"
    return f"{words}."


def _worth(difference: Difference, label: str, subject: str) -> str:
    text = f"({both_ends(difference, signed)})"
    small = ", less than the margin" if difference.inside_margin else ""
    value = difference.value or 0.0
    match difference.verdict:
        case Verdict.BETTER:
            return f"{subject} is worth {signed(value)} {label} {text}{small}"
        case Verdict.WORSE:
            return f"{subject} costs {abs(value):.3f} {label} {text}{small}"
        case Verdict.NO_MEANINGFUL_DIFFERENCE:
            return f"{subject} makes no meaningful difference {text}"
        case _:
            return f"this cohort cannot tell what sharing is worth {text}"
