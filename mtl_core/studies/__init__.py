"""Studies: the one verb that ties everything together.

:func:`run_study` takes a study and a cohort, trains all arms, compares and explains them, and tells
what it finds as events; it writes no file. :func:`explain_run` explains a finished run again,
:func:`explain_arms` both of its neural arms, :func:`interaction_in_run` says what two columns do
together, and :func:`suggest_groups` says who should learn with whom, :func:`scarcity_curve` what
sharing is worth when labels are few, :func:`subgroups_of_run` for whom a finished run is good,
:func:`compare_two_runs` which of two runs on the same folds did better, and :class:`PatientAnswers`
what the networks say about one patient, changed or not. :func:`answer` is the one door to all that
may be asked of a finished run or of a study. :func:`predict_new` predicts new patients,
and :func:`recalibrate_site` adapts risks to a second site.

Examples
--------
>>> from mtl_core.schema import TaskGrouping
>>> TaskGrouping.finest(["a", "b"]) == TaskGrouping.of(["a", "b"], [])
True
"""

from mtl_core.studies.explanation import PatientAnswers, explain_run
from mtl_core.studies.new_patients import predict_new, prediction_lines, recalibrate_site, site_maps
from mtl_core.studies.questions import (
    answer,
    compare_two_runs,
    explain_arms,
    interaction_in_run,
    subgroups_of_run,
)
from mtl_core.studies.run import run_study
from mtl_core.studies.scarcity import scarcity_curve
from mtl_core.studies.suggestion import suggest_groups

__all__ = [
    "PatientAnswers",
    "answer",
    "compare_two_runs",
    "explain_arms",
    "explain_run",
    "interaction_in_run",
    "predict_new",
    "prediction_lines",
    "recalibrate_site",
    "run_study",
    "scarcity_curve",
    "site_maps",
    "subgroups_of_run",
    "suggest_groups",
]
