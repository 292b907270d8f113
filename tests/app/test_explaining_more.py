"""Both arms and two features together on the Explanation page: asked for, computed, told."""

import pytest

from mtl_core.schema import RunState
from mtl_core.schema.answers import (
    ArmsExplained,
    ArmsQuestion,
    FeatureInArms,
    InteractionQuestion,
    InteractionReport,
    Likeness,
    OutputInArms,
    OutputInteraction,
)
from mtl_core.settings import load_settings
from tests.app.recording import finished, leave

ALIKE = Likeness(0.9, 0.8, 0.85, 0.95)


@pytest.fixture
def run(full_run):
    """The finished run, as if it had kept the networks of both arms."""
    run = finished(full_run.run_id)
    run.folder.write_bundle({"manifest.json": b"{}", "single_task.manifest.json": b"{}"})
    return run


def said(at):
    return "\n".join(text.value for text in [*at.markdown, *at.caption, *at.info, *at.error])


def test_a_run_without_single_task_networks_says_so(app, full_run):
    at = app("explanation", run=full_run.run_id)
    assert not at.exception
    assert "did not keep its single-task networks" in said(at)


def test_both_arms_are_told_with_the_noise_of_training(app, full_run, run):
    features = (FeatureInArms("age", (0.01, 0.02), (0.03, 0.04)),)
    between = Likeness(0.5, 0.6, 0.4, 0.6)
    output = OutputInArms("sepsis", "yes", between, ALIKE, ALIKE, True, features)
    report = ArmsExplained(50, 40, 98, 2e-7, (output,))
    leave(ArmsQuestion(), run, report)
    at = app("explanation", run=full_run.run_id)
    assert not at.exception
    text = said(at)
    assert "1 of 1 estimate is explained less alike" in text
    assert "cosine 0.50 (0.40 to 0.60) against a band from 0.90" in text
    assert "Over 50 patients, the arms differ most in age" in text


def test_an_interaction_is_told_with_its_error(app, full_run, run):
    at = app("explanation", run=full_run.run_id)
    assert not at.exception
    pair = {at.selectbox(key=key).value for key in ("explained_feature", "together_with")}
    assert len(pair) == 2
    question = InteractionQuestion(*sorted(pair), 10)
    outputs = (OutputInteraction("sepsis", "yes", (0.02,) * 10, (0.001,) * 10),)
    report = InteractionReport(question, tuple(range(10)), 40, 512, outputs)
    leave(question, run, report)
    at.run()
    assert not at.exception
    assert "by 2.00 percentage points of risk in mean size" in said(at)
    assert "Monte-Carlo error 0.100" in said(at)


def test_work_is_started_by_its_button_and_a_failure_can_be_tried_again(
    app, full_run, run, answering
):
    asked = answering(state=RunState.FAILED, error="one network per task")
    at = app("explanation", run=full_run.run_id)
    assert asked == []
    at.button(key="both_arms_ask").click().run()
    assert any("one network per task" in error.value for error in at.error)
    at.button(key="both_arms_ask").click().run()
    assert [question for question, _ in asked] == [ArmsQuestion()] * 2
    assert not at.exception


def test_progress_is_shown_and_can_be_stopped(app, full_run, run, answering):
    words = "Asking for both columns together"
    answering(state=RunState.QUEUED, fraction=0.4, message=words)
    at = app("explanation", run=full_run.run_id)
    at.button(key="interaction_ask").click().run()
    assert not at.exception
    at.button(key="interaction_stop").click().run()
    (cancel,) = (load_settings().home / "interaction").glob("*/cancel")
    assert cancel.is_file()


def test_the_method_box_tells_evaluations_background_gap_and_error(app, full_run):
    at = app("explanation", run=full_run.run_id)
    text = said(at)
    assert "Evaluations of the networks per patient: 244" in text
    assert "40 background patients" in text
    assert "additivity gap: 2.0e-07" in text
    assert "Monte-Carlo error: not known for this run" in text
