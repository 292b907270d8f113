"""Conformal sets of classes and intervals of numbers, counted."""

from __future__ import annotations

from dataclasses import dataclass

from mtl_core.schema.results import Estimate


@dataclass(frozen=True, slots=True)
class ClassSets:
    """What became of the patients of one class.

    Attributes
    ----------
    n
        Patients (rows) of the class.
    right
        The set holds this class alone.
    open
        The set holds this class and others: the model does not know.
    wrong
        The set holds one class, another one.
    missed
        The set holds several classes but not this one, or no class at all.
    covered
        Share whose own class is in the set.
    """

    n: int
    right: int
    open: int
    wrong: int
    missed: int
    covered: Estimate


@dataclass(frozen=True, slots=True)
class SetReport:
    """Conformal sets of one arm on one task.

    Attributes
    ----------
    alpha
        Share of each class that may miss its set.
    n
        Patients (rows).
    classes
        By class, in the order of the task.
    answered
        Share of sets with exactly one class.
    right_when_answered
        Share of the sets with exactly one class in which it is the patient's own.
    """

    alpha: float
    n: int
    classes: dict[str, ClassSets]
    answered: Estimate
    right_when_answered: Estimate


@dataclass(frozen=True, slots=True)
class IntervalCell:
    """What became of the intervals of some patients.

    Attributes
    ----------
    n
        Patients (rows).
    below, above
        Whose observed value lies below, or above, the interval.
    covered
        Share whose observed value lies inside.
    """

    n: int
    below: int
    above: int
    covered: Estimate


@dataclass(frozen=True, slots=True)
class IntervalReport:
    """Conformal intervals of one arm on one regression task.

    Attributes
    ----------
    alpha
        Share that may miss its interval.
    reach
        How far the interval of a new patient reaches to both sides of the prediction, in original
        units.
    everybody
        All patients.
    cuts
        Predicted values that part the thirds, in original units.
    thirds
        By thirds of the predicted value, from low to high; empty where predictions are tied.
    """

    alpha: float
    reach: Estimate
    everybody: IntervalCell
    cuts: tuple[float, float]
    thirds: dict[str, IntervalCell]
