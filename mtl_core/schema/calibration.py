"""Maps from risks to risks."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, TypeAlias


class CalibrationMethod(StrEnum):
    """How risks are mapped to risks, the simplest first."""

    INTERCEPT = "intercept"
    TEMPERATURE = "temperature"
    LOGISTIC = "logistic"
    ISOTONIC = "isotonic"


@dataclass(frozen=True, slots=True)
class InterceptMap:
    """Adds one number to the log odds of every risk."""

    method: ClassVar[CalibrationMethod] = CalibrationMethod.INTERCEPT

    intercept: float


@dataclass(frozen=True, slots=True)
class TemperatureMap:
    """Divides log probabilities by one number above 0; of ordered classes the log odds of each cut.

    Above 1 probabilities become less extreme, below 1 more extreme.
    """

    method: ClassVar[CalibrationMethod] = CalibrationMethod.TEMPERATURE

    temperature: float


@dataclass(frozen=True, slots=True)
class LogisticMap:
    """Multiplies the log odds by a slope above 0 and adds an intercept."""

    method: ClassVar[CalibrationMethod] = CalibrationMethod.LOGISTIC

    intercept: float
    slope: float


@dataclass(frozen=True, slots=True)
class IsotonicMap:
    """A rising line through points, flat before the first and after the last.

    Attributes
    ----------
    risk, frequency
        The points, both ascending.
    """

    method: ClassVar[CalibrationMethod] = CalibrationMethod.ISOTONIC

    risk: tuple[float, ...]
    frequency: tuple[float, ...]


CalibrationMap: TypeAlias = InterceptMap | TemperatureMap | LogisticMap | IsotonicMap


@dataclass(frozen=True, slots=True)
class FittedMap:
    """A map, and the rows that it was fitted on.

    Attributes
    ----------
    n, events
        Labelled rows, and rows of the rarest class.
    """

    map: CalibrationMap
    n: int
    events: int


@dataclass(frozen=True, slots=True)
class FittedMaps:
    """The maps of a trained ensemble by task, as in ``bundle/calibration.json``.

    A task without a map is predicted as it is.
    """

    tasks: dict[str, FittedMap] = field(default_factory=dict)
