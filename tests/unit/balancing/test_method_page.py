"""The page on balancing names every method, its options and its source."""

import re
import typing
from pathlib import Path

import pytest

from mtl_core.cli.options import BALANCINGS
from mtl_core.schema import TrainingSpec, from_json, options_of, to_json
from mtl_core.schema.specs import Balancing, Equal

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "methods" / "balancing.md").read_text(encoding="utf-8")
ALL = typing.get_args(Balancing)


def test_every_method_has_a_name_of_its_own_on_the_command_line():
    assert {method.name: method for method in ALL} == BALANCINGS
    assert len(BALANCINGS) == len(ALL)


@pytest.mark.parametrize("method", ALL)
def test_every_method_says_what_it_is_in_one_sentence(method):
    assert method.label[0].isupper()
    assert re.fullmatch(r"[^.]{20,120}\.", method.summary)


@pytest.mark.parametrize("method", ALL)
def test_the_page_names_every_method(method):
    assert f"| `{method.name}` |" in PAGE


@pytest.mark.parametrize("method", ALL)
def test_the_page_states_the_options_and_their_defaults(method):
    defaults = {name: getattr(method(), name) for name in options_of(method)}
    missing = [n for n, value in defaults.items() if f"| `{n}` | {value:g} |" not in PAGE]
    assert missing == []


@pytest.mark.parametrize("method", [method for method in ALL if method is not Equal])
def test_the_page_links_the_source_that_the_spec_cites(method):
    found = re.search(r"\d{4}\.\d{5}", str(method.__doc__))
    assert found is not None
    assert f"arxiv.org/abs/{found.group()}" in PAGE


@pytest.mark.parametrize("method", ALL)
def test_a_method_comes_back_from_json(method):
    spec = TrainingSpec(balancing=method())
    assert from_json(TrainingSpec, to_json(spec)) == spec


def test_a_study_from_before_balancing_has_equal_weights():
    assert from_json(TrainingSpec, "{}").balancing == Equal()
