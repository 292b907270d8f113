"""What the golden runs are: names, words of the command line, and what has to be there before."""

from __future__ import annotations

from dataclasses import dataclass

DESIGNS = (
    "hard",
    "soft",
    "cross-stitch",
    "mixture",
    "progressive",
    "relation",
    "linear",
    "trace-norm",
)
BALANCINGS = ("uncertainty", "dwa", "gradnorm", "random", "pcgrad", "cagrad", "mgda", "upgrad")
QUICK = ("--preset", "quick", "--threads", "1", "--quiet")
BARE = ("--no-explain", "--reference", "none")
ROLES = ("--patient-id", "pid")
SMALL_TASKS = (
    *("--task", "hospdead", "--task", "diabetes", "--task", "ca:ordinal:no<yes<metastatic"),
    *("--task", "dzclass", "--task", "log_totmcst", "--exclude", "dzgroup"),
)


@dataclass(frozen=True, slots=True)
class Case:
    """One command; ``{name}`` in a word is the folder of an earlier case, ``{out}`` its own.

    Attributes
    ----------
    keeps_output
        Whether standard output is a result, too.
    """

    name: str
    words: tuple[str, ...]
    keeps_output: bool = False

    def filled(self, folders: dict[str, str]) -> list[str]:
        """Return the words with folders in place of names."""
        return [word.format(**folders) for word in self.words]


def _run(name: str, cohort: tuple[str, ...], *more: str) -> Case:
    return Case(name, ("run", *cohort, *QUICK, *more, "--out", "{out}"))


def _studies(key: str, cohort: tuple[str, ...], site: str, time: str) -> tuple[Case, ...]:
    """Return every design, balancing and plan on one cohort."""
    explained = ("--explain-patients", "40", "--champion")
    return (
        _run(f"{key}_hard", cohort, *explained),
        *(_run(f"{key}_{design}", cohort, *BARE, "--design", design) for design in DESIGNS[1:]),
        *(_run(f"{key}_{name}", cohort, *BARE, "--balancing", name) for name in BALANCINGS),
        _run(f"{key}_repeats", cohort, *BARE, "--folds", "3", "--repeats", "2"),
        _run(f"{key}_locked", cohort, *BARE, "--plan", "locked-test"),
        _run(f"{key}_sites", cohort, *BARE, "--plan", "leave-one-site-out", "--site", site),
        _run(f"{key}_times", cohort, *BARE, "--plan", "before-after", "--time", time),
    )


def _answers(key: str, column: str, pair: tuple[str, str], task: str) -> tuple[Case, ...]:
    """Return everything that the finished run of a cohort is asked."""
    run, other, maps = f"{{{key}_hard}}", f"{{{key}_soft}}", f"{{{key}_recalibrate}}/maps.json"
    study, file = f"{run}/study.json --cohort {{inputs}}/{key}.csv", f"{{inputs}}/{key}.csv"
    new, half = f"{{inputs}}/{key}_new.csv", f"{{inputs}}/{key}_half.csv"
    kept = "--out {out} --quiet"
    commands = {
        "subgroups": f"subgroups {run} --by {column} {kept}",
        "compare": f"compare {run} {other} {kept}",
        "pair": f"explain-pair {run} --first {pair[0]} --second {pair[1]} --rows 30 {kept}",
        "arms": f"explain-arms {run} --rows 20 {kept}",
        "scarcity": f"scarcity {study} --task-to-hide {task} --shares 1,0.1 --draws 2 "
        f"--threads 1 {kept}",
        "affinity": f"affinity {study} --threads 1 {kept}",
        "predict": f"predict {run} {new} --out {{out}}/predictions.csv",
        "recalibrate": f"recalibrate {run} {half} --out {{out}}/maps.json",
        "predict_recalibrated": f"predict {run} {new} --recalibration {maps} "
        "--out {out}/predictions.csv",
    }
    printed = {"sets": f"sets {run} --json", "profile": f"profile {file} --json"}
    return (
        *(Case(f"{key}_{name}", tuple(line.split())) for name, line in commands.items()),
        *(
            Case(f"{key}_{name}", tuple(s.split()), keeps_output=True)
            for name, s in printed.items()
        ),
    )


_SMALL_COHORT = ("{inputs}/small.csv", *SMALL_TASKS, *ROLES)
CASES: tuple[Case, ...] = (
    *_studies("small", _SMALL_COHORT, "income", "age"),
    *_answers("small", "sex", ("age", "meanbp"), "hospdead"),
    Case(
        "small_thorough",
        (
            *("affinity", "{small_hard}/study.json", "--cohort", "{inputs}/small.csv"),
            *("--thorough", "--threads", "1", "--out", "{out}", "--quiet"),
        ),
    ),
    *_studies("support2", ("support2",), "dzgroup", "age"),
    *_answers("support2", "sex", ("age", "meanbp"), "hospdead"),
    *_studies("rhc", ("rhc",), "income", "age"),
    *_answers("rhc", "sex", ("age", "meanbp1"), "dx_seps"),
)
