import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtl_core.errors import GroupingError
from mtl_core.schema import TaskGrouping, from_json, to_json

NAMES = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=9, unique=True)


@st.composite
def partitions(draw):
    """Tasks and a partition of them, groups and members in any order."""
    tasks = draw(NAMES)
    labels = [draw(st.integers(0, len(tasks) - 1)) for _ in tasks]
    groups = [[t for t, at in zip(tasks, labels, strict=True) if at == i] for i in set(labels)]
    return tasks, draw(st.permutations([draw(st.permutations(group)) for group in groups]))


@given(partitions())
def test_any_partition_survives_json(case):
    tasks, groups = case
    grouping = TaskGrouping.of(tasks, groups)
    assert from_json(TaskGrouping, to_json(grouping)) == grouping


@given(partitions())
def test_a_grouping_holds_every_task_exactly_once_with_its_own_group(case):
    tasks, groups = case
    grouping = TaskGrouping.of(tasks, groups)
    assert sorted(grouping.tasks) == sorted(tasks)
    for group in groups:
        for task in group:
            assert set(grouping.group_of(task)) == set(group)


@given(partitions(), st.randoms(use_true_random=False))
def test_equal_partitions_compare_equal_in_whatever_order_they_are_told(case, rng):
    tasks, groups = case
    shuffled = [rng.sample(group, len(group)) for group in rng.sample(groups, len(groups))]
    assert TaskGrouping.of(tasks, shuffled) == TaskGrouping.of(tasks, groups)


@given(partitions(), st.data())
def test_tasks_in_no_group_stand_alone(case, data):
    tasks, groups = case
    left_out = data.draw(st.sets(st.sampled_from(range(len(groups)))))
    kept = [group for i, group in enumerate(groups) if i not in left_out]
    grouping = TaskGrouping.of(tasks, kept)
    for i in left_out:
        for task in groups[i]:
            assert grouping.group_of(task) == (task,)


@given(NAMES)
def test_the_finest_partition_is_every_task_alone_and_the_coarsest_is_one_group(tasks):
    assert TaskGrouping.finest(tasks).groups == tuple((name,) for name in tasks)
    assert TaskGrouping.coarsest(tasks).groups == (tuple(tasks),)
    assert TaskGrouping.of(tasks, []) == TaskGrouping.finest(tasks)
    assert TaskGrouping.of(tasks, [tasks]) == TaskGrouping.coarsest(tasks)


@given(partitions(), st.data())
def test_a_task_in_two_places_is_refused_by_name(case, data):
    tasks, groups = case
    twice = data.draw(st.sampled_from(tasks))
    with pytest.raises(GroupingError, match="The groups overlap") as caught:
        TaskGrouping.of(tasks, [*groups, [twice]])
    assert twice in caught.value.found


@given(partitions())
def test_an_unknown_task_is_refused_by_name(case):
    tasks, groups = case
    stranger = "".join(tasks) + "?"
    with pytest.raises(GroupingError, match="unknown task") as caught:
        TaskGrouping.of(tasks, [*groups, [stranger]])
    assert stranger in caught.value.found


@given(partitions())
def test_an_empty_group_is_refused(case):
    tasks, groups = case
    with pytest.raises(GroupingError, match="empty group"):
        TaskGrouping.of(tasks, [*groups, []])


def test_a_grouping_of_nothing_is_refused():
    with pytest.raises(GroupingError, match="empty group"):
        TaskGrouping(())


def test_a_file_cannot_smuggle_in_overlapping_groups():
    with pytest.raises(GroupingError, match="The groups overlap"):
        from_json(TaskGrouping, '{"groups": [["a", "b"], ["b"]]}')


@given(partitions(), st.data())
def test_restricting_keeps_who_learns_with_whom_among_the_kept(case, data):
    tasks, groups = case
    kept = data.draw(st.sets(st.sampled_from(tasks), min_size=1))
    restricted = TaskGrouping.of(tasks, groups).restricted_to(kept)
    assert set(restricted.tasks) == kept
    for group in groups:
        for task in kept & set(group):
            assert set(restricted.group_of(task)) == kept & set(group)


def test_asking_for_the_group_of_a_stranger_says_which_tasks_there_are():
    with pytest.raises(GroupingError, match="Expected: one of sepsis, aki"):
        TaskGrouping.finest(["sepsis", "aki"]).group_of("death")
