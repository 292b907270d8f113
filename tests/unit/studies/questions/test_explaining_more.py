"""What is asked of a trained ensemble beyond its explanation: both arms, and two columns."""

import numpy as np
import pytest

from mtl_core.data import patient_codes
from mtl_core.errors import RunCancelled, StorageError, StudyError
from mtl_core.explanation import PredictGame, choose_rows, interaction
from mtl_core.inference import SINGLE_TASK, CodedPredictor, networks_of_split, read_bundle
from mtl_core.schema import Progress, TaskKind, from_json, to_json
from mtl_core.schema.answers import ArmsExplained, InteractionQuestion, InteractionReport
from mtl_core.schema.events import BundleReady
from mtl_core.studies.explanation import splits_that_test, with_logits
from mtl_core.studies.questions import explain_arms, interaction_in_run


@pytest.fixture(scope="module")
def files(events):
    (files,) = (event.files for event in events if isinstance(event, BundleReady))
    return files


@pytest.fixture(scope="module")
def shown(files):
    """What people see."""
    return read_bundle(files).layout.told


def test_both_arms_are_compared_for_every_output(files, predictions, table, whole_study, shown):
    told = []
    report = explain_arms(
        whole_study, table, predictions, files, n_patients=4, on_event=told.append
    )
    assert tuple(o.output for o in report.outputs) == shown
    assert report.n_patients == 4
    assert report.additivity_gap < 1e-4
    for output in report.outputs:
        assert output.between.low <= output.between.cosine <= output.between.high
        assert [each.feature for each in output.features] == list(whole_study.schema.feature_names)
    assert from_json(ArmsExplained, to_json(report)) == report
    fractions = [event.fraction for event in told if isinstance(event, Progress)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)


def test_an_arm_beside_itself_is_explained_the_same(files, predictions, table, whole_study):
    own = {name: content for name, content in files.items() if not name.startswith(SINGLE_TASK)}
    twins = own | {f"{SINGLE_TASK}{name}": content for name, content in own.items()}
    for output in explain_arms(whole_study, table, predictions, twins, n_patients=3).outputs:
        assert output.between.cosine == pytest.approx(1)
        assert output.between.rank_correlation == pytest.approx(1)
        assert output.multi_task == output.single_task
        assert output.multi_task.cosine < 1
        assert not output.beyond_noise
        assert all(each.multi_task == each.single_task for each in output.features)


def test_tasks_are_compared_by_networks_that_share_nothing(files, predictions, table, whole_study):
    """The single-task arm in place of both gives the same likeness as beside the multi-task arm."""
    report = explain_arms(whole_study, table, predictions, files, n_patients=4)
    own = {name: files[name] for name in files if name.startswith(SINGLE_TASK)}
    alone = own | {name.removeprefix(SINGLE_TASK): content for name, content in own.items()}
    again = explain_arms(whole_study, table, predictions, alone, n_patients=4)
    assert again.single_tasks_alike == report.single_tasks_alike
    kinds = {task.name: task.kind for task in read_bundle(files).layout.tasks}
    directed = [name for name, kind in kinds.items() if kind is not TaskKind.MULTICLASS]
    assert len(report.single_tasks_alike) == len(directed) * (len(directed) - 1) / 2
    assert all(-1 <= pair.low <= pair.high <= 1 for pair in report.single_tasks_alike)


def test_a_run_without_single_task_networks_says_so(files, predictions, table, whole_study):
    old = {name: content for name, content in files.items() if not name.startswith(SINGLE_TASK)}
    with pytest.raises(StorageError, match="were not kept"):
        explain_arms(whole_study, table, predictions, old)


def test_an_interaction_is_that_of_the_written_out_game(
    files, predictions, table, whole_study, shown
):
    """Three columns: all coalitions are visited, so both are exact."""
    features = whole_study.schema.feature_names
    report = interaction_in_run(
        whole_study, table, predictions, files, InteractionQuestion(features[2], features[0], 3)
    )
    split_of = splits_that_test(predictions, table)
    rows, background = choose_rows(
        table.n_rows,
        3,
        whole_study.explanation.n_background,
        patient_codes(table.frame, whole_study.schema.patient_id),
        whole_study.plan.seed,
        allowed=split_of >= 0,
    )
    peers = []
    for row in rows:
        ensemble = networks_of_split(read_bundle(files), split_of[row])
        predictor = CodedPredictor(ensemble, table.frame, features)
        game = PredictGame(
            lambda codes, own=predictor: with_logits(own(codes), own.ensemble.layout),
            predictor.codes[background],
        )
        of_row = interaction(game, predictor.codes[[row]], (0, 2), row_ids=rows[:1], seed=0)
        peers.append(of_row.values[0])
    peer = np.array(peers)
    assert report.rows == tuple(table.rows_in_file(rows))
    assert tuple(o.output for o in report.outputs) == shown
    for place, output in enumerate(report.outputs):
        assert output.values == pytest.approx(peer[:, place], rel=1e-3, abs=1e-5)
        assert output.errors == ()
    assert np.abs(peer).max() > 1e-4
    assert from_json(InteractionReport, to_json(report)) == report


def test_an_interaction_can_be_stopped(files, predictions, table, whole_study):
    question = InteractionQuestion(*whole_study.schema.feature_names[:2], 3)
    with pytest.raises(RunCancelled):
        interaction_in_run(
            whole_study, table, predictions, files, question, should_stop=lambda: True
        )


def test_only_two_different_features_have_an_interaction(files, predictions, table, whole_study):
    feature = whole_study.schema.feature_names[0]
    for other in (feature, "no such column"):
        with pytest.raises(StudyError, match="two different features"):
            interaction_in_run(
                whole_study, table, predictions, files, InteractionQuestion(feature, other)
            )
