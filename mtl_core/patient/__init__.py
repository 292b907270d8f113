"""One patient beside the cohort: where values stand, who is alike, what may be changed.

Nothing here trains or asks a network. :func:`identity_card` says where each value of a patient
stands, :func:`similar_outcome` counts what happened to the most similar patients,
:func:`typicality` and :func:`rare_combinations` warn of patients that the cohort does not know, and
:func:`arms_disagree` and :func:`tasks_disagree` find patients worth a look.

Examples
--------
>>> import pandas as pd
>>> frame = pd.DataFrame({"age": [50.0, 60.0, 70.0, 80.0], "sex": ["m", "f", "m", None]})
>>> space = patient_space(frame, ["age", "sex"])
>>> placed = space.place(frame)
>>> space.distances(placed[0], placed).tolist()
[0.0, 0.625, 0.25, 0.875]
"""

from mtl_core.patient.asked import answer_pushes, locked_at_first, moves, outside_range
from mtl_core.patient.cohort import PatientCohort
from mtl_core.patient.combinations import Rare, rare_combinations
from mtl_core.patient.disagreement import arms_disagree, tasks_disagree
from mtl_core.patient.identity import identity_card
from mtl_core.patient.marks import patient_mark
from mtl_core.patient.risks import outcomes, risk_table
from mtl_core.patient.similar import N_SIMILAR, SimilarOutcome, most_similar, similar_outcome
from mtl_core.patient.space import PatientSpace, patient_space
from mtl_core.patient.typicality import Crowd, Typicality, gather_crowd, typicality

__all__ = [
    "N_SIMILAR",
    "Crowd",
    "PatientCohort",
    "PatientSpace",
    "Rare",
    "SimilarOutcome",
    "Typicality",
    "answer_pushes",
    "arms_disagree",
    "gather_crowd",
    "identity_card",
    "locked_at_first",
    "most_similar",
    "moves",
    "outcomes",
    "outside_range",
    "patient_mark",
    "patient_space",
    "rare_combinations",
    "risk_table",
    "similar_outcome",
    "tasks_disagree",
    "typicality",
]
