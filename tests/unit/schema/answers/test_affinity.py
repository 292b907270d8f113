from dataclasses import replace

import pytest

from mtl_core.schema import (
    CohortReference,
    CohortSchema,
    ColumnKind,
    Feature,
    Study,
    Task,
    TaskGrouping,
    TaskKind,
)
from mtl_core.schema.answers import SuggestionQuestion


def test_the_thorough_way_trains_every_task_and_pair_in_every_inner_fold():
    names = [f"t{i}" for i in range(7)]
    one = Task("t", TaskKind.BINARY, ("no", "yes"))
    tasks = tuple(replace(one, name=name) for name in names)
    schema = CohortSchema(tasks=tasks, features=(Feature("age", ColumnKind.NUMERIC),))
    study = Study(CohortReference("ward.csv", 2, "f"), schema, TaskGrouping.coarsest(names))
    n_networks, seconds = SuggestionQuestion(thorough=True).effort(study)
    # 7 tasks, 21 pairs, 5 folds, 3 inner folds; the demonstration cohort took 104 s
    assert n_networks == 420
    assert seconds == pytest.approx(104, rel=0.1)
