"""``app``: the dashboard in the browser."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from mtl_core.errors import SettingsError
from mtl_core.settings import program_folder


def app(
    *,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of this machine.")] = 8501,
) -> None:
    """Open the dashboard in the browser, on this machine only."""
    script = program_folder() / "app.py"
    if not script.is_file() or find_spec("streamlit") is None:
        raise SettingsError(
            "The dashboard is not installed",
            expected="the package as it is built from the repository, with Streamlit",
            found="no 'app.py' beside the package" if not script.is_file() else "no Streamlit",
            action="install the package again with pip",
        )
    words = [sys.executable, "-m", "streamlit", "run", script.name, "--server.port", str(port)]
    ended = subprocess.run(words, cwd=script.parent, check=False)  # noqa: S603 - our own command
    raise typer.Exit(ended.returncode)
