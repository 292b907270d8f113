"""One study from the cohort to the result: events, predictions, refusals, repeatability."""

import threading
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from mtl_core.errors import RunCancelled, SchemaError
from mtl_core.inference import networks_of_split, read_bundle
from mtl_core.schema import (
    PRIMARY,
    Arm,
    EvaluationPlan,
    ExplanationSpec,
    Progress,
    TaskKind,
    from_json,
    to_json,
)
from mtl_core.schema import StudyResult as Result
from mtl_core.schema.events import (
    AttributionsReady,
    BundleReady,
    PredictionsReady,
    ResultReady,
    ValidationChecked,
)
from mtl_core.studies import run_study
from mtl_core.studies.explanation import splits_that_test

TASKS = ("died", "icu", "stay", "stage")
FINEST = [(name,) for name in TASKS]
ARMS = tuple(arm for arm in Arm if arm.facts.package is None)
STAGES = ["prepare", *ARMS, "evaluate", "explain"]


def of_kind(events, kind):
    return [event for event in events if isinstance(event, kind)]


def predictions_of(events):
    return {event.arm: event.predictions for event in of_kind(events, PredictionsReady)}


def equal(one, other):
    return one.drop(columns="arm").equals(other.drop(columns="arm"))


def test_progress_goes_through_the_stages_and_never_back(events):
    progress = of_kind(events, Progress)
    fractions = [event.fraction for event in progress]
    assert all(earlier <= later for earlier, later in pairwise(fractions))
    assert fractions[0] == 0
    assert 0.99 < fractions[-1] <= 1
    stages = [event.stage for event in progress]
    assert list(dict.fromkeys(stages)) == STAGES
    assert stages == sorted(stages, key=STAGES.index)


def test_predictions_come_before_the_bundle_the_result_and_the_explanation(events):
    kinds = (PredictionsReady, BundleReady, ResultReady, AttributionsReady)
    order = [type(event) for event in events if isinstance(event, kinds)]
    first = [
        *[PredictionsReady] * len(ARMS),
        BundleReady,
        ResultReady,
        AttributionsReady,
        ResultReady,
    ]
    assert order == first
    assert events[-1] is of_kind(events, ResultReady)[-1]


def test_every_labelled_row_is_predicted_once_per_arm_and_repeat(events, table):
    labelled = {name: np.flatnonzero(table.frame[name].notna()) for name in TASKS}
    tables = predictions_of(events)
    assert set(tables) == set(ARMS)
    for arm, lines in tables.items():
        assert (lines["arm"] == arm).all()
        assert set(lines["task"]) == set(TASKS)
        assert np.isfinite(lines[["observed", "predicted"]]).all(axis=None)
        for (task, _, label), part in lines.groupby(["task", "repeat", "class"], dropna=False):
            assert sorted(part["row"]) == labelled[task].tolist(), (arm, task, label)
        assert set(lines["repeat"]) == {0, 1}


def test_what_was_observed_is_what_the_file_says(events, table):
    for lines in predictions_of(events).values():
        for task, label in (("died", "yes"), ("icu", "1"), ("stage", "II"), ("stay", None)):
            same = lines["class"].isna() if label is None else lines["class"] == label
            part = lines[(lines["task"] == task) & same]
            cells = table.frame[task].iloc[part["row"]].reset_index(drop=True)
            truth = cells if label is None else (cells == (1.0 if label == "1" else label))
            assert part["observed"].tolist() == truth.astype(float).tolist()


def test_all_arms_are_tested_in_the_same_folds_and_no_patient_is_in_two(events, table):
    tables = list(predictions_of(events).values())
    keys = ["repeat", "row", "fold"]
    reference = tables[0][keys].drop_duplicates().sort_values(keys).reset_index(drop=True)
    for lines in tables[1:]:
        other = lines[keys].drop_duplicates().sort_values(keys).reset_index(drop=True)
        pd.testing.assert_frame_equal(other, reference)
    patients = table.frame["pid"].iloc[reference["row"]].to_numpy()
    folds = reference.groupby([reference["repeat"], patients])["fold"]
    assert folds.min().equals(folds.max())


def test_risks_of_a_multiclass_task_add_up_in_every_arm(events):
    for lines in predictions_of(events).values():
        stage = lines[lines["task"] == "stage"]
        sums = stage.groupby(["repeat", "row"])["predicted"].sum()
        assert sums.to_numpy() == pytest.approx(1, abs=1e-5)


def test_the_result_has_every_arm_stage_and_refused_task(events):
    first, last = (event.result for event in of_kind(events, ResultReady))
    assert set(last.tasks) == set(TASKS)
    assert all(set(result.arms) == set(ARMS) for result in last.tasks.values())
    assert set(last.refused) == {"few"}
    assert "few" in last.refused["few"]
    assert set(last.seconds) == set(STAGES)
    assert set(first.seconds) == set(STAGES) - {"explain"}
    assert all(seconds >= 0 for seconds in last.seconds.values())
    assert from_json(Result, to_json(last)) == last


def test_every_arm_finds_the_planted_signal(events):
    # Severity explains most of each outcome: an area of .5 or an R2 of 0 would be a broken arm.
    floor = {TaskKind.BINARY: 0.65, TaskKind.MULTICLASS: 0.65, TaskKind.REGRESSION: 0.3}
    result = of_kind(events, ResultReady)[-1].result
    for name, task in result.tasks.items():
        for arm, measures in task.arms.items():
            assert measures[PRIMARY[task.kind]].value > floor[task.kind], (name, arm)


def test_losses_on_validation_rows_are_told_for_the_tasks_of_each_arm(events):
    checks = of_kind(events, ValidationChecked)
    assert {check.arm for check in checks} == {Arm.MULTI_TASK, Arm.SINGLE_TASK}
    for check in checks:
        assert set(check.losses) <= set(TASKS)
        assert all(np.isfinite(loss) for loss in check.losses.values())


def test_the_bundle_predicts_rows_of_the_cohort(events, table):
    ensemble = read_bundle(of_kind(events, BundleReady)[0].files)
    # Two folds of the first repeat, two members, two groups.
    assert [len(group.split_of) for group in ensemble.groups] == [2 * 2, 2 * 2]
    predicted = ensemble.predict(table.frame)
    assert predicted.shape == (table.n_rows, ensemble.layout.width)
    stay = predicted[:, ensemble.layout.columns("stay")][:, 0]
    known = table.frame["stay"].notna()
    assert np.corrcoef(stay[known], table.frame["stay"][known])[0, 1] > 0.7


def test_explanations_add_up_to_the_predictions_of_the_bundle(events, table):
    explained = of_kind(events, AttributionsReady)[0]
    bundle = read_bundle(of_kind(events, BundleReady)[0].files)
    split_of = splits_that_test(pd.concat(predictions_of(events).values()), table)
    assert explained.summary.additivity_gap < 1e-4
    values = explained.attributions
    assert values["row"].nunique() == 3
    for (row, task, label), part in values.groupby(["row", "task", "class"], dropna=False):
        ensemble = networks_of_split(bundle, split_of[row])
        block = ensemble.predict(table.frame.iloc[[row]])[0, ensemble.layout.columns(task)]
        names = ["I", "II", "III"]
        predicted = block[names.index(label)] if task == "stage" else block[0]
        (baseline,) = set(part["baseline"])
        assert baseline + part["value"].sum() == pytest.approx(predicted, abs=1e-3)


@pytest.fixture(scope="module")
def alone(make_study, run):
    return run(make_study(groups=FINEST))


def test_with_every_task_alone_both_arms_are_the_same_to_the_last_bit(alone):
    tables = predictions_of(alone)
    assert equal(tables[Arm.MULTI_TASK], tables[Arm.SINGLE_TASK])
    for task in of_kind(alone, ResultReady)[-1].result.tasks.values():
        assert {(d.value, d.low, d.high) for d in task.difference.values() if d.reason is None} == {
            (0.0, 0.0, 0.0)
        }


@pytest.mark.parametrize("groups", [[TASKS], [("died", "stay"), ("icu", "stage")]])
def test_the_single_task_arm_does_not_depend_on_the_grouping_to_the_last_bit(
    alone, make_study, run, groups
):
    grouped = predictions_of(run(make_study(groups=groups)))
    assert equal(grouped[Arm.SINGLE_TASK], predictions_of(alone)[Arm.SINGLE_TASK])
    assert not equal(grouped[Arm.MULTI_TASK], grouped[Arm.SINGLE_TASK])


def test_a_task_that_stands_alone_has_a_difference_of_exactly_zero(make_study, run):
    events = run(make_study(groups=[("died", "stay", "stage")]))
    tables = predictions_of(events)
    lone = [lines[lines["task"] == "icu"].reset_index(drop=True) for lines in tables.values()]
    assert equal(*lone)
    result = of_kind(events, ResultReady)[-1].result.tasks
    assert result["icu"].difference["auroc"].value == 0
    assert result["stay"].difference["r2"].value != 0


def test_the_same_study_gives_the_same_predictions_and_another_seed_others(make_study, run):
    study = make_study(references=ARMS[3:], champion=True)
    first, again = (predictions_of(run(study)) for _ in range(2))
    assert all(first[arm].equals(again[arm]) for arm in ARMS)
    other = make_study(plan=EvaluationPlan(folds=2, n_resamples=50, seed=1))
    assert not predictions_of(run(other))[Arm.MULTI_TASK].equals(first[Arm.MULTI_TASK])


def test_the_number_of_threads_changes_no_prediction(make_study, run):
    study = make_study(references=ARMS[3:], champion=True)
    one, two = (predictions_of(run(study, n_threads=n)) for n in (1, 2))
    assert all(one[arm].equals(two[arm]) for arm in ARMS)


def test_events_are_told_in_the_thread_that_started_the_study(make_study, table):
    threads = set()
    study = make_study(names=("died",), groups=[("died",)], references=(Arm.LOGISTIC,))
    run_study(study, table, n_threads=2, on_event=lambda _: threads.add(threading.get_ident()))
    assert threads == {threading.get_ident()}


def test_repeats_draw_new_folds_and_predict_every_row_again(events):
    lines = predictions_of(events)[Arm.SINGLE_TASK]
    stay = lines[lines["task"] == "stay"].pivot_table(index="row", columns="repeat", values="fold")
    assert (stay[0] != stay[1]).any()


def test_one_task_and_one_feature_are_enough(make_study, run):
    events = run(make_study(names=("died",), groups=[("died",)], features=["lactate"]))
    result = of_kind(events, ResultReady)[-1].result
    assert result.tasks["died"].arms[Arm.SINGLE_TASK]["auroc"].value > 0.6


def test_a_study_in_which_every_task_is_refused_says_why(make_study, table):
    study = make_study(names=("few",), groups=[("few",)])
    with pytest.raises(SchemaError, match="No task can be estimated") as error:
        run_study(study, table)
    assert "few" in error.value.found


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "prepare"])
def test_a_request_to_stop_is_heard_in_every_stage(make_study, table, stage):
    study = make_study(
        names=("died", "icu"),
        groups=[("died", "icu")],
        references=ARMS[3:],
        champion=True,
        explanation=ExplanationSpec(n_patients=3, n_background=10),
    )
    seen = []

    def note(event):
        if isinstance(event, Progress):
            seen.append(event.stage)

    with pytest.raises(RunCancelled):
        run_study(study, table, on_event=note, should_stop=lambda: seen[-1] == stage)
    assert seen[-1] == stage
