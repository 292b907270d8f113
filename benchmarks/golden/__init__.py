"""Golden runs: whether a change of the code left every number as it was.

``record`` runs two real cohorts and a small one through every sharing design, plan of evaluation
and way of balancing, asks finished runs everything that the command line can ask, and keeps a
digest of each file. ``check`` does the same again and names what is different. Only the command
line is used, so that the code below it may be moved at will. Bits depend on processor and
libraries: record on the machine, and at the commit, that a change starts from.

>>> from benchmarks.golden.cases import CASES
>>> len({case.name for case in CASES}) == len(CASES)
True
"""
