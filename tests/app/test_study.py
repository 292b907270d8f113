"""From roles and groups to the study that a run gets."""

import typing
from dataclasses import replace

import pytest

from mtl_core.schema import (
    DEFAULT_REFERENCES,
    Arm,
    ColumnRole,
    HardSharing,
    Preset,
    RunState,
    SharingDesign,
    to_json,
)
from mtl_core.schema.specs import (
    MGDA,
    Balancing,
    BeforeAfter,
    CAGrad,
    LeaveOneSiteOut,
    LockedTest,
    RepeatedFolds,
    SoftSharing,
)
from tests.app.recording import Recorder, reopened, started
from ui.session import runs


@pytest.fixture
def recorder(full_run, monkeypatch):
    recorder = Recorder(runs.supervisor())
    monkeypatch.setattr(runs, "supervisor", lambda: recorder)
    return recorder


def test_the_demonstration_cohort_trains_with_two_clicks(app, recorder):
    at = app("start")
    at.button(key="load_support2").click().run()
    at.button(key="train_quick").click().run()
    study, cohort, title = recorder.submitted[0]
    assert study.cohort.rows == 9105
    assert len(study.schema.tasks) == 7
    assert study.grouping.groups == (study.schema.task_names,)
    assert study.training == Preset.QUICK.training
    assert cohort.name == "support2.csv"
    assert "quick look" in title
    assert at.title[0].value == "Training"
    assert at.query_params["run"] == "f00dfeed"


def test_a_quick_look_leads_on_to_the_comparison_when_it_is_done(app, recorder):
    at = app("start")
    at.button(key="load_support2").click().run()
    recorder.state = RunState.DONE
    at.button(key="train_quick").click().run()
    assert at.title[0].value == "Comparison"


def test_a_run_that_was_opened_does_not_lead_on_by_itself(app, full_run):
    at = app("training", run=full_run.run_id)
    assert at.title[0].value == "Training"
    assert "done" in at.success[0].value


def test_a_past_run_brings_back_its_groups(app, full_run, recorder):
    at = reopened(app, full_run, "sharing")
    assert started(at, recorder).grouping == full_run.study.grouping


def test_changing_a_group_changes_the_study(app, full_run, recorder):
    at = reopened(app, full_run, "sharing")
    at.selectbox(key="group_stage").set_value("A").run()
    at.selectbox(key="group_stay").set_value("C").run()
    assert started(at, recorder).grouping.groups == (("sepsis", "stage"), ("stay",))


def test_groups_survive_a_look_at_another_page(app, full_run, recorder):
    at = reopened(app, full_run, "sharing")
    at.button(key="all_together").click().run()
    at.selectbox(key="group_stage").set_value("B").run()
    at.switch_page("pages/cohort.py").run()
    at.switch_page("pages/sharing.py").run()
    letters = {
        task: at.selectbox(key=f"group_{task}").value for task in ("sepsis", "stage", "stay")
    }
    assert letters == {"sepsis": "A", "stage": "B", "stay": "A"}
    assert started(at, recorder).grouping.groups == (("sepsis", "stay"), ("stage",))


@pytest.mark.parametrize(
    ("button", "groups"),
    [
        ("all_together", (("sepsis", "stage", "stay"),)),
        ("all_alone", (("sepsis",), ("stage",), ("stay",))),
    ],
)
def test_the_two_extremes_are_one_click_away(app, full_run, recorder, button, groups):
    at = reopened(app, full_run, "sharing")
    at.button(key=button).click().run()
    assert started(at, recorder).grouping.groups == groups


def test_design_and_plan_reach_the_study(app, full_run, recorder):
    at = reopened(app, full_run, "sharing")
    at.number_input(key="design_width").set_value(32).run()
    at.number_input(key="plan_folds").set_value(3).run()
    at.number_input(key="plan_margin").set_value(0.05).run()
    study = started(at, recorder, Preset.FULL)
    assert study.design == HardSharing(width=32)
    assert (study.plan.folds, study.plan.margin) == (3, 0.05)
    assert study.training == Preset.FULL.training


@pytest.mark.parametrize("design", typing.get_args(SharingDesign))
def test_every_design_can_be_chosen_and_starts_from_its_own_defaults(
    app, full_run, recorder, design
):
    at = reopened(app, full_run, "sharing")
    at.number_input(key="design_width").set_value(32).run()
    at.selectbox(key="design_kind").set_value(design.name).run()
    assert not at.exception
    assert design.summary in [element.value for element in at.markdown]
    kept = HardSharing(width=32) if design is HardSharing else design()
    assert started(at, recorder).design == kept


def test_an_option_of_another_design_than_the_default_reaches_the_study(app, full_run, recorder):
    at = reopened(app, full_run, "sharing")
    at.selectbox(key="design_kind").set_value("soft").run()
    at.number_input(key="design_strength").set_value(0.5).run()
    at.switch_page("pages/cohort.py").run()
    at.switch_page("pages/sharing.py").run()
    assert at.selectbox(key="design_kind").value == "soft"
    assert at.number_input(key="design_strength").value == 0.5
    assert started(at, recorder).design == SoftSharing(strength=0.5)


@pytest.mark.parametrize("balancing", typing.get_args(Balancing))
def test_every_balancing_can_be_chosen(app, full_run, recorder, balancing):
    at = reopened(app, full_run, "sharing")
    at.selectbox(key="balancing_kind").set_value(balancing.name).run()
    assert not at.exception
    assert balancing.summary in [element.value for element in at.markdown]
    preset = Preset.QUICK
    assert started(at, recorder).training == replace(preset.training, balancing=balancing())


def test_an_option_of_a_balancing_reaches_the_study_and_survives_another_page(
    app, full_run, recorder
):
    at = reopened(app, full_run, "sharing")
    at.selectbox(key="balancing_kind").set_value("cagrad").run()
    at.number_input(key="balancing_radius").set_value(0.25).run()
    at.switch_page("pages/cohort.py").run()
    at.switch_page("pages/sharing.py").run()
    assert at.selectbox(key="balancing_kind").value == "cagrad"
    assert started(at, recorder).training.balancing == CAGrad(radius=0.25)


def test_a_past_run_brings_back_its_balancing(app, full_run, recorder):
    balanced = replace(full_run.study.training, balancing=MGDA())
    kept = recorder.folder(full_run.run_id).path / "study.json"
    kept.write_text(to_json(replace(full_run.study, training=balanced)), encoding="utf-8")
    at = reopened(app, full_run, "sharing")
    assert at.selectbox(key="balancing_kind").value == "mgda"
    assert started(at, recorder).training.balancing == MGDA()


def test_a_changed_role_reaches_the_study_once_it_is_applied(app, full_run, recorder):
    at = reopened(app, full_run, "tasks")
    columns = [c.name for c in at.session_state["_cohort"].profile.columns]
    edit = {"edited_rows": {columns.index("sodium"): {"Role": "excluded"}}}
    at.session_state["roles_editor"] = {**edit, "added_rows": [], "deleted_rows": []}
    at.run()
    assert at.session_state["_draft"].schema == full_run.study.schema
    at.button(key="apply_tasks").click().run()
    assert not at.exception
    at.switch_page("pages/sharing.py").run()
    schema = started(at, recorder).schema
    assert schema.feature_names == ("age", "sex")
    assert schema.excluded == ("sodium",)


def test_the_positive_class_can_be_turned_round(app, full_run, recorder):
    at = reopened(app, full_run, "tasks")
    at.selectbox(key="positive_sepsis").set_value("no").run()
    at.button(key="apply_tasks").click().run()
    at.switch_page("pages/sharing.py").run()
    assert started(at, recorder).schema.task("sepsis").classes == ("yes", "no")


def test_a_kind_that_does_not_fit_refuses_that_task_and_keeps_the_others(app, full_run):
    at = reopened(app, full_run, "tasks")
    at.selectbox(key="kind_stage").set_value("binary").run()
    assert not at.exception
    assert any("stage" in warning.value for warning in at.warning)
    declared = next(d.value for d in at.dataframe if "Labelled rows (n)" in d.value)
    assert list(declared["Task"]) == ["sepsis", "stay"]


def test_two_patient_ids_are_one_clear_message(app, full_run):
    at = reopened(app, full_run, "tasks")
    roles = dict(at.session_state["_draft"].roles)
    assert roles["pid"] is ColumnRole.PATIENT_ID
    columns = [c.name for c in at.session_state["_cohort"].profile.columns]
    edit = {"edited_rows": {columns.index("age"): {"Role": "patient id"}}}
    at.session_state["roles_editor"] = {**edit, "added_rows": [], "deleted_rows": []}
    at.run()
    assert len(at.error) == 1
    assert "pid, age" in at.error[0].value
    assert at.session_state["_draft"].schema == full_run.study.schema


def test_a_live_run_shows_progress_and_can_be_cancelled(app, full_run, recorder):
    at = app("training", run=full_run.run_id)
    assert not at.exception
    at.button(key="cancel").click().run()
    assert recorder.cancelled == [full_run.run_id]
    assert "cancelled" in at.warning[0].value


def test_chosen_reference_models_are_those_of_the_study(app, full_run, recorder):
    at = reopened(app, full_run, "sharing")
    assert at.multiselect(key="references").value == list(DEFAULT_REFERENCES)
    at.multiselect(key="references").set_value([Arm.SVM, Arm.LOGISTIC]).run()
    at.switch_page("pages/cohort.py").run()
    at.switch_page("pages/sharing.py").run()
    assert started(at, recorder).references == (Arm.LOGISTIC, Arm.SVM)


def test_a_study_may_do_without_reference_models(app, full_run, recorder):
    at = reopened(app, full_run, "sharing")
    at.multiselect(key="references").set_value([]).run()
    assert started(at, recorder).references == ()


def test_the_plan_that_is_proposed_depends_on_the_size_of_the_cohort(app, recorder):
    at = app("start")
    at.button(key="load_support2").click().run()
    at.switch_page("pages/training.py").run()
    at.button(key="start_full").click().run()
    plan = recorder.submitted[0][0].plan
    assert (plan.split, plan.repeats) == (LockedTest(), 5)


def test_a_quick_look_has_one_repeat_of_folds(app, recorder):
    at = app("start")
    at.button(key="load_support2").click().run()
    at.button(key="train_quick").click().run()
    plan = recorder.submitted[0][0].plan
    assert (plan.split, plan.folds, plan.repeats) == (RepeatedFolds(), 5, 1)


def test_a_plan_that_is_chosen_reaches_the_study_and_survives_another_page(app, full_run, recorder):
    at = reopened(app, full_run, "sharing")
    at.selectbox(key="split_kind").set_value("locked-test").run()
    at.number_input(key="split_share").set_value(0.3).run()
    at.switch_page("pages/cohort.py").run()
    at.switch_page("pages/sharing.py").run()
    assert at.selectbox(key="split_kind").value == "locked-test"
    assert started(at, recorder, Preset.FULL).plan.split == LockedTest(share=0.3)


@pytest.mark.parametrize("split", [LeaveOneSiteOut, BeforeAfter])
def test_a_plan_without_its_column_says_what_is_missing_and_is_not_taken(
    app, full_run, recorder, split
):
    at = reopened(app, full_run, "sharing")
    at.selectbox(key="split_kind").set_value(split.name).run()
    assert not at.exception
    assert "no column has it" in at.warning[0].value
    assert started(at, recorder, Preset.FULL).plan == full_run.study.plan
