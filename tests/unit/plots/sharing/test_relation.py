"""The map of a learned relation."""

import numpy as np
import pytest

from mtl_core.plots.sharing import relation_map
from mtl_core.schema import LearnedRelation

TASKS = ("a", "b", "c", "d")
MEANS = ((1.0, 0.1, 0.8, 0.5), (0.1, 1.0, -0.6, 0.4), (0.8, -0.6, 1.0, 0.3), (0.5, 0.4, 0.3, 1.0))


def relation(matrix=MEANS, spread=0.1, unsigned=("d",), n_networks=10):
    size = len(matrix)
    spreads = tuple((spread,) * size for _ in range(size))
    return LearnedRelation(TASKS[:size], matrix, spreads, unsigned, n_networks)


def line(chart, one, other):
    table = chart.table
    pair = {one, other}
    return next(row for row in table.itertuples() if {row.task, row[2]} == pair)


def heatmap(chart):
    return next(trace for trace in chart.figure.data if trace.type == "heatmap")


def test_tasks_that_are_most_alike_are_neighbours():
    rows = [text.split(". ")[1] for text in relation_map(relation()).figure.layout.yaxis.ticktext]
    assert abs(rows.index("a") - rows.index("c")) == 1


def test_signs_say_direction_where_the_networks_agree_and_there_is_one():
    chart = relation_map(relation())
    assert line(chart, "a", "c").sign == "+"
    assert line(chart, "b", "c").sign == "−"
    assert line(chart, "a", "b").sign == "·"  # 0.1 is not beyond 2 x 0.1
    assert line(chart, "a", "d").sign == "±"  # several classes
    assert line(chart, "a", "c").relation == pytest.approx(0.8)
    signs = heatmap(chart).text
    assert (signs == signs.T).all()
    assert (np.diagonal(signs) == "").all()


def test_one_scale_serves_all_maps():
    shown = heatmap(relation_map(relation()))
    assert (shown.zmin, shown.zmax) == (-1, 1)


def test_the_words_name_the_most_alike_and_the_most_opposite():
    chart = relation_map(relation())
    assert "Mean of 10 networks." in chart.reading
    assert "are most alike (+0.80)" in chart.reading
    assert "most opposite (−0.60)" in chart.reading
    assert "a and c: alike" in chart.alt or "c and a: alike" in chart.alt


def test_where_networks_do_not_agree_that_is_said():
    chart = relation_map(relation(spread=5.0))
    assert set(chart.table["sign"]) == {"·"}
    assert "do not agree" in chart.reading


def test_a_single_network_has_no_spread_and_no_sign():
    chart = relation_map(relation(spread=None, n_networks=1))
    assert set(chart.table["sign"]) == {"·"}
    assert "Mean of 1 network." in chart.reading


def test_the_agreement_of_two_networks_is_no_sign():
    assert set(relation_map(relation(spread=0.01, n_networks=2)).table["sign"]) == {"·"}
    assert "+" in set(relation_map(relation(spread=0.01, n_networks=3)).table["sign"])


def test_what_is_unknown_is_empty():
    chart = relation_map(relation(matrix=((None,) * 2,) * 2, unsigned=()))
    assert np.isnan(heatmap(chart).z).all()
    assert set(heatmap(chart).text.ravel()) == {""}
