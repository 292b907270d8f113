"""The dashboard: router and frame only (page list, research-use sentence, session start)."""

import streamlit as st

from ui import state
from ui.session.warm import warm_up
from ui.widgets.frame import banner

st.set_page_config(page_title="Consilium", page_icon="assets/favicon.png", layout="wide")
st.logo("assets/logo.svg", size="large")
state.mark_shell()
sections = {
    "": [st.Page("pages/start.py", title="Start", default=True)],
    "Set up": [
        st.Page("pages/cohort.py", title="Cohort"),
        st.Page("pages/tasks.py", title="Tasks"),
        st.Page("pages/sharing.py", title="Sharing"),
        st.Page("pages/training.py", title="Training"),
    ],
    "Read": [
        st.Page("pages/comparison.py", title="Comparison"),
        st.Page("pages/performance.py", title="Performance"),
        st.Page("pages/explanation.py", title="Explanation"),
        st.Page("pages/patient.py", title="Patient"),
    ],
    "Keep": [st.Page("pages/runs.py", title="Runs")],
}
page = st.navigation(sections)
names = [other.url_path for pages in sections.values() for other in pages if other.url_path]
state.resume_deep_link(names)
state.current_run()
banner()
warm_up()
page.run()
