"""The page on training names every option with its default, every optimiser and every schedule."""

import typing
from pathlib import Path

import pytest

from mtl_core.schema import TrainingSpec, options_of
from mtl_core.schema.specs import Optimiser, Schedule

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "training.md"
CHOICES = [*typing.get_args(Optimiser), *typing.get_args(Schedule)]


@pytest.mark.parametrize("spec", [TrainingSpec, *CHOICES])
def test_the_page_states_the_defaults(spec):
    text = PAGE.read_text(encoding="utf-8")
    defaults = {name: getattr(spec(), name) for name in options_of(spec)}
    missing = [n for n, value in defaults.items() if f"| `{n}` | {value:g} |" not in text]
    assert missing == []


@pytest.mark.parametrize("choice", CHOICES)
def test_the_page_says_how_each_is_called_on_the_command_line(choice):
    assert f"`{choice.name}`" in PAGE.read_text(encoding="utf-8")
