"""The dashboard as a person starts it, in a home of its own, and what it asks of the network."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
LOOPBACK = ("127.0.0.1", "::1", "localhost")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Whatever a page asks for outside is seen by the test but never found.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
_START_SECONDS = 60.0


def chromium() -> str:
    """Return the path of the browser: ``$CHROMIUM``, or the first known name on the path.

    Raises
    ------
    RuntimeError
        When there is none.
    """
    named = os.environ.get("CHROMIUM")
    found = [named] if named and os.access(named, os.X_OK) else [shutil.which(b) for b in BROWSERS]
    for path in found:
        if path:
            return path
    raise RuntimeError(
        f"The browser tests need Chromium or Chrome. Expected: {', '.join(BROWSERS)} on the PATH, "
        f"or its path in CHROMIUM. Found: none. What to do: run `make chromium`."
    )


@dataclass
class Dashboard:
    """A running server.

    Attributes
    ----------
    contacts
        Addresses outside this machine that the server or one of its workers had a socket to.
    """

    home: Path
    log: Path
    url: str = ""
    contacts: set[str] = field(default_factory=set)
    _process: subprocess.Popen | None = None
    _stopped: threading.Event = field(default_factory=threading.Event)

    def start(self) -> Dashboard:
        """Run ``streamlit run app.py`` on a free port and wait until it is healthy."""
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += ["--server.port", str(port), "--server.headless", "true"]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(self.home),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_healthy()
        threading.Thread(target=self._watch_sockets, daemon=True).start()
        return self

    def stop(self) -> None:
        """End the server and every worker that it started."""
        self._stopped.set()
        for process in reversed(self._processes()):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()

    def asked_outside(self) -> set[str]:
        """Return what server and workers asked of the world outside this machine so far."""
        lines = [
            line
            for file in (self.home / "network").glob("*.txt")
            for line in file.read_text(encoding="utf-8").splitlines()
        ]
        hosts = {line.partition(" ")[2] for line in lines}
        # "None" asks for this machine's own wildcard address; a path is a local socket.
        local = {*LOOPBACK, "None", ""}
        return self.contacts | {h for h in hosts if h not in local and not h.startswith("/")}

    def status(self, run_id: str) -> dict:
        """Return the state of a run as its folder says."""
        text = (self.home / "runs" / run_id / "status.json").read_text(encoding="utf-8")
        return json.loads(text)

    def _processes(self) -> list[psutil.Process]:
        try:
            top = psutil.Process(self._process.pid)
            return [top, *top.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def _watch_sockets(self) -> None:
        while not self._stopped.wait(0.5):
            for process in self._processes():
                with contextlib.suppress(psutil.Error):
                    self.contacts |= {
                        socket_.raddr.ip
                        for socket_ in process.net_connections(kind="inet")
                        if socket_.raddr and socket_.raddr.ip not in LOOPBACK
                    }

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with (
                contextlib.suppress(urllib.error.URLError, ConnectionError),
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as answer,  # noqa: S310 - our own server
            ):
                if answer.read() == b"ok":
                    return
            time.sleep(0.1)
        raise RuntimeError(f"The dashboard did not start; its log:\n{self.log.read_text()}")


def environment(home: Path) -> dict[str, str]:
    """Return the variables of a server with ``home`` that notes what it asks of the network."""
    asked = home / "network"
    asked.mkdir(parents=True, exist_ok=True)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CONSILIUM_", "STREAMLIT_"))}
    paths = [str(ROOT / "tests/browser/audit"), os.environ.get("PYTHONPATH", "")]
    return kept | {
        "CONSILIUM_HOME": str(home),
        "CONSILIUM_DEMO": "support2",
        "NETWORK_LOG": str(asked),
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
