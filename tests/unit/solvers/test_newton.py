"""The search for the minimum: missing labels, replicas side by side, blocks of rows."""

import pytest
import torch

from mtl_core.errors import RunCancelled
from mtl_core.schema import OutputLayout, Task, TaskKind
from mtl_core.schema.specs import LinearShared
from mtl_core.solvers import (
    Predictors,
    Problem,
    ProximalNewton,
    Rows,
    SharedRidge,
    TraceNormPenalty,
    penalty_of,
    strengths_of,
)


def penalties(n):
    ones = torch.ones(n, dtype=torch.float64)
    return SharedRidge(0.02 * ones, 0.1 * ones), TraceNormPenalty(0.05 * ones)


def solved(problem, penalty):
    return ProximalNewton(problem.without_features, tolerance=1e-10).solve(problem, penalty)


def close(one, other, tolerance=2e-4):
    assert one.weights.numpy() == pytest.approx(other.weights.numpy(), abs=tolerance)
    assert one.constants.numpy() == pytest.approx(other.constants.numpy(), abs=tolerance)


@pytest.mark.parametrize("kind", [0, 1])
def test_a_row_without_labels_is_as_good_as_left_out(every_kind, kind):
    known = every_kind.known.clone()
    known[:, 120:] = 0
    labels = every_kind.labels.clone()
    labels[:, 120:] = 1
    hidden = every_kind.make(every_kind.features, labels, known)
    fewer = every_kind.make(
        every_kind.features[:, :120], every_kind.labels[:, :120], every_kind.known[:, :120]
    )
    close(solved(hidden, penalties(2)[kind]), solved(fewer, penalties(2)[kind]))


@pytest.mark.parametrize("kind", [0, 1])
def test_a_replica_is_solved_as_if_it_were_alone(every_kind, kind):
    both = solved(every_kind.problem, penalties(2)[kind])
    for replica in range(2):
        own = slice(replica, replica + 1)
        problem = every_kind.make(
            every_kind.features[own], every_kind.labels[own], every_kind.known[own]
        )
        alone = solved(problem, penalties(1)[kind])
        close(both.keep(torch.tensor([replica])), alone)


@pytest.mark.parametrize("kind", [0, 1])
def test_rows_that_are_gathered_anew_give_what_rows_in_memory_give(every_kind, kind):
    parts = every_kind.features, every_kind.labels, every_kind.known
    gathered = every_kind.make(*parts, bytes_kept=0)
    penalty = penalties(2)[kind]
    close(solved(gathered, penalty), solved(every_kind.problem, penalty), 1e-5)


def test_a_task_without_labels_keeps_weights_of_the_shared_part_alone(every_kind):
    known = every_kind.known.clone()
    known[..., 0] = 0
    problem = every_kind.make(every_kind.features, every_kind.labels, known)
    ridge, trace = penalties(2)
    point = solved(problem, ridge)
    shared_weights = ridge.shared_weights(point.weights)[..., 0]
    assert point.weights[..., 0].numpy() == pytest.approx(shared_weights.numpy(), abs=1e-9)
    assert point.constants[:, 0].abs().max() < 1e-9
    assert solved(problem, trace).weights[..., 0].abs().max() < 1e-6


def test_an_ordinal_task_of_two_classes_is_a_binary_one(given):
    binary = given(("died",))
    two = Predictors(OutputLayout.of([Task("died", TaskKind.ORDINAL, ("no", "yes"))]))
    known = binary.known
    shares = known / known.sum(dim=1, keepdim=True)
    rows = Rows(lambda: [binary.features], binary.features.shape[1])
    for penalty in penalties(2):
        expected = solved(binary.problem, penalty)
        found = solved(Problem(rows, binary.labels, shares, two), penalty)
        assert found.weights.numpy() == pytest.approx(expected.weights.numpy(), abs=1e-5)
        assert (-found.constants).numpy() == pytest.approx(expected.constants.numpy(), abs=1e-5)


def test_without_features_every_task_is_predicted_at_its_base_rate(every_kind):
    """Theory: with a constant alone, the minimum of each loss is the mean or the shares."""
    constants = every_kind.problem.without_features
    _, gradient = every_kind.gradients(constants)
    # half a row added to every class of about 120 labels
    assert gradient.abs().max() < 0.5 * 4 / 100
    stay = [task.name for task in every_kind.layout.tasks].index("stay")
    labelled = every_kind.known[0, :, stay] > 0
    mean = every_kind.labels[0, labelled, stay].mean().item()
    assert constants.constants[0, stay].item() == pytest.approx(mean)


def test_following_a_path_ends_where_starting_afresh_ends(every_kind):
    design = LinearShared(shared=1e-4, own=1e-3, n_strengths=4)
    problem = every_kind.problem
    strengths = strengths_of(design, problem)
    assert strengths[0].numpy() == pytest.approx([1e4, 10 ** (8 / 3), 10 ** (4 / 3), 1])
    newton = ProximalNewton(problem.without_features)
    for number in range(4):
        followed = newton.solve(problem, penalty_of(design, strengths[:, number]))
        afresh = solved(problem, penalty_of(design, strengths[:, number]))
        close(followed, afresh, 2e-3)


def test_what_is_asked_before_a_step_can_end_the_search(every_kind):
    def ask():
        raise RunCancelled("stopped", expected="-", found="-", action="-")

    newton = ProximalNewton(every_kind.problem.without_features, ask)
    with pytest.raises(RunCancelled):
        newton.solve(every_kind.problem, penalties(2)[0])
