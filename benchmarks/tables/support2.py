"""SUPPORT: 9,105 seriously ill adults; the data card is ``assets/cohorts/support2.md``.

Two tables of the same patients. The ready schema has 7 outcomes. The second one asks for diabetes,
dementia, disease group and cancer too, which are then no features of any task.
"""

from __future__ import annotations

from benchmarks.tables.real_table import BuiltinTable

SUPPORT2 = BuiltinTable("support2", "support2")
SUPPORT2_11 = BuiltinTable("support2_11", "support2", ("diabetes", "dementia", "dzgroup", "ca"))
