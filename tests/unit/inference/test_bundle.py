"""A bundle is the ensemble: written and read back it predicts the same bits."""

import dataclasses
import json

import numpy as np
import pytest
import torch

from mtl_core.errors import StorageError
from mtl_core.inference import bundle_files, read_bundle


def test_an_ensemble_read_back_predicts_the_same_bits(ensemble, frame):
    again = read_bundle(bundle_files(ensemble))
    assert np.array_equal(again.predict(frame), ensemble.predict(frame))
    assert again.layout == ensemble.layout
    assert again.design == ensemble.design
    assert again.preprocessors == ensemble.preprocessors


def test_the_same_ensemble_gives_the_same_bytes(ensemble):
    assert bundle_files(ensemble) == bundle_files(ensemble)


def test_a_bundle_is_two_files_and_one_of_them_is_json_for_people(ensemble):
    files = bundle_files(ensemble)
    assert sorted(files) == ["manifest.json", "weights.safetensors"]
    manifest = json.loads(files["manifest.json"])
    assert [task["name"] for task in manifest["tasks"]] == ["died", "stay", "stage"]


@pytest.mark.parametrize("name", ["manifest.json", "weights.safetensors"])
def test_a_bundle_without_one_of_its_files_is_refused_with_its_name(ensemble, name):
    files = bundle_files(ensemble)
    del files[name]
    with pytest.raises(StorageError) as error:
        read_bundle(files)
    assert name in error.value.found


@pytest.mark.parametrize("name", ["manifest.json", "weights.safetensors"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]"])
def test_a_damaged_file_is_refused_with_a_message(ensemble, name, content):
    with pytest.raises(StorageError):
        read_bundle(bundle_files(ensemble) | {name: content})


def test_a_bundle_of_another_format_is_refused(ensemble):
    files = bundle_files(ensemble)
    manifest = json.loads(files["manifest.json"]) | {"format": 99}
    with pytest.raises(StorageError, match="another format"):
        read_bundle(files | {"manifest.json": json.dumps(manifest).encode()})


@pytest.mark.parametrize("part", ["tasks", "design", "groups", "preprocessors"])
def test_a_bundle_whose_manifest_lacks_a_part_is_refused(ensemble, part):
    files = bundle_files(ensemble)
    manifest = json.loads(files["manifest.json"])
    del manifest[part]
    with pytest.raises(StorageError, match="parts are missing"):
        read_bundle(files | {"manifest.json": json.dumps(manifest).encode()})


def test_a_bundle_of_format_1_is_read_as_networks_whose_gains_do_nothing(ensemble, frame):
    # What format 1 wrote is what format 2 writes less the gains, which it did not know.
    plain = [
        dataclasses.replace(
            group,
            parameters={
                name: torch.zeros_like(tensor) if name.endswith("gains") else tensor
                for name, tensor in group.parameters.items()
            },
        )
        for group in ensemble.groups
    ]
    without = [
        dataclasses.replace(
            group,
            parameters={n: t for n, t in group.parameters.items() if not n.endswith("gains")},
        )
        for group in ensemble.groups
    ]
    files = bundle_files(dataclasses.replace(ensemble, groups=tuple(without)))
    manifest = json.loads(files["manifest.json"]) | {"format": 1}
    old = read_bundle(files | {"manifest.json": json.dumps(manifest).encode()})
    expected = dataclasses.replace(ensemble, groups=tuple(plain)).predict(frame)
    assert np.array_equal(old.predict(frame), expected)
    assert not np.array_equal(old.predict(frame), ensemble.predict(frame))
