"""Encoded features of all folds lie in one place, in memory or in a file, and are not copied."""

import dataclasses

import pytest
import torch

from mtl_core.training import FoldTensors, Replica
from mtl_core.training.batches import MOST_VALIDATION_ROWS, Batches
from mtl_core.training.encoded import laid_together, room_for


@pytest.mark.parametrize("most", [10**6, 0])
def test_room_in_memory_and_in_a_file_holds_what_is_written_to_it(most):
    room = room_for(3, 5, 4, most)
    assert room.shape == (3, 5, 4)
    assert room.dtype == torch.float32
    assert not room.any()
    room[1] = torch.arange(20.0).view(5, 4)
    assert torch.equal(room[1, 2], torch.tensor([8.0, 9.0, 10.0, 11.0]))
    assert not room[0].any()
    assert not room[2].any()


@pytest.mark.parametrize("most", [10**6, 0])
def test_folds_that_lie_one_after_the_other_are_not_copied(most):
    room = room_for(3, 5, 4, most)
    room += torch.randn(3, 5, 4, generator=torch.Generator().manual_seed(0))
    together = laid_together(list(room))
    assert torch.equal(together, torch.cat(list(room)))
    assert together.data_ptr() == room.data_ptr()


def test_folds_that_lie_elsewhere_or_in_another_order_are_copied_into_place():
    room = room_for(3, 5, 4)
    room += torch.randn(3, 5, 4, generator=torch.Generator().manual_seed(0))
    for blocks in ([room[2], room[0]], [room[0].clone(), room[1]], [room[0], room[2]]):
        assert torch.equal(laid_together(blocks), torch.cat(blocks))


def validated(job):
    batches = Batches(job, job.replicas, FoldTensors.of(job.folds))
    return [
        rows[present == 1].tolist()
        for rows, present in zip(batches._valid, batches._in_valid, strict=True)
    ]


def test_a_check_looks_at_all_validation_rows_of_a_small_cohort(make_job):
    job = make_job([Replica(("died",), 0, 0)])
    assert validated(job) == [job.folds[0].valid.tolist()]


def test_a_check_looks_at_some_of_very_many_validation_rows_and_always_the_same(
    make_job, make_fold
):
    many = torch.arange(100, 130).repeat(MOST_VALIDATION_ROWS // 30 + 40)
    folds = [dataclasses.replace(make_fold(0), valid=many)]
    jobs = [make_job([Replica(("died",), 0, 0)], folds=folds, seed=seed) for seed in (0, 0, 1)]
    (first,), (again,), (other,) = (validated(job) for job in jobs)
    assert len(first) == MOST_VALIDATION_ROWS
    assert set(first) == set(range(100, 130))
    assert first == again
    assert first != other
