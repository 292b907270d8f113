"""Every package has a title page, and everything on it is explained."""

import importlib
import inspect
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = [
    ".".join(init.relative_to(ROOT).parent.parts)
    for top in ("mtl_core", "ui")
    for init in sorted((ROOT / top).rglob("__init__.py"))
]
TITLE_PAGES = [package for package in PACKAGES if package.count(".") == 1 and "mtl_core" in package]


def explained(thing):
    doc = vars(thing).get("__doc__") if inspect.isclass(thing) else thing.__doc__
    # a dataclass without a docstring is given its signature as one
    return bool(doc) and not doc.startswith(f"{thing.__name__}(")


def unexplained(package):
    module = importlib.import_module(package)
    public = [getattr(module, name) for name in getattr(module, "__all__", [])]
    things = [x for x in public if inspect.isfunction(x) or inspect.isclass(x)]
    return [f"{package}.{thing.__name__}" for thing in things if not explained(thing)]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_room_says_what_it_is_for(package):
    assert (importlib.import_module(package).__doc__ or "").strip()


def test_everything_public_has_a_docstring():
    assert [thing for package in PACKAGES for thing in unexplained(package)] == []


@pytest.mark.parametrize("package", TITLE_PAGES)
def test_a_title_page_has_two_paragraphs_an_example_and_a_list_of_what_is_public(package):
    module = importlib.import_module(package)
    text = (module.__doc__ or "").strip()
    assert text.count("\n\n") >= 1
    assert ">>> " in text
    assert module.__all__
