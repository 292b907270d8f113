"""The pooled table: rows of all sites under each other, as a CSV that reads back the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from mtl_core.columns import raw_column, read_column
from mtl_core.data import text_cells
from mtl_core.schema.repairs import AsCategories

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from mtl_core.pooling.parts import SiteFrame

_EXACT = 1e15


def stacked(sites: Sequence[SiteFrame], site_column: str) -> pd.DataFrame:
    """Put the rows of all sites under each other, the site in front.

    A column that a site does not have is missing for its rows. A column that is text in one site
    is text; numbers become text in their shortest form.
    """
    labels = np.repeat(
        np.array([site.label for site in sites], dtype=object),
        [len(site.frame) for site in sites],
    )
    columns = dict.fromkeys(name for site in sites for name in site.own_names)
    return pd.DataFrame({site_column: labels} | {name: _column(sites, name) for name in columns})


def as_csv(frame: pd.DataFrame) -> bytes:
    """Write a table as UTF-8 with commas and decimal points; no digit of a number is lost."""
    written = pd.DataFrame(
        {name: _shortest(frame[name]) for name in frame.columns}, index=frame.index
    )
    # With \r\n between lines, a cell with either character of it is put in quotation marks.
    return written.to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def named_numbers(frame: pd.DataFrame) -> tuple[AsCategories, ...]:
    """Return the repairs with which text that looks like numbers is read as text again."""
    texts = [name for name in frame.columns if frame[name].dtype.kind != "f"]
    return tuple(AsCategories(name) for name in texts if _reads_as_numbers(frame[name]))


def _column(sites: Sequence[SiteFrame], name: str) -> NDArray[Any]:
    here = [site for site in sites if name in site.own_names]
    text = any(site.has_text(name) for site in here)
    return np.concatenate([_cells(site, name, text=text) for site in sites])


def _cells(site: SiteFrame, name: str, *, text: bool) -> NDArray[Any]:
    n = len(site.frame)
    if name not in site.own_names:
        return np.full(n, None, dtype=object) if text else np.full(n, np.nan)
    if text:
        return text_cells(site.frame[name])
    return site.frame[name].to_numpy(dtype=np.float64)


def _shortest(column: pd.Series) -> pd.Series:
    """Whole numbers without ``.0``; everything else as it is."""
    if column.dtype.kind != "f":
        return column
    known = column.dropna()
    whole = bool(((known % 1 == 0) & (known.abs() < _EXACT)).all())
    return column.astype("Int64") if whole else column


def _reads_as_numbers(column: pd.Series) -> bool:
    cells = column.to_numpy(dtype=object, copy=True)
    cells[pd.isna(cells)] = ""
    name = str(column.name)
    return read_column(raw_column(name, cells), ".").arrays[name].dtype.kind == "f"
