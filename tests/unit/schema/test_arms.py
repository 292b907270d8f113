"""One table knows everything about every arm."""

from dataclasses import fields

import pytest

from mtl_core.schema import DEFAULT_REFERENCES, REFERENCES, Arm
from mtl_core.schema.arms import ARM_FACTS, ArmFacts


def test_the_table_has_every_arm_in_the_order_in_which_arms_are_shown():
    assert list(ARM_FACTS) == list(Arm)


@pytest.mark.parametrize("arm", Arm)
def test_all_that_is_told_of_an_arm_has_words(arm):
    told = [field.name for field in fields(ArmFacts) if field.type == "str"]
    empty = {name for name in told if not getattr(arm.facts, name)}
    assert empty == (set() if arm.facts.reference else {"advice"})
    assert arm.facts.time_share > 0


@pytest.mark.parametrize("key", ["label", "description", "stage", "style"])
def test_no_two_arms_share_what_tells_them_apart(key):
    assert len({getattr(arm.facts, key) for arm in Arm}) == len(Arm)


def test_the_networks_are_no_references_and_what_stands_by_default_needs_no_package():
    assert set(Arm) - set(REFERENCES) == {Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.CHAMPION}
    assert DEFAULT_REFERENCES == (Arm.LOGISTIC, Arm.BOOSTING)
    assert all(arm in REFERENCES and arm.facts.package is None for arm in DEFAULT_REFERENCES)
