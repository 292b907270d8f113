"""Right heart catheterisation: 5,735 critically ill adults with the ready schema's 13 outcomes.

The data card is ``assets/cohorts/rhc.md``.
"""

from __future__ import annotations

from benchmarks.tables.real_table import BuiltinTable

RHC = BuiltinTable("rhc", "rhc")
