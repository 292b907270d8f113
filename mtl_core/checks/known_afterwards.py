"""Names that say: this becomes known only with the outcome, or after it.

The words are those of hospital records in general, as whole words or common abbreviations; no
cohort is known here. What a word means depends on its company: a *prior* discharge is history, and
a nasal discharge is a symptom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtl_core.columns import name_words

MOST_WORDS = 8
"""Labels with more words than this are sentences, in which single words mean little."""

_PAST = frozenset(
    {"prior", "previous", "prev", "past", "history", "hx", "family", "fam", "fhx", "father"}
    | {"mother", "parent", "sibling", "before", "baseline", "premorbid", "anamnese", "earlier"}
)
"""Words that put the thing before the prediction, or into another person's life."""

_SECRETION = frozenset(
    {"nasal", "vaginal", "urethral", "ear", "eye", "nipple", "wound", "purulent", "penile"}
)
_LUNG = frozenset({"fev", "fvc", "pef", "dlco", "tlc", "fef", "pct", "percent", "lung"})

# Endings and beginnings that run-together names carry: dthdte, hospdead, dnrday, totcst.
_BEFORE = r"(?:hosp(?:ital)?|icu|in|tot(?:al)?|log|ln|any|av(?:g|erage)?|mean|max|card(?:iac)?|ca)?"
_AFTER = r"(?:dte?|date|days?|time|tm|fl(?:ag)?|yn|ind|stat(?:us)?|cause|cd|code|score)?"


@dataclass(frozen=True, slots=True)
class _Rule:
    """One kind of knowledge that comes late.

    Attributes
    ----------
    what
        Completes the sentence "by its name, it is about ...".
    word
        Matches one whole word of the name, apart from usual beginnings and endings.
    together
        Words of which all occur in the name, in any order.
    unless
        Words in whose company it means something else.
    """

    what: str
    word: str = ""
    together: tuple[frozenset[str], ...] = ()
    unless: frozenset[str] = frozenset()

    def holds(self, words: tuple[str, ...]) -> bool:
        if not self.unless.isdisjoint(words):
            return False
        pattern = re.compile(f"{_BEFORE}(?:{self.word}){_AFTER}")
        if self.word and any(pattern.fullmatch(word) for word in words):
            return True
        return any(group <= set(words) for group in self.together)


def _sets(*groups: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.split()) for group in groups)


def _pairs(first: str, second: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({a, b}) for a in first.split() for b in second.split())


_RULES = (
    _Rule(
        "death or survival",
        r"d(?:ea)?ths?|dead|die[sd]|decease[d]?|dod|mort|mortality|expired|fatal(?:ity)?|alive"
        r"|surv(?:iv(?:al|ed|es?|ors?))?|todes(?:tag|datum)?|gestorben|verstorben|mortalit(?:at|e|a)"
        r"|uberleb(?:en|t)|deces|decede|survie|muerte|fallecid[oa]|fallecimiento|mortalidad"
        r"|exitus|defuncion|supervivencia|morte|decedut[oa]|decesso|sopravvivenza|overleden"
        r"|overlijden|sterfte|overleving",
        _sets("vital status", "life status", "still living"),
        frozenset({"air", "gas", "co", "volume"}),
    ),
    _Rule(
        "the discharge",
        r"disch(?:arged?|g)?|dsch(?:arge|g)?|dispo(?:sition)?|dcdisp|entlass(?:ung|en)?"
        r"|entlassungs?|sortie|dimission[ei]|ontslag",
        _sets("dc date", "dc dt", "dc time", "dc status", "dc to", "alta fecha"),
        _SECRETION,
    ),
    _Rule(
        "the length of the stay",
        r"[ahis]?los|lengthofstay|verweildauer|liegedauer|sejour|estancia|degenza|ligduur"
        r"|opnameduur|ventdays|(?:icu|hosp|vent)(?:days|hours|hrs)|(?:days|hrs)(?:icu|hosp|vent)",
        (
            *_sets("length stay", "duration stay"),
            *_pairs("days hours hrs time duration dur", "hospital hosp icu stay inpatient"),
            *_pairs("days hours hrs duration dur", "ventilator vent ventilation ventilated"),
            *_pairs("days hours hrs duration dur", "intubation intubated mv"),
        ),
        frozenset(
            {"to", "since", "until", "from", "pre", "admission", "arrival", "day", "de", "angeles"}
        ),
    ),
    _Rule(
        "costs or billing",
        r"\w*costs?|tot\w{0,2}cs?ts?|charges?|tot\w{0,2}chr?gs?|bill(?:ed|ing|s)?|invoiced?"
        r"|reimbursed?|reimbursement|payments?|paid|expenditures?|expenses?|(?:ms|ap|apr|ar|g)?drg"
        r"|kosten|couts?|coste|costo|costi|tarif",
    ),
    _Rule(
        "the time or the end of follow-up",
        r"fu|fup|followup|follup|nachsorge|suivi|seguimiento|censor(?:ed|ing)?|cens|tte|[pderm]fs"
        r"|la?st(?:contact|fu|seen|alv|alive|visit)",
        (
            *_sets("follow up", "last contact", "last seen", "last visit", "last alive"),
            *_pairs("os surv event", "time days months years"),
            *_pairs("d s f", "time"),
            *(
                frozenset({unit, "to", end})
                for unit in ("time", "days", "day", "months", "weeks", "hours", "years")
                for end in ("event", "relapse", "recurrence", "progression", "failure", "recovery")
            ),
        ),
        frozenset({"since", "5"}),
    ),
    _Rule(
        "what came later",
        r"readm\w*|rehosp\w*|reintub\w*|reop(?:eration)?|relapsed?|recurrences?|recurred"
        r"|progress(?:ed|ion)|outcomes?|endpoint|complications?|sequelae?|autopsy|necropsy|postmortem"
        r"|autopsie|obduktion|wiederaufnahme|rezidiv|recidive|recidiva",
        _sets("adverse event", "adverse events", "final diagnosis", "final dx"),
        frozenset({"diabetes", "diabetic", "dm"}),
    ),
    _Rule(
        "another model's or a physician's prognosis",
        r"prog|prognos(?:is|tic|e|i)|pronostico?|pronostic|pred|predicted|predictions?|predprob"
        r"|riskscore|prob(?:ability)?",
        (*_pairs("risk", "score predicted calculated estimated model"),),
        _LUNG,
    ),
    _Rule(
        "a score made to predict death",
        r"apache|(?:sa|a|s)ps|q?sofa|p?mods|p?lods|mpm|oasis|n?tisst?|prism"
        r"|triss|euroscore",
        _sets("physiology score"),
    ),
    _Rule(
        "a limit of care, which follows the course",
        r"dnr|dnar|dni|dnrorder|polst|hospice|palliative|wlst|codestatus",
        _sets("code status", "comfort care", "withdrawal care", "withdrawal support"),
    ),
    _Rule(
        "a day of the stay",
        r"hday|hospday|icuday",
        (*_pairs("hospital hosp icu", "day"), *_sets("day stay")),
    ),
    _Rule(
        "codes assigned at discharge",
        r"icd(?:code|cm|dx)",
        (*_pairs("icd", "9 10 11 code codes cm dx diag diagnosis"), *_sets("principal diagnosis")),
    ),
)

_WHOLE = re.compile(
    r"(?:f?u?stat(?:us)?|event|time|[dsfo]time|fu_?time|outcome|label|target|cens)[0-9]*",
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
    """
    words = name_words(name)
    if not words or len(words) > MOST_WORDS or not _PAST.isdisjoint(words):
        return None
    for rule in _RULES:
        if rule.holds(words):
            return rule.what
    if _WHOLE.fullmatch("".join(words)):
        return "the status or time at the end of follow-up"
    if _HORIZON.fullmatch(name):
        return "another model's or a physician's prognosis"
    return "a time some days later" if _LATER.fullmatch(name) else None
