r"""Pooling: several cohorts, with other labels and other columns, as one table.

Columns go together by name. A label or feature that one file does not have is missing for its
patients, the patients of different files are different patients, and a new column says which site a
row is from. Units, spellings, codes and orders of dates that differ between the files are found and
told; each is settled only when a person accepts it.

No value is invented: a cell of the pooled table is the cell of its file, or it is missing.

Examples
--------
>>> north = b"pid,age,died\n1,61,0\n2,75,1\n"
>>> south = b"pid;age;sepsis\n1;44;1\n"
>>> pooled = pool_files([("north.csv", north), ("south.csv", south)])
>>> print(pooled.content.decode().replace("\r", ""))
site,pid,age,died,sepsis
north,north/1,61,0,
north,north/2,75,1,
south,south/1,44,,1
<BLANKLINE>
>>> [check.finding.column for check in pooled.checks]
['died', 'sepsis']
"""

from mtl_core.pooling.conflicts import Conflict, Consent
from mtl_core.pooling.parts import Part
from mtl_core.pooling.pool import Match, PooledCohort, pool, pool_files

__all__ = ["Conflict", "Consent", "Match", "Part", "PooledCohort", "pool", "pool_files"]
