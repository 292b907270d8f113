"""A suggestion from the cohort to the report; test rows choose nothing."""

import dataclasses
import json
import typing

import numpy as np
import pytest

from mtl_core.affinity import watched_design
from mtl_core.errors import RunCancelled, StudyError
from mtl_core.schema import (
    EvaluationPlan,
    Progress,
    SharingDesign,
    TaskGrouping,
    TrainingSpec,
    from_json,
    to_json,
)
from mtl_core.schema.answers import AffinityReport
from mtl_core.studies.prepare.prepared import prepare
from mtl_core.studies.suggestion import suggest_groups
from mtl_core.studies.suggestion.inner_folds import inner_folds
from mtl_core.studies.suggestion.suggest import mean_agreement

DESIGNS = typing.get_args(SharingDesign)


@pytest.fixture(scope="module")
def study(make_study):
    return make_study(names=("died", "icu", "stay", "few"), groups=[("died", "stay", "icu", "few")])


@pytest.fixture(scope="module")
def told(study, table):
    events = []
    return suggest_groups(study, table, on_event=events.append), events


def test_the_report_holds_what_was_found_and_round_trips(told, study):
    report, _ = told
    assert report.tasks == ("died", "icu", "stay")
    assert set(report.refused) == {"few"}
    assert report.method == "quick"
    assert len(report.matrix) == len(report.spread) == len(report.cosines) == 3
    assert sorted(report.suggestion.tasks) == sorted(report.tasks)
    assert len(report.fold_groupings) == study.plan.folds
    assert report.against_alone.low <= report.against_alone.value <= report.against_alone.high
    assert len(report.merges) == 2
    assert report.measured_with == "Hard sharing"
    assert from_json(AffinityReport, to_json(report)) == report


def test_a_report_of_an_older_version_opens_without_tree_and_design(told):
    plain = json.loads(to_json(told[0]))
    del plain["merges"], plain["measured_with"]
    older = from_json(AffinityReport, json.dumps(plain))
    assert (older.merges, older.measured_with) == ((), "")
    assert older.matrix == told[0].matrix


def test_a_fold_that_keeps_all_together_gains_exactly_nothing_over_it(told):
    report, _ = told
    if all(len(grouping.groups) == 1 for grouping in report.fold_groupings):
        assert report.against_together.value == 0
    else:
        assert report.against_together.value != 0


def test_progress_goes_through_the_stages_and_never_back(told):
    _, events = told
    assert all(isinstance(event, Progress) for event in events)
    fractions = [event.fraction for event in events]
    assert fractions == sorted(fractions)
    assert list(dict.fromkeys(e.stage for e in events)) == [
        "prepare",
        "affinity",
        "verify",
        "score",
    ]


def test_the_same_study_gives_the_same_report_on_one_thread_and_on_two(told, study, table):
    report, _ = told
    again = suggest_groups(study, table, n_threads=2)
    assert dataclasses.replace(again, seconds={}) == dataclasses.replace(report, seconds={})


def test_thorough_measures_pairs(study, table):
    report = suggest_groups(study, table, thorough=True)
    assert report.method == "thorough"
    assert report.cosines is None
    assert all(report.matrix[i][i] == 0 for i in range(3))


def test_inner_folds_hold_no_row_of_the_fold_s_test_patients(study, table):
    prepared = prepare(study, table)
    for split, folds in zip(prepared.splits, inner_folds(prepared), strict=True):
        n_inside = len(split.train) + len(split.valid)
        held_out = np.concatenate([fold.test.numpy() for fold in folds])
        assert sorted(held_out) == list(range(n_inside))
        for fold in folds:
            parts = [set(part.tolist()) for part in (fold.train, fold.valid, fold.test)]
            assert sum(map(len, parts)) == n_inside == len(set().union(*parts))
            # rows beyond those inside are padding
            assert not fold.known[n_inside:].any()
            assert not fold.features[n_inside:].any()


def test_the_outcomes_of_test_patients_choose_nothing(study, table, make_study):
    """Scrambling the test labels of fold 0 leaves its own grouping and inner folds alone."""
    prepared = prepare(study, table)
    test = prepared.splits[0].test
    labels = {name: values.copy() for name, values in prepared.labels.items()}
    for values in labels.values():
        values[test] = values[test][::-1]
    scrambled = dataclasses.replace(prepared, labels=labels)
    for one, other in zip(inner_folds(prepared)[0], inner_folds(scrambled)[0], strict=True):
        assert one.labels.equal(other.labels)
        assert one.features.equal(other.features)


def test_one_task_has_nobody_to_learn_with(make_study, table):
    with pytest.raises(StudyError, match="nothing to group"):
        suggest_groups(make_study(names=("died",), groups=[("died",)]), table)


def test_a_request_to_stop_is_heard(study, table):
    with pytest.raises(RunCancelled):
        suggest_groups(study, table, should_stop=lambda: True)


def test_repeats_are_not_needed(make_study, table, told):
    report, _ = told
    study = make_study(
        names=("died", "icu", "stay", "few"),
        groups=[("died", "stay", "icu", "few")],
        plan=EvaluationPlan(folds=2, repeats=2, n_resamples=50),
    )
    assert suggest_groups(study, table).suggestion == report.suggestion


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.name)
def test_every_design_can_be_asked(make_study, table, design):
    study = make_study(
        names=("died", "stay"),
        groups=[("died", "stay")],
        design=design(),
        training=TrainingSpec(n_steps=20, batch_size=32, n_members=1),
    )
    for thorough in (False, True):
        report = suggest_groups(study, table, thorough=thorough)
        assert np.isfinite(np.array(report.matrix, dtype=float)).all()
        watched = design() if thorough else watched_design(design())
        assert report.measured_with == watched.label


def test_agreement_is_one_for_equal_groupings_and_lower_for_others():
    tasks = ["a", "b", "c", "d"]
    one = TaskGrouping.of(tasks, [["a", "b"], ["c", "d"]])
    other = TaskGrouping.of(tasks, [["a", "c"], ["b", "d"]])
    assert mean_agreement([one, one, one]) == 1
    assert mean_agreement([one, other]) < 0.1
