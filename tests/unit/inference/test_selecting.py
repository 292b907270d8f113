"""The networks of a split, together and one by one, predict what they did in the ensemble."""

import numpy as np
import pytest

from mtl_core.inference import members_of_split, networks_of_split


def test_the_whole_is_the_mean_of_its_splits_where_these_have_as_many_networks(ensemble, frame):
    columns = ensemble.layout.columns("stay")
    parts = [networks_of_split(ensemble, s).predict(frame)[:, columns] for s in (0, 1)]
    whole = ensemble.predict(frame)[:, columns]
    assert np.mean(parts, axis=0) == pytest.approx(whole, rel=1e-6)


def test_the_members_of_a_split_average_to_the_split(ensemble, frame):
    members = members_of_split(ensemble, 0)
    assert len(members) == 1
    assert members[0].predict(frame) == pytest.approx(networks_of_split(ensemble, 0).predict(frame))
    # Two networks of one group and one of the other: as many members as every group has.
    assert len(members_of_split(ensemble, 1)) == 1


def test_a_group_of_two_networks_is_taken_apart(ensemble, frame):
    alone = networks_of_split(ensemble, 1)
    died = alone.layout.columns("died")
    assert [len(group.split_of) for group in alone.groups] == [1, 2]
    (first,) = members_of_split(ensemble, 1)
    assert not np.allclose(first.predict(frame)[:, died], alone.predict(frame)[:, died])
