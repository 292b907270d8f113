"""Sites as folds: each is tested by networks that learned at the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data.splits.sides import Sides, check_sides
from mtl_core.errors import StudyError


@dataclass(frozen=True, slots=True, eq=False)
class SiteFolds:
    """Which site each row is tested with.

    Attributes
    ----------
    fold
        ``(n_rows,)``, from 0; -1 where the site is unknown.
    n_folds
        Sites that are folds of their own, and one more where small sites were joined.
    n_joined
        Small sites that are one fold together.
    """

    fold: IntArray
    n_folds: int
    n_joined: int


def site_folds(sites: FloatArray, patients: IntArray, fewest: int) -> SiteFolds:
    """Make a fold of each site, and one of all sites with fewer than ``fewest`` patients.

    Parameters
    ----------
    sites
        Code of each row's site from 0, ``(n_rows,)``, NaN where unknown.
    patients
        Code of each row's patient, ``(n_rows,)``.

    Raises
    ------
    StudyError
        When fewer than two folds come about.
    """
    known = ~np.isnan(sites)
    pairs = np.unique(np.stack([sites[known].astype(np.int64), patients[known]]), axis=1)
    sizes = np.bincount(pairs[0], minlength=0)
    large, small = np.flatnonzero(sizes >= fewest), np.flatnonzero((sizes > 0) & (sizes < fewest))
    fold_of_site = np.full(len(sizes), len(large), dtype=np.int64)
    fold_of_site[large] = np.arange(len(large))
    n_folds = len(large) + bool(len(small))
    if n_folds < 2:
        raise StudyError(
            "There are too few sites for this plan",
            expected=f"at least two sites, one of them with {fewest} patients or more",
            found=f"{int((sizes > 0).sum())} known sites, {len(large)} of them that large",
            action="choose another plan, or a smaller number of patients for the smallest site",
        )
    fold = np.full(len(sites), -1, dtype=np.int64)
    fold[known] = fold_of_site[sites[known].astype(np.int64)]
    return SiteFolds(fold, n_folds, len(small))


def site_sides(folds: SiteFolds, patients: IntArray) -> tuple[Sides, ...]:
    """Return the two sides of each fold.

    A patient with rows at several sites is tested at each of them and never teaches a network that
    is tested there. Rows of an unknown site are on neither side.

    Raises
    ------
    StudyError
        When a side has fewer than three patients.
    """
    sides = []
    for number in range(folds.n_folds):
        here = folds.fold == number
        seen_here = np.zeros(int(patients.max()) + 1, dtype=bool)
        seen_here[patients[here]] = True
        elsewhere = (folds.fold >= 0) & ~seen_here[patients]
        one = Sides(np.flatnonzero(elsewhere), np.flatnonzero(here))
        sides.append(check_sides(one, patients, "a site of this plan"))
    return tuple(sides)
