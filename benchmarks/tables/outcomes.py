"""Labels from follow-up: known where the patient was watched for long enough, else blank."""

from __future__ import annotations

import numpy as np
import pandas as pd

DAYS_PER_YEAR = 365.25


def within(years: float, days: pd.Series, event: pd.Series) -> pd.Series:
    """Label an event that happened within some years.

    Parameters
    ----------
    days
        Days to the event or to the end of follow-up.
    event
        Whether the event ended the follow-up.

    Returns
    -------
    1 for an event in time, 0 for a patient watched beyond that time without one, else NaN.
    """
    limit = years * DAYS_PER_YEAR
    labels = np.where(days > limit, 0.0, np.where(event.astype(bool), 1.0, np.nan))
    return pd.Series(labels, index=days.index)


def unless(already: pd.Series, event: pd.Series) -> pd.Series:
    """Label an event of patients at risk; blank for those who had it ``already``."""
    return event.astype(np.float64).mask(already.astype(bool))


def words(codes: pd.Series, meanings: dict[int, str]) -> pd.Series:
    """Write the codes of a category as words; a code without a meaning becomes a blank."""
    return codes.map(meanings).astype(object)
