"""The words of hospital records for what becomes known only with an outcome, or after it.

English first, with the commonest German, French, Spanish, Italian and Dutch words. No cohort is
known here: a word is listed because hospitals use it, not because a file does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# What run-together names put around a word: dthdte, hospdead, dnrday, totcst.
_BEFORE = r"(?:hosp(?:ital)?|icu|in|tot(?:al)?|log|ln|any|av(?:g|erage)?|mean|max|card(?:iac)?|ca)"
_AFTER = r"(?:dte?|dat(?:e|um)|days?|time|tm|fl(?:ag)?|yn|ind|stat(?:us)?|cause|cd|code|score)"


@dataclass(frozen=True, slots=True)
class LateWords:
    """One kind of knowledge that comes late.

    Attributes
    ----------
    what
        Completes the sentence "by its name, it is about ...".
    words
        Patterns, separated by spaces, of which one matches a whole word of the name apart from
        usual beginnings and endings.
    together
        Words of which all occur in the name, in any order.
    unless
        Words, separated by spaces, in whose company it means something else.
    """

    what: str
    words: str = ""
    together: tuple[frozenset[str], ...] = ()
    unless: str = ""

    def are_in(self, name_words: tuple[str, ...]) -> bool:
        """Whether a name with these words speaks of it."""
        if not set(self.unless.split()).isdisjoint(name_words):
            return False
        pattern = re.compile(f"{_BEFORE}{{0,2}}(?:{'|'.join(self.words.split())}){_AFTER}?")
        if any(pattern.fullmatch(word) for word in name_words):
            return True
        return any(group <= set(name_words) for group in self.together)


def _sets(*groups: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.split()) for group in groups)


def _pairs(first: str, second: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset({a, b}) for a in first.split() for b in second.split())


LATE_WORDS = (
    LateWords(
        "death or survival",
        """d(?:ea)?ths? dead die[sd] deceased? dod mort mortality expired? vitalstat fatal(?:ity)?
        alive surv(?:iv(?:al|ed|es?|ors?))? todes(?:tag|datum)? gestorben verstorben
        mortalit(?:at|e|a) uberleb(?:en|t) deces decede survie muerte fallecid[oa] fallecimiento
        mortalidad exitus defuncion supervivencia morte decedut[oa] decesso sopravvivenza
        overleden overlijden sterfte overleving""",
        _sets("vital status", "life status", "still living"),
        unless="air gas co volume",
    ),
    LateWords(
        "the discharge",
        """disch(?:arged?|g)? dsch(?:arge|g)? dispo(?:sition)? dcdisp outtime entlass(?:ung|en)?
        entlassungs austritts? sortie dimission[ei] ontslag""",
        _sets("dc date", "dc dt", "dc time", "dc status", "dc to", "alta fecha"),
        unless="nasal vaginal urethral ear eye nipple wound purulent penile",
    ),
    LateWords(
        "the length of the stay",
        """[ahis]?los lengthofstay verweildauer liegedauer aufenthaltsdauer sejour estancia degenza
        ligduur opnameduur (?:icu|hosp|vent)(?:days|hours|hrs) (?:days|hrs)(?:icu|hosp|vent)""",
        (
            *_sets("length stay", "duration stay"),
            *_pairs("days hours hrs time duration dur", "hospital hosp icu stay inpatient"),
            *_pairs("days hours hrs duration dur", "ventilator vent ventilation ventilated"),
            *_pairs("days hours hrs duration dur", "intubation intubated mv hospitalization"),
        ),
        unless="to since until from pre admission arrival day de angeles last",
    ),
    LateWords(
        "costs or billing",
        r"""\w*costs? tot\w{0,2}cs?ts? charges? tot\w{0,2}chr?gs? bill(?:ed|ing|s)? invoiced?
        reimbursed? reimbursement payments? paid expenditures? expenses? (?:ms|ap|apr|ar|g)?drg
        kosten couts? coste costo costi tarif""",
    ),
    LateWords(
        "the time or the end of follow-up",
        """fu fup followup follup nachsorge suivi seguimiento censor(?:ed|ing)? cens tte ltfu
        dropout [pderm]fs os(?:event|months) la?st(?:contact|fu|seen|alv|alive|visit)""",
        (
            *_sets("follow up", "last contact", "last seen", "last visit", "last alive"),
            *_pairs("end exit", "date dt"),
            *_pairs("os surv event", "time days months years"),
            *_pairs("d s f", "time"),
            *(
                frozenset({unit, "to", end})
                for unit in ("time", "days", "day", "months", "weeks", "hours", "years")
                for end in ("event", "relapse", "recurrence", "progression", "failure", "recovery")
            ),
        ),
        unless="since 5",
    ),
    LateWords(
        "what came later",
        r"""readm\w* rehosp\w* reintub\w* reop(?:eration)? relapsed? recurrences? recurred
        progress(?:ed|ion) outcomes? endpoint gose? cured recovered responder complications?
        sequelae? autopsy necropsy postmortem autopsie obduktion wiederaufnahme rezidiv recidiv[ea]
        """,
        _sets("adverse event", "adverse events", "final diagnosis", "final dx"),
        unless="diabetes diabetic dm",
    ),
    LateWords(
        "another model's or a physician's prognosis",
        """prog prognos(?:is|tic|e|i) pronostico? pronostic pred predicted predictions? predprob
        riskscore prob(?:ability)?""",
        _pairs("risk", "score predicted calculated estimated model"),
        unless="fev fvc pef dlco tlc fef pct percent lung",
    ),
    LateWords(
        "a score made to predict death",
        "apache (?:sa|a|s)ps sofa p?mods p?lods mpm oasis n?tisst? prism triss euroscore",
        _sets("physiology score"),
    ),
    LateWords(
        "a limit of care, which follows the course",
        "dnr dnar dni dnrorder polst hospice palliative wlst codestatus",
        _sets("code status", "comfort care", "withdrawal care", "withdrawal support"),
    ),
    LateWords(
        "a day of the stay",
        "hday hospday icuday",
        (*_pairs("hospital hosp icu", "day"), *_sets("day stay")),
    ),
    LateWords(
        "codes assigned at discharge",
        "icd(?:code|cm|dx)",
        (*_pairs("icd", "9 10 11 code codes cm dx diag diagnosis"), *_sets("principal diagnosis")),
    ),
)
