import dataclasses
import math
import typing

import pytest

from mtl_core.errors import StudyError
from mtl_core.schema import (
    EvaluationPlan,
    ExplanationSpec,
    Preset,
    SharingDesign,
    TrainingSpec,
    from_json,
    options_of,
)
from mtl_core.schema.specs import Optimiser, PiecewiseLinear, Schedule

SPECS = [EvaluationPlan, ExplanationSpec, PiecewiseLinear, TrainingSpec]
SPECS += [s for u in (SharingDesign, Optimiser, Schedule) for s in typing.get_args(u)]
OPTIONS = [(spec, name) for spec in SPECS for name in options_of(spec)]


@pytest.mark.parametrize(("spec", "name"), OPTIONS)
def test_an_option_says_what_it_is_and_its_default_lies_inside_its_range(spec, name):
    option = options_of(spec)[name]
    assert option.label
    assert option.help.endswith(".")
    assert option.low <= getattr(spec(), name) <= option.high


@pytest.mark.parametrize("spec", SPECS)
def test_every_number_of_a_spec_is_declared_as_an_option(spec):
    numbers = {f.name for f in dataclasses.fields(spec) if isinstance(f.default, int | float)}
    assert numbers == set(options_of(spec))


@pytest.mark.parametrize(("spec", "name"), OPTIONS)
def test_the_ends_of_a_range_are_allowed_and_what_lies_beyond_is_refused(spec, name):
    option = options_of(spec)[name]
    assert getattr(spec(**{name: option.low}), name) == option.low
    assert getattr(spec(**{name: option.high}), name) == option.high
    for value in (option.low - 1, option.high + 1, math.nan, math.inf):
        with pytest.raises(StudyError, match=f"Option '{name}' is out of range"):
            spec(**{name: value})


def test_a_file_with_an_astronomic_whole_number_gets_the_same_message():
    with pytest.raises(StudyError, match="Option 'seed' is out of range"):
        from_json(EvaluationPlan, '{"seed": 1' + "0" * 400 + "}")


def test_the_quick_look_differs_from_the_full_study_in_its_members_alone():
    quick, full = Preset.QUICK.training, Preset.FULL.training
    assert quick.n_members < full.n_members
    members = {"n_members": full.n_members, "members": full.members}
    assert dataclasses.replace(quick, **members) == full
