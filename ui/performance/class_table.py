"""How well each class is told from the rest, as a table with one sentence."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from mtl_core.evaluation.arms import ClassMeasures, class_measures
from mtl_core.schema import Arm
from mtl_core.schema.measures import MEASURES
from mtl_core.words import with_interval
from ui.session import cached
from ui.session.cached import per_run
from ui.session.run_view import RunView
from ui.widgets.downloads import download_table
from ui.widgets.tables import show_table
from ui.words import as_text

_KEYS = (
    "auroc",
    "auprc",
    "scaled_brier",
    "calibration_slope",
    "calibration_in_the_large",
    "sensitivity",
    "ppv",
    "f1",
)


def show_classes(view: RunView, name: str, arm: Arm) -> None:
    """Tabulate the measures of each class of a task against the rest."""
    found = _classes(view.run_id, name, arm)
    st.markdown(f"**Each class against the rest** ({arm.facts.label})")
    if found is None:
        st.info(
            "The cohort of this run is no longer where it was, so it is not known which rows are "
            "one patient."
        )
        return
    table = class_table(found, arm)
    show_table(table, key="classes")
    st.caption(
        f"{as_text(class_sentence(found, arm))} In brackets the 95 % interval by patient. "
        "Sensitivity, PPV and F1 are those of the predicted class."
    )
    download_table(table, name=f"{name} by class", key="classes")


def class_table(found: Mapping[str, ClassMeasures], arm: Arm) -> pd.DataFrame:
    """One line per class: labelled rows, those of the class, and its measures with interval."""
    return pd.DataFrame(
        [
            {"Class": name, "n": of_class.n, "Of this class": of_class.events}
            | {MEASURES[key].label: with_interval(of_class.arms[arm][key]) for key in _KEYS}
            for name, of_class in found.items()
        ]
    )


def class_sentence(found: Mapping[str, ClassMeasures], arm: Arm) -> str:
    """Say which class is told from the rest best, and which worst."""
    known = {
        name: value
        for name, of_class in found.items()
        if (value := of_class.arms[arm]["auroc"].value) is not None
    }
    if len(known) < 2:
        return "There are too few classes with enough rows to compare them."
    best, worst = max(known, key=lambda name: known[name]), min(known, key=lambda name: known[name])
    return (
        f"The class {best} is told from the rest best (AUROC {known[best]:.3f}), {worst} worst "
        f"({known[worst]:.3f})."
    )


@per_run(max_entries=12, show_spinner="Resampling patients, class by class")
def _classes(run_id: str, name: str, arm: Arm) -> dict[str, ClassMeasures] | None:
    study, predictions = cached.study(run_id), cached.task_predictions(run_id, name)
    resamples = cached.resamples(run_id)
    if study is None or predictions is None or resamples is None:
        return None
    return class_measures(predictions, study.schema.task(name), [arm], resamples)
