"""Which networks a study needs."""

import torch

from mtl_core.schema import TaskGrouping
from mtl_core.training import plan_replicas, select, shared_groups


def test_there_is_one_replica_per_group_split_and_member():
    replicas = plan_replicas([("a", "b"), ("c",)], n_splits=3, n_members=2)
    assert len(replicas) == len(set(replicas)) == 2 * 3 * 2
    assert {r.tasks for r in replicas} == {("a", "b"), ("c",)}
    assert {(r.split, r.member) for r in replicas} == {(s, m) for s in range(3) for m in range(2)}


def test_groups_of_one_task_are_left_to_the_single_task_stack():
    grouping = TaskGrouping.of(["a", "b", "c", "d"], [["a", "c"], ["b"]])
    assert shared_groups(grouping) == (("a", "c"),)
    assert shared_groups(TaskGrouping.finest(["a", "b"])) == ()


def test_selecting_keeps_the_asked_order():
    weights = {"w": torch.arange(12.0).view(4, 3)}
    assert select(weights, [2, 0])["w"].tolist() == [[6, 7, 8], [0, 1, 2]]
