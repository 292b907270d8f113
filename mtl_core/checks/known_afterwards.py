"""Names that say: this becomes known only with the outcome, or after it.

What a word means depends on its company: a *prior* discharge is history.
"""

from __future__ import annotations

import re

from mtl_core.checks.late_words import LATE_WORDS
from mtl_core.columns import name_words

MOST_WORDS = 8
"""Labels with more words than this are sentences, in which single words mean little."""

_PAST = frozenset(
    {"prior", "previous", "prev", "past", "history", "hx", "family", "fam", "fhx", "father"}
    | {"mother", "parent", "sibling", "before", "baseline", "premorbid", "earlier", "anamnese"}
)
"""Words that put the thing before the prediction, or into another person's life."""

_WHOLE = re.compile(
    r"(?:f?u?stat(?:us)?|event|time|[dsfo]time|futime|outcome|label|target|cens)[0-9]*"
)
_LATER = re.compile(r".*[ _.-][0-9]+d(?:ays?)?", re.IGNORECASE)
_HORIZON = re.compile(r"(?:prg|prob|risk|pred|p)[ _.-]?[0-9]+(?:d|w|m|mo|y|yr)", re.IGNORECASE)


def known_afterwards(name: str) -> str | None:
    """Say by its name what makes a column known too late, if anything does.

    Parameters
    ----------
    name
        Name of a column, or its label in a dictionary.

    Returns
    -------
    What the name is about, in words that complete "by its name, it is about ...", or ``None``.

    Examples
    --------
    >>> known_afterwards("dschdte"), known_afterwards("nasal_discharge")
    ('the discharge', None)
    """
    words = name_words(name)
    if not words or len(words) > MOST_WORDS or not _PAST.isdisjoint(words):
        return None
    for late in LATE_WORDS:
        if late.are_in(words):
            return late.what
    if _WHOLE.fullmatch("".join(words)):
        return "the status or time at the end of follow-up"
    if _HORIZON.fullmatch(name):
        return "another model's or a physician's prognosis"
    return "a time some days later" if _LATER.fullmatch(name) else None
