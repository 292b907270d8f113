"""How many patients a prediction model needs at least.

The criteria of Riley and others (2019, doi:10.1002/sim.7992 for yes/no outcomes and
doi:10.1002/sim.7993 for numbers; 2020, doi:10.1136/bmj.m441) are those of the program
``pmsampsize``. They were derived for regressions with ``n_parameters`` coefficients; networks need
more, so for them each number is a lower bound.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtl_core.errors import StudyError
from mtl_core.schema import TaskKind

if TYPE_CHECKING:
    from collections.abc import Sequence

SHRINKAGE = 0.9
"""Predictions are to be too extreme by no more than a tenth."""

OPTIMISM = 0.05
"""Apparent and true explained variation are to differ by no more than this."""

RISK_MARGIN = 0.05
"""The overall risk is to be known to within plus or minus this."""

EXPLAINED_SHARE = 0.15
"""Share of the largest possible R² that is assumed where nothing is known (Riley 2020)."""


@dataclass(frozen=True, slots=True)
class RequiredSize:
    """Patients needed by each criterion.

    Attributes
    ----------
    shrinkage
        So that predictions need little shrinkage.
    optimism
        So that the apparent fit is little better than the true one.
    precision
        So that the overall risk, or the residual standard deviation, is known well.
    """

    shrinkage: int
    optimism: int
    precision: int

    @property
    def needed(self) -> int:
        """Patients by which all three hold."""
        return max(self.shrinkage, self.optimism, self.precision)


def largest_r2(prevalence: float) -> float:
    """Return the largest Cox-Snell R² that a yes/no outcome allows, below 0.75.

    Examples
    --------
    >>> round(largest_r2(0.5), 3), round(largest_r2(0.174), 3)
    (0.75, 0.603)
    """
    _check_inside("prevalence", prevalence, 1)
    others = 1 - prevalence
    return 1 - math.exp(2 * (prevalence * math.log(prevalence) + others * math.log(others)))


def required_size(
    kind: TaskKind, n_parameters: int, class_sizes: Sequence[int] = (), *, r2: float = 0.2
) -> RequiredSize:
    """Return the patients that a task needs at least.

    Yes/no outcomes are assumed to have 15 % of the largest possible R². Of several classes each is
    taken against the others, and the largest number of each criterion counts. Ordered classes share
    one set of coefficients and tell more than any yes/no outcome made of them: the best place to
    cut them counts, but the share above every cut is to be known.

    Parameters
    ----------
    class_sizes
        Patients of each class in their order, two or more with at least one patient; empty for a
        number.
    r2
        Explained variation that is expected of a number.

    Raises
    ------
    StudyError
        When a class is empty, or there are no parameters.
    """
    if kind is TaskKind.REGRESSION:
        return riley_continuous(r2, n_parameters)
    n = sum(class_sizes)
    shares = [size / max(n, 1) for size in class_sizes]
    if kind is TaskKind.BINARY:
        shares = shares[:1]
    elif kind is TaskKind.ORDINAL:
        shares = list(itertools.accumulate(shares[:-1]))
    sizes = [
        riley_binary(EXPLAINED_SHARE * largest_r2(share), n_parameters, share) for share in shares
    ]
    counted = min if kind is TaskKind.ORDINAL else max
    return RequiredSize(
        shrinkage=counted(size.shrinkage for size in sizes),
        optimism=counted(size.optimism for size in sizes),
        precision=max(size.precision for size in sizes),
    )


def riley_binary(r2_cs: float, n_parameters: int, prevalence: float) -> RequiredSize:
    """Return the patients needed to predict a yes/no outcome.

    Parameters
    ----------
    r2_cs
        Cox-Snell R² that the model is expected to have, above 0 and below :func:`largest_r2`.
    n_parameters
        Coefficients of the model, without the intercept.
    prevalence
        Share of patients with the event, above 0 and below 1.

    Raises
    ------
    StudyError
        When a number is outside its range.

    Examples
    --------
    >>> riley_binary(0.288, 24, 0.174)
    RequiredSize(shrinkage=623, optimism=662, precision=221)
    """
    most = largest_r2(prevalence)
    _check_inside("expected R²", r2_cs, most)
    _check_parameters(n_parameters)
    small_optimism = r2_cs / (r2_cs + OPTIMISM * most)
    return RequiredSize(
        shrinkage=_ceiling(_for_shrinkage(SHRINKAGE, r2_cs, n_parameters)),
        optimism=_ceiling(_for_shrinkage(small_optimism, r2_cs, n_parameters)),
        precision=_ceiling((1.96 / RISK_MARGIN) ** 2 * prevalence * (1 - prevalence)),
    )


def riley_continuous(r2: float, n_parameters: int) -> RequiredSize:
    """Return the patients needed to predict a number.

    Parameters
    ----------
    r2
        Adjusted R² that the model is expected to have, above 0 and below 1.
    n_parameters
        Coefficients of the model, without the intercept.

    Raises
    ------
    StudyError
        When a number is outside its range.

    Examples
    --------
    >>> riley_continuous(0.2, 25)
    RequiredSize(shrinkage=918, optimism=401, precision=259)
    """
    _check_inside("expected R²", r2, 1)
    _check_parameters(n_parameters)
    return RequiredSize(
        shrinkage=_smallest_with_little_shrinkage(r2, n_parameters),
        optimism=_ceiling(1 + n_parameters * (1 - r2) / OPTIMISM),
        # 234 residual degrees of freedom know a standard deviation to within a tenth.
        precision=234 + n_parameters,
    )


def _for_shrinkage(shrinkage: float, r2_cs: float, n_parameters: int) -> float:
    return n_parameters / ((shrinkage - 1) * math.log(1 - r2_cs / shrinkage))


def _smallest_with_little_shrinkage(r2: float, n_parameters: int) -> int:
    """Search the smallest n whose expected shrinkage is at least 0.9; it rises with n."""
    low, high = n_parameters + 2, n_parameters + 3
    while _shrinkage(high, r2, n_parameters) < SHRINKAGE:
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        if _shrinkage(middle, r2, n_parameters) < SHRINKAGE:
            low = middle + 1
        else:
            high = middle
    return low


def _shrinkage(n: int, r2: float, n_parameters: int) -> float:
    apparent = 1 - (1 - r2) * (n - n_parameters - 1) / (n - 1)
    return 1 + (n_parameters - 2) / (n * math.log(1 - apparent))


def _ceiling(value: float) -> int:
    return math.ceil(round(value, 6))


def _check_inside(name: str, value: float, high: float) -> None:
    if not 0 < value < high:
        raise StudyError(
            f"The {name} cannot be used for a sample size",
            expected=f"a number above 0 and below {high:.3g}",
            found=f"{value:.3g}",
            action="assume another number",
        )


def _check_parameters(n_parameters: int) -> None:
    if n_parameters < 1:
        raise StudyError(
            "There is nothing to estimate",
            expected="at least one parameter",
            found=f"{n_parameters}",
            action="choose at least one feature",
        )
