"""``python -m benchmarks.golden record|check FILE [--only WORD] [--keep DIR]``."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, cast

import pandas as pd

from benchmarks.golden.cases import CASES, Case
from benchmarks.golden.digests import digest_of_text, digests_of, digests_of_json

ROOT = Path(__file__).resolve().parents[2]
COHORTS = ROOT / "assets" / "cohorts"
WORKER = "from benchmarks.golden.__main__ import serve; serve()"


def write_inputs(folder: Path) -> None:
    """Write the cohorts' files, a small cohort, and new patients and a second site out of each."""
    folder.mkdir(parents=True)
    for key in ("support2", "rhc", "small"):
        source = COHORTS / f"{'support2' if key == 'small' else key}.csv"
        cells = pd.read_csv(source, dtype=str, keep_default_na=False)
        cells = cells.iloc[::15] if key == "small" else cells
        cells.to_csv(folder / f"{key}.csv", index=False)
        cells.iloc[100:400].to_csv(folder / f"{key}_new.csv", index=False)
        cells.iloc[::2].to_csv(folder / f"{key}_half.csv", index=False)
    for key in ("support2", "rhc"):
        (folder / f"{key}.csv").write_bytes((COHORTS / f"{key}.csv").read_bytes())


def serve() -> None:
    """Answer commands, one JSON list of words a line: exit code and what was said come back."""
    from mtl_core.cli import execute

    channel = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    for line in sys.stdin:
        said, told = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told):
            code = execute(json.loads(line))
        channel.write(json.dumps([code, said.getvalue(), told.getvalue()]) + "\n")
        channel.flush()


class Runner:
    """One worker process, so that libraries are imported once for many commands."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"},
        )
        self._to = cast("IO[str]", self._process.stdin)
        self._from = cast("IO[str]", self._process.stdout)

    def run(self, words: list[str]) -> tuple[int, str, str]:
        """Run one command; return its exit code, standard output and standard error."""
        self._to.write(json.dumps(words) + "\n")
        self._to.flush()
        code, said, told = json.loads(self._from.readline())
        return code, said, told

    def close(self) -> None:
        """End the process."""
        self._to.close()
        self._process.wait()


def compute(cases: list[Case], home: Path) -> dict[str, dict[str, str]]:
    """Run cases in order in one worker; return the digests of each."""
    folders = {case.name: str(home / case.name) for case in CASES} | {
        "inputs": str(home / "inputs")
    }
    runner, found = Runner(), {}
    for case in cases:
        out = home / case.name
        out.mkdir()
        begun = time.perf_counter()
        code, said, told = runner.run(case.filled(folders | {"out": str(out)}))
        found[case.name] = {"exit": str(code)} | digests_of(out)
        found[case.name]["standard error"] = digest_of_text(told.replace(str(home), ""))
        if case.keeps_output:
            numbers, words = digests_of_json(json.loads(said))
            found[case.name] |= {"output numbers": numbers, "output words": words}
        print(f"{case.name:<28} exit {code}  {time.perf_counter() - begun:6.1f} s", flush=True)
        if code:
            print(f"    {told.splitlines()[-1]}", flush=True)
    runner.close()
    return found


def differences(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> list[str]:
    """Name what is different; cases that were not run this time are left alone."""
    lines = []
    for name, found in new.items():
        before = old.get(name)
        if before is None:
            lines.append(f"{name}: not recorded")
            continue
        lines += [
            f"{name}: {what}: {before.get(what)} -> {found.get(what)}"
            for what in sorted({*before, *found})
            if before.get(what) != found.get(what)
        ]
    return lines


def processor() -> str:
    """Name the processor: another one rounds otherwise, and training carries that on."""
    kinds = ("model name", "cpu family", "model\t", "stepping")
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    facts = dict.fromkeys(
        line.partition(":")[2].strip() for line in lines if line.startswith(kinds)
    )
    return ", ".join(facts) or platform.processor() or platform.machine()


def main() -> int:
    """Record digests, or check them; exit code 1 when something is different."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.golden", description=__doc__)
    parser.add_argument("verb", choices=["record", "check"])
    parser.add_argument("file", type=Path, help="JSON of digests")
    parser.add_argument("--only", default="", help="cohorts, separated by commas")
    parser.add_argument("--keep", type=Path, help="new folder in which all results stay")
    given = parser.parse_args()
    keys = given.only.split(",") if given.only else ["small", "support2", "rhc"]
    with tempfile.TemporaryDirectory() as temporary:
        home = (given.keep or Path(temporary)) / "golden"
        write_inputs(home / "inputs")
        per_cohort = [[c for c in CASES if c.name.startswith(f"{key}_")] for key in keys]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda cases: compute(cases, home), per_cohort))
    found = {name: digests for answer in answers for name, digests in answer.items()}
    if given.verb == "record":
        about = {"machine": processor(), "cases": found}
        given.file.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
        print(f"{len(found)} cases recorded in {given.file}")
        return 0
    known = json.loads(given.file.read_text(encoding="utf-8"))
    lines = differences(known["cases"], found)
    if known["machine"] != processor():
        print(
            f"Recorded on another processor ({known['machine']}; this is {processor()}), so "
            "numbers may differ in the last digit and all that follows from it. What to do: record "
            "at the commit before the change, on this one, and check against that."
        )
    print("\n".join(lines) or f"All {len(found)} cases are as they were.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
