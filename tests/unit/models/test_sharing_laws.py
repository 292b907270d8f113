"""Laws that every sharing design keeps; a new design joins them with its class alone."""

import typing

import numpy as np
import pytest
import torch

from mtl_core.models import build, forward_stacked
from mtl_core.objectives import masked_means, row_losses
from mtl_core.schema import OutputLayout, SharingDesign, Task, TaskKind

DESIGNS = [design() for design in typing.get_args(SharingDesign)]
N_INPUTS = 24


def tasks(prefix=""):
    return [
        Task(f"{prefix}stage", TaskKind.MULTICLASS, ("I", "II", "III")),
        Task(f"{prefix}died", TaskKind.BINARY, ("no", "yes")),
        Task(f"{prefix}stay", TaskKind.REGRESSION),
        Task(f"{prefix}grade", TaskKind.ORDINAL, ("low", "middle", "high")),
    ]


LAYOUT = OutputLayout.of(tasks())


@pytest.fixture(params=DESIGNS, ids=lambda design: type(design).__name__)
def design(request):
    return request.param


def generator(seed):
    return torch.Generator().manual_seed(seed)


def moved(network):
    """Move every parameter off its start, so that no zero hides a wrong formula."""
    with torch.no_grad():
        for i, parameter in enumerate(network.parameters()):
            parameter.add_(torch.randn(parameter.shape, generator=generator(i)), alpha=0.3)
    return network.eval()


@pytest.fixture
def features():
    return torch.randn(10, N_INPUTS, generator=generator(99))


@pytest.fixture
def labels():
    values = [torch.randint(0, 2, (10,), generator=generator(1)).float()]
    values += [torch.randn(10, generator=generator(2))]
    values += [torch.randint(0, 3, (10,), generator=generator(k)).float() for k in (4, 3)]
    return torch.stack(values, dim=1)


def test_every_task_gets_finite_outputs(design, features):
    outputs = moved(build(design, N_INPUTS, LAYOUT))(features)
    assert outputs.shape == (10, LAYOUT.width)
    assert outputs.isfinite().all()
    for task in LAYOUT.tasks:
        assert outputs[:, LAYOUT.columns(task.name)].std(dim=0).min() > 0


def test_a_network_starts_at_zero_for_every_task(design, features):
    outputs = build(design, N_INPUTS, LAYOUT).eval()(features)
    grade = outputs[:, LAYOUT.columns("grade")]
    assert torch.allclose(grade, torch.tensor(1 / 3).log(), atol=1e-6)  # a score of zero
    outputs[:, LAYOUT.columns("grade")] = 0
    assert (outputs == 0).all()


def test_ten_rows_are_learned_by_heart(design, features, labels):
    network = build(design, N_INPUTS, LAYOUT).eval()  # evaluation mode: without dropout
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(300):
        losses = masked_means(row_losses(network(features), labels, LAYOUT), torch.ones(10, 4))
        optimiser.zero_grad()
        losses.sum().backward()
        optimiser.step()
    assert losses.max() < 0.05


def test_a_task_without_labels_adds_zero_with_a_gradient_path(design, features, labels):
    network = moved(build(design, N_INPUTS, LAYOUT))
    mask = torch.ones(10, 4)
    mask[:, 1] = 0
    losses = masked_means(row_losses(network(features), labels, LAYOUT), mask)
    assert losses[1] == 0
    assert losses[[0, 2, 3]].min() > 0
    losses[1].backward()
    gradients = [p.grad for p in network.parameters() if p.grad is not None]
    assert gradients
    assert all((gradient == 0).all() for gradient in gradients)


def test_what_a_design_adds_to_the_loss_is_one_number_per_network_and_none_at_the_start(design):
    network = build(design, N_INPUTS, LAYOUT)
    start = {name: p.detach().expand(3, *p.shape) for name, p in network.named_parameters()}
    added = network.penalty(start)
    if added is not None:
        assert added.numpy() == pytest.approx(np.zeros(3), abs=1e-6)
        away = {name: p + torch.randn(p.shape, generator=generator(0)) for name, p in start.items()}
        each = [network.penalty({name: p[i : i + 1] for name, p in away.items()}) for i in range(3)]
        assert network.penalty(away).numpy() == pytest.approx(torch.cat(each).numpy(), rel=1e-4)
        assert min(each) > 0


def test_the_state_can_be_put_into_another_network(design, features):
    network = moved(build(design, N_INPUTS, LAYOUT))
    other = build(design, N_INPUTS, LAYOUT).eval()
    other.load_state_dict(network.state_dict())
    assert torch.equal(other(features), network(features))


def test_renaming_tasks_renames_outputs_and_nothing_else(design, features):
    renamed = OutputLayout.of(tasks("my_"))
    network, other = build(design, N_INPUTS, LAYOUT), build(design, N_INPUTS, renamed)
    other.load_state_dict(network.state_dict())
    assert torch.equal(moved(network)(features), moved(other)(features))
    for task in LAYOUT.tasks:
        assert renamed.columns(f"my_{task.name}") == LAYOUT.columns(task.name)


def test_a_patients_outputs_do_not_depend_on_the_other_patients(design, features):
    network = moved(build(design, N_INPUTS, LAYOUT))
    alone = torch.cat([network(features[i : i + 1]) for i in range(10)])
    assert alone.detach().numpy() == pytest.approx(network(features).detach().numpy(), abs=1e-5)


def test_a_stack_predicts_as_its_networks_do_one_by_one(design, features):
    networks = [moved(build(design, N_INPUTS, LAYOUT)) for _ in range(3)]
    with torch.no_grad():
        networks[1].get_parameter(next(n for n, _ in networks[1].named_parameters())).mul_(2)
    stacked = {
        name: torch.stack([network.state_dict()[name] for network in networks])
        for name, _ in networks[0].named_parameters()
    }
    rows = torch.stack([features, 2 * features, -features])
    outputs = forward_stacked(
        build(design, N_INPUTS, LAYOUT).to("meta"), stacked, rows, training=False
    )
    for network, own, output in zip(networks, rows, outputs, strict=True):
        assert output.numpy() == pytest.approx(network(own).detach().numpy(), rel=1e-5, abs=1e-5)


def test_what_a_network_lifts_from_columns_adds_up(design, features):
    """Additivity over blocks of columns is what a column's own contribution rests on."""
    network = moved(build(design, N_INPUTS, LAYOUT))
    blocks = (slice(0, 1), slice(1, 4), slice(4, N_INPUTS))
    alone = [torch.zeros_like(features) for _ in blocks]
    for block, only in zip(blocks, alone, strict=True):
        only[:, block] = features[:, block]
    with torch.no_grad():
        nothing = network.lift(torch.zeros(1, N_INPUTS))
        whole = network.lift(features)
        parts = [network.lift(only) for only in alone]
    for place, term in enumerate(whole):
        added = nothing[place] + sum(part[place] - nothing[place] for part in parts)
        assert added.numpy() == pytest.approx(term.numpy(), abs=1e-5)


def test_lifted_features_of_one_patient_say_nothing_of_another(design, features):
    network = moved(build(design, N_INPUTS, LAYOUT))
    with torch.no_grad():
        outputs, lifted = network(features), network.lift(features)
        alone = network.finish([term[3:5] for term in lifted])
    assert alone.numpy() == pytest.approx(outputs[3:5].numpy(), abs=1e-5)
