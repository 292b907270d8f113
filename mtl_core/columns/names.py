"""What a column's name says about its role: names only, no cells."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")

_PATIENT_ID = re.compile(
    r"(pid|mrn|usubjid|subjid|id|(patient|pat|pt|subject|participant|person|case|record|study|"
    r"enrol?lment)[ _.-]?(id|no|nr|num|number|code|key|identifier)?"
    r"|(patienten?|pat|fall|probanden?|aufnahme|behandlungs)[ _.-]?(id|nr|nummer|kennung)"
    r"|(num(ero)?|no|nr|id)[ _.-]?(de[ _.-])?(patient|paciente|paziente|dossier|historia|cartella)"
    r"|(patient|paciente|paziente)[ _.-]?(id|no|nr|num(ero|mer)?))",
    re.IGNORECASE,
)
_ID_LIKE = re.compile(r"(.*[ _.-])?(id|pid|mrn|uid|guid|uuid|identifier)|.*[a-z]I[dD]")
_SITE = re.compile(
    r"(site|cent(er|re)|hospital|clinic|institution|facility|klinik|zentrum|krankenhaus|hopital"
    r"|clinica|ziekenhuis)[ _.-]?(id|no|nr|num|number|nummer|code|name)?",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"(death|died|dead|deceased|mortality|readmi|outcome|label|target|dx[ _.-]).*"
    r"|.*(mortality|dead|died)"
    r"|.*[ _.-][0-9]+d"
    r"|y[ _.-]?[0-9]*",
    re.IGNORECASE,
)
_PARTICULARS = """
surname forename firstname lastname fullname phone telephone mobile cellphone fax email mail
address street postcode zip zipcode mrn ssn nhsno nhsnumber dob birthdate birthday dateofbirth
passport initials iban
nachname vorname familienname geburtsname patientenname adresse anschrift strasse hausnummer plz
postleitzahl wohnort telefon telefonnummer handynummer geburtsdatum gebdatum gebdat geburtstag
versichertennummer versicherungsnummer krankenversichertennummer kvnr svnr ahvnr
prenom nomdefamille codepostal courriel datenaissance ddn
apellido apellidos direccion domicilio codigopostal telefono correo fechanacimiento curp
cognome indirizzo cellulare datanascita codicefiscale
achternaam voornaam adres straat huisnummer telefoon geboortedatum bsn polisnummer
"""
"""Words that name a person's particulars, without accents: English, German, French, Spanish,
Italian, Dutch. Words that also mean something clinical (``mobil``, ``via``, ``dni``) are left out.
"""

_IDENTIFIER_WORDS = frozenset(_PARTICULARS.split())
_TOGETHER = tuple(
    frozenset(pair.split())
    for pair in (
        *("birth date", "social security", "insurance number", "insurance no", "insurance id"),
        *("policy number", "policy no", "nhs number", "nhs no", "medicare number", "medicare id"),
        *("medicaid id", "account number", "license number", "licence number", "next kin"),
        *("emergency contact", "date naissance", "code postal", "securite sociale"),
        *("fecha nacimiento", "codigo postal", "seguridad social", "data nascita"),
        *("codice fiscale", "tessera sanitaria", "versicherten nr", "versicherten nummer"),
        *("home phone", "telefon nr"),
    )
)
_NAME_WORDS = frozenset({"name", "nom", "nombre", "nome", "naam"})
_WHOSE_NAME = frozenset(
    {"first", "last", "family", "given", "full", "patient", "middle", "next", "maiden"}
    | {"patienten", "famille", "paciente", "completo", "paziente", "completa"}
)


def name_words(name: str) -> tuple[str, ...]:
    """Cut a name into its words, in lower case and without accents.

    Examples
    --------
    >>> name_words("DécèsDate_30d")
    ('deces', 'date', '30', 'd')
    """
    return tuple(word.lower() for word in _WORD.findall(_bare(name)))


def _bare(name: str) -> str:
    """Drop accents."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def names_patient_id(name: str) -> bool:
    """Whether a name is that of a patient's identifier, such as ``pid`` or ``subject_id``."""
    return _PATIENT_ID.fullmatch(_bare(name)) is not None


def names_id(name: str) -> bool:
    """Whether a name is that of some identifier, such as ``sample_id``."""
    return names_patient_id(name) or _ID_LIKE.fullmatch(name) is not None


def names_site(name: str) -> bool:
    """Whether a name is that of a site, such as ``hospital`` or ``centre_no``."""
    return _SITE.fullmatch(_bare(name)) is not None


def names_outcome(name: str) -> bool:
    """Whether a name is that of an outcome, such as ``death_30d`` or ``dx_sepsis``."""
    return _OUTCOME.fullmatch(name) is not None


def names_person(name: str) -> bool:
    """Whether a name promises something that identifies a person, such as ``email`` or ``dob``."""
    ordered = name_words(name)
    words = set(ordered)
    if words & _IDENTIFIER_WORDS or "".join(ordered) in _IDENTIFIER_WORDS:
        return True
    if any(pair <= words for pair in _TOGETHER):
        return True
    return bool(words & _NAME_WORDS) and (len(words) == 1 or bool(words & _WHOSE_NAME))
