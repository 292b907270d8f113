"""Who learns well with whom: pairwise gains of tasks, and the grouping that they suggest.

:func:`quick_affinity` watches one joint run, :func:`thorough_affinity` trains every pair, and
:func:`best_partition` turns either's gains into a grouping that noise cannot better. A suggestion
is a selection: :func:`losses_of_groupings` and :func:`expected_gain` score it on rows that chose
nothing.

Examples
--------
>>> import numpy as np
>>> gains = np.zeros((2, 3, 3))
>>> gains[:, 0, 1] = gains[:, 1, 0] = 1.0
>>> gains[:, :2, 2] = gains[:, 2, :2] = -1.0
>>> best_partition(gains).partition
((0, 1), (2,))
"""

from mtl_core.affinity.clustering import task_tree
from mtl_core.affinity.expected import expected_gain, losses_of_groupings
from mtl_core.affinity.gains import PairwiseGains, standard_error
from mtl_core.affinity.partitions import Partition, adjusted_rand_index, all_partitions
from mtl_core.affinity.quick import quick_affinity, watched_design
from mtl_core.affinity.search import ChosenPartition, best_partition
from mtl_core.affinity.thorough import thorough_affinity

__all__ = [
    "ChosenPartition",
    "PairwiseGains",
    "Partition",
    "adjusted_rand_index",
    "all_partitions",
    "best_partition",
    "expected_gain",
    "losses_of_groupings",
    "quick_affinity",
    "standard_error",
    "task_tree",
    "thorough_affinity",
    "watched_design",
]
