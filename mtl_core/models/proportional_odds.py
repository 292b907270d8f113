"""Ordinal tasks: one score per patient, cut into ordered classes (McCullagh 1980).

The cumulative logit model, ``P(y <= k) = sigmoid(cut_k - score)`` with rising cut points: every
feature moves a patient towards higher or lower classes alike at every cut (McCullagh 1980,
Regression models for ordinal data, J R Stat Soc B 42:109). Ensuring the order of the cut points by
positive gaps is usual; the softplus is a choice of ours, because it makes the logarithm of every
class's probability a sum of three terms that no score can make infinite.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from mtl_core.models.network import Lifted, Network
from mtl_core.schema import OutputLayout, TaskKind

RATE = 4.0
"""Cut points move so many times as far as other weights in a step. A score has many weights that
grow together and a gap has one: at the common rate, gaps lag behind the scores they divide."""

_SCORES, _RAW = "scores.", "cut_points.raw"


class CutPoints(nn.Module):
    """Rising cut points of every ordinal task.

    Input of shape ``(..., batch, layout.of_scores.width)``, one score per ordinal task; output
    ``(..., batch, layout.width)``, there the log probabilities of the task's classes. All else
    passes through. They start where a score of zero gives all classes the same probability.
    """

    def __init__(self, layout: OutputLayout) -> None:
        super().__init__()
        self.layout = layout
        self.ordinal = layout.of_kind(TaskKind.ORDINAL)
        equal = [torch.ones(len(task.classes)) for task in self.ordinal]
        self.raw = nn.Parameter(torch.cat([raw_cut_points(counts) for counts in equal]) / RATE)
        """Task by task: the first cut point, then each gap before its softplus, over ``RATE``."""

    def forward(self, scores: Tensor) -> Tensor:
        """Cut every ordinal task's score."""
        return self.cut(scores, self.raw)

    def cut(self, scores: Tensor, raw_points: Tensor) -> Tensor:
        """Cut scores at other points than its own, which may be many networks', stacked."""
        widths = [len(task.classes) - 1 for task in self.ordinal]
        start, end = self.layout.n_scalar, self.layout.n_scalar + len(self.ordinal)
        blocks = [
            class_log_probabilities(scores[..., start + place], raw)
            for place, raw in enumerate(torch.split(RATE * raw_points, widths, dim=-1))
        ]
        return torch.cat([scores[..., :start], *blocks, scores[..., end:]], dim=-1)

    @torch.no_grad()
    def start_at(self, counts: Mapping[str, Tensor]) -> None:
        """Put the cut points where a score of zero gives each class its share.

        Parameters
        ----------
        counts
            Rows of each class by ordinal task, ``(n_classes,)``.
        """
        points = [raw_cut_points(counts[task.name]) for task in self.ordinal]
        self.raw.copy_(torch.cat(points) / RATE)


class ProportionalOdds(Network):
    """A network of any design with one score per ordinal task, and the cut points after it.

    Input of shape ``(batch, n_inputs)``, output ``(batch, layout.width)``.

    Parameters
    ----------
    scores
        A network for ``layout.of_scores``.
    """

    def __init__(self, scores: Network, layout: OutputLayout) -> None:
        super().__init__()
        self.scores = scores
        self.cut_points = CutPoints(layout)

    @property
    def batched(self) -> bool:
        """Whether the network of the scores has a batched pass."""
        return self.scores.batched

    def forward_batched(self, parameters: Mapping[str, Tensor], features: Tensor) -> Tensor:
        """Predict with many networks at once."""
        scores = self.scores.forward_batched(score_parameters(parameters), features)
        return self.cut_points.cut(scores, parameters[_RAW])

    def lift(self, features: Tensor) -> Lifted:
        """Lift as the network of the scores does."""
        return self.scores.lift(features)

    def finish(self, lifted: Lifted) -> Tensor:
        """Compute the scores and cut them."""
        outputs: Tensor = self.cut_points(self.scores.finish(lifted))
        return outputs

    def penalty(self, parameters: Mapping[str, Tensor]) -> Tensor | None:
        """Return what the design adds for the network of the scores; cut points are free."""
        return self.scores.penalty(score_parameters(parameters))


def score_parameters(parameters: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the parameters of the design itself by their own names, with ordinal tasks or none."""
    own = {design_name(n): p for n, p in parameters.items() if n.startswith(_SCORES)}
    return own or dict(parameters)


def design_name(name: str) -> str:
    """Return what the design itself calls a parameter of a network, with ordinal tasks or none."""
    return name.removeprefix(_SCORES)


def start_at_base_rates(
    network: Network, layout: OutputLayout, labels: Tensor, known: Tensor
) -> None:
    """Let the ordinal tasks of a network start at the shares of their classes, if it has any.

    Half a row is added to every class, so that none has the share 0.

    Parameters
    ----------
    labels, known
        Of the training rows, ``(n_rows, layout.n_tasks)``: index of the class, and 1 where known.
    """
    if not isinstance(network, ProportionalOdds):
        return
    counts = {}
    for task in layout.of_kind(TaskKind.ORDINAL):
        place = layout.index(task.name)
        classes = labels[known[:, place] > 0, place].long()
        counts[task.name] = torch.bincount(classes, minlength=len(task.classes)) + 0.5
    network.cut_points.start_at(counts)


def class_log_probabilities(score: Tensor, raw: Tensor) -> Tensor:
    """Log probability of every class.

    Parameters
    ----------
    score
        Shape ``(..., batch)``; the higher, the likelier are high classes.
    raw
        First cut point, then gaps before their softplus, ``(..., n_classes - 1)``.

    Returns
    -------
    Shape ``(..., batch, n_classes)``, 0 or less; their exponentials sum to one.
    """
    first, gaps = raw[..., :1], raw[..., 1:]
    points = torch.cat([first, first + F.softplus(gaps).cumsum(dim=-1)], dim=-1)
    distance = points.unsqueeze(-2) - score.unsqueeze(-1)
    up_to, above = F.logsigmoid(distance), F.logsigmoid(-distance)
    # sigmoid(b) - sigmoid(a) = sigmoid(b) sigmoid(-a) (1 - exp(a - b)), and the last factor is
    # sigmoid(raw) for a gap of softplus(raw): nothing is subtracted.
    inner = up_to[..., 1:] + above[..., :-1] + F.logsigmoid(gaps).unsqueeze(-2)
    return torch.cat([up_to[..., :1], inner, above[..., -1:]], dim=-1)


def raw_cut_points(counts: Tensor) -> Tensor:
    """Return what stands for the cut points at which a score of zero gives each class its share.

    Parameters
    ----------
    counts
        Above 0, ``(n_classes,)``.
    """
    shares = (counts.double() / counts.sum()).cumsum(dim=0)[:-1]
    points = shares.logit()
    gaps = points.diff()
    return torch.cat([points[:1], gaps.expm1().log()]).float()


def stored_cut_points(points: Tensor) -> Tensor:
    """Return what :class:`CutPoints` keeps for the rising points of one task, ``(..., n)``."""
    gaps = points.diff(dim=-1)
    return torch.cat([points[..., :1], gaps + torch.log(-torch.expm1(-gaps))], dim=-1) / RATE
