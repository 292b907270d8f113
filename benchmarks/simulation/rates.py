"""A share of simulated studies with its Monte-Carlo error."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """``k`` of ``n`` studies.

    >>> Rate(12, 400).plain()
    {'percent': 3.0, 'error': 0.9, 'studies': 400}
    """

    k: int
    n: int

    @property
    def share(self) -> float:
        """Share, 0 to 1."""
        return self.k / self.n

    @property
    def error(self) -> float:
        """Monte-Carlo standard error of the share."""
        return math.sqrt(self.share * (1 - self.share) / self.n)

    def plain(self) -> dict[str, float]:
        """Percent, its standard error in points, and the number of studies."""
        percent, error = round(100 * self.share, 1), round(100 * self.error, 1)
        return {"percent": percent, "error": error, "studies": self.n}
