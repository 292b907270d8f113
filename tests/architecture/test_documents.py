"""The documents follow the program: what they name exists, and what exists is named."""

import ast
import re
import tomllib
import typing
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import typer

import mtl_core
from docs import commands
from mtl_core.cli.app import app
from mtl_core.schema import REFERENCES, SharingDesign, options_of

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "assets").rglob("*.md")]
DESIGNS = typing.get_args(SharingDesign) or (SharingDesign,)
ADRS = sorted((ROOT / "docs" / "adr").glob("0*.md"))
COMMAND_LINE = typer.main.get_group(app)
COMMANDS = sorted(name for name, one in COMMAND_LINE.commands.items() if not one.hidden)


def name(path):
    return path.relative_to(ROOT).as_posix()


def requirements(file):
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def finding_codes():
    """Codes of all findings in the core: members of ``FindingCode`` and literals elsewhere."""
    for path in (ROOT / "mtl_core").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name == "FindingCode":
                yield from (a.value.value for a in node.body if isinstance(a, ast.Assign))
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                code = [k.value for k in node.keywords if k.arg == "code"] or node.args[:1]
                if node.func.id == "Finding" and code and isinstance(code[0], ast.Constant):
                    yield code[0].value


@pytest.mark.parametrize("design", DESIGNS)
def test_every_sharing_design_has_a_page_that_states_its_options_and_defaults(design):
    page = re.sub(r"(?<!^)(?=[A-Z])", "_", design.__name__).lower() + ".md"
    text = (ROOT / "docs/methods" / page).read_text(encoding="utf-8")
    defaults = {name: getattr(design(), name) for name in options_of(design)}
    assert [n for n, default in defaults.items() if f"| `{n}` | {default:g} |" not in text] == []


@pytest.mark.parametrize("arm", REFERENCES)
def test_every_reference_model_has_a_line_in_its_page(arm):
    page = (ROOT / "docs/methods/reference_models.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `{arm}` \|", page, re.MULTILINE)


def test_the_page_of_the_command_line_is_what_the_commands_say():
    assert commands.PAGE.read_text(encoding="utf-8") == commands.text()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_a_command_has_words(command):
    options = [p for p in COMMAND_LINE.commands[command].params if p.param_type_name == "option"]
    assert [option.name for option in options if not option.help] == []


def test_the_readme_is_short_and_shows_a_picture():
    assert len(README.splitlines()) <= 150
    assert re.search(r"!\[[^]]+\]\(docs/guide/images/\w+\.png\)", README)


def test_the_example_of_the_readme_is_the_doctest_of_the_package():
    lines = [line for line in (mtl_core.__doc__ or "").splitlines() if line.startswith(">>> ")]
    assert len(lines) <= 10
    (shown,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert shown.split() == " ".join(line.removeprefix(">>> ") for line in lines).split()


def test_every_environment_variable_is_explained():
    files = [
        ROOT / "app.py",
        *(p for t in ("mtl_core", "ui", "pages") for p in (ROOT / t).rglob("*.py")),
    ]
    read = {v for path in files for v in re.findall(r"CONSILIUM_[A-Z_]+", path.read_text("utf-8"))}
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert {variable for variable in read if f"| `{variable}` |" not in page} == set()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`?make ([a-z]+)", README))))
def test_every_make_command_of_the_readme_exists(command):
    assert re.search(rf"^{command}:", MAKEFILE, re.MULTILINE)


@pytest.mark.parametrize("adr", ADRS, ids=name)
def test_every_decision_is_in_the_list_of_decisions(adr):
    assert f"({adr.name})" in (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")


def dead_links(document):
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)
    inside = [link for link in links if "://" not in link]
    return [link for link in inside if not (document.parent / link).exists()]


def test_every_link_inside_the_repository_leads_somewhere():
    dead = {name(document): dead_links(document) for document in DOCUMENTS}
    assert {document: links for document, links in dead.items() if links} == {}


def test_every_finding_is_explained_in_the_guide():
    guide = (ROOT / "docs/guide/findings.md").read_text(encoding="utf-8")
    codes = set(finding_codes())
    assert len(codes) > 5
    assert {code for code in codes if f"\n### {code}\n" not in guide} == set()


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_as_the_constraints_say(file):
    assert set(requirements(file)) <= set(requirements("constraints.txt"))
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in requirements("constraints.txt"))


def test_the_package_asks_for_what_the_requirements_ask_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["dependencies"] == requirements("requirements.txt")


def test_everything_that_the_program_imports_is_required():
    owners = packages_distributions()
    required = {line.split("==")[0].lower() for line in requirements("requirements.txt")}
    files = [ROOT / "app.py"]
    files += [p for top in ("mtl_core", "ui", "pages") for p in (ROOT / top).rglob("*.py")]
    tops = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                tops |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                tops.add((node.module or "").split(".")[0])
    unnamed = {
        top
        for top in tops
        if top in owners and required.isdisjoint(owner.lower() for owner in owners[top])
    }
    assert unnamed == set()


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    source = (ROOT / "mtl_core/__init__.py").read_text(encoding="utf-8")
    assert f'__version__ = "{project["version"]}"' in source
