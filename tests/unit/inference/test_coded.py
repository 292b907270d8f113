"""Codes of cells are predicted as the cells are."""

import numpy as np
import pytest

from mtl_core.inference import CodedPredictor

NAMES = ("age", "unit", "grade", "rare")


def test_the_codes_of_rows_are_predicted_as_the_rows_are(ensemble, frame):
    predictor = CodedPredictor(ensemble, frame, NAMES)
    assert predictor.codes.shape == (200, 4)
    assert predictor(predictor.codes) == pytest.approx(ensemble.predict(frame), rel=1e-6, abs=1e-6)


def test_mixed_patients_are_predicted_as_rows_with_these_cells(ensemble, frame):
    # What an explanation asks for: some columns of one patient, the others of another.
    predictor = CodedPredictor(ensemble, frame, NAMES)
    rng = np.random.default_rng(0)
    sources = rng.integers(0, 200, (50, 4))
    codes = np.stack([predictor.codes[sources[:, i], i] for i in range(4)], axis=1)
    mixed = frame.iloc[:50].reset_index(drop=True)
    for i, name in enumerate(NAMES):
        mixed[name] = frame[name].to_numpy()[sources[:, i]]
    assert predictor(codes) == pytest.approx(ensemble.predict(mixed), rel=1e-6, abs=1e-6)


def test_equal_cells_have_equal_codes_and_missing_is_a_value_of_its_own(ensemble, frame):
    codes = CodedPredictor(ensemble, frame, NAMES).codes
    for i, name in enumerate(NAMES):
        assert len(np.unique(codes[:, i])) == frame[name].nunique(dropna=False)
        missing = frame[name].isna().to_numpy()
        assert not set(codes[missing, i]) & set(codes[~missing, i])


def test_a_column_that_no_network_uses_changes_no_prediction(ensemble, frame):
    wider = frame.assign(note=np.arange(200.0))
    predictor = CodedPredictor(ensemble, wider, (*NAMES, "note"))
    codes = predictor.codes.copy()
    codes[:, 4] = 0
    assert np.array_equal(predictor(codes), predictor(predictor.codes))
