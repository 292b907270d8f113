"""What sharing is worth with few labels: curves of four outcomes on two cohorts.

``python -m benchmarks.scarcity`` hides most labels of one task at a time, trains together and alone
(``mtl_core.studies.scarcity_curve``, full preset, five folds, five draws, seed 0), and keeps the
reports in ``benchmarks/results/scarcity.json``. The outcomes were fixed before the first run. Two
curves leave ``death_180d`` out of the group, since it is nearly a copy of the task whose labels are
hidden. ``--pictures`` only draws the curves of the last results, with Chromium, into
``docs/guide/images``.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
from pathlib import Path

from mtl_core.data import builtin, read_table
from mtl_core.plots.comparison import scarcity_plot
from mtl_core.schema import Arm, CohortReference, Preset, Study, TaskGrouping, from_plain, to_plain
from mtl_core.schema.answers import LabelScarcity, ScarcityReport
from mtl_core.studies.scarcity import scarcity_curve

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "scarcity.json"
IMAGES = ROOT / "docs" / "guide" / "images"
CURVES = {
    "support2-hospdead": ("support2", "hospdead", ()),
    "support2-hospdead-without-copy": ("support2", "hospdead", ("death_180d",)),
    "rhc-dx_seps": ("rhc", "dx_seps", ()),
    "rhc-death_30d-without-copy": ("rhc", "death_30d", ("death_180d",)),
}
"""Cohort, task whose labels are hidden, tasks that do not learn with it."""
PICTURES = {"support2-hospdead": "scarcity-support2", "rhc-dx_seps": "scarcity-rhc"}
WIDTH, HEIGHT = 760, 480


def measure(cohort: str, task: str, apart: tuple[str, ...], preset: Preset) -> ScarcityReport:
    """Compute one curve on one thread."""
    ready = builtin(cohort)
    table, schema = read_table(ready.csv_path), ready.schema()
    together = [name for name in schema.task_names if name not in apart]
    study = Study(
        cohort=CohortReference(cohort, table.n_rows, table.fingerprint),
        schema=schema,
        grouping=TaskGrouping.of(schema.task_names, [together]),
        training=preset.training,
    )
    return scarcity_curve(study, table, LabelScarcity(task), n_threads=1)


def show(name: str, report: ScarcityReport) -> None:
    """Print a curve as lines of a table of the documents."""
    print(f"\n{name}: {report.headline}")
    for point in report.points:
        cells = [f"{100 * point.share:g} %", f"{point.labels:,.0f}", f"{point.events or 0:,.0f}"]
        arms = (Arm.MULTI_TASK, Arm.SINGLE_TASK, Arm.LOGISTIC)
        cells += [f"{point.arms[arm].value:.3f}" for arm in arms]
        found = point.difference
        cells.append(f"{found.value:+.3f} ({found.low:+.3f} to {found.high:+.3f})")
        print("|", " | ".join([*cells, str(found.verdict)]), "|", flush=True)


def draw() -> None:
    """Draw the kept curves as pictures of the documents."""
    from playwright.sync_api import sync_playwright

    from docs.screenshots import save
    from tests.browser.server import FLAGS, chromium

    kept = json.loads(RESULTS.read_text(encoding="utf-8"))["curves"]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": WIDTH + 40, "height": HEIGHT + 40})
        for name, picture in PICTURES.items():
            figure = scarcity_plot(from_plain(ScarcityReport, kept[name])).figure
            figure.update_layout(width=WIDTH, height=HEIGHT, paper_bgcolor="white")
            file = Path(folder, "curve.html")
            figure.write_html(file, include_plotlyjs=True)
            page.goto(file.as_uri())
            page.wait_for_timeout(1500)
            save(picture, page.locator(".js-plotly-plot").screenshot())
        browser.close()


def main() -> None:
    """Measure all curves, or draw those that are kept."""
    words = argparse.ArgumentParser(description="Curves of label scarcity.")
    words.add_argument("--preset", type=Preset, default=Preset.FULL, choices=list(Preset))
    words.add_argument("--pictures", action="store_true", help="Draw the kept curves, no more.")
    chosen = words.parse_args()
    if not chosen.pictures:
        result = {"training": to_plain(chosen.preset.training), "curves": {}}
        for name, (cohort, task, apart) in CURVES.items():
            report = measure(cohort, task, apart, chosen.preset)
            show(name, report)
            # seconds are left out: another machine, another number
            result["curves"][name] = to_plain(dataclasses.replace(report, seconds={}))
            RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    draw()


if __name__ == "__main__":
    main()
