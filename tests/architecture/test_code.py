"""Rules of the house that neither the linter nor the type checker knows."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
CORE = sorted((ROOT / "mtl_core").rglob("*.py"))
PAGES = sorted((ROOT / "pages").glob("*.py"))
UI = sorted((ROOT / "ui").rglob("*.py"))
APP = [path for path in [ROOT / "app.py"] if path.exists()]
REST = [p for top in ("tests", "benchmarks", "docs") for p in sorted((ROOT / top).rglob("*.py"))]
SCREEN = [*APP, *PAGES, *UI]
ALL = [*CORE, *SCREEN, *REST]
# turns a bug into exit code 1 without showing the message, which may quote a cell
LAST_LINE_OF_DEFENCE = "mtl_core/cli/app.py"
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


def hides_everything(handler):
    """Whether a handler catches every exception and does not raise it again at its end."""
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    everything = any(
        kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})
        for kind in caught
    )
    last = handler.body[-1]
    return everything and not (isinstance(last, ast.Raise) and last.exc is None)


def calls_print(path):
    calls = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    return [f.lineno for f in calls if isinstance(f, ast.Name) and f.id == "print"]


def touches_session_state(path):
    by_name = [
        node.lineno
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Attribute) and node.attr == "session_state")
        or (isinstance(node, ast.Name) and node.id == "session_state")
    ]
    return [*by_name, *(m for m in imported(path) if m == "streamlit.session_state")]


def insides(path):
    """Files inside rooms of the core that another room imports past the room's title page."""
    for module in imported(path):
        file = ROOT / Path(*module.split(".")).with_suffix(".py")
        room = file.parent
        # single files beside the rooms are public, and values of the schema have no inside
        public = room in {ROOT / "mtl_core", ROOT / "mtl_core" / "schema"}
        if module.startswith("mtl_core.") and file.is_file() and not public:
            # a function may bear the name of the file that holds it
            named = module.rpartition(".")[2] in exported(room)
            if room not in path.parents and not named:
                yield module


def exported(room):
    """Names on the title page of a room of the core."""
    for node in tree(room / "__init__.py").body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def offenders(paths, found):
    """Return what a rule finds in each file, without the files in which it finds nothing."""
    return {name(path): list(found(path)) for path in paths if list(found(path))}


def imports_of(tops):
    return lambda path: [m for m in imported(path) if m.split(".")[0] in tops]


def test_the_rules_look_at_the_whole_program():
    assert len(CORE) > 50
    assert len({path.parent for path in [*CORE, *UI]}) > 50
    assert {"app.py", "pages/start.py", "ui/state.py"} <= {name(path) for path in SCREEN}


def test_a_file_has_at_most_300_lines():
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in ALL}
    assert {file: n for file, n in lengths.items() if n > 300} == {}


def test_no_file_hides_every_exception():
    def hiding(path):
        handlers = [node for node in ast.walk(tree(path)) if isinstance(node, ast.ExceptHandler)]
        return [handler.lineno for handler in handlers if hides_everything(handler)]

    assert offenders([p for p in ALL if name(p) != LAST_LINE_OF_DEFENCE], hiding) == {}


def test_the_core_prints_nothing_outside_the_command_line():
    silent = [path for path in CORE if path.relative_to(ROOT).parts[1] != "cli"]
    assert offenders(silent, calls_print) == {}


def test_session_state_is_touched_in_one_file_only():
    paths = [path for path in [*SCREEN, *CORE] if name(path) != "ui/state.py"]
    assert offenders(paths, touches_session_state) == {}


def test_nothing_imports_a_page_or_the_router():
    pages = {page.stem for page in PAGES} | {"pages", "app"}
    assert offenders([*CORE, *PAGES, *UI], imports_of(pages)) == {}


def test_the_core_imports_no_screen():
    assert offenders(CORE, imports_of({"streamlit", "ui"})) == {}


def test_the_screen_neither_computes_nor_queries():
    assert offenders(SCREEN, imports_of(COMPUTING)) == {}


def test_the_screen_does_no_arithmetic_on_arrays():
    assert offenders(SCREEN, imports_of({"numpy"})) == {}


def test_a_package_is_imported_by_its_title_page_and_not_by_its_insides():
    assert offenders([*CORE, *SCREEN], insides) == {}


def test_a_title_page_names_at_most_sixty_things():
    rooms = [path.parent for path in CORE if path.name == "__init__.py"]
    sizes = {name(room): len(exported(room)) for room in rooms}
    assert {room: n for room, n in sizes.items() if n > 60} == {}


def test_words_and_numbers_are_written_in_one_file():
    words = ROOT / "mtl_core" / "words.py"
    home = {f.name for f in tree(words).body if isinstance(f, ast.FunctionDef)}
    assert {"counted", "listed", "percent", "signed", "with_interval"} <= home
    program = [path for path in (*CORE, *SCREEN) if path != words]
    again = [
        f"{name(path)}: {node.name}"
        for path in program
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.name in home
    ]
    assert again == []
    # who writes the true minus sign for itself decides about it for itself
    signs = [name(path) for path in program if 'replace("-", "−"' in path.read_text("utf-8")]
    assert signs == []


def test_types_of_arrays_are_declared_in_one_file():
    again = [
        name(path)
        for path in (*CORE, *SCREEN)
        for node in tree(path).body
        if path != ROOT / "mtl_core" / "arrays.py"
        and isinstance(node, ast.Assign | ast.AnnAssign)
        and node.value is not None
        and isinstance(node.value, ast.Subscript)
        and "NDArray" in ast.dump(node.value.value)
    ]
    assert again == []


def constants(path):
    """Names and values of the numbers that a file declares at its top level."""
    for node in tree(path).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            yield from ((constant, node.value.value) for constant in names)


def test_every_limit_is_declared_once():
    home = ROOT / "mtl_core" / "limits.py"
    limits = dict(constants(home))
    assert limits["FEWEST_EVENTS"] == 10
    assert limits["EXPLORATORY_EVENTS"] == 50
    assert limits["SMALLEST_COUNT"] == 11  # CMS: no cell of 1 to 10
    again = [
        f"{name(path)}: {constant}"
        for path in (*CORE, *SCREEN)
        if path != home
        for constant, value in constants(path)
        if limits.get(constant.lstrip("_")) == value
        or (value in {10, 50} and "EVENTS" in constant)
        or (value == 11 and "COUNT" in constant)
        or (value == 20 and "SUBGROUP" in constant)
        or value == limits["NORMAL_95"]
    ]
    assert again == []
