"""The benchmark of quality: paired gains, their means, the targets, and the kept predictions."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import r2_score, roc_auc_score

from benchmarks.judging import better_peer, judge
from benchmarks.peer_cache import kept, peer_predictions
from benchmarks.scoring import Gain, Scores, mean_gain, mean_scores, score_tasks
from mtl_core.schema import Arm, EvaluationPlan
from mtl_core.studies.prepare.prepared import prepare
from tests.unit.affinity.planted import as_table, planted_frame, planted_study

DRAWS = np.linspace(-0.01, 0.01, 2001)
"""Symmetric about 0: 95 % of them lie within .0095."""


def scores(multi, single, boosting, catboost=None):
    values = {Arm.MULTI_TASK: multi, Arm.SINGLE_TASK: single, Arm.BOOSTING: boosting}
    values |= {Arm.CATBOOST: catboost} if catboost is not None else {}
    return Scores(values, {arm: value + DRAWS for arm, value in values.items()})


def verdicts(tables):
    return [target.holds for target in judge(tables)]


def test_a_gain_is_paired_so_that_what_moves_both_arms_alike_cancels():
    gain = scores(0.75, 0.74, 0.70).gain(Arm.SINGLE_TASK)
    assert (gain.value, gain.low, gain.high) == pytest.approx((0.01, 0.01, 0.01))


def test_an_interval_holds_the_middle_95_percent_of_the_draws():
    gain = Gain.of(0.0, DRAWS)
    assert (gain.low, gain.high) == pytest.approx((-0.0095, 0.0095))


def test_a_mean_over_tables_is_surer_than_one_table():
    rng = np.random.default_rng(0)
    gains = [Gain.of(0.01, rng.normal(0.01, 0.004, 20_000)) for _ in range(4)]
    mean = mean_gain(gains)
    # the standard error of a mean of four is half as large
    assert mean.value == pytest.approx(0.01)
    assert mean.high - mean.low == pytest.approx(2 * 1.96 * 0.002, rel=0.03)


def test_a_mean_leaves_out_an_arm_that_a_table_lacks():
    mean = mean_scores([scores(0.7, 0.6, 0.5, 0.4), scores(0.9, 0.8, 0.7)])
    assert mean.value == pytest.approx(
        {Arm.MULTI_TASK: 0.8, Arm.SINGLE_TASK: 0.7, Arm.BOOSTING: 0.6}
    )


def test_the_peer_of_a_table_is_the_better_of_the_two():
    assert better_peer(scores(0.7, 0.6, 0.65, 0.66)) is Arm.CATBOOST
    assert better_peer(scores(0.7, 0.6, 0.65, 0.64)) is Arm.BOOSTING
    assert better_peer(scores(0.7, 0.6, 0.65)) is Arm.BOOSTING


def test_all_targets_hold_when_every_table_gains_enough():
    assert verdicts({"a": scores(0.76, 0.75, 0.75), "b": scores(0.66, 0.65, 0.65)}) == [True] * 3


def test_a_mean_gain_that_is_too_small_fails_the_first_target_alone():
    assert verdicts({"a": scores(0.754, 0.75, 0.75)}) == [False, True, True]


def test_one_table_too_far_behind_fails_the_second_target_and_is_named():
    tables = {"good": scores(0.80, 0.75, 0.75), "poor": scores(0.746, 0.74, 0.75)}
    assert verdicts(tables) == [True, False, True]
    assert "poor" in judge(tables)[1].found


def test_a_table_on_which_single_task_is_as_good_fails_the_third_target_and_is_named():
    tables = {"a": scores(0.80, 0.75, 0.75), "b": scores(0.80, 0.80, 0.75)}
    assert verdicts(tables) == [True, True, False]
    assert judge(tables)[2].found == "not on b"


def test_predictions_are_computed_once_and_read_afterwards(tmp_path):
    table = pd.DataFrame({"row": [0, 1], "predicted": [0.25, 0.5]})
    path = tmp_path / "cache" / "one.parquet"
    pd.testing.assert_frame_equal(kept(path, lambda: table), table)
    pd.testing.assert_frame_equal(kept(path, lambda: pytest.fail("computed again")), table)
    assert [file.name for file in path.parent.iterdir()] == ["one.parquet"]


def test_what_could_not_be_computed_is_not_kept(tmp_path):
    def broken():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept(tmp_path / "one.parquet", broken)
    assert list(tmp_path.iterdir()) == []


def prepared(repeats=2):
    table = as_table(planted_frame((1, 1), seed=0, n_rows=150))
    plan = EvaluationPlan(folds=3, repeats=repeats, n_resamples=50)
    return prepare(dataclasses.replace(planted_study(table), plan=plan), table)


def test_a_score_is_the_mean_over_repeats_of_what_scikit_learn_says(tmp_path):
    whole = prepared()
    predictions = peer_predictions(whole, Arm.LOGISTIC, tmp_path, n_threads=1)
    scores = score_tasks(whole, predictions, [Arm.LOGISTIC])
    for task, measure in {"t00": r2_score, "t10": roc_auc_score}.items():
        repeats = predictions[predictions["task"] == task].groupby("repeat")
        expected = [measure(one["observed"], one["predicted"]) for _, one in repeats]
        assert len(expected) == 2
        assert scores[task].value[Arm.LOGISTIC] == pytest.approx(np.mean(expected))


def test_folds_drawn_once_are_the_first_draw_of_two_and_are_read_from_the_cache(tmp_path):
    twice = peer_predictions(prepared(), Arm.LOGISTIC, tmp_path, n_threads=1)
    files = sorted(tmp_path.iterdir())
    once = peer_predictions(prepared(repeats=1), Arm.LOGISTIC, tmp_path, n_threads=1)
    assert len(files) == 6
    assert sorted(tmp_path.iterdir()) == files
    pd.testing.assert_frame_equal(once, twice[twice["repeat"] == 0].reset_index(drop=True))


def test_other_features_are_fitted_anew(tmp_path):
    whole = prepared(repeats=1)
    peer_predictions(whole, Arm.LOGISTIC, tmp_path, n_threads=1)
    fewer = dataclasses.replace(whole.study.schema, features=whole.study.schema.features[1:])
    study = dataclasses.replace(whole.study, schema=fewer)
    peer_predictions(prepare(study, whole.table), Arm.LOGISTIC, tmp_path, n_threads=1)
    assert len(list(tmp_path.iterdir())) == 6
