"""The command line: ``python -m mtl_core profile | scan | run | explain``.

It does all that the dashboard does, and the dashboard's runs are started with the same command that
a person would type. Exit code 0 is success, 2 bad input with one message on standard error
that says what was expected, what was found and what to do, 130 a run that a person stopped, and 1
a bug. Progress goes to standard error and ``--quiet`` silences it.

Examples
--------
>>> execute(["run", "nowhere.csv", "--out", "out"])
2
"""

from mtl_core.cli.app import execute, main
from mtl_core.cli.engine import Engine

__all__ = ["Engine", "execute", "main"]
