"""Who plays: every column for itself, or panels of columns that move together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mtl_core.arrays import IntArray
from mtl_core.errors import RunError


def players_of(
    features: Sequence[str], panels: Mapping[str, Sequence[str]] | None = None
) -> tuple[tuple[str, ...], IntArray]:
    """Say who plays, and for which player each column moves.

    Parameters
    ----------
    features
        Columns of the CSV in the order of the codes.
    panels
        Columns by name of a panel; columns of no panel play for themselves.

    Returns
    -------
    Names of the players, in the order of their first columns, and the place of each column's
    player, shape (len(features),).

    Raises
    ------
    RunError
        When a panel is empty or holds an unknown column, two panels hold the same one, or a panel
        has the name of a column outside it.

    Examples
    --------
    >>> names, player_of = players_of(["age", "sys", "dia"], {"pressure": ["sys", "dia"]})
    >>> names, player_of.tolist()
    (('age', 'pressure'), [0, 1, 1])
    """
    panels = panels or {}
    members = [name for own in panels.values() for name in own]
    odd = sorted(set(members) - set(features) | {n for n in members if members.count(n) > 1})
    odd += [panel for panel, own in panels.items() if not own]
    odd += sorted(set(panels) & set(features) - set(members))
    if odd:
        raise RunError(
            "The panels of columns cannot be used",
            expected="panels of at least one column, each a feature of the study, in one panel",
            found=f"unclear: {', '.join(odd)}",
            action="name each column once, and panels unlike other columns",
        )
    panel_of = {name: panel for panel, own in panels.items() for name in own}
    names = [panel_of.get(name, name) for name in features]
    players = tuple(dict.fromkeys(names))
    place = {name: at for at, name in enumerate(players)}
    return players, np.array([place[name] for name in names], dtype=np.int64)
