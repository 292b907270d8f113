"""Explainers of shap on the same ensemble, and how near two explanations are."""

from __future__ import annotations

import importlib

import numpy as np
import torch
from scipy import stats
from torch import Tensor, nn

from benchmarks.explaining.subject import Subject
from mtl_core.inference import Ensemble
from mtl_core.models import build
from mtl_core.objectives import activate
from mtl_core.schema import TaskKind

_SMALLEST_RISK = 1e-9


def by_permutations(subject: Subject, n_patients: int) -> np.ndarray:
    """``shap.PermutationExplainer`` with as many evaluations as the engine has."""
    shap = importlib.import_module("shap")
    masker = shap.maskers.Independent(subject.others, max_samples=len(subject.others))
    explainer = shap.PermutationExplainer(subject.predict, masker, seed=0)
    rows = subject.patients[:n_patients]
    return np.asarray(explainer(rows, max_evals=subject.budget, silent=True).values)


def by_kernel(subject: Subject, n_patients: int) -> np.ndarray:
    """``shap.KernelExplainer`` with as many samples, all columns kept."""
    explainer = importlib.import_module("shap").KernelExplainer(subject.predict, subject.others)
    options = {"nsamples": subject.budget, "l1_reg": 0, "silent": True}
    return np.asarray(explainer.shap_values(subject.patients[:n_patients], **options))


def by_gradients(subject: Subject, n_patients: int, n_samples: int) -> np.ndarray:
    """``shap.GradientExplainer``: expected gradients, added up by column.

    What it explains is the same ensemble as a function of *encoded* inputs, one input per split,
    with the same background and the same outputs. Its values are no Shapley values: they are mean
    gradients on straight lines between a background patient's encoding and the patient's, times the
    difference; half-way between two categories there is no patient. The encoded inputs that a
    column feeds, over all splits, are added up.

    Returns
    -------
    Shape ``(n_patients, M, n_outputs)``.
    """
    predictor = subject.predictor
    background, rows = (
        [each.contiguous() for each in predictor.encode(codes)]
        for codes in (subject.others, subject.patients[:n_patients])
    )
    explainer = importlib.import_module("shap").GradientExplainer(
        EnsembleModule(predictor.ensemble), background
    )
    found = explainer.shap_values(rows, nsamples=n_samples, rseed=0)
    n_columns = predictor.codes.shape[1]
    values = np.zeros((n_patients, n_columns, np.shape(found[0])[-1]))
    for by_input, column_of in zip(found, predictor.column_of.numpy(), strict=True):
        for column in range(n_columns):
            values[:, column] += np.asarray(by_input)[:, column_of == column].sum(axis=1)
    return values


class EnsembleModule(nn.Module):
    """The ensemble's outputs, as they are explained, in torch alone."""

    def __init__(self, ensemble: Ensemble) -> None:
        super().__init__()
        self._ensemble = ensemble
        self._networks = nn.ModuleList()
        for group in ensemble.groups:
            own = nn.ModuleList()
            for place in range(len(group.split_of)):
                network = build(ensemble.design, ensemble.n_inputs, group.layout)
                network.load_state_dict({k: v[place] for k, v in group.parameters.items()})
                own.append(network.eval())
            self._networks.append(own)

    def forward(self, *features: Tensor) -> Tensor:
        """Predict encoded rows, one ``(n, n_inputs)`` per split: as ``Subject.predict``."""
        blocks: dict[str, Tensor] = {}
        for group, networks in zip(self._ensemble.groups, self._networks, strict=True):
            splits = group.split_of.tolist()
            pairs = zip(networks, splits, strict=True)
            outputs = torch.stack([network(features[split]) for network, split in pairs])
            activated = activate(outputs, group.layout).double()
            for task in group.layout.tasks:
                block = activated[..., group.layout.columns(task.name)]
                if task.kind is TaskKind.REGRESSION:
                    at = self._ensemble.layout.index(task.name)
                    scale = self._ensemble.scale[group.split_of, at].view(-1, 1, 1)
                    block = block * scale + self._ensemble.centre[group.split_of, at].view(-1, 1, 1)
                mean = block.mean(dim=0)
                if task.kind is TaskKind.ORDINAL:
                    mean = mean[:, 1:].flip(1).cumsum(dim=1).flip(1)
                blocks[task.name] = mean
        tasks = self._ensemble.layout.tasks
        risks = [blocks[task.name] for task in tasks if task.kind is not TaskKind.REGRESSION]
        logits = [torch.logit(risk, eps=_SMALLEST_RISK) for risk in risks]
        return torch.cat([*(blocks[task.name] for task in tasks), *logits], dim=1)


def relative_error(found: np.ndarray, truth: np.ndarray) -> float:
    """Root mean square error over that of the true values, by output, then the median."""
    errors = np.square(found - truth).mean(axis=(0, 1))
    return float(np.median(np.sqrt(errors / np.square(truth).mean(axis=(0, 1)))))


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    """Mean cosine of each output's values: 1 would be the same up to scale."""
    products = (one * other).sum(axis=(0, 1))
    sizes = np.sqrt((one**2).sum(axis=(0, 1)) * (other**2).sum(axis=(0, 1)))
    return float((products / sizes).mean())


def rank_correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Spearman's correlation of the columns' mean absolute values, the mean over outputs."""
    sizes = [np.abs(values).mean(axis=0) for values in (one, other)]
    pairs = zip(sizes[0].T, sizes[1].T, strict=True)
    return float(np.mean([stats.spearmanr(*pair).statistic for pair in pairs]))
