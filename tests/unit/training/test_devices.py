"""Everything of a step lies on the job's device.

The tests need no second device: torch's *meta* device stands for it. Its tensors have shapes and no
values, and meeting one of the processor is an error, as it is with a CUDA tensor.
"""

import dataclasses
import typing

import pytest
import torch

from mtl_core.errors import SettingsError
from mtl_core.schema import OutputLayout, SharingDesign, Task, TaskKind, options_of
from mtl_core.schema.specs import SGD, AdamW, Balancing, LinearShared, Optimiser, TraceNorm
from mtl_core.training import (
    Chunk,
    FoldTensors,
    plan_replicas,
    select,
    train_stack,
    training_device,
)
from mtl_core.training.batches import Batches
from mtl_core.training.solving import SolvedChunk

META = torch.device("meta")


def small(design):
    wanted = {"width": 8, "depth": 2, "dropout": 0.3, "n_strengths": 3}
    return design(**{name: wanted[name] for name in options_of(design) if name in wanted})


DESIGNS = [small(design) for design in typing.get_args(SharingDesign)]
BALANCINGS = [spec() for spec in typing.get_args(Balancing)]
OPTIMISERS = [spec() for spec in typing.get_args(Optimiser)]
FIRST_ORDER = [AdamW(), SGD()]


def named(spec):
    return spec.name


@pytest.fixture
def job(make_job, make_fold):
    """Two folds, two members, and an ordinal task beside the others."""
    layout = OutputLayout.of(
        (
            Task("died", TaskKind.BINARY, ("no", "yes")),
            Task("stay", TaskKind.REGRESSION),
            Task("grade", TaskKind.ORDINAL, ("I", "II", "III")),
            Task("stage", TaskKind.MULTICLASS, ("I", "II", "III")),
        )
    )
    folds = [_with_grade(make_fold(seed), layout) for seed in (0, 1)]
    replicas = plan_replicas([tuple(task.name for task in layout.tasks)], n_splits=2, n_members=2)
    made = make_job(replicas, folds=folds, dropout=0.3, n_steps=32, l1=0.0, patience=1)
    return dataclasses.replace(made, layout=layout)


def _with_grade(fold, layout):
    """Let the ordinal task have the classes of the multiclass task."""
    columns = [{"died": 0, "stay": 1, "stage": 2, "grade": 2}[task.name] for task in layout.tasks]
    each = ("labels", "known")
    wide = {name: getattr(fold, name)[:, columns] for name in each}
    every = {name: getattr(fold, name)[columns] for name in ("base_loss", "centre", "scale")}
    return dataclasses.replace(fold, **wide, **every)


def with_(job, *, design=None, **spec):
    design = design or job.design
    return dataclasses.replace(job, design=design, spec=dataclasses.replace(job.spec, **spec))


def same_bits(one, other):
    return all(torch.equal(one[name], other[name]) for name in one)


def trained(job):
    """Train one chunk in this thread, where a default device holds, with a check at every step."""
    return _through(Chunk(job, job.replicas, FoldTensors.of(job.folds)), n_steps=8)


def solved(job):
    tensors = FoldTensors.of(job.folds)
    return _through(SolvedChunk(job, job.design, job.replicas, tensors, lambda: None), n_steps=3)


def _through(chunk, n_steps):
    for step in range(1, n_steps + 1):
        if chunk.n_live:
            chunk.step(step)
            chunk.check()
    return chunk.weights


@pytest.mark.parametrize("optimiser", FIRST_ORDER, ids=named)
@pytest.mark.parametrize("design", DESIGNS, ids=named)
def test_a_step_on_another_device_meets_no_tensor_of_the_processor(job, design, optimiser):
    other = dataclasses.replace(
        with_(job, design=design, optimiser=optimiser, l1=0.01), device=META
    )
    chunk = Chunk(other, other.replicas, FoldTensors.of(other.folds, META))
    for step in (1, 2):
        chunk.step(step)
    state = {**chunk.weights, **chunk.stack.parameters}
    assert {tensor.device for tensor in state.values()} == {META}


def test_data_and_rows_lie_on_the_jobs_device(job):
    tensors = FoldTensors.of(job.folds, META)
    held = {field.name: getattr(tensors, field.name) for field in dataclasses.fields(tensors)}
    held |= vars(Batches(dataclasses.replace(job, device=META), job.replicas, tensors))
    elsewhere = [n for n, v in held.items() if isinstance(v, torch.Tensor) and v.device != META]
    assert elsewhere == []


@pytest.mark.parametrize("design", DESIGNS, ids=named)
def test_a_step_makes_no_tensor_without_saying_on_which_device(job, design):
    asked = with_(job, design=design, l1=0.01)
    plain = trained(asked)
    with META:
        assert same_bits(plain, trained(asked))


@pytest.mark.parametrize("balancing", BALANCINGS, ids=named)
def test_balancing_makes_no_tensor_without_saying_on_which_device(job, balancing):
    asked = with_(job, balancing=balancing)
    plain = trained(asked)
    with META:
        assert same_bits(plain, trained(asked))


@pytest.mark.parametrize("optimiser", OPTIMISERS, ids=named)
def test_an_optimiser_makes_no_tensor_without_saying_on_which_device(job, optimiser):
    asked = with_(job, optimiser=optimiser)
    plain = trained(asked)
    with META:
        assert same_bits(plain, trained(asked))


@pytest.mark.parametrize(
    "design", [LinearShared(n_strengths=3), TraceNorm(n_strengths=3)], ids=named
)
def test_a_solver_makes_no_tensor_without_saying_on_which_device(job, design):
    asked = with_(job, design=design)
    plain = solved(asked)
    with META:
        assert same_bits(plain, solved(asked))


def test_weights_come_back_to_the_processor(job):
    (group,) = train_stack(job)
    assert {tensor.device.type for tensor in select(group.weights, [0]).values()} == {"cpu"}


def test_auto_is_cuda_where_there_is_one(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert training_device("auto").type == training_device("cuda").type == "cuda"
    assert training_device("cpu").type == "cpu"


def test_without_cuda_auto_is_the_processor_and_cuda_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert training_device("auto").type == "cpu"
    with pytest.raises(SettingsError, match="no CUDA device") as caught:
        training_device("cuda")
    assert "CONSILIUM_DEVICE" in str(caught.value)
