"""Cases that show only once it is known what is to be predicted."""

from dataclasses import dataclass, field

import numpy as np

from tests.corpus.case import but, lines, patients, text

N = 300
KNOWN = ["yes" if chance < 0.3 else "no" for chance in np.random.default_rng(0).random(N)]
OTHER = ["yes" if chance < 0.4 else "no" for chance in np.random.default_rng(1).random(N)]
NOISE = np.random.default_rng(2).random(N)


@dataclass(frozen=True)
class Outcome:
    """One table with outcomes, and what must be said about them.

    Attributes
    ----------
    tasks
        Columns to be predicted.
    refused
        Words of the sentence that refuses a task, by its name; the others go on.
    findings
        All warnings as (code, column).
    """

    name: str
    content: bytes
    tasks: tuple = ("stroke",)
    refused: dict = field(default_factory=dict)
    findings: tuple = ()


def table(**columns):
    sound = patients(N, stroke=KNOWN, **columns)
    age, sodium = np.random.default_rng(3).random((2, N))
    sound["age"] = [f"{30 + 50 * share:.3f}" for share in age]
    sound["sodium"] = [f"{125 + 25 * share:.0f}" for share in sodium]
    return sound


def case(name, tasks=("stroke",), refused=None, findings=(), **columns):
    return Outcome(name, text(table(**columns)).encode(), tasks, refused or {}, findings)


def cases():
    """Return the cases, each named after what is odd about it."""
    yield case("sound-outcome")
    yield from too_few()
    yield from given_away()
    rows = lines(table())
    again = [row.replace(",m,", ",f,") for row in rows[7:20]]
    again[0] = again[0][:-2] + "yes" if again[0].endswith("no") else again[0][:-3] + "no"
    content = "\n".join([*rows, *again]) + "\n"
    conflict = (("conflicting-labels", "stroke"),)
    yield Outcome("one-patient-with-two-labels", content.encode(), findings=conflict)


def too_few():
    both, rare = ("stroke", "sepsis"), ["yes"] * 9 + ["no"] * (N - 9)
    yield case("nine-events", both, {"sepsis": "rarer class of 'sepsis' has 9 rows"}, sepsis=rare)
    yield case("no-label-at-all", both, {"sepsis": "unknown for all"}, sepsis=[""] * N)
    yield case("one-class-only", both, {"sepsis": "are the same"}, sepsis=["no"] * N)
    grades = but((["mild", "severe"] * N)[:N], {5: "fatal", 80: "fatal"})
    yield case("rare-third-class", both, {"sepsis": "1 of the 3 classes"}, sepsis=grades)
    few = but([""] * N, {i: f"{i}.5" for i in range(29)})
    yield case("regression-on-29-rows", both, {"sepsis": "known for 29 rows"}, sepsis=few)


def given_away():
    stay = [f"{20 * share:.0f}" for share in NOISE]
    yield case(
        "known-afterwards-by-name", findings=(("known-afterwards", "length_of_stay"),),
        length_of_stay=stay,
    )  # fmt: skip
    score = [
        f"{(label == 'yes') + 1.15 * noise:.3f}" for label, noise in zip(KNOWN, NOISE, strict=True)
    ]
    yield case("predicts-alone", findings=(("predicts-alone", "score"),), score=score)
    seen = [
        f"{noise:.2f}" if label == "yes" or noise < 0.1 else ""
        for label, noise in zip(KNOWN, NOISE, strict=True)
    ]
    blanks = (("missingness-predicts", "lactate"), ("mostly-missing", "lactate"))
    yield case("blanks-predict", findings=blanks, lactate=seen)
    words = ["infarct" if label == "yes" else "other" for label in KNOWN]
    yield case("outcome-in-other-words", findings=(("label-from-label", "found"),), found=words)
    grade = [
        f"{1 + 3 * (label == 'yes') + int(3 * noise)}"
        for label, noise in zip(KNOWN, NOISE, strict=True)
    ]
    yield case(
        "outcome-is-a-threshold", findings=(("label-from-label", "severity"),), severity=grade
    )
