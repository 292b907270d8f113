"""Where new patients differ from those that the networks were trained on, in counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

import numpy as np
import pandas as pd

from mtl_core.data import (
    CategoricalEncoder,
    ColumnEncoder,
    NumericEncoder,
    Preprocessor,
    Table,
    text_cells,
)
from mtl_core.errors import SchemaError
from mtl_core.schema import ColumnKind, Feature, Finding, FindingCode, Severity
from mtl_core.words import counted

MANY_NEW_LEVELS = 0.01
"""Share of rows with unknown answers from which they need a person's eye."""

MANY_OUTSIDE = 0.05
"""Share of rows outside the range of training from which they need a person's eye."""


def new_row_findings(
    frame: pd.DataFrame, preprocessors: Sequence[Preprocessor]
) -> tuple[Finding, ...]:
    """Count, column by column, the cells that no network has seen the like of.

    Parameters
    ----------
    frame
        New patients, with every feature.
    preprocessors
        Of the ensemble; a cell is known when one of them knows it.
    """
    encoders: dict[str, list[ColumnEncoder]] = {}
    for preprocessor in preprocessors:
        for encoder in preprocessor.encoders:
            encoders.setdefault(encoder.column, []).append(encoder)
    found: list[Finding] = []
    for name, own in encoders.items():
        numeric = [encoder for encoder in own if isinstance(encoder, NumericEncoder)]
        levels = [encoder for encoder in own if isinstance(encoder, CategoricalEncoder)]
        found.extend(_outside(name, frame[name], numeric) if numeric else ())
        found.extend(_new_levels(name, frame[name], levels) if levels else ())
    return tuple(found)


def with_all_features(
    table: Table, features: Sequence[Feature], *, as_unknown: bool
) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the rows with every feature; columns that the file lacks are unknown for everybody.

    Parameters
    ----------
    as_unknown
        Whether a person has allowed that.

    Raises
    ------
    SchemaError
        When columns are missing and that is not allowed, when all are, or when a column of numbers
        holds text.
    """
    missing = [feature for feature in features if feature.name not in table.columns]
    if missing and (not as_unknown or len(missing) == len(features)):
        raise SchemaError(
            f"{FindingCode.PREDICT_MISSING_COLUMN}: the file lacks columns that the networks read",
            expected=f"the {len(features)} features of the study",
            found=f"{len(missing)} missing: {', '.join(_near(f.name, table) for f in missing)}",
            action="add or rename these columns, or take them as unknown for every patient with "
            "--missing-as-unknown",
        )
    changed = [
        feature.name
        for feature in features
        if feature not in missing
        and feature.kind is ColumnKind.NUMERIC
        and not table.is_numeric(feature.name)
    ]
    if changed:
        raise SchemaError(
            "A numeric feature holds text in this file",
            expected="numbers or blanks in the columns that were numbers in the study",
            found=f"text in: {', '.join(changed)}",
            action="correct the cells that are no numbers",
        )
    blank = {
        f.name: np.nan if f.kind is ColumnKind.NUMERIC else np.full(table.n_rows, None, object)
        for f in missing
    }
    return table.frame.assign(**blank), tuple(_missing(f.name) for f in missing)


def _near(name: str, table: Table) -> str:
    near = get_close_matches(name, table.columns, n=1, cutoff=0.6)
    return f"'{name}' (perhaps '{near[0]}')" if near else f"'{name}'"


def _missing(name: str) -> Finding:
    return Finding(
        FindingCode.PREDICT_MISSING_COLUMN,
        Severity.WARNING,
        name,
        f"The file has no column '{name}'; it counts as unknown for every patient.",
        "Add the column: without it risks are less certain than the study's results say.",
    )


def _outside(name: str, column: pd.Series, encoders: Sequence[NumericEncoder]) -> Iterator[Finding]:
    values = column.to_numpy(dtype=np.float64)
    below = int((values < min(e.edges[0] for e in encoders)).sum())
    above = int((values > max(e.edges[-1] for e in encoders)).sum())
    if below or above:
        many = below + above > MANY_OUTSIDE * np.isfinite(values).sum()
        yield Finding(
            FindingCode.PREDICT_OUTSIDE_RANGE,
            Severity.WARNING if many else Severity.INFO,
            name,
            f"'{name}' is below the range of training in {counted(below, 'row')} and above it in "
            f"{counted(above, 'row')}; the nearest known number is taken.",
            "Check the unit of this column and who was measured.",
        )


def _new_levels(
    name: str, column: pd.Series, encoders: Sequence[CategoricalEncoder]
) -> Iterator[Finding]:
    known = {level for encoder in encoders for level in encoder.levels}
    cells = [cell for cell in text_cells(column) if cell is not None]
    new = [cell for cell in cells if cell not in known]
    if new:
        answers = len(set(new))
        yield Finding(
            FindingCode.PREDICT_NEW_LEVELS,
            Severity.WARNING if len(new) > MANY_NEW_LEVELS * len(cells) else Severity.INFO,
            name,
            f"'{name}' has {counted(answers, 'answer')} in {counted(len(new), 'row')} "
            "that the networks do not know; they count as 'other'.",
            "Check that both files use one coding.",
        )
