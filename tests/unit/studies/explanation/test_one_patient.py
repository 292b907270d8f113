"""Answers about one patient: by networks that never saw the patient, adding up, repeatable."""

import numpy as np
import pandas as pd
import pytest

from mtl_core.errors import RunError, StorageError
from mtl_core.patient import answer_pushes
from mtl_core.schema.answers import PatientQuestion
from mtl_core.schema.events import BundleReady, PredictionsReady
from mtl_core.studies.explanation import PatientAnswers


@pytest.fixture(scope="module")
def parts(make_study, run, table):
    study = make_study()
    events = run(study)
    told = [e.predictions for e in events if isinstance(e, PredictionsReady)]
    (files,) = [e.files for e in events if isinstance(e, BundleReady)]
    return study, table, pd.concat(told), files


@pytest.fixture(scope="module")
def answers(parts):
    return PatientAnswers(*parts)


def test_the_estimates_are_the_stored_out_of_fold_predictions(answers, parts):
    predictions = parts[2]
    mine = predictions[predictions["arm"] == "multi_task"].set_index(["row", "task", "class"])
    for row in (3, 40, 333):
        for output in answers.answer(PatientQuestion(row)).outputs:
            key = (row, output.output.task, output.output.label)
            if key in mine.index:
                assert output.value == pytest.approx(mine.loc[key, "predicted"], abs=1e-5)
                assert output.low <= output.value + 1e-9 <= output.high + 2e-9


def test_the_pushes_add_up_to_estimate_minus_baseline(answers):
    answer = answers.answer(PatientQuestion(7))
    for output in answer.outputs:
        total = output.baseline + sum(output.pushes)
        assert total == pytest.approx(output.value, abs=1e-4 * max(1, abs(output.value)))
        assert len(output.errors) == len(answer.features) == 3


def test_a_patient_is_never_in_the_own_background(answers, parts):
    study, table = parts[:2]
    background = answers._background
    ids = table.frame[study.schema.patient_id].to_numpy()
    row = next(int(r) for r in background if int(r) in answers.rows)
    assert answers.answer(PatientQuestion(row)).n_background == int(
        (ids[background] != ids[row]).sum()
    )


def test_a_change_moves_what_the_networks_say_and_changing_back_does_not(answers, parts):
    frame = parts[1].frame
    row = int(np.flatnonzero(frame["lactate"].notna())[5])
    before = answers.answer(PatientQuestion(row))
    other = answers.answer(PatientQuestion(row, {"lactate": "20", "unit": None}))
    moved = [a.value != b.value for a, b in zip(before.outputs, other.outputs, strict=True)]
    assert all(moved)
    same = PatientQuestion(row, {"lactate": repr(float(frame["lactate"].iloc[row]))})
    assert answers.answer(same) == before


def test_what_cannot_be_asked_is_said_without_the_cell(answers):
    with pytest.raises(RunError, match="other columns: died"):
        answers.answer(PatientQuestion(3, {"died": "yes"}))
    for text in ("SECRET", "nan x", "inf"):
        with pytest.raises(RunError) as told:
            answers.answer(PatientQuestion(3, {"age": text}))
        assert text not in str(told.value).replace("information", "")
    with pytest.raises(RunError, match="a row without a prediction"):
        answers.answer(PatientQuestion(10_000))


def test_networks_of_another_run_are_refused(parts):
    study, table, predictions, files = parts
    other = predictions.assign(predicted=predictions["predicted"] + 0.3)
    with pytest.raises(StorageError, match="something else"):
        PatientAnswers(study, table, other, files)


def test_an_answer_says_what_pushes_each_estimate(answers):
    answer = answers.answer(PatientQuestion(7))
    pushes = answer_pushes(answer, 7, {"age": "61"})
    assert {"died", "icu", "stay", "stage: I"} <= {own.name for own in pushes}
    for own, output in zip(pushes, answer.outputs, strict=True):
        assert own.estimate == pytest.approx(output.value, abs=1e-4 * max(1, abs(output.value)))
        assert dict(zip(own.features, own.cells, strict=True))["age"] == "61"
