"""Patients in parts: categories as they are, numbers in bands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtl_core.arrays import FloatArray, IntArray
from mtl_core.errors import StudyError
from mtl_core.limits import FEWEST_IN_SUBGROUP
from mtl_core.schema.answers import SubgroupQuestion
from mtl_core.words import level_text

MOST_SUBGROUPS = 12
"""Subgroups that can be read side by side; less frequent categories join the others."""

_MOST_CODES = 5


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """Which row is in which subgroup.

    Attributes
    ----------
    names
        Of the subgroups, in the order in which they are shown.
    code
        Place of each row's subgroup in ``names``, -1 where it is unknown, ``(n_rows,)``.
    """

    names: tuple[str, ...]
    code: IntArray

    @property
    def sizes(self) -> dict[str, int]:
        """Rows by subgroup."""
        counts = np.bincount(self.code[self.code >= 0], minlength=len(self.names))
        return {name: int(n) for name, n in zip(self.names, counts, strict=True)}

    @property
    def unknown(self) -> int:
        """Rows without a subgroup."""
        return int((self.code < 0).sum())


def divide(cells: pd.Series, question: SubgroupQuestion) -> Division:
    """Divide patients by one column.

    Numbers with more than five different values, or with cut points given, are put into bands: by
    the cut points, or by the quartiles, rounded to three digits. Any other column has a subgroup
    per category; categories with fewer than 20 rows, and the rarest ones beyond twelve, are one
    subgroup together, whose name is no content of a cell.

    Parameters
    ----------
    cells
        One column of the cohort: float64 with NaN, or text with ``None``.

    Raises
    ------
    StudyError
        When every cell is missing, or cut points are given for a column of text.
    """
    numeric = cells.dtype.kind == "f"
    if not cells.notna().any() or (question.cuts and not numeric):
        raise StudyError(
            f"Patients cannot be divided by '{question.column}'",
            expected="a column of numbers for bands" if question.cuts else "a column with values",
            found="a column of text" if question.cuts and not numeric else "only missing cells",
            action="leave the cut points out" if question.cuts else "choose another column",
        )
    if numeric and (question.cuts or cells.nunique() > _MOST_CODES):
        return _bands(cells.to_numpy(np.float64), question.cuts)
    return _categories(cells)


def _bands(values: FloatArray, cuts: tuple[float, ...]) -> Division:
    known = values[np.isfinite(values)]
    if not cuts:
        quartiles = np.quantile(known, [0.25, 0.5, 0.75])
        cuts = tuple(sorted({float(f"{cut:.3g}") for cut in quartiles} - {float(known.min())}))
    band = np.searchsorted(np.array(cuts), values, side="right")
    band = np.where(np.isfinite(values), band, -1)
    present = np.unique(band[band >= 0])
    names = _band_names(cuts, whole=bool((known == np.round(known)).all()))
    code = np.where(band >= 0, np.searchsorted(present, band), -1).astype(np.int64)
    return Division(tuple(names[place] for place in present), code)


def _band_names(cuts: tuple[float, ...], *, whole: bool) -> list[str]:
    whole = whole and all(float(cut).is_integer() for cut in cuts)
    texts = [level_text(float(cut)) for cut in cuts]
    if not texts:
        return ["all values"]
    between = [
        f"{low} to {level_text(float(end - 1))}" if whole else f"{low} to below {high}"
        for low, high, end in zip(texts[:-1], texts[1:], cuts[1:], strict=True)
    ]
    if whole:
        between = [
            low if start + 1 == end else words
            for low, start, end, words in zip(texts[:-1], cuts[:-1], cuts[1:], between, strict=True)
        ]
    return [f"below {texts[0]}", *between, f"{texts[-1]} and above"]


def _categories(cells: pd.Series) -> Division:
    codes, levels = pd.factorize(cells, sort=True)
    counts = np.bincount(codes[codes >= 0], minlength=len(levels))
    frequent = np.argsort(-counts, kind="stable")
    kept = np.flatnonzero(counts >= FEWEST_IN_SUBGROUP)
    if len(kept) > MOST_SUBGROUPS or (len(kept) == MOST_SUBGROUPS and len(kept) < len(levels)):
        kept = np.sort(frequent[: MOST_SUBGROUPS - 1])
    names = [level_text(value) for value in levels[kept]]
    place = np.full(len(levels) + 1, len(kept), dtype=np.int64)
    place[kept] = np.arange(len(kept))
    place[-1] = -1
    n_rare = len(levels) - len(kept)
    if n_rare:
        names.append(_name_of_others(n_rare, names))
    return Division(tuple(names), place[codes])


def _name_of_others(n_rare: int, taken: list[str]) -> str:
    name = f"other ({n_rare} rare {'category' if n_rare == 1 else 'categories'})"
    return f"{name}, joined" if name in taken else name
