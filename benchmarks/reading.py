"""Reading a million rows, beside plain ``pandas.read_csv`` of the same file in the same run.

``make benchmark`` writes two files into a temporary folder and keeps the figures in
``benchmarks/results``:

1. ``rhc``: 1,000,000 rows drawn from a real cohort, 50 columns of numbers, words and blanks;
2. ``distinct``: 1,000,000 rows of 20 columns in which nearly every number is different, the worst
   case for a reader that looks at distinct texts.

Each measurement has a process of its own. Peaks are of resident memory above that of the process
before it reads; ``pandas.read_csv`` and this program take turns. Run it on an idle machine: ratios
hold, absolute seconds do not travel.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from mtl_core.checks import examine, profile
from mtl_core.data import builtin, read_table
from mtl_core.jobs import load_scan, scan_folder, scan_into

RESULTS = Path(__file__).parent / "results" / "reading.json"
ROWS, COLUMNS, DISTINCT_COLUMNS, SEED = 1_000_000, 50, 20, 0
_CHUNK = 100_000


def main() -> None:
    """Measure, print and keep; or, with ``--measure``, do one measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--measure", choices=sorted(MEASUREMENTS), help=argparse.SUPPRESS)
    parser.add_argument("--path", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(MEASUREMENTS[arguments.measure](arguments.path)))
        return
    figures: dict[str, object] = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "pandas": pd.__version__,
        "pyarrow": pa.__version__,
        "load_at_start": round(os.getloadavg()[0], 2),
        "rows": arguments.rows,
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, write in (("rhc", _write_rhc), ("distinct", _write_distinct)):
            path = Path(folder) / f"{name}.csv"
            write(path, arguments.rows)
            figures[name] = _figures(path, arguments.repeats)
            path.unlink()
    figures["load_at_end"] = round(os.getloadavg()[0], 2)
    text = json.dumps(figures, indent=1)
    print(text)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def _figures(path: Path, repeats: int) -> dict[str, float]:
    """Let both readers take turns; then profile, scan and load once each."""
    pairs = [(_in_process("pandas", path), _in_process("table", path)) for _ in range(repeats)]
    ratios = [ours["seconds"] / theirs["seconds"] for theirs, ours in pairs]
    pandas_peak = max(theirs["peak_mib"] for theirs, _ in pairs)
    peak = max(ours["peak_mib"] for _, ours in pairs)
    ours = pairs[0][1]
    profiled, scanned = _in_process("profile", path), _in_process("scan", path)
    loaded = _in_process("load", path)
    return {
        "file_mb": round(path.stat().st_size / 1e6),
        "read_csv_seconds": round(statistics.median(theirs["seconds"] for theirs, _ in pairs), 2),
        "table_seconds": round(statistics.median(ours["seconds"] for _, ours in pairs), 2),
        "table_over_read_csv": round(statistics.median(ratios), 2),
        "table_over_read_csv_highest": round(max(ratios), 2),
        "read_csv_peak_mib": round(pandas_peak),
        "table_peak_mib": round(peak),
        "table_mib": round(ours["table_mib"]),
        "table_mib_without_shared_texts": round(ours["flat_mib"]),
        "table_peak_over_table": round(peak / ours["table_mib"], 2),
        "table_peak_over_table_without_shared_texts": round(peak / ours["flat_mib"], 2),
        "examine_seconds": round(profiled["examine_seconds"], 2),
        "profile_seconds": round(profiled["profile_seconds"], 2),
        "read_examine_profile_peak_mib": round(profiled["peak_mib"]),
        "scan_seconds": round(scanned["seconds"], 2),
        "scan_peak_mib": round(scanned["peak_mib"]),
        "load_seconds": round(loaded["seconds"], 2),
        "load_peak_mib": round(loaded["peak_mib"]),
    }


def _in_process(what: str, path: Path) -> dict[str, float]:
    words = [sys.executable, "-m", "benchmarks.reading", "--measure", what, "--path", str(path)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _measured(work: Callable[[], object]) -> dict[str, float]:
    before, started = _peak_mib(), time.perf_counter()
    kept = work()
    seconds = time.perf_counter() - started
    peak = _peak_mib() - before
    del kept
    return {"seconds": seconds, "peak_mib": peak}


def _peak_mib() -> float:
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _pandas(path: Path) -> dict[str, float]:
    return _measured(lambda: pd.read_csv(path))


def _table(path: Path) -> dict[str, float]:
    held: list[pd.DataFrame] = []
    figures = _measured(lambda: held.append(read_table(path).frame))
    figures["table_mib"] = float(held[0].memory_usage(deep=True).sum()) / 1024**2
    figures["flat_mib"] = float(held[0].memory_usage().sum()) / 1024**2
    return figures


def _profile(path: Path) -> dict[str, float]:
    before = _peak_mib()
    table = read_table(path)
    started = time.perf_counter()
    checks = examine(table)
    examined = time.perf_counter()
    profile(table, checks)
    return {
        "examine_seconds": examined - started,
        "profile_seconds": time.perf_counter() - examined,
        "peak_mib": _peak_mib() - before,
    }


def _scan(path: Path) -> dict[str, float]:
    return _measured(
        lambda: scan_into(scan_folder(path.with_suffix(".scan")), path, lambda _: None)
    )


def _load(path: Path) -> dict[str, float]:
    folder = scan_folder(path.with_suffix(".scan"))
    return _measured(lambda: load_scan(folder))


MEASUREMENTS: dict[str, Callable[[Path], dict[str, float]]] = {
    "pandas": _pandas,
    "table": _table,
    "profile": _profile,
    "scan": _scan,
    "load": _load,
}


def _write_rhc(path: Path, n_rows: int) -> None:
    """Draw rows of the real cohort with a fixed seed; the patient id counts up."""
    cohort = pd.read_csv(builtin("rhc").csv_path, dtype=str, keep_default_na=False)
    cohort = cohort.drop(columns="pid").iloc[:, : COLUMNS - 1]
    text = cohort.to_csv(index=False, header=False, lineterminator="\n")
    lines = text.encode().splitlines(keepends=True)
    drawn = np.random.default_rng(SEED).integers(0, len(lines), n_rows)
    with path.open("wb") as stream:
        stream.write((",".join(["pid", *cohort.columns]) + "\n").encode())
        for start in range(0, n_rows, _CHUNK):
            rows = enumerate(drawn[start : start + _CHUNK], start=start + 1)
            stream.write(b"".join(b"%d,%b" % (i, lines[line]) for i, line in rows))


def _write_distinct(path: Path, n_rows: int) -> None:
    """Write columns of continuous numbers with six decimals."""
    rng = np.random.default_rng(SEED)
    with path.open("w", encoding="utf-8") as stream:
        for start in range(0, n_rows, _CHUNK):
            n = min(_CHUNK, n_rows - start)
            numbers = rng.lognormal(3.0, 1.0, (n, DISTINCT_COLUMNS)).round(6)
            chunk = pd.DataFrame(numbers).add_prefix("lab_")
            chunk.insert(0, "pid", np.arange(start + 1, start + n + 1))
            chunk.to_csv(stream, index=False, header=start == 0)


if __name__ == "__main__":
    main()
