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
TITLE_PAGES = [package for package in PACKAGES if package.count(".") == 1]


def explained(thing):
    doc = vars(thing).get("__doc__") if inspect.isclass(thing) else thing.__doc__
    # a dataclass without a docstring is given its signature as one
    return bool(doc) and not doc.startswith(f"{thing.__name__}(")


@pytest.mark.parametrize("package", PACKAGES)
def test_everything_public_has_a_docstring(package):
    module = importlib.import_module(package)
    public = [getattr(module, name) for name in getattr(module, "__all__", [])]
    things = [x for x in public if inspect.isfunction(x) or inspect.isclass(x)]
    assert [thing.__name__ for thing in things if not explained(thing)] == []


@pytest.mark.parametrize("package", TITLE_PAGES)
def test_a_package_says_in_two_paragraphs_what_it_is_and_names_what_is_public(package):
    module = importlib.import_module(package)
    assert (module.__doc__ or "").strip().count("\n\n") >= 1
    assert module.__all__


@pytest.mark.parametrize("package", TITLE_PAGES)
def test_the_title_page_of_a_package_shows_it_at_work(package):
    assert ">>> " in (importlib.import_module(package).__doc__ or "")
