r"""Checks: what a person should decide about a cohort before anything is learned from it.

A check is a finding and, where one is known, the repair that would settle it. Columns are checked
while they are read; here the whole table is looked at: who can be recognised, which patients occur
twice, which columns give an outcome away.

Checks only look. They change no cell, and no finding carries one.

Examples
--------
>>> from mtl_core.data import read_bytes
>>> table = read_bytes(b"pid,email,age\n1,a@b.org,61\n2,c@d.org,44\n", name="two.csv")
>>> [check.finding.column for check in examine(table) if check.finding.severity == "warning"]
['email']
"""

from mtl_core.checks.dictionary import dictionary_checks, dictionary_labels
from mtl_core.checks.patients import conflicting_labels
from mtl_core.checks.persons import identifiers
from mtl_core.checks.profiling import CohortProfile, examine, profile
from mtl_core.checks.suspects import quarantined, suspects

__all__ = [
    "CohortProfile",
    "conflicting_labels",
    "dictionary_checks",
    "dictionary_labels",
    "examine",
    "identifiers",
    "profile",
    "quarantined",
    "suspects",
]
