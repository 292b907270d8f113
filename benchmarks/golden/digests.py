"""Digests of what a command left behind; seconds, times, folders and the log do not count."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

UNCOUNTED = frozenset({"seconds", "started", "updated", "created", "path", "version"})
"""Keys of JSON whose values differ from run to run."""

SKIPPED = frozenset({"status.json", "events.jsonl", "log.txt", "cohort.json", "run.json"})
"""Files about how a run went, not about what was found."""


def digests_of(folder: Path) -> dict[str, str]:
    """Return a digest for every file of results; JSON has one of numbers and one of words."""
    found: dict[str, str] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.name in SKIPPED:
            continue
        if path.suffix == ".json":
            numbers, words = digests_of_json(json.loads(path.read_text(encoding="utf-8")))
            found[f"{name} numbers"], found[f"{name} words"] = numbers, words
        elif path.suffix == ".parquet":
            found[name] = _of_frame(pd.read_parquet(path))
        else:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:20]
    return found


def digests_of_json(plain: object) -> tuple[str, str]:
    """Return the digest of the numbers with their places, and the digest of the texts."""
    leaves = list(_leaves(plain, ()))
    words = [leaf for leaf in leaves if isinstance(leaf[1], str)]
    numbers = [leaf for leaf in leaves if not isinstance(leaf[1], str)]
    return _of_leaves(numbers), _of_leaves(words)


def _leaves(plain: object, place: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    if isinstance(plain, dict):
        for key in plain.keys() - UNCOUNTED:
            yield from _leaves(plain[key], (*place, str(key)))
    elif isinstance(plain, list):
        for n, item in enumerate(plain):
            yield from _leaves(item, (*place, str(n)))
    else:
        yield "/".join(place), plain


def digest_of_text(text: str) -> str:
    """Return the digest of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _of_leaves(leaves: list[tuple[str, Any]]) -> str:
    return digest_of_text(json.dumps(sorted(leaves, key=lambda leaf: leaf[0]), ensure_ascii=False))


def _of_frame(frame: pd.DataFrame) -> str:
    names = list(frame.columns)
    whole = [
        frame[name].astype(str) if frame[name].dtype == object else frame[name] for name in names
    ]
    hashes = pd.util.hash_pandas_object(pd.concat(whole, axis=1).reset_index(drop=True))
    content = hashes.to_numpy().tobytes() + "|".join(map(str, names)).encode()
    return hashlib.sha256(content).hexdigest()[:20]
