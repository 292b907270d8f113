"""Importing is free: torch and its like are loaded by the parts that compute, when they compute."""

import graphlib
import json
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
LIGHT = ["schema", "settings", "errors", "data", "evaluation", "plots", "storage", "jobs", "cli"]
HEAVY = {"torch", "shap", "sklearn", "lightgbm", "statsmodels", "numba"}


def exists(module):
    path = ROOT / Path(*module.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def loaded_by(*modules):
    """Return the top-level modules that a fresh interpreter holds after importing ``modules``."""
    code = f"import json, sys, {', '.join(modules)}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return {module.split(".")[0] for module in json.loads(done.stdout.splitlines()[-1])}


@pytest.mark.parametrize(
    "module", ["mtl_core", *(f"mtl_core.{n}" for n in LIGHT if exists(f"mtl_core.{n}"))]
)
def test_importing_a_light_part_loads_nothing_heavy_and_no_screen(module):
    assert loaded_by(module) & (HEAVY | {"streamlit"}) == set()


def test_importing_the_whole_screen_loads_nothing_that_computes():
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted((ROOT / "ui").rglob("*.py"))
    ]
    assert loaded_by("streamlit", *modules) & HEAVY == set()


def test_no_module_imports_itself_by_way_of_others():
    graph = grimp.build_graph("mtl_core", "ui")
    imports = {m: graph.find_modules_directly_imported_by(m) for m in graph.modules}
    assert len(list(graphlib.TopologicalSorter(imports).static_order())) == len(imports) > 500
