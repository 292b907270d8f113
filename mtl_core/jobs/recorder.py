"""What a run tells, written down as it comes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from mtl_core.jobs.heartbeat import Heartbeat
from mtl_core.schema import Event, Progress, StudyResult
from mtl_core.schema.events import (
    AttributionsReady,
    BundleReady,
    PredictionsReady,
    ResultReady,
    ValidationChecked,
)
from mtl_core.storage import RunFolder

_LOGGED_STEP = 0.01


class Recorder:
    """The listener that turns events into the files of a run's folder; calling it takes one event.

    Parameters
    ----------
    refused
        Tasks refused before the study was made; they join those of every result.
    also
        A second listener, told after the files are written.
    """

    def __init__(
        self,
        folder: RunFolder,
        heart: Heartbeat,
        refused: dict[str, str],
        also: Callable[[Event], None] | None,
    ) -> None:
        self._folder = folder
        self._heart = heart
        self._refused = refused
        self._also = also
        self._logged: Progress | None = None

    def __call__(self, event: Event) -> None:
        """Write down one event, then pass it on."""
        match event:
            case Progress():
                self._progress(event)
            case ValidationChecked():
                self._folder.append_event(event)
            case PredictionsReady(arm, predictions):
                self._folder.write_predictions(arm, predictions)
                self._folder.append_log(f"Predictions of {arm} written")
            case BundleReady(files):
                self._folder.write_bundle(files)
            case ResultReady(result):
                self._folder.write_result(self._whole(result))
            case AttributionsReady(attributions, summary):
                self._folder.write_attributions(attributions, summary)
            case _:
                assert_never(event)
        if self._also is not None:
            self._also(event)

    def start(self) -> None:
        """Note the start, and the tasks that were refused before it."""
        self._folder.append_log("Started")
        for reason in self._refused.values():
            self._folder.append_log(reason)

    def finish(self, result: StudyResult) -> StudyResult:
        """Write the final result and return it with all refused tasks."""
        whole = self._whole(result)
        self._folder.write_result(whole)
        self._folder.append_log(f"Done. {whole.headline}")
        return whole

    def _whole(self, result: StudyResult) -> StudyResult:
        return replace(result, refused={**self._refused, **result.refused})

    def _progress(self, event: Progress) -> None:
        self._heart.show(event)
        last = self._logged
        if last is not None and last.stage == event.stage:
            if event.fraction - last.fraction < _LOGGED_STEP:
                return
        else:
            self._folder.append_log(f"{event.stage}: {event.message}")
        self._folder.append_event(event)
        self._logged = event
