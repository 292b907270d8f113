"""Marks with an order: ``neg``, ``trace``, ``+``, ``++``; none, mild, moderate, severe."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from mtl_core.columns.answers import UNCLEAR
from mtl_core.columns.missing_codes import MISSING_SUSPECTS
from mtl_core.columns.rule import RepairRule
from mtl_core.columns.wording import check_of
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import OrderedMarks
from mtl_core.words import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mtl_core.columns.raw import RawColumn
    from mtl_core.columns.typed import TypedColumn
    from mtl_core.schema import Check

Scale: TypeAlias = tuple[tuple[str, ...], ...]
"""Marks from the lowest to the highest; each in its spellings, in lower case."""

DIPSTICK: Scale = (
    ("-", "neg", "negative", "neg.", "(-)", "0", "nil", "none", "absent"),
    ("trace", "tr", "tr.", "traces", "+-", "+/-", "±", "(+)", "-/+"),
    ("+", "1+", "+1"),
    ("++", "2+", "+2"),
    ("+++", "3+", "+3"),
    ("++++", "4+", "+4"),
)
SEVERITY: Scale = (
    ("none", "no", "absent", "nil", "normal"),
    ("trivial", "minimal", "trace"),
    ("mild", "slight", "light"),
    ("moderate", "medium"),
    ("severe", "marked"),
    ("very severe", "critical", "life-threatening"),
)
FREQUENCY: Scale = (
    ("never",),
    ("rarely", "seldom"),
    ("sometimes", "occasionally"),
    ("often", "frequently"),
    ("always",),
)
ROMAN: Scale = (("i",), ("ii",), ("iii",), ("iv",), ("v",))
SCALES = (DIPSTICK, SEVERITY, FREQUENCY, ROMAN)

_TELLING = (
    frozenset({1, 2, 3, 4, 5}),
    frozenset({2, 3, 4}),
    frozenset({1, 2, 3}),
    frozenset({1, 2, 3}),
)
"""Ranks of each scale of which at least two must occur: -, + alone are just two answers."""

FEWEST_MARKS = 3
"""Fewer different marks have no order worth keeping."""

MOST_SPELLINGS = 50
"""A column with more different texts is no scale."""


def ordered(raw: RawColumn, repair: OrderedMarks) -> RawColumn:
    """Write each mark as its rank in the order of the repair, from 0, whatever its spelling."""
    ranks = {mark.lower(): str(i) for i, mark in enumerate(repair.marks)}
    scale = _scale_of_words(tuple(ranks))
    if scale is not None:
        by_rank = {scale[mark]: i for mark, i in ranks.items()}
        ranks = {mark: by_rank[rank] for mark, rank in scale.items() if rank in by_rank} | ranks
    return raw.respelt([ranks.get(text.lower(), text) for text in raw.texts])


def scale_of(column: TypedColumn) -> Mapping[str, int] | None:
    """Return the rank of each spelling of the scale that a column's answers belong to, if any.

    Words that may mean 'missing' or 'unclear' are no answers here unless they are on the scale.
    """
    if not FEWEST_MARKS <= len(column.raw.values) <= MOST_SPELLINGS:
        return None
    words = {text.lower() for text in column.raw.values}
    for scale, telling in zip(SCALES, _TELLING, strict=True):
        ranks = _ranks(scale)
        on_scale = {word for word in words if word in ranks}
        found = {ranks[word] for word in on_scale}
        enough = len(found) >= FEWEST_MARKS and len(found & telling) >= 2
        if enough and words - on_scale <= MISSING_SUSPECTS | UNCLEAR:
            return ranks
    return None


def order_of_words(words: Sequence[str]) -> tuple[str, ...] | None:
    """Put words in the order of the usual scale that holds them all, each with a rank of its own.

    >>> order_of_words(["severe", "Mild", "none"])
    ('none', 'Mild', 'severe')
    """
    ranks = _scale_of_words(tuple(word.lower() for word in words))
    if ranks is None or len({ranks[word.lower()] for word in words}) < len(words):
        return None
    return tuple(sorted(words, key=lambda word: ranks[word.lower()]))


def check_ordered_marks(column: TypedColumn, scale: Mapping[str, int]) -> list[Check]:
    """Ask whether the marks of a column are amounts, given their ranks."""
    raw = column.raw
    first: dict[int, str] = {}
    for text in raw.values:
        if text.lower() in scale:
            first.setdefault(scale[text.lower()], text.lower())
    marks = tuple(first[rank] for rank in sorted(first))
    n = raw.n_cells([text.lower() in scale for text in raw.texts])
    return [
        check_of(
            FindingCode.ORDERED_MARKS,
            raw.name,
            f"{counted(n, 'cell')} of '{raw.name}' {'holds' if n == 1 else 'hold'} one of "
            f"{len(marks)} marks that have an order.",
            f"Accept to read them as 0 to {len(marks) - 1}; refuse to keep them as categories.",
            OrderedMarks(raw.name, marks),
        )
    ]


def _scale_of_words(words: tuple[str, ...]) -> Mapping[str, int] | None:
    for scale in SCALES:
        ranks = _ranks(scale)
        if all(word in ranks for word in words):
            return ranks
    return None


def _ranks(scale: Scale) -> Mapping[str, int]:
    return {word: rank for rank, spellings in enumerate(scale) for word in spellings}


REPAIRS = (
    RepairRule(
        OrderedMarks,
        code=lambda _: FindingCode.ORDERED_MARKS,
        sentence=lambda repair, columns: (
            f"In {columns}, the marks {quoted(repair.marks)} were read as 0, 1, 2 and so on."
        ),
        apply=lambda raw, repair, _: ordered(raw, repair),
    ),
)
