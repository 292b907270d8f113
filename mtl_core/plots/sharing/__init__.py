"""Figures of the Sharing page: groupings, affinities, learned relations."""

from mtl_core.plots.sharing.affinity import affinity_map
from mtl_core.plots.sharing.dendrogram import dendrogram
from mtl_core.plots.sharing.grouping import grouping_diagram
from mtl_core.plots.sharing.relation import relation_map
from mtl_core.plots.sharing.similarity import similarity_map

__all__ = [
    "affinity_map",
    "dendrogram",
    "grouping_diagram",
    "relation_map",
    "similarity_map",
]
