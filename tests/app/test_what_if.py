"""The Patient page with networks that answer at once: why, conflicts, and what if."""

import pytest

from mtl_core.schema import Output
from mtl_core.schema.answers import PatientAnswer, PatientOutput
from ui.patient import data as patient_data

FEATURES = ("age", "sex", "sodium")
PUSHES = {"sepsis": (0.2, 0.0, -0.02), "stay": (-3.0, 0.1, 0.1)}


class Helper:
    """Networks whose risk of sepsis rises by .2 for every changed value."""

    def __init__(self):
        self.asked = []

    def start(self):
        pass

    def ask(self, question):
        self.asked.append(question)
        moved = 0.2 * len(question.changes)
        outputs = [
            self._output("sepsis", "yes", 0.48 + moved, 0.3 + moved, PUSHES["sepsis"]),
            self._output("stay", None, 2.2 - moved, 5.0 - moved, PUSHES["stay"]),
        ]
        return PatientAnswer(FEATURES, tuple(outputs), 3, 40, 28, 1e-9, "by hand")

    @staticmethod
    def _output(task, label, value, baseline, pushes):
        errors = (0.001,) * 3
        return PatientOutput(
            Output(task, label), value, value - 0.01, value + 0.01, baseline, pushes, errors
        )


@pytest.fixture
def helper():
    return Helper()


@pytest.fixture
def at(app, full_run, helper, monkeypatch):
    monkeypatch.setattr(patient_data, "helper", lambda _: helper)
    at = app("patient", run=full_run.run_id)
    assert not at.exception
    return at


def said(at):
    texts = [*at.markdown, *at.caption, *at.info, *at.warning]
    return "\n".join(text.value for text in texts)


def unlock(at):
    at.multiselect(key="locked").set_value([]).run()
    fields = next(each for each in at.multiselect if each.key.startswith("what_if_fields"))
    fields.set_value(["age"]).run()
    assert not at.exception
    return next(each for each in at.number_input if each.key.startswith("what_if_"))


def test_a_conflict_is_named_with_what_it_pushes_up_and_down(at):
    assert "age pushes some estimates up and others down" in said(at)
    assert "most clearly age: sepsis up, stay down" in said(at)


def test_the_steps_and_their_error_are_told(at):
    text = said(at)
    assert "28 evaluations against 40 background patients" in text
    assert "gap 1e-09" in text
    assert "Monte-Carlo error of a push at most 0.10 points" in text
    assert "From an average of 30.0 %" in text
    assert "lead to 48.0 %" in text


def test_age_and_sex_are_locked_until_somebody_unlocks_them(at):
    assert set(at.multiselect(key="locked").value) == {"age", "sex"}
    fields = next(each for each in at.multiselect if each.key.startswith("what_if_fields"))
    assert fields.options == ["sodium"]
    unlock(at)
    fields = next(each for each in at.multiselect if each.key.startswith("what_if_fields"))
    assert fields.options == list(FEATURES)


def test_one_change_moves_every_estimate_and_is_explained_again(at, helper):
    assert "Nothing is changed yet" in said(at)
    age = unlock(at)
    age.set_value(age.value + 1).run()
    assert not at.exception
    assert list(helper.asked[-1].changes) == ["age"]
    table = next(frame.value for frame in at.dataframe if "Range after" in frame.value)
    assert table["Task"].tolist() == ["sepsis", "stay"]
    assert table["Change"].tolist() == ["▲ +20.0 points", "▼ −0.200"]
    assert table["Range after"].tolist() == ["67.0 % to 69.0 %", "1.990 to 2.010"]
    assert "1 rise and 1 fall" in said(at)
    assert set(at.query_params) == {"run"}


def test_a_value_that_no_patient_has_is_warned_of(at):
    age = unlock(at)
    age.set_value(140.0).run()
    assert any("is outside what the cohort has" in warning.value for warning in at.warning)
    age = next(each for each in at.number_input if each.key.startswith("what_if_"))
    age.set_value(60.0).run()
    assert not any("is outside" in warning.value for warning in at.warning)
