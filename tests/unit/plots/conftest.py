"""Hand-made results: what a real study with awkward names could give."""

from itertools import chain, repeat

import numpy as np
import pandas as pd
import pytest

from mtl_core.schema import (
    PRIMARY,
    Arm,
    Difference,
    Estimate,
    ExplanationSummary,
    TaskKind,
    TaskResult,
    Verdict,
)

DIFFERENCES = {
    "death_within_30_days_of_admission": (0.05, 0.03, 0.07, Verdict.BETTER),
    "Acute kidney injury requiring dialysis (KDIGO stage 3)": (
        0.031,
        0.013,
        0.049,
        Verdict.BETTER,
    ),
    "sepsis": (0.012, -0.008, 0.032, Verdict.INCONCLUSIVE),
    "respiratory failure with ventilation > 48 h": (
        0.004,
        -0.002,
        0.01,
        Verdict.NO_MEANINGFUL_DIFFERENCE,
    ),
    "length_of_stay_days": (-0.03, -0.042, -0.018, Verdict.WORSE),
    "discharge destination": (0.008, -0.022, 0.038, Verdict.INCONCLUSIVE),
    "myocardial infarction": (-0.018, -0.068, 0.032, Verdict.INCONCLUSIVE),
    "gastrointestinal bleeding": None,
    "new-onset atrial fibrillation": (0.001, -0.014, 0.016, Verdict.NO_MEANINGFUL_DIFFERENCE),
    "delirium (CAM-ICU positive)": (0.022, 0.001, 0.043, Verdict.BETTER),
    "unplanned_readmission_to_intensive_care_within_7_days": (
        -0.001,
        -0.009,
        0.007,
        Verdict.NO_MEANINGFUL_DIFFERENCE,
    ),
    "HospitalAcquiredPneumoniaConfirmedByMicrobiology": (0.003, -0.3, 0.3, Verdict.INCONCLUSIVE),
    "stroke <ischaemic & haemorrhagic>": (0.015, -0.045, 0.075, Verdict.INCONCLUSIVE),
}
SHIFTS = (-0.01, 0.002, -0.02, -0.03, 0.001)
REASON = "not estimable (7 events)"


def _result(kind: TaskKind, found: tuple[float, float, float, Verdict] | None) -> TaskResult:
    metric = PRIMARY[kind]
    events = None if kind is TaskKind.REGRESSION else 120
    if found is None:
        lost = {arm: {metric: Estimate(n=880, reason=REASON)} for arm in Arm}
        difference = Difference(margin=0.02, reason=REASON)
        return TaskResult(kind, 880, 7, True, None, lost, {metric: difference})
    value, low, high, verdict = found
    arms = {
        arm: {metric: Estimate(0.7 + shift, 0.67 + shift, 0.73 + shift, 2000)}
        for arm, shift in zip(Arm, chain((value, 0.0, value, *SHIFTS), repeat(0.0)), strict=False)
    }
    difference = Difference(value, low, high, 0.04, 0.02, verdict)
    return TaskResult(kind, 2000, events, False, 0.2, arms, {metric: difference})


@pytest.fixture
def results() -> dict[str, TaskResult]:
    """Thirteen tasks of all kinds, one of them not estimable."""
    kinds = {
        "length_of_stay_days": TaskKind.REGRESSION,
        "discharge destination": TaskKind.MULTICLASS,
    }
    return {
        task: _result(kinds.get(task, TaskKind.BINARY), found)
        for task, found in DIFFERENCES.items()
    }


@pytest.fixture
def attributions() -> pd.DataFrame:
    """Values with known sums: ``f00`` to ``f23``, a risk task, a days task and three classes.

    Feature ``f<k>`` contributes ``sign * (24 - k) / 1000`` with the sign of the patient's parity,
    so mean sizes fall from f00 to f23; f05 is text, f06 is missing for every third patient.
    """
    rows = []
    keys = [("sepsis", "yes"), ("days", None), ("home", "a"), ("home", "b"), ("home", "c")]
    for task, label in keys:
        for patient in range(40):
            for k in range(24):
                text, missing = k == 5, k == 6 and patient % 3 == 0
                value = (1 if (patient + k) % 2 == 0 else -1) * (24 - k) / 1000
                cell = None if missing else "male" if text else f"{patient}.5"
                rank = np.nan if text or missing else patient / 39
                rows.append((7 * patient, task, label, f"f{k:02d}", value, value, cell, rank))
    columns = ["row", "task", "class", "feature", "value", "logit_value"]
    return pd.DataFrame(rows, columns=[*columns, "feature_value", "feature_rank"])


@pytest.fixture
def summary() -> ExplanationSummary:
    """Baselines: 26 % sepsis, 8.2 days, a third per class."""
    baselines = {"sepsis": 0.26, "days": 8.2, "home=a": 0.3, "home=b": 0.3, "home=c": 0.4}
    return ExplanationSummary("permutation", 40, 100, 244, 1e-7, baselines)
