"""How networks are trained is chosen on the Sharing page."""

import typing
from dataclasses import replace

import pytest

from mtl_core.schema import to_json
from mtl_core.schema.specs import SGD, AdamW, Schedule
from tests.app.recording import Recorder, reopened, started
from ui.session import runs


@pytest.fixture
def recorder(full_run, monkeypatch):
    recorder = Recorder(runs.supervisor())
    monkeypatch.setattr(runs, "supervisor", lambda: recorder)
    return recorder


@pytest.mark.parametrize("schedule", typing.get_args(Schedule))
@pytest.mark.parametrize("optimiser", [AdamW, SGD])
def test_every_optimiser_and_schedule_can_be_chosen(app, full_run, recorder, optimiser, schedule):
    at = reopened(app, full_run, "sharing")
    at.selectbox(key="optimiser_kind").set_value(optimiser.name).run()
    at.selectbox(key="schedule_kind").set_value(schedule.name).run()
    assert not at.exception
    assert optimiser.summary in [element.value for element in at.markdown]
    training = started(at, recorder).training
    assert (training.optimiser, training.schedule) == (optimiser(), schedule())


def test_options_of_training_reach_the_study_and_a_past_run_brings_them_back(
    app, full_run, recorder
):
    at = reopened(app, full_run, "sharing")
    at.selectbox(key="optimiser_kind").set_value("sgd").run()
    at.number_input(key="optimiser_momentum").set_value(0.5).run()
    at.number_input(key="training_l1").set_value(0.02).run()
    study = started(at, recorder)
    assert (study.training.optimiser, study.training.l1) == (SGD(momentum=0.5), 0.02)
    kept = recorder.folder(full_run.run_id).path / "study.json"
    kept.write_text(to_json(replace(full_run.study, training=study.training)), encoding="utf-8")
    again = reopened(app, full_run, "sharing")
    assert again.number_input(key="optimiser_momentum").value == 0.5
    assert started(again, recorder).training == study.training
