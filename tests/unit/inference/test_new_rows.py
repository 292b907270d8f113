"""Findings about new patients: counts, never cells."""

import numpy as np
import pytest

from mtl_core.data import read_bytes
from mtl_core.errors import SchemaError
from mtl_core.inference import new_row_findings, with_all_features
from mtl_core.schema import Severity
from tests.unit.inference.conftest import FEATURES


def found(frame, ensemble):
    return {f.column: f for f in new_row_findings(frame, ensemble.preprocessors)}


def as_table(frame):
    return read_bytes(frame.to_csv(index=False).encode(), name="new.csv")


def test_the_patients_of_training_are_like_themselves(frame, ensemble):
    assert found(frame, ensemble) == {}


def test_numbers_outside_the_range_of_training_are_counted_on_both_sides(frame, ensemble):
    age = frame["age"].copy()
    age.iloc[:3], age.iloc[3] = 5000.0, -1.0
    finding = found(frame.assign(age=age), ensemble)["age"]
    assert finding.code == "predict-outside-range"
    assert finding.severity is Severity.INFO
    assert "below the range of training in 1 row and above it in 3 rows" in finding.message
    assert found(frame.assign(age=5000.0), ensemble)["age"].severity is Severity.WARNING


def test_answers_that_no_network_knows_are_counted_and_not_told(frame, ensemble):
    unit = frame["unit"].copy()
    unit.iloc[:4], unit.iloc[4] = "A-CELL", "B-CELL"
    finding = found(frame.assign(unit=unit), ensemble)["unit"]
    assert finding.code == "predict-new-levels"
    assert finding.severity is Severity.WARNING
    assert "2 answers in 5 rows" in finding.message
    assert "CELL" not in finding.message + finding.proposal


def test_missing_columns_stop_unless_a_person_takes_them_as_unknown(frame, ensemble):
    table = as_table(frame.drop(columns=["age", "unit"]).assign(ages=1.0))
    with pytest.raises(SchemaError, match=r"'age' \(perhaps 'ages'\), 'unit'"):
        with_all_features(table, FEATURES, as_unknown=False)
    rows, findings = with_all_features(table, FEATURES, as_unknown=True)
    assert [f.column for f in findings] == ["age", "unit"]
    unknown = frame.assign(age=np.nan, unit=None)
    assert np.array_equal(ensemble.predict(rows), ensemble.predict(unknown))


def test_a_file_without_any_feature_is_refused_all_the_same(frame):
    table = as_table(frame.rename(columns=str.upper))
    with pytest.raises(SchemaError, match="4 missing"):
        with_all_features(table, FEATURES, as_unknown=True)


def test_text_in_a_column_of_numbers_is_refused_by_name(frame):
    table = as_table(frame.assign(age="A-CELL"))
    with pytest.raises(SchemaError, match="text in: age") as caught:
        with_all_features(table, FEATURES, as_unknown=False)
    assert "CELL" not in str(caught.value)


def test_every_network_by_itself_has_the_mean_that_the_ensemble_predicts(frame, ensemble):
    each = ensemble.predict_each(frame)
    together = ensemble.predict(frame)
    for task in ensemble.layout.tasks:
        columns = ensemble.layout.columns(task.name)
        assert each[task.name].mean(axis=0) == pytest.approx(together[:, columns], abs=1e-6)
    assert each["died"].shape == (3, 200, 1)
