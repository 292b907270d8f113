"""A question about one patient of a finished run, and its answer; both travel as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field

from mtl_core.schema.outputs import Output


@dataclass(frozen=True, slots=True)
class PatientQuestion:
    """What is asked about one patient: what the networks say, perhaps with some other values.

    Attributes
    ----------
    row
        0-based row of the file.
    changes
        Cells to put in place of the patient's, as text; ``None`` for unknown.
    """

    row: int
    changes: dict[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PatientOutput:
    """One estimate, and what pushes it up and down.

    Attributes
    ----------
    value
        Mean over the networks that never saw the patient: a risk from 0 to 1, or the outcome in
        its own units.
    low, high
        Lowest and highest of these networks.
    baseline
        Mean over the background patients.
    pushes
        Shapley value of each feature; with the baseline they add up to ``value``.
    errors
        Monte-Carlo error of each push.
    """

    output: Output
    value: float
    low: float
    high: float
    baseline: float
    pushes: tuple[float, ...]
    errors: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PatientAnswer:
    """Estimates of all tasks for one patient, by networks that never saw the patient.

    Attributes
    ----------
    features
        What each push belongs to.
    n_networks
        Networks behind each estimate.
    n_background
        Patients that the estimate is compared with; the patient is not among them.
    n_evaluations
        Groups of features that were asked of the networks.
    additivity_gap
        Largest distance between the sum of the pushes and estimate minus baseline.
    """

    features: tuple[str, ...]
    outputs: tuple[PatientOutput, ...]
    n_networks: int
    n_background: int
    n_evaluations: int
    additivity_gap: float
    method: str

    @property
    def error_of_risks(self) -> float | None:
        """Largest Monte-Carlo error of a push on a risk; ``None`` without a risk."""
        risks = [found for found in self.outputs if found.output.is_risk]
        return max((max(risk.errors, default=0.0) for risk in risks), default=None)
