"""Names of columns that become known too late; the names are common ones, not of one cohort."""

import pytest

from mtl_core.checks.known_afterwards import known_afterwards

LATE = {
    "death": """death dth30 DTHDT dateOfDeath hospdead in_hospital_mortality dod vital_status
        alive_90 os_surv survtime Todesdatum verstorben décès_date fallecido deceduto overleden""",
    "discharge": """dischtime discharge_location dschg_dt disposition Entlassungsdatum sortie
        ontslag dc_date outtime""",
    "stay": "los hlos icu_los length_of_stay vent_days hospital_time Verweildauer estancia",
    "costs": "charges totcst tot_charges hospital_cost bill_amount drg reimbursement Kosten",
    "follow-up": """futime fu_status followup_months last_contact d_time time_to_relapse pfs
        censored end_date""",
    "later": "readmit30 readmission relapse complication final_diagnosis autopsy outcome",
    "prognosis": "surv6m prg2m prognosis pred_risk riskscore risk_score predicted prob_30d",
    "score": "apache2 SAPS_II aps sofa_day3 avtisst",
    "care": "dnr dnr_order hospice code_status comfort_care",
    "day": "hday hospital_day icu_day",
    "codes": "icd10_code icd9 principal_diagnosis",
    "end": "status time event fustat relapse_30d",
}
IN_TIME = """age sex meanbp edu dementia weight_loss tot_protein tissue lost closed bmi cancer day
    previous_los prior_discharge family_death history_of_relapse nasal_discharge wound_discharge
    days_to_admission time_to_ct day_of_week time_of_day hours_since_onset fev1_pred prednisone
    progesterone problem liver statin icd smoking_status marital_status vital_sign cause
    diabetes_complications 5fu expired_co2 creatinine_24h vent_mode admission_type state dose
    baseline_sofa intercostal edad_de_los_padres los_angeles_grade OS station order date maximum"""


@pytest.mark.parametrize("name", " ".join(LATE.values()).split())
def test_names_of_late_knowledge_are_recognised(name):
    assert known_afterwards(name) is not None


@pytest.mark.parametrize("name", IN_TIME.split())
def test_names_of_what_is_known_in_time_are_not(name):
    assert known_afterwards(name) is None


def test_the_kind_of_late_knowledge_is_said():
    assert known_afterwards("dthdte") == "death or survival"
    assert known_afterwards("totcst") == "costs or billing"
    assert known_afterwards("prg6m") == "another model's or a physician's prognosis"


def test_labels_are_read_like_names_unless_they_are_sentences():
    assert known_afterwards("Date of last contact") == "the time or the end of follow-up"
    assert known_afterwards("") is None
    long = "whether the ward has a plan for what to do in case of death"
    assert known_afterwards(long) is None
