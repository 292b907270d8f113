"""What optimisers, schedules and the L1 penalty do inside the stack."""

import dataclasses
import typing

import pytest
import torch

from mtl_core.models import build
from mtl_core.schema import OutputLayout, SharingDesign, Task, TaskKind, options_of
from mtl_core.schema.specs import SGD, AdamW, Constant, Cosine, OneCycle
from mtl_core.training import Replica, select, share_of_peak, train_stack
from mtl_core.training.sparsity import feature_weights

ALL = ("died", "stay", "stage")


def weights_of(job):
    (group,) = train_stack(job)
    return select(group.weights, [0])


def spec_of(job, **options):
    return dataclasses.replace(job, spec=dataclasses.replace(job.spec, **options))


@pytest.fixture
def job(make_job):
    return make_job([Replica(ALL, 0, 0)], n_steps=60)


@pytest.mark.parametrize("optimiser", [AdamW(0.02, 0.01), SGD(0.3, 0.0, 0.0)])
def test_a_large_l1_penalty_leaves_nothing_that_meets_the_features(job, optimiser):
    weights = weights_of(spec_of(job, optimiser=optimiser, l1=100.0))
    for name in ("encoder.layers.0.weight", "skip.weight"):
        assert not weights[name].any()
    assert weights["heads.bias"].abs().max() > 0


def test_a_small_l1_penalty_sets_some_weights_to_zero_and_none_gives_none(job):
    shares = []
    for l1 in (0.0, 0.02):
        weights = weights_of(spec_of(job, optimiser=SGD(0.3, 0.0, 0.0), l1=l1))
        shares.append(float((weights["encoder.layers.0.weight"] == 0).float().mean()))
    assert shares[0] == 0
    assert 0.05 < shares[1] < 1


@pytest.mark.parametrize("design", typing.get_args(SharingDesign))
def test_the_weights_that_meet_the_features_are_those_with_one_column_per_input(design):
    tasks = [Task(name, TaskKind.REGRESSION) for name in ("a", "b", "c")]
    n_inputs = 37
    sizes = {"width": 8, "depth": 2}
    spec = design(**{name: sizes[name] for name in options_of(design) if name in sizes})
    network = build(spec, n_inputs, OutputLayout.of(tasks))
    wide = {name for name, p in network.named_parameters() if p.dim() > 1 and n_inputs in p.shape}
    assert set(feature_weights(network, n_inputs)) == wide


def test_a_schedule_is_a_share_of_the_peak():
    assert [share_of_peak(Constant(), p) for p in (0.0, 0.4, 1.0)] == [1, 1, 1]
    assert [share_of_peak(Cosine(), p) for p in (0.0, 0.5, 1.0)] == pytest.approx([1, 0.5, 0])
    assert share_of_peak(OneCycle(0.4), 0.2) == pytest.approx(0.5)
    assert share_of_peak(OneCycle(0.0), 0.0) == 1.0


def test_the_schedule_and_the_optimiser_of_a_spec_are_those_that_train(job):
    found = [
        weights_of(spec_of(job, optimiser=optimiser, schedule=schedule))["skip.weight"]
        for optimiser in (AdamW(), SGD())
        for schedule in (OneCycle(), Cosine(), Constant())
    ]
    for place, one in enumerate(found):
        assert one.isfinite().all()
        assert not any(torch.equal(one, other) for other in found[:place])


def test_one_step_of_plain_descent_moves_the_skip_path_by_the_hand_computed_gradient(make_job):
    """All training rows are one patient's; the first step starts from outputs of zero."""
    fold = make_job([Replica(("stay",), 0, 0)]).folds[0]
    features, labels = fold.features.clone(), fold.labels.clone()
    features[:] = features[0].clone()
    labels[:] = 1.5
    same = dataclasses.replace(
        fold, features=features, labels=labels, known=torch.ones_like(fold.known)
    )
    job = make_job([Replica(("stay",), 0, 0)], folds=[same], n_steps=20)
    job = spec_of(job, optimiser=SGD(0.1, 0.0, 0.0), schedule=Constant())
    checks = []
    chunk_weights = train_stack(job, on_check=checks.append)[0].weights
    # half the squared error falls along -x; heads and hidden units add to it from step 2 on
    direction = chunk_weights["skip.weight"][0, 0]
    assert torch.nn.functional.cosine_similarity(direction, features[0], dim=0) > 0.999
