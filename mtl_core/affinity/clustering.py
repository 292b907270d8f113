"""A tree of the tasks: those that help each other most join first."""

from __future__ import annotations

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform

from mtl_core.arrays import FloatArray
from mtl_core.schema.answers import Merge


def task_tree(gains: FloatArray) -> tuple[Merge, ...]:
    """Join tasks by average linkage (UPGMA; Sokal & Michener 1958), the nearest first.

    Parameters
    ----------
    gains
        ``(n_tasks, n_tasks)``: at ``[i, j]`` what learning task ``i`` does for task ``j``. Two
        tasks are as near as they help each other, the mean of both directions; what could not be
        measured counts as nothing. The diagonal is not read.

    Returns
    -------
    ``n_tasks - 1`` merges with falling gains: the mean over the pairs that the two parts form.

    Examples
    --------
    >>> near = np.array([[0.0, 2.0, -1.0], [2.0, 0.0, -1.0], [-1.0, -1.0, 0.0]])
    >>> [(merge.left, merge.right, merge.gain) for merge in task_tree(near)]
    [(0, 1, 2.0), (2, 3, -1.0)]
    """
    n_tasks = len(gains)
    if n_tasks < 2:
        return ()
    near = np.nan_to_num(gains)
    near = (near + near.T) / 2
    pairs = near[np.triu_indices(n_tasks, k=1)]
    top = float(pairs.max())
    distances = top - near
    np.fill_diagonal(distances, 0.0)
    joined = linkage(squareform(distances, checks=False), method="average")
    return tuple(Merge(int(one), int(other), top - float(far)) for one, other, far, _ in joined)
