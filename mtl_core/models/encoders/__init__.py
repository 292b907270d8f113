"""Encoders: from encoded columns to a representation that tasks share.

An encoder is a plain module that knows one batch of patients and nothing of folds, replicas or
tasks.

Examples
--------
>>> import torch
>>> MultilayerPerceptron(3, width=8, depth=2, dropout=0.0)(torch.zeros(5, 3)).shape
torch.Size([5, 8])
"""

from mtl_core.models.encoders.gains import RATE, with_gains
from mtl_core.models.encoders.mlp import MultilayerPerceptron
from mtl_core.models.encoders.parallel import ParallelPerceptrons

__all__ = ["RATE", "MultilayerPerceptron", "ParallelPerceptrons", "with_gains"]
