"""Proportional odds: what theory says of one score cut into ordered classes, and statsmodels."""

import numpy as np
import pytest
import torch
from scipy.optimize import minimize
from statsmodels.miscmodels.ordinal_model import OrderedModel
from torch.nn import functional as F  # noqa: N812

from mtl_core.models import build, start_at_base_rates, task_relation
from mtl_core.models.proportional_odds import (
    RATE,
    CutPoints,
    class_log_probabilities,
    raw_cut_points,
    score_parameters,
)
from mtl_core.objectives import activate, row_losses
from mtl_core.schema import HardSharing, OutputLayout, Task, TaskKind
from mtl_core.schema.specs import LinearShared, TaskRelation

STAGE = Task("stage", TaskKind.ORDINAL, ("I", "II", "III", "IV"))
DIED = Task("died", TaskKind.BINARY, ("no", "yes"))
RAW = torch.tensor([-1.0, 0.3, -0.4])


def cut_points(raw):
    return np.concatenate([raw[:1], raw[:1] + np.logaddexp(0, raw[1:]).cumsum()])


def at_most(log_probabilities):
    return log_probabilities.double().exp().cumsum(dim=-1)[..., :-1]


def test_probabilities_are_those_of_the_cumulative_logits():
    score = torch.linspace(-3, 3, 13)
    found = class_log_probabilities(score, RAW).exp().numpy()
    cumulative = 1 / (1 + np.exp(score.numpy()[:, None] - cut_points(RAW.numpy())))
    padded = np.hstack([np.zeros((13, 1)), cumulative, np.ones((13, 1))])
    assert found == pytest.approx(np.diff(padded, axis=1), abs=1e-6)


def test_no_score_makes_a_logarithm_infinite_or_a_sum_other_than_one():
    score = torch.tensor([-1e4, -50.0, 0.0, 50.0, 1e4], requires_grad=True)
    found = class_log_probabilities(score, RAW)
    assert found.isfinite().all()
    assert found.detach().exp().sum(dim=1).numpy() == pytest.approx(np.ones(5), abs=1e-6)
    found.sum().backward()
    assert score.grad.isfinite().all()


def test_a_higher_score_makes_every_higher_class_likelier():
    chance = at_most(class_log_probabilities(torch.linspace(-5, 5, 50), RAW))
    assert (chance.diff(dim=0) < 0).all()


def test_the_odds_of_two_patients_stand_in_one_proportion_at_every_cut():
    odds = at_most(class_log_probabilities(torch.tensor([0.2, 1.7]), RAW)).logit()
    assert (odds[0] - odds[1]).numpy() == pytest.approx(np.full(3, 1.5), abs=1e-5)


def test_two_ordered_classes_are_a_yes_no_outcome():
    score, cut = torch.linspace(-8, 8, 33), torch.tensor([0.7])
    found = class_log_probabilities(score, cut)
    assert found[:, 1].exp().numpy() == pytest.approx((score - cut).sigmoid().numpy(), rel=1e-6)
    layout = OutputLayout.of([Task("grade", TaskKind.ORDINAL, ("low", "high"))])
    for label in (0.0, 1.0):
        labels = torch.full((33, 1), label)
        own = row_losses(found, labels, layout)[:, 0]
        other = F.binary_cross_entropy_with_logits(score - cut, labels[:, 0], reduction="none")
        assert own.numpy() == pytest.approx(other.numpy(), rel=1e-5, abs=1e-6)


def test_the_loss_is_the_log_likelihood_of_statsmodels():
    """statsmodels parametrises by the first cut point and the logarithms of the gaps."""
    rng = np.random.default_rng(0)
    inputs, labels = rng.normal(size=(60, 2)), rng.integers(0, 4, 60)
    weights, cuts = np.array([0.8, -0.3]), cut_points(RAW.numpy().astype(float))
    theirs = OrderedModel(labels, inputs, distr="logit").loglike(
        np.concatenate([weights, cuts[:1], np.log(np.diff(cuts))])
    )
    scores = torch.tensor(inputs @ weights, dtype=torch.float32)
    outputs = class_log_probabilities(scores, RAW)
    layout = OutputLayout.of([STAGE])
    ours = row_losses(outputs, torch.tensor(labels[:, None], dtype=torch.float32), layout).sum()
    assert ours.item() == pytest.approx(-theirs, rel=1e-5)


def test_a_linear_network_fits_as_statsmodels_does():
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(500, 3)).astype(np.float32)
    labels = np.digitize(inputs @ [1.0, -0.5, 0.0] + rng.logistic(size=500), [-1.5, 0, 2])
    model = OrderedModel(labels, inputs.astype(float), distr="logit")
    fit = model.fit(method="bfgs", disp=False)

    layout = OutputLayout.of([STAGE])
    network = build(LinearShared(), 3, layout).double()
    own = dict(network.named_parameters())
    target = torch.tensor(labels[:, None], dtype=torch.float64)
    features = torch.tensor(inputs, dtype=torch.float64)

    def objective(values):
        torch.nn.utils.vector_to_parameters(torch.from_numpy(values), own.values())
        loss = row_losses(network(features), target, layout).sum()
        gradients = torch.autograd.grad(loss, list(own.values()))
        return loss.item(), torch.cat([g.reshape(-1) for g in gradients]).numpy()

    start = torch.nn.utils.parameters_to_vector(own.values()).detach().numpy().copy()
    found = minimize(objective, start, jac=True, method="L-BFGS-B", options={"ftol": 1e-14})
    assert found.fun == pytest.approx(-fit.llf, rel=1e-6)
    objective(found.x)
    weights = (own["scores.shared.weight"] + own["scores.own.weight"]).detach().numpy()[0]
    assert weights == pytest.approx(fit.params[:3], abs=1e-3)
    level = own["scores.own.bias"].item()
    cuts = cut_points(RATE * own["cut_points.raw"].detach().numpy()) - level
    theirs = model.transform_threshold_params(fit.params)[1:-1]
    assert cuts == pytest.approx(theirs, abs=1e-3)


def test_a_network_starts_at_the_shares_of_the_known_labels():
    layout = OutputLayout.of([STAGE, DIED])
    network = build(HardSharing(), 5, layout).eval()
    labels = torch.tensor([[0.0, c] for c in [0, 1, 1, 2, 2, 2, 2, 0, 0, 0]])
    known = torch.ones(10, 2)
    known[7:] = 0  # three more of the lowest class, which nobody knows
    start_at_base_rates(network, layout, labels, known)
    found = activate(network(torch.randn(4, 5)), layout)[:, layout.columns("stage")]
    shares = np.array([1.5, 2.5, 4.5, 0.5]) / 9
    assert found.detach().numpy() == pytest.approx(np.tile(shares, (4, 1)), rel=1e-5)


def test_without_labels_a_network_starts_at_equal_shares():
    found = CutPoints(OutputLayout.of([STAGE]))(torch.zeros(1, 1)).exp()
    assert found.detach().numpy() == pytest.approx(np.full((1, 4), 0.25), abs=1e-6)


def test_cut_points_stand_where_the_shares_say():
    raw = raw_cut_points(torch.tensor([10.0, 20.0, 30.0, 40.0])).double().numpy()
    assert 1 / (1 + np.exp(-cut_points(raw))) == pytest.approx([0.1, 0.3, 0.6], abs=1e-6)


def test_tasks_of_other_kinds_pass_the_cut_points_unchanged():
    layout = OutputLayout.of(
        [
            Task("place", TaskKind.MULTICLASS, ("home", "ward", "hospice")),
            STAGE,
            Task("stay", TaskKind.REGRESSION),
            Task("pain", TaskKind.ORDINAL, ("none", "some", "much")),
            DIED,
        ]
    )
    scores = torch.randn(6, layout.of_scores.width)
    outputs = CutPoints(layout)(scores)
    assert outputs.shape == (6, 3 + 4 + 1 + 3 + 1)
    for name in ("place", "stay", "died"):
        before = scores[:, layout.of_scores.columns(name)]
        assert torch.equal(outputs[:, layout.columns(name)], before)
    for name in ("stage", "pain"):
        assert torch.allclose(outputs[:, layout.columns(name)].exp().sum(dim=1), torch.ones(6))


def test_a_task_relation_is_read_from_the_scores():
    layout = OutputLayout.of([STAGE, DIED])
    network = build(TaskRelation(width=4), 3, layout)
    with torch.no_grad():
        network.scores.heads.weight.copy_(torch.tensor([[1.0, 2, 0, 1], [-2.0, -4, 0, -2]]))
    stacked = {name: p.detach()[None] for name, p in network.named_parameters()}
    assert set(score_parameters(stacked)) == {n for n, _ in network.scores.named_parameters()}
    relation = task_relation(stacked, layout)[0]
    assert relation[0, 1].item() == pytest.approx(-1, abs=1e-3)
