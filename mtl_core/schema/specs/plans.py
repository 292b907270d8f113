"""Who is tested: the ways to divide patients into those who teach and those who are predicted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from mtl_core.schema.specs.options import Variant, option


@dataclass(frozen=True, slots=True)
class RepeatedFolds(Variant):
    """Every patient is tested once per repeat, by networks that never saw it."""

    name: ClassVar[str] = "folds"
    label: ClassVar[str] = "Folds by patient"
    summary: ClassVar[str] = (
        "Answers how well patients like these are predicted. Every patient is tested once in each "
        "repeat; best for cohorts below about 5,000 rows."
    )
    tests_everyone: ClassVar[bool] = True


@dataclass(frozen=True, slots=True)
class LockedTest(Variant):
    """One part of the patients, drawn once, is tested in every repeat and teaches nobody.

    Each repeat divides the others anew into training and validation patients and starts the
    networks from other weights.
    """

    name: ClassVar[str] = "locked-test"
    label: ClassVar[str] = "Locked test patients"
    summary: ClassVar[str] = (
        "Answers how well patients are predicted whom no choice has ever touched. One part is set "
        "aside once and tested by several seeds; best for large cohorts."
    )
    tests_everyone: ClassVar[bool] = False

    share: float = option(
        0.2, label="Test share", help="Share of the patients set aside.", low=0.05, high=0.5
    )


@dataclass(frozen=True, slots=True)
class LeaveOneSiteOut(Variant):
    """Every site is tested in turn by networks that learned at the other sites.

    Sites with fewer patients than ``fewest`` are tested together, as one.
    """

    name: ClassVar[str] = "leave-one-site-out"
    label: ClassVar[str] = "Leave one site out"
    summary: ClassVar[str] = (
        "Answers how well patients of a site are predicted by networks that learned at the other "
        "sites of this cohort. It is not external validation: all sites come from one collection."
    )
    tests_everyone: ClassVar[bool] = True

    fewest: int = option(
        20,
        label="Smallest site",
        help="Sites with fewer patients are tested together, as one.",
        low=1,
        high=100_000,
    )


@dataclass(frozen=True, slots=True)
class BeforeAfter(Variant):
    """The later part of the patients is tested by networks that learned from the earlier part."""

    name: ClassVar[str] = "before-after"
    label: ClassVar[str] = "Earlier and later"
    summary: ClassVar[str] = (
        "Answers how well later patients are predicted by networks that learned from earlier ones, "
        "as it would be in use. It asks for a column with the role time."
    )
    tests_everyone: ClassVar[bool] = False

    share: float = option(
        0.25, label="Later share", help="Share of the patients who are tested.", low=0.05, high=0.5
    )


SplitPlan: TypeAlias = RepeatedFolds | LockedTest | LeaveOneSiteOut | BeforeAfter
"""All ways to say who is tested."""
