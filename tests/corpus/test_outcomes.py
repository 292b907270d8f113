"""What is odd about an outcome is told once there are tasks; the other tasks go on."""

import pytest

from mtl_core.checks import conflicting_labels, examine, suspects
from mtl_core.data import declare_tasks, read_bytes
from mtl_core.schema import Severity, TaskRequest
from tests.corpus.outcomes import cases

CASES = tuple(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_an_outcome_lacks_or_what_gives_it_away_is_told(case):
    table = read_bytes(case.content, name="x.csv")
    declared = declare_tasks(table, [TaskRequest(name) for name in case.tasks])
    assert declared.refused.keys() == case.refused.keys()
    assert all(words in declared.refused[name] for name, words in case.refused.items())
    assert {t.name for t in declared.tasks} == set(case.tasks) - set(case.refused)
    features = [name for name in table.columns if name not in {"pid", *case.tasks}]
    checks = [
        *examine(table),
        *conflicting_labels(table, "pid", declared.tasks),
        *suspects(table, declared.tasks, features, "pid"),
    ]
    warnings = [c.finding for c in checks if c.finding.severity is Severity.WARNING]
    about = {(str(f.code), f.column) for f in warnings if f.column not in case.refused}
    assert about == set(case.findings)
