"""Answers that mean the same in many spellings, and answers that mean neither yes nor no."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TypeAlias

Family: TypeAlias = Mapping[str, frozenset[str]]
"""The two opposite answers of a question, each with its spellings as :func:`folded` gives them."""

YES_NO: Family = {
    "yes": frozenset(
        {"yes", "y", "yep", "true", "t", "1", "1.0", "ja", "j", "oui", "si", "sim", "da"}
        | {"wahr", "vrai", "verdadero", "vero"}
    ),
    "no": frozenset(
        {"no", "n", "nope", "false", "f", "0", "0.0", "nein", "non", "nao", "nee", "niet", "nej"}
        | {"falsch", "faux", "falso"}
    ),
}
POSITIVE_NEGATIVE: Family = {
    "positive": frozenset(
        {"positive", "pos", "+", "positiv", "positif", "positivo", "present", "detected"}
        | {"reactive", "1", "1.0"}
    ),
    "negative": frozenset(
        {"negative", "neg", "-", "negativ", "negatif", "negativo", "absent", "not detected"}
        | {"nonreactive", "non-reactive", "non reactive", "0", "0.0"}
    ),
}
SEX: Family = {
    "female": frozenset(
        {"female", "f", "fem", "woman", "girl", "w", "weiblich", "frau", "femme", "feminin"}
        | {"mujer", "femenino", "feminino", "femmina"}
    ),
    "male": frozenset(
        {"male", "m", "man", "boy", "mannlich", "maennlich", "mann", "homme", "masculin"}
        | {"hombre", "masculino", "maschio"}
    ),
}
FAMILIES: tuple[Family, ...] = (YES_NO, POSITIVE_NEGATIVE, SEX)

UNCLEAR = frozenset(
    {"equivocal", "pending", "indeterminate", "inconclusive", "borderline", "unclear", "uncertain"}
    | {"undetermined", "not determined", "not sure", "unsure", "questionable", "doubtful", "n/d"}
    | {"nd", "invalid", "awaited", "awaiting", "unknown", "don't know", "dont know", "maybe"}
    | {"possible", "probable", "suspected", "likely", "ambiguous"}
    | {"not clear", "to follow", "unklar", "fraglich", "ausstehend", "grenzwertig"}
)
"""Answers, in lower case, that are neither of two answers and may never become one of them."""


def folded(text: str, *, accents: bool = False) -> str:
    """Return a text without case, accents, quotation marks, repeated spaces and a final full stop.

    Parameters
    ----------
    accents
        Whether accents are kept.

    Examples
    --------
    >>> folded(" Männlich. "), folded("New   York")
    ('mannlich', 'new york')
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    if not accents:
        bare = "".join(mark for mark in bare if not unicodedata.combining(mark))
    return " ".join(bare.replace('"', " ").split()).rstrip(". ")
