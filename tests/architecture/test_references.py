"""Every number is held to something from outside, and the page that says so names real tests."""

import ast
import importlib
import inspect
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from mtl_core.evaluation.arms.arm_measures import NAMES
from mtl_core.schema import PRIMARY, TaskKind
from mtl_core.schema.calibration import CalibrationMethod
from mtl_core.schema.measures import MEASURES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs/methods"
SECTIONS = dict(
    zip(("Yes or no", "Several classes", "Ordered classes", "A number"), TaskKind, strict=True)
)
WORDS = re.compile(r".*(_sentence|_phrase|headline|_in_words)|about_repeats|why_exploratory")
"""Functions that put numbers into words."""
ARRANGING = {
    "changed_sides", "divide", "first_repeat", "foreseen", "lay_out", "recommended_plan",
    "rounded_up", "same_split", "share_tested", "stands_alone",
}  # fmt: skip
"""Functions that sort rows or choose between plans, tested beside their code."""
BY_KEY = {"binary_measures", "multiclass_measures", "ordinal_measures", "regression_measures"}
"""Their numbers have a line each."""


class Line(NamedTuple):
    """One row of a table: what is checked (last of its cells: keys), and by which test."""

    section: str
    what: str
    keys: frozenset[str]
    file: Path
    test: str


@cache
def page(name):
    return (DOCS / name).read_text(encoding="utf-8")


def lines():
    for section in re.split(r"^## ", page("checked_against.md"), flags=re.MULTILINE)[1:]:
        for text in re.findall(r"^\| (.*) \|$", section, re.MULTILINE):
            *what, _, file, test = text.split(" | ")
            if link := re.search(r"\]\((.+)\)", file):
                keys = frozenset(re.findall(r"`([^`]+)`", what[-1]))
                title = section.splitlines()[0]
                yield Line(title, what[0], keys, (DOCS / link[1]).resolve(), test.strip("`"))


LINES = list(lines())


@cache
def names_of_tests(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("part", ["value", "interval"])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_measure_has_its_value_and_its_interval_held_to_something(section, part):
    found = [one.keys for one in LINES if (one.section, one.what) == (section, part)]
    assert frozenset().union(*found) == set(NAMES[SECTIONS[section]])


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.test)
def test_every_line_names_a_test_that_exists(line):
    assert line.test in names_of_tests(line.file)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_test_of_a_measure_speaks_of_it(section):
    for line in LINES:
        if line.section == section:
            said = line.file.read_text(encoding="utf-8")
            assert {key for key in line.keys if not re.search(rf"\b{key}\b", said)} == set()


def public_functions():
    """Functions of the rooms of evaluation that other parts of the program use."""
    paths = [p for top in ("mtl_core", "ui", "pages") for p in (ROOT / top).rglob("*.py")]
    for path in paths:
        if "evaluation" not in path.relative_to(ROOT).parts[:2]:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and "mtl_core.evaluation" in str(node.module):
                    room = importlib.import_module(node.module)
                    named = {alias.name: getattr(room, alias.name) for alias in node.names}
                    yield from (name for name, what in named.items() if inspect.isfunction(what))


def test_every_public_function_that_computes_is_held_to_something():
    functions = set(public_functions())
    keys = frozenset().union(*(line.keys for line in LINES))
    unchecked = functions - keys - ARRANGING - BY_KEY - set(MEASURES)
    assert {name for name in unchecked if not WORDS.fullmatch(name)} == set()
    assert ARRANGING - functions == set()


def test_every_calibration_map_is_held_to_another_program():
    keys = frozenset().union(*(line.keys for line in LINES))
    assert {method.value for method in CalibrationMethod} - keys == set()


@pytest.mark.parametrize("key", list(MEASURES))
def test_every_measure_has_a_definition(key):
    assert re.search(rf"^\|[^|]*`{key}`", page("measures.md"), re.MULTILINE)


@pytest.mark.parametrize("kind", list(TaskKind))
def test_the_primary_measure_of_every_kind_is_marked_in_its_section(kind):
    sections = re.split(r"^## ", page("measures.md"), flags=re.MULTILINE)[1:]
    title = {kind: name for name, kind in SECTIONS.items()}[kind]
    (section,) = (text for text in sections if text.startswith(f"{title}\n"))
    assert f"| `{PRIMARY[kind]}` (primary) |" in section


def test_every_definition_is_of_a_measure_that_exists():
    named = re.findall(r"^\| ((?:`\w+`,? ?)+)", page("measures.md"), re.MULTILINE)
    keys = {key for cell in named for key in re.findall(r"`(\w+)`", cell)}
    assert keys == set(MEASURES) == {key for names in NAMES.values() for key in names}
