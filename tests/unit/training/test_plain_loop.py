"""The stack does what a plain loop over plain modules with torch's AdamW does."""

import dataclasses

import torch
from torch.nn import functional as F  # noqa: N812

from mtl_core.models import build, forward_stacked
from mtl_core.schema import TaskKind
from mtl_core.training import Replica, plan_replicas, select, train_stack

ALL = ("died", "stay", "stage")
REPLICAS = plan_replicas([ALL, ("stay", "stage"), ("died",)], n_splits=2, n_members=2)


def train(job, **options):
    """Train a job and return the weights of every network by replica."""
    return {
        replica: select(group.weights, [place])
        for group in train_stack(job, **options)
        for place, replica in enumerate(group.replicas)
    }


def predict(job, replica, weights):
    """Outputs of a replica's own tasks for all rows of its fold."""
    features = job.folds[replica.split].features
    layout = job.layout.restricted_to(replica.tasks)
    skeleton = build(job.design, features.shape[1], layout).to("meta")
    return forward_stacked(skeleton, weights, features.unsqueeze(0), training=False)[0]


def first_weights(job):
    """An infinite validation loss improves nothing, so the first weights are kept."""
    folds = [dataclasses.replace(f, base_loss=torch.zeros(3)) for f in job.folds]
    return train(dataclasses.replace(job, folds=folds))


def plain_loss(layout, replica, outputs, labels, known):
    """Sum over the replica's tasks of the textbook loss over the labelled rows."""
    losses = {}
    for place, task in enumerate(layout.tasks):
        rows = known[:, place] == 1
        if task.name not in replica.tasks or not rows.any():
            continue
        block, truth = outputs[rows, layout.columns(task.name)], labels[rows, place]
        match task.kind:
            case TaskKind.BINARY:
                loss = F.binary_cross_entropy_with_logits(block[:, 0], truth)
            case TaskKind.REGRESSION:
                loss = 0.5 * F.mse_loss(block[:, 0], truth)
            case TaskKind.MULTICLASS:
                loss = F.cross_entropy(block, truth.long())
        losses[place] = loss
    return losses


def plain_training(job, replica, start, checked_steps):
    """Train one plain module with heads for *all* tasks; return its best outputs on all rows."""
    fold, spec = job.folds[replica.split], job.spec
    network = build(job.design, fold.features.shape[1], job.layout)
    network.load_state_dict({name: tensor[0] for name, tensor in start.items()})
    matrices = [p for p in network.parameters() if p.dim() == 2]
    biases = [p for p in network.parameters() if p.dim() == 1]
    optimiser = torch.optim.AdamW(
        [
            {"params": matrices, "weight_decay": spec.optimiser.weight_decay},
            {"params": biases, "weight_decay": 0},
        ]
    )
    warm_up = 0.15 * spec.n_steps
    best, best_score = None, torch.inf
    for step in range(1, spec.n_steps + 1):
        progress = torch.tensor((step - warm_up) / (spec.n_steps - warm_up))
        cosine = float(0.5 * (1 + torch.cos(torch.pi * progress)))
        for group in optimiser.param_groups:
            peak = spec.optimiser.learning_rate
            group["lr"] = peak * (step / warm_up if step <= warm_up else cosine)
        rows = fold.train
        outputs = network(fold.features[rows])
        losses = plain_loss(job.layout, replica, outputs, fold.labels[rows], fold.known[rows])
        optimiser.zero_grad()
        sum(losses.values()).backward()
        optimiser.step()
        if step in checked_steps:
            rows = fold.valid
            with torch.no_grad():
                outputs = network(fold.features[rows])
            losses = plain_loss(job.layout, replica, outputs, fold.labels[rows], fold.known[rows])
            score = sum(loss / fold.base_loss[place] for place, loss in losses.items())
            if score < best_score:
                best_score = score
                with torch.no_grad():
                    best = network(fold.features)
    return best


def test_a_stack_does_what_a_plain_loop_with_adamw_does(make_job, make_fold):
    # All training rows of a fold are one patient's, so the order of batches cannot matter.
    folds = []
    for seed in (0, 1):
        fold = make_fold(seed)
        copies = {name: getattr(fold, name).clone() for name in ("features", "labels", "known")}
        for tensor in copies.values():
            tensor[fold.train] = tensor[0].clone()
        copies["known"][fold.train] = torch.tensor([1.0, float(seed == 0), 1.0])
        if seed == 0:  # validated on the same patient, the last weights are the best
            for tensor in copies.values():
                tensor[fold.valid] = tensor[0].clone()
        folds.append(dataclasses.replace(fold, **copies))
    job = make_job(REPLICAS, folds=folds, weight_decay=0.3, n_steps=40, patience=100)
    checks = []
    trained = train(job, on_check=checks.append)
    starts = first_weights(job)
    for replica in REPLICAS:
        # A network with one head per task, the other tasks' labels hidden, has the same start.
        start = starts[Replica(ALL, replica.split, replica.member)]
        best = plain_training(job, replica, start, {check.step for check in checks})
        own = [
            column
            for task in job.layout.tasks
            if task.name in replica.tasks
            for column in range(job.layout.width)[job.layout.columns(task.name)]
        ]
        ours = predict(job, replica, trained[replica])
        assert torch.allclose(ours, best[:, own], atol=1e-4), replica
        assert ours.std() > (0.1 if replica.split == 0 else 0.01), replica
