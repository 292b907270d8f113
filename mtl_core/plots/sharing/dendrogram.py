"""Which tasks join first: the tree of the tasks, the nearest nearest to the names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from mtl_core.plots.look import (
    GREY,
    VIOLET,
    Chart,
    name_rows,
    new_figure,
    plain,
    row_height,
    wrapped,
)
from mtl_core.schema.answers import AffinityReport
from mtl_core.words import counted, few_digits, listed

_PAD = 0.06
"""Room before the first joint and after the last, as a share of the axis."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some tasks as one branch: members, the row it leaves from, and where it begins in points."""

    members: tuple[str, ...]
    row: float
    points: float


def dendrogram(report: AffinityReport) -> Chart:
    """Draw the tree of the tasks: those that help each other most join first, on the left.

    Branches inside a suggested group are thick; a dashed line marks where the tree is cut when the
    suggested groups are a cut of it.

    Parameters
    ----------
    report
        With merges: at least two tasks.
    """
    order = leaf_order(report)
    joints = [100 * merge.gain for merge in report.merges]
    room = _room(report)
    parts = _parts(report, order, start=max(joints) + room)
    names = [wrapped(task, 20) for task in order]
    figure = new_figure(
        height=140 + row_height(names, smallest=30) * len(order),
        x_title="Mean gain between the parts that join,<br>points; the further left, the nearer",
    )
    _draw_branches(figure, report, parts)
    cut = cut_points(report)
    if cut is not None:
        _draw_cut(figure, cut, len(order))
    name_rows(figure, names)
    figure.update_layout(
        xaxis={
            "range": [max(joints) + room, min(joints) - room],
            "fixedrange": True,
            "nticks": 6,
        },
        yaxis={"fixedrange": True},
    )
    reading = _reading(report, parts, cut)
    alt = f"Tree of {counted(len(order), 'task')}. {_alt(parts, len(order))}"
    return Chart(figure, "Which tasks join first", alt, reading, _table(parts, len(order)))


def leaf_order(report: AffinityReport) -> list[str]:
    """Order the tasks so that no branches cross; of two parts that with the first task leads."""
    members = [[place] for place in range(len(report.tasks))]
    for merge in report.merges:
        pair = sorted((members[merge.left], members[merge.right]), key=min)
        members.append([*pair[0], *pair[1]])
    return [report.tasks[place] for place in members[-1]]


def cut_points(report: AffinityReport) -> float | None:
    """Return where a line across the tree leaves the suggested groups, in points, if one does.

    ``None`` when no line does, and for one group of all, which needs none.
    """
    groups = [frozenset(group) for group in report.suggestion.groups]
    if len(groups) == 1:
        return None
    inner: list[float] = []
    outer: list[float] = []
    made = {frozenset([task]) for task in report.tasks}
    for part in _parts(report, report.tasks, start=0.0)[len(report.tasks) :]:
        members = frozenset(part.members)
        made.add(members)
        (inner if any(members <= group for group in groups) else outer).append(part.points)
    if not made.issuperset(groups):
        return None
    if not inner:
        return max(outer) + _room(report) / 2
    return (min(inner) + max(outer)) / 2 if min(inner) > max(outer) else None


def _room(report: AffinityReport) -> float:
    """Points that are kept free before the first joint and after the last."""
    joints = [100 * merge.gain for merge in report.merges]
    return _PAD * max(max(joints) - min(joints), *map(abs, joints), 1e-6)


def _parts(report: AffinityReport, order: Sequence[str], start: float) -> list[_Part]:
    """Return all parts of the tree: the tasks in the order of the report, then every merge."""
    parts = [_Part((task,), float(order.index(task)), start) for task in report.tasks]
    for merge in report.merges:
        left, right = sorted((parts[merge.left], parts[merge.right]), key=lambda part: part.row)
        members = (*left.members, *right.members)
        parts.append(_Part(members, (left.row + right.row) / 2, 100 * merge.gain))
    return parts


def _draw_branches(figure: go.Figure, report: AffinityReport, parts: Sequence[_Part]) -> None:
    groups = [set(group) for group in report.suggestion.groups] if _has_groups(report) else []
    n_tasks = len(report.tasks)
    for merge, joined in zip(report.merges, parts[n_tasks:], strict=True):
        left, right = parts[merge.left], parts[merge.right]
        inside = any(group.issuperset(joined.members) for group in groups)
        figure.add_scatter(
            x=np.array([left.points, joined.points, joined.points, right.points]),
            y=np.array([left.row, left.row, right.row, right.row]),
            mode="lines",
            line={"color": VIOLET if inside else GREY, "width": 4 if inside else 2},
            hoverinfo="skip",
            showlegend=False,
        )
    figure.add_scatter(
        x=np.array([part.points for part in parts[n_tasks:]]),
        y=np.array([part.row for part in parts[n_tasks:]]),
        mode="markers",
        marker={"symbol": "circle", "size": 8, "color": GREY},
        customdata=np.array(
            [
                [plain(listed(part.members, limit=8)), few_digits(part.points, 2)]
                for part in parts[n_tasks:]
            ],
            dtype=object,
        ),
        hovertemplate="%{customdata[0]}<br>join at %{customdata[1]} points<extra></extra>",
        showlegend=False,
    )
    if _has_groups(report):
        figure.add_scatter(
            x=np.array([np.nan]),
            y=np.array([np.nan]),
            mode="lines",
            line={"color": VIOLET, "width": 4},
            name="inside a suggested group",
        )


def _draw_cut(figure: go.Figure, cut: float, n_tasks: int) -> None:
    figure.add_scatter(
        x=np.array([cut, cut]),
        y=np.array([-0.6, n_tasks - 0.4]),
        mode="lines",
        line={"color": VIOLET, "width": 2, "dash": "dash"},
        hoverinfo="skip",
        name="cut into the suggested groups",
    )


def _has_groups(report: AffinityReport) -> bool:
    return 1 < len(report.suggestion.groups) < len(report.tasks)


def _reading(report: AffinityReport, parts: Sequence[_Part], cut: float | None) -> str:
    first, last = parts[len(report.tasks)], parts[-1]
    if first.points <= 0:
        start = "No two tasks help each other."
    else:
        start = f"{' and '.join(first.members)} help each other most and join first."
    end = ""
    if last.points < 0 < first.points:
        end = " The parts that join last do each other harm on average."
    elif last.points > 0:
        end = " All parts help each other on average, also those that join last."
    return f"{start}{end} {_about_groups(report, cut)}"


def _about_groups(report: AffinityReport, cut: float | None) -> str:
    if len(report.suggestion.groups) == 1:
        return "The suggestion is one group of all: no cut of the tree was clearly better."
    if cut is not None:
        return "The suggested groups are a cut of this tree."
    return "The suggested groups are no cut of this tree, which looks at pairs of parts alone."


def _alt(parts: Sequence[_Part], n_tasks: int) -> str:
    joints = [
        f"{listed(p.members, limit=13)} at {few_digits(p.points, 2)} points"
        for p in parts[n_tasks:]
    ]
    return f"Joining in this order: {'; '.join(joints)}."


def _table(parts: Sequence[_Part], n_tasks: int) -> pd.DataFrame:
    lines = [
        (step, ", ".join(part.members), part.points)
        for step, part in enumerate(parts[n_tasks:], start=1)
    ]
    return pd.DataFrame(lines, columns=["step", "tasks_joined", "points"])
