"""``predict``: what the networks of a finished run say about new patients."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from mtl_core.cli.cohort import RunWord, open_run
from mtl_core.cli.new_file import lines_of, read_new_file
from mtl_core.cli.options import QuietOption
from mtl_core.cli.screen import warn
from mtl_core.errors import StudyError
from mtl_core.schema import from_json
from mtl_core.schema.answers import SiteRecalibration
from mtl_core.storage import write_bytes

MissingOption = Annotated[
    bool,
    typer.Option("--missing-as-unknown", help="Take columns that the file lacks as unknown."),
]


def predict(
    directory: RunWord,
    new: Annotated[Path, typer.Argument(metavar="NEW.csv", show_default=False)],
    *,
    out: Annotated[Path, typer.Option(help="CSV of predictions to write.")],
    recalibration: Annotated[
        Path | None, typer.Option(help="JSON of 'recalibrate': the maps of a second site.")
    ] = None,
    missing_as_unknown: MissingOption = False,
    quiet: QuietOption = False,
) -> None:
    """Predict every task for new patients, with recalibrated risks and the networks' spread.

    The file is read with the repairs of the study; outcomes are not needed. Answers that no
    network knows and numbers outside the range of training are counted on standard error. The
    table has a line per row of the file (``row``, counted from 0), task and class (``class``,
    empty for a quantity), with ``predicted`` (mean of all networks, recalibrated), ``low`` and
    ``high`` (5th and 95th percentile of the networks: how far they disagree, not how sure the
    risk is) and ``calibrated`` (whose maps the numbers have passed: no, run, site or run+site).
    """
    run = open_run(directory)
    study, files = run.study, run.networks
    site = None if recalibration is None else read_site(recalibration)
    table = read_new_file(new, study)

    from mtl_core.studies.new_patients import predict_new, prediction_lines, site_maps

    found = predict_new(
        study,
        table,
        files,
        site_maps=None if site is None else site_maps(site, files),
        missing_as_unknown=missing_as_unknown,
    )
    for line in lines_of(table, study, found.findings):
        warn(line)
    lines = prediction_lines(found, table.rows_in_file(np.arange(table.n_rows)))
    write_bytes(out, lines.to_csv(index=False).encode())
    if not quiet:
        typer.echo(f"Predictions of {len(found.tasks)} tasks for {table.n_rows:,} rows: {out}")
        for risks in found.tasks:
            typer.echo(f"  {risks.task.name}: {_CALIBRATED[risks.calibrated]}")
        typer.echo("Research use only. Not a medical device.")


def read_site(path: Path) -> SiteRecalibration:
    """Read what ``recalibrate`` has written.

    Raises
    ------
    StudyError
        When there is no such file, or it is another one.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise StudyError(
            "The recalibration cannot be read",
            expected=f"a JSON of 'recalibrate' at '{path}'",
            found="no such file" if isinstance(error, FileNotFoundError) else type(error).__name__,
            action="check the path",
        ) from error
    return from_json(SiteRecalibration, text)


_CALIBRATED = {
    "no": "not recalibrated",
    "run": "recalibrated on the run's own patients",
    "site": "recalibrated at a second site",
    "run+site": "recalibrated on the run's own patients, then at a second site",
}
