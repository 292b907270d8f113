"""What a run tells about the relation that its networks learned."""

import dataclasses
import json

import numpy as np
import pytest
import torch

from mtl_core.models import task_relation
from mtl_core.schema import HardSharing, OutputLayout, StudyResult, TrainingSpec, from_json, to_json
from mtl_core.schema.events import ResultReady
from mtl_core.schema.specs import TaskRelation
from mtl_core.studies.arms.relation import learned_relations
from mtl_core.training import Replica, TrainedGroup

DESIGN = TaskRelation(width=8, depth=1, dropout=0.0)


def made(weights, tasks):
    """Networks whose heads and skip paths have the given rows per output, ``(n, outputs, 3)``."""
    layout = OutputLayout.of(tasks)
    stacked = torch.tensor(weights, dtype=torch.float32)
    names = tuple(task.name for task in layout.tasks)
    replicas = tuple(Replica(names, split, 0) for split in range(len(stacked)))
    parameters = {
        "heads.weight": stacked[..., :1],
        "skip.weight": stacked[..., 1:],
        "skip.gains": torch.zeros_like(stacked[..., 1:]).flatten(1),
    }
    return TrainedGroup(layout, replicas, parameters)


@pytest.fixture(scope="module")
def tasks(make_study):
    by_name = {task.name: task for task in make_study().schema.tasks}
    return [by_name[name] for name in ("died", "icu")]


def test_equal_weights_are_one_opposite_ones_minus_one_and_unrelated_ones_zero(tasks):
    for other, value in (([2.0, 4.0, 0.0], 1), ([-1.0, -2.0, 0.0], -1), ([2.0, -1.0, 0.0], 0)):
        group = made([[[1.0, 2.0, 0.0], other]] * 3, tasks)
        (found,) = learned_relations(DESIGN, [group])
        assert found.tasks == ("died", "icu")
        assert found.n_networks == 3
        assert found.matrix[0][1] == pytest.approx(value, abs=2e-3)
        assert found.matrix[0][0] == pytest.approx(1)
        assert found.spread[0][1] == pytest.approx(0, abs=1e-6)


def test_the_mean_is_over_networks_and_a_broken_one_is_left_out(tasks):
    one = [[1.0, 2.0, 0.0], [1.0, 1.0, 1.0]]
    other = [[1.0, 2.0, 0.0], [0.0, -1.0, 1.0]]
    broken = [[float("nan")] * 3, [1.0, 1.0, 1.0]]
    group = made([one, other, broken], tasks)
    single = task_relation(made([one, other], tasks).weights, group.layout)[:, 0, 1].numpy()
    (found,) = learned_relations(DESIGN, [group])
    assert found.n_networks == 2
    assert found.matrix[0][1] == pytest.approx(single.mean(), abs=1e-6)
    assert found.spread[0][1] == pytest.approx(single.std(ddof=1), abs=1e-6)


def test_one_network_has_no_spread(tasks):
    (found,) = learned_relations(DESIGN, [made([[[1.0, 2.0, 0.0], [1.0, 1.0, 1.0]]], tasks)])
    assert found.spread == ((None, None), (None, None))


def test_other_designs_and_no_pull_learn_no_relation(tasks):
    group = made([[[1.0, 2.0, 0.0], [1.0, 1.0, 1.0]]] * 2, tasks)
    assert learned_relations(HardSharing(), [group]) == ()
    assert learned_relations(dataclasses.replace(DESIGN, strength=0.0), [group]) == ()
    assert learned_relations(DESIGN, [made([[[1.0, 2.0, 0.0]]] * 2, tasks[:1])]) == ()


def test_a_run_keeps_the_relation_of_every_shared_group(make_study, run):
    study = make_study(
        groups=[("died", "icu", "stage")],
        design=DESIGN,
        training=TrainingSpec(n_steps=32, batch_size=32, n_members=2),
    )
    result = [e.result for e in run(study) if isinstance(e, ResultReady)][-1]
    (found,) = result.relations
    assert set(found.tasks) == {"died", "icu", "stage"}
    assert found.unsigned == ("stage",)
    assert found.n_networks == 2 * 2  # folds and members
    matrix = np.array(found.matrix)
    assert np.diagonal(matrix) == pytest.approx(1)
    assert matrix == pytest.approx(matrix.T)
    assert np.abs(matrix).max() <= 1 + 1e-6
    assert from_json(StudyResult, to_json(result)) == result


def test_a_result_of_an_older_version_opens(make_study, run):
    result = [e.result for e in run(make_study()) if isinstance(e, ResultReady)][-1]
    plain = json.loads(to_json(result))
    del plain["relations"], plain["champion"]
    assert from_json(StudyResult, json.dumps(plain)) == result
