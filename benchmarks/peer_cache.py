"""Predictions of reference models, kept: they do not change when our own recipe does.

One file per fit of a split. Its name is a digest of everything that the predictions depend on: the
cells, the roles, the rows of the split, the model with its settings and the version of its library,
and for models on encoded features these features too. When any of them changes, it is fitted anew.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pandas as pd

from mtl_core.baselines.boosting import BOOSTING
from mtl_core.baselines.catboost import CATBOOST
from mtl_core.baselines.logistic import INVERSE_PENALTIES
from mtl_core.schema import Arm
from mtl_core.studies.arms import predict_reference
from mtl_core.studies.prepare import PreparedStudy

SETTINGS: dict[Arm, tuple[object, str]] = {
    Arm.LOGISTIC: (INVERSE_PENALTIES, "scikit-learn"),
    Arm.BOOSTING: (BOOSTING, "lightgbm"),
    Arm.CATBOOST: (CATBOOST, "catboost"),
}
"""Settings of each peer, and the package that fits it."""


def default_cache() -> Path:
    """Return the folder under the user's cache directory, outside the repository."""
    caches = os.environ.get("XDG_CACHE_HOME")
    folder = Path(caches) if caches else Path.home() / ".cache"
    return folder / "consilium" / "quality"


def peer_predictions(
    prepared: PreparedStudy, arm: Arm, cache: Path, n_threads: int
) -> pd.DataFrame:
    """Return the out-of-fold predictions of a peer, from the cache as far as they are there."""
    parts = []
    for number in range(len(prepared.splits)):
        one = _only(prepared, number)

        def fit(one: PreparedStudy = one) -> pd.DataFrame:
            return predict_reference(one, arm, n_threads, lambda _: None, lambda: False)

        parts.append(kept(cache / f"{prepared.study.cohort.name}-{_digest(one, arm)}.parquet", fit))
        print(f"  {arm}: {number + 1} of {len(prepared.splits)}", end="\r", file=sys.stderr)
    return pd.concat(parts, ignore_index=True)


def kept(path: Path, compute: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """Read a table that was kept, or compute and keep it; a broken-off writer leaves no file."""
    if path.exists():
        return pd.read_parquet(path)
    table = compute()
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        table.to_parquet(part)
    Path(part.name).replace(path)
    return table


def _only(prepared: PreparedStudy, number: int) -> PreparedStudy:
    """Keep one split."""
    return dataclasses.replace(
        prepared,
        splits=prepared.splits[number : number + 1],
        preprocessors=prepared.preprocessors[number : number + 1],
        folds=prepared.folds[number : number + 1],
    )


def _digest(one: PreparedStudy, arm: Arm) -> str:
    (split,), (fold,) = one.splits, one.folds
    settings, package = SETTINGS[arm]
    digest = hashlib.sha256()
    words = (str(arm), settings, metadata.version(package), one.table.fingerprint)
    digest.update(repr(words).encode())
    schema = one.study.schema
    digest.update(repr([(t.name, str(t.kind), t.classes) for t in schema.tasks]).encode())
    digest.update(repr([(f.name, str(f.kind)) for f in schema.features]).encode())
    digest.update(repr((one.study.plan.seed, split.repeat, split.fold)).encode())
    for rows in (split.train, split.valid, split.test):
        digest.update(rows.tobytes())
    if arm is Arm.LOGISTIC:
        digest.update(fold.features.numpy().tobytes())
    return digest.hexdigest()[:32]
