"""The ensemble as a function of codes, for explanation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import torch
from torch import Tensor

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.data import encode_column
from mtl_core.inference.ensemble import Ensemble


class CodedPredictor:
    """The ensemble as a function of codes, one code per column of the CSV.

    A code stands for one distinct value of a column, missing included, so that a column's encoded
    block, its missing indicator and its one-hot levels move together. Each distinct value is
    encoded once.
    """

    def __init__(self, ensemble: Ensemble, cohort: pd.DataFrame, features: Sequence[str]) -> None:
        self._ensemble = ensemble
        self._tables: list[Tensor] = []
        self._places: list[Tensor] = []
        codes = []
        for name in features:
            column, distinct = _factorise(cohort[name])
            codes.append(column)
            table, places = self._encode_values(name, distinct)
            self._tables.append(table)
            self._places.append(places)
        self.codes: IntArray = np.stack(codes, axis=1)
        """Codes of the cohort, shape ``(n_rows, n_features)``."""

    @property
    def ensemble(self) -> Ensemble:
        """The ensemble that predicts."""
        return self._ensemble

    @property
    def column_of(self) -> Tensor:
        """Place of the column that feeds each encoded input, ``(n_splits, n_inputs)``.

        Inputs that no column feeds are zero for everybody; they are counted to the first column.
        """
        feeding = torch.zeros(len(self._ensemble.preprocessors) * self._ensemble.n_inputs).long()
        for column, places in enumerate(self._places):
            feeding[places] = column
        return feeding.view(-1, self._ensemble.n_inputs)

    def __call__(self, codes: IntArray) -> FloatArray:
        """Predict from codes of shape ``(n, n_features)``, like :meth:`Ensemble.predict`."""
        return self._ensemble.predict_encoded(self.encode(codes))

    def encode(self, codes: IntArray) -> Tensor:
        """Encode codes of shape ``(n, n_features)`` as ``(n_splits, n, n_inputs)``."""
        n_splits = len(self._ensemble.preprocessors)
        features = torch.zeros(len(codes), n_splits * self._ensemble.n_inputs)
        rows = torch.from_numpy(np.ascontiguousarray(codes))
        for place, (table, places) in enumerate(zip(self._tables, self._places, strict=True)):
            features[:, places] = table[rows[:, place]]
        return features.view(len(codes), n_splits, self._ensemble.n_inputs).transpose(0, 1)

    def _encode_values(self, name: str, distinct: pd.Series) -> tuple[Tensor, Tensor]:
        """Encode distinct values for all splits, and say which inputs the columns feed."""
        blocks, places = [], []
        for split, preprocessor in enumerate(self._ensemble.preprocessors):
            for encoder, block in zip(
                preprocessor.encoders, preprocessor.blocks().values(), strict=True
            ):
                if encoder.column == name:
                    blocks.append(encode_column(encoder, distinct))
                    start = split * self._ensemble.n_inputs
                    places.append(torch.arange(start + block.start, start + block.stop))
        if not blocks:
            return torch.zeros(len(distinct), 0), torch.zeros(0, dtype=torch.int64)
        return torch.from_numpy(np.concatenate(blocks, axis=1)), torch.cat(places)


def _factorise(cells: pd.Series) -> tuple[IntArray, pd.Series]:
    """Return each cell's code and the distinct values, missing as a value of its own."""
    codes, distinct = pd.factorize(cells, use_na_sentinel=False)
    return codes.astype(np.int64), pd.Series(distinct, dtype=cells.dtype)
