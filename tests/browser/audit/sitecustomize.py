"""Loaded by every Python process of the server under test: notes each address that it asks for.

Each process writes to a file of its own in the folder that ``NETWORK_LOG`` names.
"""

import os
import sys
from pathlib import Path

_EVENTS = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}


def _note(event, args):
    if event not in _EVENTS:
        return
    asked = args[1] if event in {"socket.connect", "socket.sendto"} else args[0]
    host = asked[0] if isinstance(asked, tuple) else asked
    with Path(os.environ["NETWORK_LOG"], f"{os.getpid()}.txt").open("a", encoding="utf-8") as log:
        log.write(f"{event} {host}\n")


if "NETWORK_LOG" in os.environ:
    sys.addaudithook(_note)
