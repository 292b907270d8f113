"""Few labels of one task: what is hidden is hidden, and all labels give the study itself."""

import dataclasses
import typing

import numpy as np
import pandas as pd
import pytest

from mtl_core.errors import RunCancelled, StudyError
from mtl_core.schema import (
    PRIMARY,
    Arm,
    EvaluationPlan,
    Preset,
    Progress,
    SharingDesign,
    TaskKind,
    TrainingSpec,
    from_json,
    to_json,
)
from mtl_core.schema.answers import LabelScarcity, ScarcityReport
from mtl_core.schema.events import PredictionsReady
from mtl_core.studies.prepare.prepared import prepare
from mtl_core.studies.scarcity import scarcity_curve
from mtl_core.studies.scarcity.arms import fit_reference, train_arms
from mtl_core.studies.scarcity.hiding import draw_all, narrowed, with_hidden
from mtl_core.studies.scarcity.question import ScarcityCase, learning_with

SHARES = (1.0, 0.3, 0.1)


@pytest.fixture(scope="module")
def study(make_study):
    return make_study(
        groups=[("died", "icu", "stay"), ("stage",)],
        training=TrainingSpec(n_steps=48, batch_size=32, n_members=2, patience=3),
        plan=EvaluationPlan(folds=3, n_resamples=50),
    )


@pytest.fixture(scope="module")
def told(study, table):
    events = []
    question = LabelScarcity("died", SHARES, 2)
    return scarcity_curve(study, table, question, on_event=events.append), events


def ask(study, table, question):
    prepared = prepare(study, table)
    return ScarcityCase.of(narrowed(prepared, learning_with(prepared, question)), question)


def predicted(asked):
    def stop():
        return False

    tables = train_arms(asked, lambda _: None, stop, 1) + fit_reference(asked, lambda _: None, stop)
    return pd.concat(tables, ignore_index=True)


def test_the_report_holds_a_point_for_every_share_and_round_trips(told):
    report, _ = told
    assert [point.share for point in report.points] == list(SHARES)
    assert report.group == ("died", "icu", "stay")
    assert report.measure == "auroc"
    assert [point.draws for point in report.points] == [1, 2, 2]
    labels = [point.labels for point in report.points]
    assert labels == sorted(labels, reverse=True)
    for point in report.points:
        assert set(point.arms) == {Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC}
        assert point.difference.low <= point.difference.value <= point.difference.high
        assert 0 < point.events < point.labels
    assert from_json(ScarcityReport, to_json(report)) == report


def test_progress_goes_through_the_stages_and_never_back(told):
    _, events = told
    assert all(isinstance(event, Progress) for event in events)
    fractions = [event.fraction for event in events]
    assert fractions == sorted(fractions)
    stages = list(dict.fromkeys(event.stage for event in events))
    assert stages == ["prepare", "train", "reference", "evaluate"]


@pytest.mark.parametrize("repeats", [1, 2])
def test_with_all_labels_both_arms_predict_what_the_study_predicts_to_the_bit(
    study, table, run, repeats
):
    plan = dataclasses.replace(study.plan, repeats=repeats)
    study = dataclasses.replace(study, plan=plan, references=(Arm.LOGISTIC,))
    found = predicted(ask(study, table, LabelScarcity("died", (1.0, 0.2), 2)))
    whole = found[found["share"] == 0].drop(columns="share")
    ordinary = {e.arm: e.predictions for e in run(study) if isinstance(e, PredictionsReady)}
    for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC):
        theirs = ordinary[arm].query("task == 'died'")
        mine = whole[whole["arm"] == str(arm)].assign(row=lambda t: table.rows_in_file(t["row"]))
        keys = ["repeat", "fold", "row"]
        both = (frame.sort_values(keys)["predicted"].to_numpy() for frame in (mine, theirs))
        np.testing.assert_array_equal(*both)


@pytest.mark.parametrize("preset", list(Preset))
def test_the_members_of_every_preset_are_the_study_s_own_too(study, table, run, preset):
    training = dataclasses.replace(preset.training, n_steps=32, batch_size=32)
    study = dataclasses.replace(study, training=training)
    found = predicted(ask(study, table, LabelScarcity("died", (1.0, 0.2), 1)))
    events = (e for e in run(study) if isinstance(e, PredictionsReady))
    for event in events:
        mine = found[(found["share"] == 0) & (found["arm"] == str(event.arm))]
        theirs = event.predictions.query("task == 'died'")
        both = (frame.sort_values("row")["predicted"].to_numpy() for frame in (mine, theirs))
        np.testing.assert_array_equal(*both)


def test_a_report_with_all_labels_has_the_figures_of_the_study(study, table, run, told):
    result = run(study)[-1].result.tasks["died"]
    point = told[0].points[0]
    for arm in (Arm.MULTI_TASK, Arm.SINGLE_TASK):
        assert point.arms[arm].value == result.arms[arm]["auroc"].value
        assert point.arms[arm].low == pytest.approx(result.arms[arm]["auroc"].low, abs=1e-12)
    assert point.difference.high == pytest.approx(result.difference["auroc"].high, abs=1e-12)


@pytest.mark.parametrize("name", ["died", "stay"])
def test_hidden_labels_leave_no_trace_in_any_prediction(study, table, name):
    """Nonsense is planted into the hidden labels; every network and regression stays as it was."""
    asked = ask(study, table, LabelScarcity(name, (0.2,), 1))
    labels = asked.prepared.labels[name]
    for draw in asked.learnable[:2]:
        split = asked.prepared.splits[draw.split]
        hidden = ~draw.kept & ~np.isnan(labels)
        hidden[split.test] = False
        assert hidden.sum() > 150
        planted = asked.prepared.labels | {name: np.where(hidden, 1 - labels, labels)}
        one = dataclasses.replace(asked, learnable=(draw,))
        other = dataclasses.replace(one, prepared=dataclasses.replace(one.prepared, labels=planted))
        pd.testing.assert_frame_equal(predicted(one), predicted(other), check_exact=True)


def test_labels_that_stay_do_leave_a_trace(study, table):
    """The counterpart: the planted nonsense is seen where labels stay."""
    asked = ask(study, table, LabelScarcity("died", (0.2,), 1))
    draw, labels = asked.learnable[0], asked.prepared.labels["died"]
    planted = asked.prepared.labels | {"died": np.where(draw.kept, 1 - labels, labels)}
    one = dataclasses.replace(asked, learnable=(draw,))
    other = dataclasses.replace(one, prepared=dataclasses.replace(one.prepared, labels=planted))
    differs = predicted(one)["predicted"] != predicted(other)["predicted"]
    assert differs.mean() > 0.9


def test_labels_of_test_rows_and_of_other_tasks_stay(study, table):
    asked = ask(study, table, LabelScarcity("died", (0.1,), 1))
    place = asked.prepared.layout.index("died")
    others = [i for i in range(asked.prepared.layout.n_tasks) if i != place]
    folds = with_hidden(asked.prepared, "died", asked.learnable).folds
    for draw, fold in zip(asked.learnable, folds, strict=True):
        whole = asked.prepared.folds[draw.split]
        assert fold.known[:, others].equal(whole.known[:, others])
        assert fold.labels[fold.test][:, place].equal(whole.labels[whole.test][:, place])
        train = fold.known[fold.train][:, place].sum() + fold.known[fold.valid][:, place].sum()
        assert train == draw.kept.sum()


def test_a_smaller_share_is_a_part_of_a_larger_one(study, table):
    question = LabelScarcity("stay", (0.5, 0.2, 0.05), 2)
    draws = draw_all(ask(study, table, question).prepared, question)
    kept = {(draw.share, draw.draw, draw.split): draw.kept for draw in draws}
    for (share, draw, split), rows in kept.items():
        if share:
            larger = kept[share - 1, draw, split]
            assert (rows <= larger).all()
            assert rows.sum() < larger.sum()


def test_folds_of_one_split_share_their_features(study, table):
    asked = ask(study, table, LabelScarcity("died", SHARES, 3))
    folds = with_hidden(asked.prepared, "died", asked.learnable).folds
    assert len(folds) == 3 * (1 + 2 * 3)
    assert len({id(fold.features) for fold in folds}) == 3


def test_another_draw_has_other_labels_and_other_first_weights(study, table):
    asked = ask(study, table, LabelScarcity("died", (0.2,), 2))
    first, second = asked.learnable[0], asked.learnable[3]
    assert first.split == second.split
    assert not np.array_equal(first.kept, second.kept)
    one, other = with_hidden(asked.prepared, "died", [first, second]).folds
    assert one.seed_key != other.seed_key


def test_the_same_question_gives_the_same_answer_on_one_thread_and_on_two(told, study, table):
    question = LabelScarcity("died", SHARES, 2)
    again = scarcity_curve(study, table, question, n_threads=2)
    assert dataclasses.replace(again, seconds={}) == dataclasses.replace(told[0], seconds={})


def test_classes_and_numbers_can_be_scarce_too(make_study, table):
    study = make_study(groups=[("stay", "stage")], plan=EvaluationPlan(folds=2, n_resamples=50))
    for name, measure in (("stay", "r2"), ("stage", "macro_auroc")):
        report = scarcity_curve(study, table, LabelScarcity(name, (0.3,), 1))
        assert report.measure == measure
        assert report.points[0].difference.value is not None
        assert (report.points[0].events is None) == (name == "stay")


def test_an_outcome_with_ordered_classes_can_be_scarce_too(make_study, table):
    study = make_study(groups=[("stay", "stage")], plan=EvaluationPlan(folds=2, n_resamples=50))
    tasks = tuple(
        dataclasses.replace(task, kind=TaskKind.ORDINAL) if task.name == "stage" else task
        for task in study.schema.tasks
    )
    schema = dataclasses.replace(study.schema, tasks=tasks)
    study = dataclasses.replace(study, schema=schema)
    report = scarcity_curve(study, table, LabelScarcity("stage", (0.3,), 1))
    assert report.measure == PRIMARY[TaskKind.ORDINAL]
    assert report.points[0].difference.value is not None


@pytest.mark.parametrize("design", typing.get_args(SharingDesign), ids=lambda d: d.name)
def test_every_design_can_be_asked(make_study, table, design):
    study = make_study(
        names=("died", "stay"),
        groups=[("died", "stay")],
        design=design(),
        training=TrainingSpec(n_steps=20, batch_size=32),
    )
    report = scarcity_curve(study, table, LabelScarcity("died", (0.3,), 1))
    assert report.points[0].arms[Arm.MULTI_TASK].value is not None
    assert report.points[0].difference.value != 0


def test_a_share_from_which_nothing_can_be_learned_has_a_reason(study, table):
    """Only the training rows of one class are known: no draw can hold two."""
    prepared = prepare(study, table)
    labels = prepared.labels["died"].copy()
    for split in prepared.splits[:1]:
        labels[split.train] = np.where(labels[split.train] == 1, np.nan, labels[split.train])
    one_class = dataclasses.replace(prepared, labels=prepared.labels | {"died": labels})
    question = LabelScarcity("died", (0.5,), 1)
    asked = ScarcityCase.of(narrowed(one_class, ("died", "icu", "stay")), question)
    assert asked.learnable == ()
    assert "fewer than two different classes" in asked.reasons[0]
    assert "1 of 3 folds" in asked.reasons[0]


def test_a_task_that_stands_alone_is_refused(study, table):
    with pytest.raises(StudyError, match="stands alone"):
        scarcity_curve(study, table, LabelScarcity("stage"))


def test_a_task_that_cannot_be_estimated_is_refused_with_its_reason(make_study, table):
    study = make_study(names=("died", "icu", "few"), groups=[("died", "icu", "few")])
    with pytest.raises(StudyError, match="'few' has 5 rows"):
        scarcity_curve(study, table, LabelScarcity("few"))


def test_an_unknown_task_is_refused_before_anything_is_computed(study, table):
    with pytest.raises(StudyError, match="no such task"):
        scarcity_curve(study, table, LabelScarcity("shock"))


def test_a_request_to_stop_is_heard(study, table):
    with pytest.raises(RunCancelled):
        scarcity_curve(study, table, LabelScarcity("died", (0.3,), 1), should_stop=lambda: True)
