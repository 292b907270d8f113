"""Every sharing design can be found: by name, in words, and from the README with its page."""

import re
import typing
from pathlib import Path

import pytest

from mtl_core.cli.options import DESIGNS
from mtl_core.schema import SharingDesign

ROOT = Path(__file__).parents[3]
TABLE = (ROOT / "docs" / "methods" / "designs.md").read_text(encoding="utf-8")
ALL = typing.get_args(SharingDesign)


def test_every_design_has_a_name_of_its_own_on_the_command_line():
    assert {design.name: design for design in ALL} == DESIGNS
    assert len(DESIGNS) == len(ALL)


@pytest.mark.parametrize("design", ALL)
def test_every_design_says_what_it_is_in_one_sentence(design):
    assert design.label[0].isupper()
    assert re.fullmatch(r"[^.]{20,120}\.", design.summary)


@pytest.mark.parametrize("design", ALL)
def test_the_table_of_designs_names_every_design_with_its_page(design):
    page = re.sub(r"(?<!^)(?=[A-Z])", "_", design.__name__).lower() + ".md"
    assert (ROOT / "docs" / "methods" / page).is_file()
    assert re.search(rf"^\| \[[^]]+\]\({page}\) \| `{design.name}` \|", TABLE, re.MULTILINE)


@pytest.mark.parametrize("page", ["designs.md", "balancing.md"])
def test_the_readme_leads_to_the_tables(page):
    assert f"](docs/methods/{page})" in (ROOT / "README.md").read_text(encoding="utf-8")
