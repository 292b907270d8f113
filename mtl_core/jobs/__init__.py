"""Long runs: one process per run, watched through its folder.

The supervisor starts the same command that a person would type (``python -m mtl_core run ...``) as
a process of its own and then only looks at the run's folder. So a run survives a reload of the
page, a second browser and a restart of the server, and a run that dies takes nothing along.

The worker's side is :func:`run_in_folder`: it turns events into files, answers SIGTERM, and always
leaves word of how the run ended.

A large file of patients is read in the same way: :func:`start_scan` starts ``python -m mtl_core
scan``, :func:`scan_state` says how far it is, and :func:`load_scan` loads the typed table.

Examples
--------
>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from mtl_core.settings import Settings
>>> with TemporaryDirectory() as home:
...     settings = Settings(home=Path(home), database_url=f"sqlite:///{home}/runs.sqlite")
...     Supervisor(settings).runs()
()
"""

from mtl_core.jobs.asking import PatientHelper
from mtl_core.jobs.background import work_status
from mtl_core.jobs.bugs import places_of
from mtl_core.jobs.explaining_more import (
    arms_explained_folder,
    arms_explained_in_folder,
    interaction_folder,
    interaction_in_folder,
    load_arms_explained,
    load_interaction,
    start_arms_explained,
    start_interaction,
)
from mtl_core.jobs.launch import WorkerCommand, worker_command
from mtl_core.jobs.scan_report import ScanState
from mtl_core.jobs.scan_worker import scan_into
from mtl_core.jobs.scanning import (
    ScanHandle,
    forget_scan,
    load_examined,
    load_scan,
    scan_state,
    start_scan,
)
from mtl_core.jobs.scarcity import (
    load_scarcity,
    scarcity_folder,
    scarcity_in_folder,
    start_scarcity,
)
from mtl_core.jobs.stopping import StopFlag, stopping_on_signals
from mtl_core.jobs.subgroups import (
    load_subgroups,
    start_subgroups,
    subgroups_folder,
    subgroups_in_folder,
)
from mtl_core.jobs.suggesting import (
    load_suggestion,
    start_suggestion,
    suggest_in_folder,
    suggestion_folder,
    suggestion_status,
    thorough_effort,
)
from mtl_core.jobs.supervisor import Supervisor
from mtl_core.jobs.two_runs import (
    load_two_runs,
    start_two_runs,
    two_runs_folder,
    two_runs_in_folder,
)
from mtl_core.jobs.worker import Work, adopted, run_in_folder

__all__ = [
    "PatientHelper",
    "ScanHandle",
    "ScanState",
    "StopFlag",
    "Supervisor",
    "Work",
    "WorkerCommand",
    "adopted",
    "arms_explained_folder",
    "arms_explained_in_folder",
    "forget_scan",
    "interaction_folder",
    "interaction_in_folder",
    "load_arms_explained",
    "load_examined",
    "load_interaction",
    "load_scan",
    "load_scarcity",
    "load_subgroups",
    "load_suggestion",
    "load_two_runs",
    "places_of",
    "run_in_folder",
    "scan_into",
    "scan_state",
    "scarcity_folder",
    "scarcity_in_folder",
    "start_arms_explained",
    "start_interaction",
    "start_scan",
    "start_scarcity",
    "start_subgroups",
    "start_suggestion",
    "start_two_runs",
    "stopping_on_signals",
    "subgroups_folder",
    "subgroups_in_folder",
    "suggest_in_folder",
    "suggestion_folder",
    "suggestion_status",
    "thorough_effort",
    "two_runs_folder",
    "two_runs_in_folder",
    "work_status",
    "worker_command",
]
