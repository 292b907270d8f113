"""The tree of the tasks: average linkage, written out by hand beside it."""

import numpy as np
import pytest

from mtl_core.affinity import task_tree


def by_hand(gains):
    """Average linkage as Sokal and Michener (1958) tell it: join the two nearest parts, again."""
    near = (gains + gains.T) / 2
    parts = {place: [place] for place in range(len(gains))}
    merges = []
    while len(parts) > 1:
        means = {
            (i, j): near[np.ix_(parts[i], parts[j])].mean() for i in parts for j in parts if i < j
        }
        (i, j), gain = max(means.items(), key=lambda item: item[1])
        merges.append((frozenset(parts.pop(i)), frozenset(parts.pop(j)), gain))
        parts[len(gains) + len(merges) - 1] = [*merges[-1][0], *merges[-1][1]]
    return merges


def as_sets(merges, n_tasks):
    members = [frozenset([task]) for task in range(n_tasks)]
    for merge in merges:
        members.append(members[merge.left] | members[merge.right])
    return [({members[m.left], members[m.right]}, pytest.approx(m.gain, abs=1e-12)) for m in merges]


@pytest.mark.parametrize("seed", range(5))
def test_the_tree_is_that_of_average_linkage_written_out(seed):
    gains = np.random.default_rng(seed).normal(size=(7, 7))
    told = [({one, other}, gain) for one, other, gain in by_hand(gains)]
    assert as_sets(task_tree(gains), 7) == told


def test_planted_groups_join_inside_before_they_join_each_other():
    owner = np.array([0, 1, 0, 1, 1])
    gains = np.where(owner[:, None] == owner, 1.0, -0.5)
    merges = task_tree(gains + np.random.default_rng(0).normal(size=(5, 5)) / 100)
    (last, _) = as_sets(merges, 5)[-1]
    assert last == {frozenset([0, 2]), frozenset([1, 3, 4])}
    assert merges[-1].gain == pytest.approx(-0.5, abs=0.02)


def test_gains_fall_from_joint_to_joint_and_the_diagonal_is_not_read():
    gains = np.random.default_rng(1).normal(size=(9, 9))
    merges = task_tree(gains)
    assert [m.gain for m in merges] == sorted((m.gain for m in merges), reverse=True)
    assert task_tree(gains + np.diag(np.arange(9.0))) == merges


def test_what_could_not_be_measured_counts_as_nothing():
    gains = np.full((3, 3), np.nan)
    gains[0, 1] = gains[1, 0] = -1.0
    assert task_tree(gains) == task_tree(np.nan_to_num(gains))
    assert [merge.gain for merge in task_tree(gains)] == [0.0, -0.5]


def test_one_task_has_no_tree():
    assert task_tree(np.zeros((1, 1))) == ()
