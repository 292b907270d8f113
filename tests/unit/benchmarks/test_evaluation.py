"""The benchmark of the evaluation: its peer measures the same things."""

import json

import numpy as np
import pytest
from scipy.special import expit

from benchmarks import evaluation
from benchmarks.metric_loop import calibration_fit, of_classes, of_risks, of_values
from mtl_core.evaluation.measures import (
    binary_measures,
    calibration_line,
    multiclass_measures,
    regression_measures,
)


def test_the_peer_and_the_program_measure_the_same():
    rng = np.random.default_rng(0)
    signal = rng.normal(size=500)
    y, risk = (signal + rng.normal(size=500) > 1) * 1.0, expit(signal - 1)
    ours = binary_measures(y, risk, threshold=float(y.mean()))
    for name, value in of_risks(y, risk).items():
        assert ours[name] == pytest.approx(value, abs=1e-9)
    assert calibration_line(y, risk)[1] == pytest.approx(calibration_fit(y, risk), abs=1e-3)
    shares = rng.dirichlet([2, 1, 1], 500)
    classes = np.eye(3)[rng.integers(0, 3, 500)]
    ours = multiclass_measures(classes, shares)
    for name, value in of_classes(classes, shares).items():
        assert ours[name] == pytest.approx(value, abs=1e-9)
    ours = regression_measures(signal, 0.5 * signal + y)
    for name, value in of_values(signal, 0.5 * signal + y).items():
        assert ours[name] == pytest.approx(value, abs=1e-9)


def test_a_small_run_is_kept_with_its_peer_and_the_load(tmp_path):
    out = tmp_path / "evaluation.json"
    small = ["--repeats", "1", "--resamples", "50", "--rounds", "1", "--timed", "1"]
    evaluation.main([*small, "--out", str(out)])
    kept = json.loads(out.read_text(encoding="utf-8"))
    assert kept["intervals"] > 0
    assert {"load_before", "processor_seconds", "peer_over_ours"} <= set(kept)
