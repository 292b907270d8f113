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
from mtl_core.storage import fingerprint_of

COHORT = b"age,died\n61,yes\n44,no\n"


@pytest.fixture
def cohort() -> bytes:
    return COHORT


@pytest.fixture
def study() -> Study:
    return Study(
        cohort=CohortReference(name="ward.csv", rows=2, fingerprint=fingerprint_of(COHORT)),
        schema=CohortSchema(
            tasks=(Task("died", TaskKind.BINARY, ("no", "yes")),),
            features=(Feature("age", ColumnKind.NUMERIC),),
        ),
        grouping=TaskGrouping.coarsest(["died"]),
    )
