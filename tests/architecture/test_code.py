"""Rules of the house that neither the linter nor the type checker knows."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = sorted((ROOT / "mtl_core").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
UI = sorted((ROOT / "ui").rglob("*.py"))
APP = [path for path in [ROOT / "app.py"] if path.exists()]
REST = [p for top in ("tests", "benchmarks", "docs") for p in sorted((ROOT / top).rglob("*.py"))]
SCREEN = [*APP, *PAGES, *UI]
ALL = [*CORE, *SCREEN, *REST]
COMPUTING = {"torch", "shap", "sklearn", "sqlalchemy", "lightgbm", "statsmodels", "scipy"}


def name(path):
    return path.relative_to(ROOT).as_posix()


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path):
    """Dotted names of all modules that a file imports, inside functions too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} has a relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def catches_everything(handler):
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})
        for kind in caught
    )


@pytest.mark.parametrize("path", ALL, ids=name)
def test_a_file_has_at_most_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_file_catches_every_exception(path):
    handlers = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
    assert [node.lineno for node in handlers if catches_everything(node)] == []


@pytest.mark.parametrize(
    "path",
    [path for path in CORE if "cli" not in name(path).removesuffix(".py").split("/")],
    ids=name,
)
def test_the_core_prints_nothing_outside_the_command_line(path):
    calls = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    assert [f.lineno for f in calls if isinstance(f, ast.Name) and f.id == "print"] == []


@pytest.mark.parametrize(
    "path", [path for path in [*SCREEN, *CORE] if name(path) != "ui/state.py"], ids=name
)
def test_session_state_is_touched_in_one_file_only(path):
    touched = [
        node.lineno
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Attribute) and node.attr == "session_state")
        or (isinstance(node, ast.Name) and node.id == "session_state")
    ]
    assert touched == []
    assert "streamlit.session_state" not in set(imported(path))


@pytest.mark.parametrize("path", [*CORE, *PAGES, *UI], ids=name)
def test_nothing_imports_a_page_or_the_router(path):
    pages = {page.stem for page in PAGES} | {"pages", "app"}
    assert {module for module in imported(path) if module.split(".")[0] in pages} == set()


@pytest.mark.parametrize("path", CORE, ids=name)
def test_the_core_imports_no_screen(path):
    assert {m for m in imported(path) if m.split(".")[0] in {"streamlit", "ui"}} == set()


@pytest.mark.parametrize("path", SCREEN, ids=name)
def test_the_screen_neither_computes_nor_queries(path):
    assert {m for m in imported(path) if m.split(".")[0] in COMPUTING} == set()


@pytest.mark.parametrize("path", [*CORE, *SCREEN], ids=name)
def test_a_package_is_imported_by_its_title_page_and_not_by_its_insides(path):
    packages = {init.parent.name for init in (ROOT / "mtl_core").glob("*/__init__.py")}
    own = path.relative_to(ROOT).parts[1] if name(path).startswith("mtl_core/") else ""
    insides = set()
    for module in imported(path):
        parts = module.split(".")
        inside = parts[0] == "mtl_core" and len(parts) > 2 and parts[1] in packages - {own}
        folder = ROOT / Path(*parts)
        if inside and (folder.is_dir() or folder.with_suffix(".py").is_file()):
            insides.add(module)
    assert insides == set()
