"""A trained ensemble at a second site, and the maps that adapt it."""

from __future__ import annotations

from dataclasses import dataclass

from mtl_core.schema.calibration import CalibrationMethod, FittedMap
from mtl_core.schema.findings import Finding
from mtl_core.schema.results import CohortStamp, RecalibrationGain
from mtl_core.schema.tasks import TaskKind


@dataclass(frozen=True, slots=True)
class SiteTask:
    """One task at a second site.

    Attributes
    ----------
    options
        What each map changes, by method, the simplest first.
    maps
        The same maps fitted on all labelled rows of the site.
    chosen
        The method that the rule takes for this number of events.
    """

    kind: TaskKind
    options: dict[CalibrationMethod, RecalibrationGain]
    maps: dict[CalibrationMethod, FittedMap]
    chosen: CalibrationMethod


@dataclass(frozen=True, slots=True)
class SiteRecalibration:
    """A trained ensemble at a second site, and maps that adapt it.

    Attributes
    ----------
    model
        SHA-256 (hex) of the networks whose predictions the maps are for.
    seed
        Of the folds and of the resamples.
    refused
        Tasks that cannot be recalibrated here, each with the sentence that says why.
    findings
        Where this site's columns differ from what the networks know.
    """

    model: str
    cohort: CohortStamp
    seed: int
    tasks: dict[str, SiteTask]
    refused: dict[str, str]
    findings: tuple[Finding, ...] = ()
