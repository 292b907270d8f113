"""Numbers below which nothing is said, or said with a warning, or shown outside; each once.

They are conventions, fixed before results are seen, and no estimate of this cohort.
"""

from __future__ import annotations

FEWEST_EVENTS = 10
"""Fewer rows of a class (of a quantity: labelled rows) give no estimate, no map and no suggestion.

Ten events for each number that is estimated is the old rule for regressions (Peduzzi and others
1996, doi:10.1016/S0895-4356(96)00236-3); here it is the least for any number at all. Simulated
intervals hold down to fifteen (``benchmarks/results/coverage.json``); below ten nobody has looked.
"""

FEWEST_LABELLED = 30
"""A study of a quantity with fewer labelled rows is refused: three folds of them would not hold
:data:`FEWEST_EVENTS` rows each."""

EXPLORATORY_EVENTS = 50
"""With fewer rows of the rarest class a result is labelled exploratory.

The interval of an AUROC of .75 then reaches .08 or more to either side (Hanley and McNeil 1982,
doi:10.1148/radiology.143.1.7063747: a standard error of .041 with 50 events and 450 others).
"""

FEWEST_IN_SUBGROUP = 20
"""Events, and others, that a subgroup needs for an estimate (of a quantity: labelled rows).

A category with fewer rows can have none, so it has no subgroup of its own. It is more than
:data:`FEWEST_EVENTS` because many subgroups are looked at, and nobody plans for the smallest one.
"""

SMALLEST_COUNT = 11
"""Counts from 1 to one less than this never leave in a file: a person may be found by them.

The rule of the Centers for Medicare & Medicaid Services (cell size suppression policy), which
United States registries follow.
"""

SMALLEST_RISK = 1e-12
"""Risks are moved this far away from 0 and 1 before their logarithm is taken."""

NORMAL_95 = 1.959963984540054
"""Standard deviations to either side of its mean within which 95 % of a normal distribution lie."""


def is_exploratory(rarest: int | None) -> bool:
    """Whether a task with so many rows of its rarest class (``None``: a quantity) is exploratory.

    Examples
    --------
    >>> is_exploratory(49), is_exploratory(50), is_exploratory(None)
    (True, False, False)
    """
    return rarest is not None and rarest < EXPLORATORY_EVENTS
