"""The small events of a run as lines of JSON; the large ones leave files of their own."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from typing import TypeAlias

from mtl_core.errors import StudyError
from mtl_core.schema import Progress, from_plain, to_plain
from mtl_core.schema.events import ValidationChecked

SmallEvent: TypeAlias = Progress | ValidationChecked

_KINDS: dict[str, type[SmallEvent]] = {
    "Progress": Progress,
    "ValidationChecked": ValidationChecked,
}


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One line of ``events.jsonl``.

    Attributes
    ----------
    time
        Seconds since the epoch.
    """

    time: float
    event: SmallEvent


def event_line(logged: LoggedEvent) -> str:
    """Write an event as one line, without the losses that are not finite."""
    event = logged.event
    if isinstance(event, ValidationChecked):
        finite = {task: loss for task, loss in event.losses.items() if math.isfinite(loss)}
        event = replace(event, losses=finite)
    plain = {"time": logged.time, "type": type(event).__name__, "event": to_plain(event)}
    return json.dumps(plain, ensure_ascii=False, allow_nan=False)


def read_events(content: bytes) -> tuple[LoggedEvent, ...]:
    """Read the lines that are whole; the last one may be torn by a crash or still be written."""
    read = (_read_line(line) for line in content.split(b"\n"))
    return tuple(event for event in read if event is not None)


def _read_line(line: bytes) -> LoggedEvent | None:
    try:
        plain = json.loads(line)
        event = from_plain(_KINDS[plain["type"]], plain["event"])
        return LoggedEvent(time=float(plain["time"]), event=event)
    except (ValueError, KeyError, TypeError, StudyError):
        return None
