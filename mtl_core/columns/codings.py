"""One answer in many spellings, and answers that are neither yes nor no."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from mtl_core.columns.answers import FAMILIES, UNCLEAR, folded
from mtl_core.columns.kinds import MOST_LEVELS
from mtl_core.columns.missing_codes import MISSING_SUSPECTS
from mtl_core.columns.names import names_person
from mtl_core.columns.raw import is_number, number_of
from mtl_core.columns.rule import RepairRule
from mtl_core.columns.wording import check_of
from mtl_core.schema import FindingCode
from mtl_core.schema.repairs import Coding, MissingCodes, OneCoding
from mtl_core.words import counted, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mtl_core.columns.answers import Family
    from mtl_core.columns.raw import RawColumn
    from mtl_core.columns.typed import TypedColumn
    from mtl_core.schema import Check

MOST_SPELLINGS = 200
"""A column with more different texts is no list of answers."""

FEWEST_ROWS = 5
"""Spellings that no vocabulary knows are merged only where they have this many rows together."""


def coded(raw: RawColumn, repair: OneCoding, decimal: str) -> RawColumn:
    """Write each spelling of an answer as its label; other cells stay.

    A code that is a number also stands for other spellings of that number (1 for 1.0). With labels
    that are no numbers the column holds categories.
    """
    labels = {text: coding.label for coding in repair.codings for text in coding.spellings}
    codes = {float(t): label for t, label in labels.items() if is_number(t, ".")}
    texts = [labels.get(text) or _by_number(text, codes, decimal) for text in raw.texts]
    worded = any(not is_number(label, ".") for label in set(labels.values()).intersection(texts))
    return raw.respelt(texts, named=raw.named or worded)


def family_of(raw: RawColumn) -> Family | None:
    """Return the vocabulary whose two answers a column gives, beside words for 'not known'."""
    if not 2 <= len(raw.values) <= MOST_SPELLINGS:
        return None
    words = _answers(raw)
    for family in FAMILIES:
        known = frozenset().union(*family.values())
        both = all(words & spellings for spellings in family.values())
        if both and all(word in known or _is_unclear(word) for word in words):
            return family
    return None


def check_spellings(column: TypedColumn, family: Family | None) -> list[Check]:
    """Ask whether spellings that differ are one answer.

    Parameters
    ----------
    family
        The vocabulary of the column's two answers, as :func:`family_of` finds it.
    """
    raw = column.raw
    if not 2 <= len(raw.values) <= MOST_SPELLINGS or names_person(raw.name):
        return []
    groups = _by_case(raw) if family is None else _by_family(raw, family)
    merged = {label: texts for label, texts in groups.items() if len(texts) > 1}
    if not merged:
        return []
    # With a vocabulary both answers get its words, so that they belong together.
    chosen = groups if family is not None else merged
    codings = tuple(Coding(label, tuple(sorted(texts))) for label, texts in chosen.items())
    n = sum(map(len, merged.values()))
    verb = "is" if len(merged) == 1 else "are"
    return [
        check_of(
            FindingCode.MANY_SPELLINGS,
            raw.name,
            f"{counted(len(merged), 'answer')} of '{raw.name}' {verb} spelt in {n} ways.",
            "Accept to make them one each; refuse if the spellings mean different things.",
            OneCoding(raw.name, codings),
        )
    ]


def check_unclear(column: TypedColumn, family: Family | None) -> list[Check]:
    """Ask about answers beside two opposite ones that are neither of them."""
    raw = column.raw
    if family is None:
        return []
    unclear = tuple(sorted(text for text in raw.texts if folded(text) in UNCLEAR))
    n = raw.n_cells([text in unclear for text in raw.texts])
    if not n:
        return []
    return [
        check_of(
            FindingCode.UNCLEAR_ANSWERS,
            raw.name,
            f"{counted(n, 'cell')} of '{raw.name}' {'is' if n == 1 else 'are'} neither "
            f"{' nor '.join(family)}.",
            "Accept to make them missing; refuse to keep them as an answer of their own. They "
            "never become one of the two.",
            MissingCodes(raw.name, unclear),
        )
    ]


def _answers(raw: RawColumn) -> frozenset[str]:
    """Return the folded texts; marks such as ``-`` and ``+`` are what is left of themselves."""
    return frozenset(folded(text) or text for text in raw.texts if text)


def _is_unclear(word: str) -> bool:
    return word in UNCLEAR or word in MISSING_SUSPECTS or f"{word}." in MISSING_SUSPECTS


def _by_family(raw: RawColumn, family: Family) -> Mapping[str, list[str]]:
    return {
        label: [text for text in raw.texts if folded(text) in spellings]
        for label, spellings in family.items()
    }


def _by_case(raw: RawColumn) -> Mapping[str, list[str]]:
    """Group texts that differ only in case, accents, spaces or a full stop.

    The most frequent of them is the label.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for i, text in enumerate(raw.texts):
        if raw.value_mask[i] and (fold := folded(text)):
            groups[fold].append(i)
    if len(groups) > MOST_LEVELS:
        return {}
    counts = raw.counts
    enough = [
        group
        for fold, group in groups.items()
        if len(group) > 1
        and counts[group].sum() >= FEWEST_ROWS
        and _same_accents(fold, [raw.texts[i] for i in group])
    ]
    return {raw.texts[g[int(np.argmax(counts[g]))]]: [raw.texts[i] for i in g] for g in enough}


def _same_accents(fold: str, texts: Sequence[str]) -> bool:
    """Whether accents were at most left out: ``e`` is another spelling of ``é``, ``è`` is not."""
    accented = {folded(text, accents=True) for text in texts}
    return len(accented - {fold}) <= 1


def _by_number(text: str, codes: Mapping[float, str], decimal: str) -> str:
    number = number_of(text, decimal) if codes else None
    return text if number is None else codes.get(number, text)


REPAIRS = (
    RepairRule(
        OneCoding,
        code=lambda _: FindingCode.MANY_SPELLINGS,
        sentence=lambda repair, columns: (
            f"Spellings of {quoted([c.label for c in repair.codings])} were made one in {columns}."
        ),
        apply=coded,
    ),
)
