"""Long runs: one process per run, watched through its folder.

The supervisor starts the same command that a person would type (``python -m mtl_core run ...``) as
a process of its own and then only looks at the run's folder. So a run survives a reload of the
page, a second browser and a restart of the server, and a run that dies takes nothing along.

The worker's side is :func:`run_in_folder`: it turns events into files, answers SIGTERM, and always
leaves word of how the run ended.

Questions that take a while (:func:`ask`) and large files of patients (:func:`start_scan`) are
worked on in the same way, each in a folder of its own.

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
from mtl_core.jobs.launch import worker_command
from mtl_core.jobs.questions import answer_asked, answer_folder, answer_in_folder, ask, load_answer
from mtl_core.jobs.scanning import (
    ScanHandle,
    ScanResult,
    load_scan,
    scan_folder,
    scan_into,
    start_scan,
)
from mtl_core.jobs.stopping import StopFlag, stopping_on_signals
from mtl_core.jobs.supervisor import Supervisor
from mtl_core.jobs.worker import adopted, run_in_folder

__all__ = [
    "PatientHelper",
    "ScanHandle",
    "ScanResult",
    "StopFlag",
    "Supervisor",
    "adopted",
    "answer_asked",
    "answer_folder",
    "answer_in_folder",
    "ask",
    "load_answer",
    "load_scan",
    "places_of",
    "run_in_folder",
    "scan_folder",
    "scan_into",
    "start_scan",
    "stopping_on_signals",
    "work_status",
    "worker_command",
]
