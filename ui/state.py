"""The only door to Streamlit's session state: one typed slot per thing that is remembered.

Plain slots survive a switch of page and are lost on reload; the run in view is kept in the address
as well, so that a reload in the middle of training finds it again. Nothing of a patient is ever put
into the address.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast
from urllib.parse import urlsplit

import streamlit as st

from mtl_core.evaluation.before import Assumptions
from mtl_core.schema import Arm, Draft

if TYPE_CHECKING:
    import pandas as pd

    from mtl_core.errors import MTLError
    from mtl_core.formats import DataDictionary
    from mtl_core.pooling import Consent
    from mtl_core.schema import Finding
    from ui.open_cohort import OpenCohort, Scan

T = TypeVar("T")

_SHELL = "_shell"
_RUN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Slot(Generic[T]):
    """One remembered value with its default."""

    name: str
    default: T

    def get(self) -> T:
        """Return the value, or the default when none was set."""
        return cast("T", st.session_state.get(f"_{self.name}", self.default))

    def set(self, value: T) -> None:
        """Remember ``value`` until the browser tab is reloaded."""
        st.session_state[f"_{self.name}"] = value

    def reset(self) -> None:
        """Go back to the default."""
        self.set(self.default)


COHORT: Slot[OpenCohort | None] = Slot("cohort", None)
DRAFT: Slot[Draft] = Slot("draft", Draft())
ROLES_BASE: Slot[pd.DataFrame | None] = Slot("roles_base", None)
MISMATCHES: Slot[tuple[Finding, ...]] = Slot("mismatches", ())
REPLAYED: Slot[str | None] = Slot("replayed", None)
OUTCOME: Slot[str | None] = Slot("outcome", None)
TABLE_ONE_GROUP: Slot[str | None] = Slot("table_one_group", None)
THOROUGH: Slot[bool] = Slot("thorough", default=False)
EXPECTED: Slot[Assumptions] = Slot("expected", Assumptions())
TASK: Slot[str | None] = Slot("task", None)
METRIC: Slot[str | None] = Slot("metric", None)
ARMS: Slot[tuple[str, ...]] = Slot("arms", ())
SCARCE_TASK: Slot[str | None] = Slot("scarce_task", None)
OTHER_RUN: Slot[str | None] = Slot("other_run", None)
TWO_RUNS_ARM: Slot[Arm | None] = Slot("two_runs_arm", None)
SUBGROUP_COLUMN: Slot[str | None] = Slot("subgroup_column", None)
SUBGROUP_BANDS: Slot[str] = Slot("subgroup_bands", "")
CLASS: Slot[str | None] = Slot("class", None)
CUT: Slot[str | None] = Slot("cut", None)
THRESHOLD_BY: Slot[str | None] = Slot("threshold_by", None)
NUMBERS: Slot[dict[str, float]] = Slot("numbers", {})
ROW: Slot[int | None] = Slot("row", None)
PATIENT_VISIT: Slot[tuple[int, int]] = Slot("patient_visit", (-1, 0))
PICKED: Slot[int | None] = Slot("picked", None)
DISAGREED: Slot[tuple[str, int]] = Slot("disagreed", ("", -1))
LOCKED: Slot[tuple[str, ...] | None] = Slot("locked_fields", None)
COLUMN: Slot[str | None] = Slot("column", None)
FEATURE: Slot[str | None] = Slot("feature", None)
SECOND_FEATURE: Slot[str | None] = Slot("second_feature", None)
TOGETHER: Slot[str | None] = Slot("together", None)
LEVELS_COLUMN: Slot[str | None] = Slot("levels_column", None)
FOLLOW: Slot[bool] = Slot("follow", default=False)
UPLOAD: Slot[str | None] = Slot("upload", None)
DICTIONARY: Slot[DataDictionary | None] = Slot("dictionary", None)
DICTIONARY_FILE: Slot[str | None] = Slot("dictionary_file", None)
SCAN: Slot[Scan | None] = Slot("scan", None)
POOL_ACCEPTED: Slot[tuple[Consent, ...]] = Slot("pool_accepted", ())
MISTAKE: Slot[MTLError | None] = Slot("mistake", None)
CHOSEN_RUN: Slot[str | None] = Slot("chosen_run", None)
NOTICE: Slot[str] = Slot("notice", "")
_RUN: Slot[str | None] = Slot("run", None)
_WANTED: Slot[str] = Slot("wanted", "")


def mark_shell() -> None:
    """Say that ``app.py`` has run in this session."""
    st.session_state[_SHELL] = True


def require_shell() -> None:
    """Send the browser through ``app.py`` when a page was reached without it.

    On a fresh server Streamlit executes ``pages/x.py`` directly for a deep link; banner and
    navigation would then be missing.
    """
    if _SHELL not in st.session_state:
        _WANTED.set(urlsplit(st.context.url or "").path.rstrip("/").rpartition("/")[2])
        run = st.query_params.get("run")
        st.switch_page("app.py", query_params={"run": run} if run else None)


def resume_deep_link(names: Collection[str]) -> None:
    """Go on to the page that the guard was called from, if it is one of ``names``."""
    wanted = _WANTED.get()
    _WANTED.set("")
    if wanted in names:
        run = st.query_params.get("run")
        st.switch_page(f"pages/{wanted}.py", query_params={"run": run} if run else None)


def seed(key: str, value: object) -> None:
    """Give the widget ``key`` its value when the page was just entered.

    Streamlit forgets a widget that was not drawn in the last run: exactly then its key is absent.
    """
    if key not in st.session_state:
        st.session_state[key] = value


def drawn(key: str) -> bool:
    """Whether the widget ``key`` was already on the page in the last run."""
    return key in st.session_state


def put(key: str, value: object) -> None:
    """Set the widget ``key``; only before it is drawn, or in a callback."""
    st.session_state[key] = value


def forget(key: str) -> None:
    """Drop the widget ``key``, so that it starts anew."""
    st.session_state.pop(key, None)


def remembered(name: str, default: Any = None) -> Any:  # noqa: ANN401 - a base of an editor
    """Return an unnamed slot's value, for bases of editors."""
    return st.session_state.get(name, default)


def renew_roles() -> None:
    """Let the table of roles show the roles as they are now."""
    ROLES_BASE.set(None)
    forget("roles_editor")


def open_run(run_id: str | None) -> None:
    """Put a run in view, or none; task and patient of the former run are forgotten."""
    if run_id != _RUN.get():
        for slot in (TASK, METRIC, SCARCE_TASK, OTHER_RUN, CLASS, CUT, ROW, PICKED, LOCKED):
            slot.set(None)
        for one in (NUMBERS, PATIENT_VISIT, DISAGREED):
            one.reset()
    _RUN.set(run_id)
    CHOSEN_RUN.set(run_id)
    if run_id is None:
        st.query_params.pop("run", None)
    else:
        st.query_params["run"] = run_id


def current_run() -> str | None:
    """Return the run in view; the session knows it, or the address after a reload."""
    run_id = _RUN.get()
    if run_id is None:
        given = st.query_params.get("run", "")
        run_id = given if _RUN_ID.fullmatch(given) else None
        _RUN.set(run_id)
        CHOSEN_RUN.set(run_id)
    if run_id is not None and st.query_params.get("run") != run_id:
        st.query_params["run"] = run_id
    return run_id
