"""Multi-task and single-task networks explained side by side, beside the noise of training."""

from __future__ import annotations

import streamlit as st

from mtl_core.plots.explanation import arms_drivers_plot, arms_likeness_plot
from mtl_core.schema import Output
from mtl_core.schema.answers import ArmsQuestion
from mtl_core.words import count
from ui.session import cached
from ui.session.run_view import RunView
from ui.widgets.background import answer_to
from ui.widgets.charts import show_chart
from ui.words import whose_networks


def show_both_arms(view: RunView, output: Output) -> None:
    """Compare what drives both arms, for all tasks and for the chosen one."""
    st.subheader("Multi-task and single-task", anchor=False)
    st.markdown(
        "Do the networks that share and those that learn alone use the same features? Both are "
        "explained for the same patients. Beside it stands what **another training** of the same "
        "networks changes: each arm's networks are dealt out to two halves that were trained apart."
    )
    run = cached.finished(view.run_id)
    if run.folder.stamp("bundle/single_task.manifest.json") is None:
        st.info("This run did not keep its single-task networks. A new run keeps them.")
        return
    report = answer_to(
        ArmsQuestion(),
        run,
        key="both_arms",
        button="Explain both arms",
        invitation="This takes from half a minute to some minutes, for all tasks at once.",
    )
    if report is None:
        return
    show_chart(arms_likeness_plot(report), key="arms_likeness")
    st.caption(
        "1: the same up to size; 0: unrelated. A point left of the grey **seed-noise band** is "
        "less alike than the halves of either arm, so the arms differ by more than training noise. "
        "Halves have fewer networks and are noisier than the arms, so a small difference can hide "
        "inside the band. Intervals are 95 %, over patients. Explained differently does not mean "
        "predicted better: Comparison says that."
    )
    chosen = [o for o in report.outputs if o.output.fits(output)]
    if chosen:
        show_chart(arms_drivers_plot(report, chosen[-1]), key="arms_drivers")
        st.caption(
            "A bar joins the two halves of an arm's networks, the mark is their mean. With two "
            "halves each, one feature in three has its bars apart by chance alone."
        )
    st.caption(
        f"{count(report.n_evaluations)} evaluations for each of {count(report.n_patients)} "
        f"patients and each half, {whose_networks(unseen=report.unseen)}, against "
        f"{count(report.n_background)} background patients; largest additivity gap "
        f"{report.additivity_gap:.0e}."
    )
