"""How alike the two arms of finished runs predict: the assumption behind detectable differences.

For each task of each run folder that predicts a yes/no outcome or a number:

- the correlation of the arms' predictions (logits among patients with the same outcome);
- the share of their disagreement that is also there between two repeats of one arm;
- the standard error of the difference in AUROC or R² by the formula and by the run's bootstrap.

    python -m benchmarks.agreement RUN_FOLDER ...
"""

from __future__ import annotations

import argparse
import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from mtl_core.evaluation.before import auroc_difference_error, r2_difference_error, usual_agreement


def agreement(first: pd.Series, second: pd.Series, observed: pd.Series | None) -> float:
    """Correlate two predictions: logits of risks within outcomes, numbers as they are."""
    if observed is None:
        return float(np.corrcoef(first, second)[0, 1])
    logits = [np.log(np.clip(p, 1e-6, 1 - 1e-6) / np.clip(1 - p, 1e-6, 1)) for p in (first, second)]
    centred = [one - one.groupby(observed).transform("mean") for one in logits]
    return float(np.corrcoef(*centred)[0, 1])


def describe_task(task: str, found: dict[str, Any], rows: pd.DataFrame) -> dict[str, object] | None:
    """Describe one task, or nothing where there are several classes or no estimate."""
    binary = found["kind"] == "binary"
    measure = "auroc" if binary else "r2"
    difference = found["difference"].get(measure)
    if difference is None or difference["value"] is None:
        return None
    wide = rows.pivot_table(index="row", columns=["arm", "repeat"], values="predicted")
    observed = rows.groupby("row")["observed"].first().reindex(wide.index)
    outcome = observed if binary else None
    repeats = sorted(set(wide.columns.get_level_values("repeat")))
    between = [
        agreement(wide["multi_task", a], wide["single_task", b], outcome)
        for a in repeats
        for b in repeats
    ]
    within = [
        agreement(wide[arm, a], wide[arm, b], outcome)
        for arm in ("multi_task", "single_task")
        for a, b in combinations(repeats, 2)
    ]
    alike, n, value = (
        float(np.mean(between)),
        len(wide),
        found["arms"]["single_task"][measure]["value"],
    )
    events = int(observed.sum()) if binary else None
    error = (
        r2_difference_error(n, value, alike)
        if events is None
        else auroc_difference_error(events, n - events, value, alike)
    )
    return {
        "task": task,
        "n": n,
        "events": events,
        measure: value,
        "agreement": alike,
        "assumed": usual_agreement(n),
        "chance": (1 - np.mean(within)) / (1 - alike) if within else np.nan,
        "repeats": len(repeats),
        "error by formula, one repeat": error,
        "error by bootstrap": (difference["high"] - difference["low"]) / (2 * 1.959964),
    }


def describe(folder: Path) -> pd.DataFrame:
    """Tabulate the tasks of one run."""
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    table = pd.read_parquet(folder / "predictions.parquet")
    table = table[table["arm"].isin(["multi_task", "single_task"])]
    lines = [
        describe_task(task, found, table[table["task"] == task])
        for task, found in result["tasks"].items()
    ]
    return pd.DataFrame([line for line in lines if line is not None])


def main() -> None:
    """Describe every run folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path)
    for folder in parser.parse_args().runs:
        print(folder.name)
        print(describe(folder).to_string(index=False, float_format="%.4f"))


if __name__ == "__main__":
    main()
