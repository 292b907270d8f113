"""A trained ensemble as files: a JSON manifest and one safetensors file of weights."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import safetensors.torch
from safetensors import SafetensorError
from torch import Tensor

from mtl_core.data import CategoricalEncoder, ColumnEncoder, NumericEncoder, Preprocessor
from mtl_core.errors import StorageError
from mtl_core.inference.ensemble import Ensemble, GroupNetworks
from mtl_core.inference.upgrades import with_gains
from mtl_core.schema import OutputLayout, SharingDesign, Task, from_plain, to_plain

MANIFEST, WEIGHTS = "manifest.json", "weights.safetensors"

SINGLE_TASK = "single_task."
"""How the names of the single-task networks' files begin; older bundles have none."""

BUNDLE_FORMAT = 2
"""Format 1 knew no gains of encoded columns; it is still read."""

_READABLE = (1, BUNDLE_FORMAT)

_ENCODERS: dict[str, type[NumericEncoder | CategoricalEncoder]] = {
    "numeric": NumericEncoder,
    "categorical": CategoricalEncoder,
}


def bundle_files(ensemble: Ensemble, prefix: str = "") -> dict[str, bytes]:
    """Write an ensemble as files of ``bundle/``: name to bytes, each name begun by ``prefix``."""
    manifest = {
        "format": BUNDLE_FORMAT,
        "tasks": to_plain(ensemble.layout.tasks),
        "design": to_plain(ensemble.design),
        "n_inputs": ensemble.n_inputs,
        "groups": [[task.name for task in group.layout.tasks] for group in ensemble.groups],
        "preprocessors": [_plain_preprocessor(item) for item in ensemble.preprocessors],
    }
    tensors = {"centre": ensemble.centre, "scale": ensemble.scale}
    for number, group in enumerate(ensemble.groups):
        tensors[f"{number}.split_of"] = group.split_of
        for name, tensor in group.parameters.items():
            tensors[f"{number}.parameters.{name}"] = tensor.contiguous()
    return {
        prefix + MANIFEST: (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode(),
        prefix + WEIGHTS: safetensors.torch.save(tensors),
    }


def read_bundle(files: Mapping[str, bytes], prefix: str = "") -> Ensemble:
    """Read an ensemble back from the files of ``bundle/`` whose names begin with ``prefix``.

    Raises
    ------
    StorageError
        When a file is missing, damaged or of another format.
    """
    missing = sorted({prefix + MANIFEST, prefix + WEIGHTS} - set(files))
    if missing:
        raise _unreadable(f"without {' and '.join(missing)}")
    try:
        manifest = json.loads(files[prefix + MANIFEST])
        tensors = safetensors.torch.load(files[prefix + WEIGHTS])
    except (ValueError, SafetensorError):
        raise _unreadable("with a damaged file") from None
    if not isinstance(manifest, dict) or manifest.get("format") not in _READABLE:
        raise _unreadable("of another format")
    try:
        return _ensemble(manifest, tensors)
    except KeyError:
        raise _unreadable("of which parts are missing") from None


def _ensemble(manifest: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> Ensemble:
    layout = OutputLayout.of([from_plain(Task, task) for task in manifest["tasks"]])
    groups = tuple(
        GroupNetworks(
            layout=layout.restricted_to(names),
            parameters={
                name.removeprefix(f"{number}.parameters."): tensor
                for name, tensor in tensors.items()
                if name.startswith(f"{number}.parameters.")
            },
            split_of=tensors[f"{number}.split_of"],
        )
        for number, names in enumerate(manifest["groups"])
    )
    ensemble = Ensemble(
        layout=layout,
        design=from_plain(SharingDesign, manifest["design"]),
        n_inputs=manifest["n_inputs"],
        groups=groups,
        preprocessors=tuple(_read_preprocessor(item) for item in manifest["preprocessors"]),
        centre=tensors["centre"],
        scale=tensors["scale"],
    )
    if manifest["format"] == 1:
        return dataclasses.replace(ensemble, groups=with_gains(ensemble))
    return ensemble


def _plain_preprocessor(preprocessor: Preprocessor) -> dict[str, Any]:
    kinds = {encoder: kind for kind, encoder in _ENCODERS.items()}
    return {
        "dropped": list(preprocessor.dropped),
        "encoders": [
            {"kind": kinds[type(encoder)]} | to_plain(encoder) for encoder in preprocessor.encoders
        ],
    }


def _read_preprocessor(plain: Mapping[str, Any]) -> Preprocessor:
    return Preprocessor(
        encoders=tuple(_read_encoder(dict(item)) for item in plain["encoders"]),
        dropped=tuple(plain["dropped"]),
    )


def _read_encoder(plain: dict[str, Any]) -> ColumnEncoder:
    return from_plain(_ENCODERS[plain.pop("kind")], plain)


def _unreadable(found: str) -> StorageError:
    return StorageError(
        "The trained model cannot be read",
        expected=f"a bundle of format {BUNDLE_FORMAT} with {MANIFEST} and {WEIGHTS}",
        found=f"a bundle {found}",
        action="run the study again",
    )
