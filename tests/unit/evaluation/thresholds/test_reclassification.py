"""Who changes sides at a threshold."""

import numpy as np
import pytest

from mtl_core.evaluation.intervals import resample_patients
from mtl_core.evaluation.thresholds import reclassification, sort_patients
from mtl_core.evaluation.thresholds.reclassification import mcnemar


def flags(observed, multi, single, **more):
    return reclassification(
        np.array(observed, float),
        np.array(multi, bool),
        np.array(single, bool),
        rows=np.arange(len(observed)),
        **more,
    )


def test_events_and_others_are_counted_up_and_down_apart():
    found = flags([1, 1, 1, 1, 0, 0, 0], [1, 1, 0, 1, 1, 0, 0], [0, 0, 1, 1, 0, 1, 1])
    assert (found.events_up, found.events_down) == (2, 1)
    assert (found.others_up, found.others_down) == (1, 2)
    assert found.net_events.value == pytest.approx(1 / 4)
    assert found.net_others.value == pytest.approx(1 / 3)


def test_net_shares_are_the_gains_in_sensitivity_and_specificity():
    rng = np.random.default_rng(1)
    y, one, other = (rng.random(500) < 0.3).astype(float), rng.random(500), rng.random(500)
    found = flags(y, one > 0.4, other > 0.4)
    rates = [sort_patients(y, risk, 0.4).rates for risk in (one, other)]
    for key, share in (("sensitivity", found.net_events), ("specificity", found.net_others)):
        assert share.value == pytest.approx(rates[0][key].value - rates[1][key].value)


def test_mcnemar_of_86_against_150():
    # Reference value: (150 - 86)**2 / (150 + 86), as R's mcnemar.test(correct = FALSE) gives.
    assert mcnemar(86, 150) == pytest.approx(17.3559, abs=5e-5)
    assert mcnemar(0, 0) is None
    # right only with multi-task: 1 event up, 1 other down; wrong only with it: 1 event down
    assert flags([1, 1, 0], [1, 0, 0], [0, 1, 1]).mcnemar == pytest.approx(1 / 3)


def test_intervals_are_those_of_a_difference_of_paired_shares():
    rng = np.random.default_rng(2)
    n = 3000
    y = np.ones(n)
    moved = rng.choice([1, 0, -1], n, p=[0.15, 0.75, 0.10])
    resamples = resample_patients(np.arange(n), np.zeros(n, int), n_resamples=1000, seed=0)
    found = flags(y, moved == 1, moved == -1, resamples=resamples)
    # Theory: the standard error of a mean of -1, 0 and 1 (Wald, paired proportions).
    error = moved.std() / np.sqrt(n)
    assert found.net_events.low == pytest.approx(moved.mean() - 1.96 * error, abs=0.1 * error * 2)
    assert found.net_events.high == pytest.approx(moved.mean() + 1.96 * error, abs=0.1 * error * 2)
    assert found.net_others.value is None
    assert found.net_others.reason == "not estimable (every patient has the event)"


def test_rows_of_one_patient_come_and_go_together():
    rng = np.random.default_rng(3)
    moved = rng.choice([1, 0, -1], 400)
    up, down, y = np.repeat(moved == 1, 4), np.repeat(moved == -1, 4), np.ones(1600)
    widths = []
    for patients in (np.arange(1600), np.repeat(np.arange(400), 4)):
        resamples = resample_patients(patients, np.zeros(1600, int), n_resamples=500, seed=0)
        share = flags(y, up, down, resamples=resamples).net_events
        widths.append(share.high - share.low)
    # Four equal rows per patient: the standard error is twice that of independent rows.
    assert widths[1] / widths[0] == pytest.approx(2, rel=0.15)


def test_without_resamples_there_is_no_interval():
    assert flags([1, 0], [1, 0], [0, 0]).net_events.low is None
