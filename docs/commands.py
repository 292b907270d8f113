"""``python -m docs.commands``: write the page of the command line from the commands themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import typer

from mtl_core.cli.app import app

PAGE = Path(__file__).with_name("commands.md")
HEAD = """# The command line

The command line does all that the dashboard does, on the same code: `consilium COMMAND` where
the package is installed, `python -m mtl_core COMMAND` in a checkout. This page is written from the
program (`python -m docs.commands`); `consilium COMMAND --help` says the same.

Exit codes: `0` success; `2` bad input, with one message on standard error that says what was
expected, what was found and what to do; `130` stopped by a person, everything computed so far is
kept; `1` a bug in the program. Progress goes to standard error.
"""

MORE = {
    "app": "[guide for clinicians](guide/index.md)",
    "profile": "[formats](methods/formats.md), [reading](methods/reading.md), "
    "[repairs](methods/repairs.md), [decision files](methods/decisions.md)",
    "scan": "[large files](methods/large_files.md)",
    "pool": "[pooling](methods/pooling.md)",
    "affinity": "[who should learn with whom](methods/affinity.md)",
    "scarcity": "[few labels](methods/label_scarcity.md)",
    "run": "[sharing designs side by side](methods/designs.md), [leakage](methods/leakage.md), "
    "[ordinal outcomes](methods/ordinal.md), [plans of evaluation](methods/evaluation_plans.md), "
    "[balancing](methods/balancing.md), [training](methods/training.md), "
    "[ensembles](methods/ensembles.md), [reference models](methods/reference_models.md), "
    "[champion](methods/champion.md), [comparison](methods/comparison.md)",
    "explain": "[explanation](methods/explanation.md)",
    "explain-arms": "[two arms](methods/explanation.md#two-arms)",
    "explain-pair": "[explanation](methods/explanation.md#how-it-works)",
    "subgroups": "[subgroups](methods/subgroups.md)",
    "predict": "[calibration](methods/calibration.md)",
    "recalibrate": "[calibration](methods/calibration.md)",
    "compare": "[two runs side by side](methods/comparison.md#two-runs-side-by-side)",
    "ask": "[one patient](methods/patient.md)",
    "sets": "[conformal sets](methods/conformal.md)",
}
"""Pages with the method behind each command."""


def text() -> str:
    """Return the page."""
    group = typer.main.get_group(app)
    shown = {name: command for name, command in group.commands.items() if not command.hidden}
    index = "\n".join(f"- [`{name}`](#{name}): {_first(shown[name].help)}" for name in shown)
    parts = [HEAD, index + "\n"]
    parts += ["\n".join(_section(name, command)) for name, command in shown.items()]
    return "\n".join(parts)


def _section(name: str, command: typer.main.TyperCommand) -> Iterator[str]:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    words = " ".join(str(argument.metavar or argument.name) for argument in arguments)
    yield f"## {name}\n"
    yield inspect.cleandoc(command.help or "").replace("``", "`") + "\n"
    yield f"```sh\nconsilium {name} {words} [OPTIONS]\n```\n".replace("  ", " ")
    if options:
        yield "| option | meaning |\n|---|---|"
    for option in options:
        needed = " **Required.**" if option.required else ""
        repeated = " May be given several times." if option.multiple else ""
        yield f"| `{option.opts[0]}` | {_cell(option.help)}{_default(option)}{repeated}{needed} |"
    yield f"\nMore: {MORE[name]}.\n"


def _default(option: typer.core.TyperOption) -> str:
    silent = option.default in (None, "", False) or option.required or option.multiple
    return "" if silent or "[default" in (option.help or "") else f" [default: {option.default}]"


def _first(help_text: str | None) -> str:
    return (help_text or "").split("\n\n")[0].replace("\n", " ")


def _cell(help_text: str | None) -> str:
    return (help_text or "").replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
    print(f"{PAGE.name}: {len(text().splitlines())} lines")
