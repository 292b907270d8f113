"""A deep link must not get round the frame, and the app must stay light."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
HEAVY = ("torch", "shap", "sklearn", "lightgbm", "statsmodels")

OPEN_ALL = """
import json, sys
from streamlit.testing.v1 import AppTest
at = AppTest.from_file("app.py", default_timeout=120)
at.query_params["run"] = sys.argv[1]
at.run()
problems = []
for page in sys.argv[2:]:
    at.switch_page(f"pages/{page}.py").run()
    problems += [page for _ in at.exception]
    if page == "runs":
        at.button(key="open_run").click().run()
loaded = {name.partition(".")[0] for name in sys.modules}
print(json.dumps({"problems": problems, "loaded": sorted(loaded)}))
"""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_page_starts_with_the_guard(path):
    body = ast.parse(path.read_text()).body
    statements = [s for s in body[1:] if not isinstance(s, ast.Import | ast.ImportFrom)]
    assert ast.unparse(statements[0]) == "state.require_shell()"


def test_the_app_never_loads_torch_or_shap_or_scikit_learn(full_run):
    pages = ["runs", *(path.stem for path in PAGES)]
    done = subprocess.run(
        [sys.executable, "-c", OPEN_ALL, full_run.run_id, *pages],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["problems"] == []
    assert "plotly" in seen["loaded"]
    assert not set(HEAVY) & set(seen["loaded"])
