"""What names of columns say."""

import pytest

from mtl_core.columns import name_words, names_patient_id, names_person, names_site

PARTICULARS = """Nachname vorname Geburtsdatum GebDat Straße PLZ Versichertennummer versicherten_nr
    nom_patient prénom adresse date_naissance code_postal apellidos nombre fecha_nacimiento
    teléfono cognome nome codice_fiscale data_nascita achternaam naam geboortedatum BSN
    insurance_no NHS_number next_of_kin social_security maiden_name home_phone"""
CLINICAL = """poids_naissance birth_weight mobilität via rue_score nom_medicament nombre_hijos
    insurance birth_order datum strada telemetry addressee named drug_name ninsclas"""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("patientName", ("patient", "name")),
        ("DTHDTE", ("dthdte",)),
        ("surv2m", ("surv", "2", "m")),
        ("Geburtsgröße_cm", ("geburtsgrosse", "cm")),
        ("date décès", ("date", "deces")),
        ("%", ()),
    ],
)
def test_a_name_is_cut_into_plain_words(name, words):
    assert name_words(name) == words


@pytest.mark.parametrize("name", PARTICULARS.split())
def test_particulars_of_a_person_are_known_in_six_languages(name):
    assert names_person(name)


@pytest.mark.parametrize("name", CLINICAL.split())
def test_clinical_words_that_resemble_them_are_not(name):
    assert not names_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "Fallnummer",
        "PatNr",
        "patienten_id",
        "Probanden-Nr",
        "Aufnahmenummer",
        "numero_patient",
        "num_dossier",
        "id_paciente",
        "numéro_de_patient",
        "patientnummer",
    ],
)
def test_patient_ids_are_known_in_other_languages(name):
    assert names_patient_id(name)


@pytest.mark.parametrize("name", ["Fallhöhe", "Patient", "no_patients", "Aufnahme", "num_visits"])
def test_names_that_resemble_patient_ids_are_not_all_taken(name):
    assert names_patient_id(name) == (name == "Patient")


def test_sites_are_known_in_other_languages():
    assert all(names_site(name) for name in ("Klinik", "hôpital", "Zentrum_Nr", "clínica"))
