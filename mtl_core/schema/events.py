"""What a run tells while it runs. The listener writes files, draws progress, or ignores it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from mtl_core.schema.arms import Arm
from mtl_core.schema.outputs import Output
from mtl_core.schema.results import StudyResult


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is.

    Attributes
    ----------
    stage
        ``prepare``, the name of an arm, ``evaluate`` or ``explain``.
    fraction
        Share of the whole run that is done, 0 to 1, never decreasing.
    message
        A short plain sentence, without cell values.
    """

    stage: str
    fraction: float
    message: str


@dataclass(frozen=True, slots=True)
class ValidationChecked:
    """Validation loss per task at one step, the mean over the replicas still in training.

    Losses are divided by the loss of predicting the training rows' prevalence (or mean), so 1 means
    nothing was learned yet and lower is better.
    """

    arm: Arm
    step: int
    losses: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class PredictionsReady:
    """Out-of-fold predictions of one arm, in the columns of ``predictions.parquet``."""

    arm: Arm
    predictions: pd.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class BundleReady:
    """The trained ensembles of both neural arms as files: name inside ``bundle/`` to bytes."""

    files: dict[str, bytes]


@dataclass(frozen=True, slots=True, eq=False)
class ResultReady:
    """The evaluated result; sent again when later stages add to it."""

    result: StudyResult


@dataclass(frozen=True, slots=True)
class ExplanationSummary:
    """How an explanation was made and how far it can be trusted.

    Attributes
    ----------
    additivity_gap
        Largest absolute difference, over patients and outputs, between the sum of a patient's
        values and *prediction minus baseline*.
    baselines
        Mean prediction over the background patients, and over the explained ones where each has
        networks of its own; by task, or ``task=class`` where it has several outputs; risk for
        classes, original units for regression.
    relative_error
        Median over outputs of the root mean square Monte-Carlo error over that of the values: 0 for
        exact values, ``None`` where it is not known.
    unseen
        Whether each patient was explained by the networks that never saw the patient.
    """

    method: str
    n_patients: int
    n_background: int
    n_evaluations: int
    additivity_gap: float
    baselines: dict[str, float]
    relative_error: float | None = None
    unseen: bool = False

    def baseline(self, output: Output) -> float:
        """Mean prediction of an output over the background patients."""
        key = output.key
        return self.baselines[key if key in self.baselines else output.task]


@dataclass(frozen=True, slots=True, eq=False)
class AttributionsReady:
    """Shapley values as a long table, and how they were made.

    Columns: ``row`` (0-based row of the CSV), ``task``, ``class`` (null: regression),
    ``feature`` (column of the CSV), ``value`` (contribution to the risk, or to the outcome in its
    own units), ``logit_value`` (contribution to the logit of the risk, null for regression),
    ``feature_value`` (the cell as text, null when missing), ``feature_rank`` (rank of a numeric
    cell in the cohort, 0 to 1, NaN for text and missing), ``standard_error`` (Monte-Carlo error of
    ``value``, NaN where it is not known; missing in files of older versions).
    """

    attributions: pd.DataFrame
    summary: ExplanationSummary


Event: TypeAlias = (
    Progress | ValidationChecked | PredictionsReady | BundleReady | ResultReady | AttributionsReady
)
