"""Do the 95 % intervals hold, and how often is a verdict false? Simulated, with the truth known.

``python -m benchmarks.coverage`` draws studies (``benchmarks/simulation``), evaluates them as a run
does, and keeps what came out in ``benchmarks/results/coverage.json``, part by part. Intervals are
to hold the truth in 93 to 97 % of the studies; a family of tasks without any difference is to have
a false verdict in at most 5 %. ``--studies`` scales all parts: 1,000 take about half an hour on one
core. The numbers do not depend on the machine.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.simulation.binormal import Design
from benchmarks.simulation.coverage import coverage_of, percentiles_of
from benchmarks.simulation.families import drawn_families, false_verdicts, trained_families
from benchmarks.simulation.proportions import wilson_coverage
from benchmarks.simulation.refitted import Learners
from benchmarks.simulation.rival_tests import found_by_tests
from benchmarks.simulation.subgroups import Group, false_findings, gap_coverage

RESULTS = Path(__file__).parent / "results" / "coverage.json"

FEW = {
    "n = 300, prevalence .05": Design(300, (0.05,)),
    "n = 300, prevalence .1": Design(300, (0.1,)),
    "n = 300, prevalence .1, AUROC .93": Design(300, (0.1,), (0.93, 0.92)),
    "n = 300, prevalence .3": Design(300, (0.3,)),
}
MANY = {
    f"n = {n:,}, prevalence {str(share)[1:]}": Design(n, (share,))
    for n in (1000, 5000)
    for share in (0.1, 0.3)
}
ONE_REPEAT = {f"n = {n:,}, one repeat": Design(n, (0.3,), n_repeats=1) for n in (300, 1000, 5000)}
CLUSTERED = Design(300, rows_per_patient=3, n_repeats=1)
SEVEN = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
LEARNERS = {
    "n = 300, no difference": Learners(),
    "n = 300, small difference": Learners(own=0.29),
    "n = 300, middling difference": Learners(own=0.35),
    "n = 300, large difference": Learners(own=0.45),
    "n = 300, one learner, other seeds": Learners(n_own=0),
    "n = 1,000, no difference": Learners(n_patients=1000),
    "n = 5,000, no difference": Learners(n_patients=5000),
}


def intervals(n: int) -> dict[str, object]:
    """AUROC, its difference and the calibration slope."""
    found = {words: coverage_of(design, n) for words, design in FEW.items()}
    for words, design in (MANY | ONE_REPEAT).items():
        # a study of 5,000 patients costs as much as eight of 300
        found[words] = coverage_of(design, n if design.n_patients < 5000 else max(1, n * 2 // 5))
    return _plain(found)


def percentiles(n: int) -> dict[str, object]:
    """Plain percentile intervals, in half of the same studies."""
    return _plain({words: percentiles_of(design, max(1, n // 2)) for words, design in FEW.items()})


def clustered(n: int) -> dict[str, object]:
    """Three rows per patient, with patients drawn and, wrongly, with rows drawn."""
    return _plain(
        {
            "patients drawn": coverage_of(CLUSTERED, n),
            "rows drawn": coverage_of(CLUSTERED, n, by_row=True),
        }
    )


def families(n: int) -> dict[str, object]:
    """Seven tasks, no difference in any."""
    some, few = max(1, n * 3 // 5), max(1, n // 5)
    studies = {
        "n = 300": drawn_families(Design(300, SEVEN, (0.8, 0.8)), some),
        "n = 1,000": drawn_families(Design(1000, SEVEN, (0.8, 0.8)), few),
        "n = 300, trained anew": trained_families(Learners(), len(SEVEN), some),
    }
    return _plain({words: false_verdicts(each) for words, each in studies.items()})


def learners(n: int) -> dict[str, object]:
    """Trained learners, and the tests that people use instead."""
    return {
        words: found_by_tests(each, _studies(each, n)).plain() for words, each in LEARNERS.items()
    }


def _studies(learners: Learners, n: int) -> int:
    """Count the studies: false findings need more of them, and large studies take long."""
    if learners.n_patients == 5000:
        return max(1, n * 3 // 10)
    return n if learners == Learners(learners.n_patients) else max(1, n // 2)


def subgroups(n: int) -> dict[str, object]:
    """Simulate the smallest subgroup allowed, and three tasks in four subgroups without any gap."""
    small, others = Group(20, 0.7, 0.3), Group(180)
    four = (Group(30), Group(60), Group(60), Group(60))
    return _plain(
        {
            "20 events": gap_coverage(small, others, n),
            "30 events expected": gap_coverage(Group(30, 0.7, 0.3), Group(170), n, by_chance=True),
            "false findings": false_findings(four, 3, max(1, n * 2 // 5)),
        }
    )


def proportions(n: int) -> dict[str, object]:  # noqa: ARG001 - exact, nothing is drawn
    """Wilson intervals of sensitivity and the other rates."""
    return {f"{events} patients": wilson_coverage(events) for events in (10, 20, 50, 200)}


PARTS: dict[str, Callable[[int], dict[str, object]]] = {
    part.__name__: part
    for part in (intervals, families, learners, percentiles, clustered, subgroups, proportions)
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Simulate part by part, print and keep."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--studies", type=int, default=1000, help="studies per cell")
    words.add_argument("--parts", default=",".join(PARTS), help="others are kept as they are")
    words.add_argument("--out", type=Path, default=RESULTS)
    chosen = words.parse_args(arguments)
    kept = json.loads(chosen.out.read_text(encoding="utf-8")) if chosen.out.exists() else {}
    result: dict[str, object] = kept | {"studies": chosen.studies, "resamples": 1000}
    for name in chosen.parts.split(","):
        result[name] = PARTS[name](chosen.studies)
        print(json.dumps({name: result[name]}, indent=1), flush=True)
        chosen.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def _plain(cells: dict[str, dict[str, object]]) -> dict[str, object]:
    return {
        words: {name: one.plain() for name, one in cell.items()} for words, cell in cells.items()
    }


if __name__ == "__main__":
    main()
