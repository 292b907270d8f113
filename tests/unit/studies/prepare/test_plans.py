"""A study with every plan: who is tested, what tested rows may decide, what is kept and told."""

import dataclasses

import numpy as np
import pytest
import torch

from mtl_core.data import labels_of
from mtl_core.errors import SchemaError
from mtl_core.inference import read_bundle
from mtl_core.schema import Arm, EvaluationPlan, FindingCode
from mtl_core.schema.events import BundleReady, PredictionsReady, ResultReady
from mtl_core.schema.specs import BeforeAfter, LeaveOneSiteOut, LockedTest
from mtl_core.studies.arms.train import train_shared
from mtl_core.studies.prepare.planning import folds_that_test_nobody_set_aside, plan_splits
from mtl_core.studies.prepare.prepared import prepare

GROUPS = (("died", "icu"), ("stay", "stage"))
SPLITS = (LockedTest(share=0.4), LeaveOneSiteOut(), BeforeAfter(share=0.4))


@pytest.fixture(scope="session")
def planned_study(make_study):
    """Build a study whose site is the unit and whose time is the age, each no feature."""

    def make(split, repeats=2, **replaced):
        plan = EvaluationPlan(split=split, repeats=repeats, folds=2, n_resamples=50)
        study = make_study(groups=GROUPS, **replaced)
        schema = dataclasses.replace(
            study.schema,
            features=tuple(f for f in study.schema.features if f.name == "lactate"),
            site="unit",
            time="age",
        )
        return dataclasses.replace(study, schema=schema, plan=plan)

    return make


@pytest.fixture(scope="session", params=SPLITS, ids=lambda split: split.name)
def finished(request, planned_study, run):
    study = planned_study(request.param)
    return study, run(study)


def only(events, kind):
    return [event for event in events if isinstance(event, kind)]


def test_predictions_are_of_the_tested_rows_alone_and_the_same_in_every_repeat(finished, table):
    study, events = finished
    splits = plan_splits(study, table).splits
    first = np.concatenate([split.test for split in splits if split.repeat == 0])
    for told in only(events, PredictionsReady):
        for name, lines in told.predictions.groupby("task"):
            known = np.flatnonzero(table.frame[name].notna())
            wanted = sorted(set(first) & set(known))
            assert set(lines["repeat"]) == {0, 1}
            for _, one in lines.groupby("repeat"):
                assert sorted(set(one["row"])) == wanted


def test_the_result_counts_tested_rows_and_says_its_plan(finished):
    study, events = finished
    result = only(events, ResultReady)[-1].result
    lines = only(events, PredictionsReady)[0].predictions
    for name, task in result.tasks.items():
        assert task.n == lines.loc[lines["task"] == name, "row"].nunique()
        assert task.difference
    assert study.plan.split.label.split()[0].lower() in result.plan.lower()
    assert result.exploratory.startswith("Exploratory: with 2 repeats")


def test_where_patients_are_set_aside_the_threshold_is_the_event_rate_of_the_others(
    finished, table
):
    study, events = finished
    if study.plan.split.tests_everyone:
        assert "threshold" not in only(events, PredictionsReady)[0].predictions
        return
    (task,) = (task for task in study.schema.tasks if task.name == "died")
    labels, split = labels_of(table, task), plan_splits(study, table).splits[0]
    rate = np.nanmean(labels[np.concatenate([split.train, split.valid])])
    found = only(events, ResultReady)[-1].result.tasks["died"]
    assert found.threshold == pytest.approx(rate)
    assert found.arms[Arm.MULTI_TASK]["sensitivity"].value is not None


def test_the_kept_ensemble_has_all_seeds_where_they_test_the_same_patients(finished):
    study, events = finished
    ensemble = read_bundle(only(events, BundleReady)[0].files)
    n_splits = {LockedTest: 2, BeforeAfter: 2, LeaveOneSiteOut: 3}[type(study.plan.split)]
    assert len(ensemble.preprocessors) == n_splits


def changed(table, rows, *, labels):
    """The same table with other cells in some rows."""
    frame = table.frame.copy()
    frame.loc[rows, "lactate"] = 1e6
    if labels:
        frame.loc[rows, "icu"] = 1 - frame.loc[rows, "icu"]
        frame.loc[rows, "stay"] = -1e6
    return dataclasses.replace(table, frame=frame)


@pytest.mark.parametrize("split", SPLITS, ids=lambda split: split.name)
def test_tested_rows_decide_nothing(planned_study, table, split):
    study = planned_study(split, repeats=1)
    before = prepare(study, table)
    rows = before.splits[0].test
    # a locked test is drawn balanced over the labels, so only there do these say who is tested
    after = prepare(study, changed(table, rows, labels=not isinstance(split, LockedTest)))
    assert before.preprocessors[0] == after.preprocessors[0]
    for field in ("train", "valid", "centre", "scale", "base_loss"):
        old, new = (getattr(one.folds[0], field) for one in (before, after))
        assert torch.equal(old, new)
    first, second = (
        train_shared(
            dataclasses.replace(
                one, splits=one.splits[:1], preprocessors=one.preprocessors[:1], folds=one.folds[:1]
            ),
            lambda _: None,
            lambda: False,
            1,
        )
        for one in (before, after)
    )
    for old, new in zip(first, second, strict=True):
        assert all(torch.equal(old.weights[name], new.weights[name]) for name in old.weights)


@pytest.mark.parametrize("split", [SPLITS[0], SPLITS[2]], ids=lambda split: split.name)
def test_groups_are_chosen_without_the_patients_who_are_set_aside(planned_study, table, split):
    study = planned_study(split)
    aside = plan_splits(study, table).splits[0].test
    planned = folds_that_test_nobody_set_aside(study, table)
    patients = planned.patients
    assert len(planned.splits) == study.plan.folds
    for fold in planned.splits:
        used = np.concatenate([fold.train, fold.valid, fold.test])
        assert not set(patients[used]) & set(patients[aside])


def test_a_task_with_few_events_among_the_tested_is_refused_with_its_count(planned_study, table):
    frame = table.frame.copy()
    study = planned_study(BeforeAfter(share=0.4))
    tested = plan_splits(study, table).splits[0].test
    frame.loc[tested, "died"] = "no"
    frame.loc[tested[:9], "died"] = "yes"
    planned = plan_splits(study, dataclasses.replace(table, frame=frame))
    assert planned.refused["died"].startswith("'died' has 9 rows of the rarest class")
    assert "died" not in planned.study.schema.task_names


def test_a_task_that_one_site_alone_knows_is_refused(planned_study, table):
    frame = table.frame.copy()
    frame.loc[frame["unit"] != "icu", "died"] = None
    planned = plan_splits(planned_study(LeaveOneSiteOut()), dataclasses.replace(table, frame=frame))
    assert "nothing to learn" in planned.refused["died"]


def test_a_study_in_which_no_task_is_left_is_refused(planned_study, table):
    frame = table.frame.copy()
    frame.loc[frame["unit"] != "icu", ["died", "icu", "stay", "stage"]] = None
    with pytest.raises(SchemaError, match="No task can be estimated"):
        plan_splits(planned_study(LeaveOneSiteOut()), dataclasses.replace(table, frame=frame))


def test_rows_of_no_known_site_and_small_sites_are_counted_in_findings(planned_study, table):
    frame = table.frame.copy()
    frame.loc[frame.index[:12], "unit"] = "hut"
    short = dataclasses.replace(table, frame=frame)
    found = {f.code: f for f in prepare(planned_study(LeaveOneSiteOut()), short).findings}
    n_unknown = int(frame["unit"].isna().sum())
    assert f"unknown in {n_unknown} of 400 rows" in found[FindingCode.ROWS_NOT_TESTED].message
    assert "1 site with fewer than 20" in found[FindingCode.SITES_JOINED].message
