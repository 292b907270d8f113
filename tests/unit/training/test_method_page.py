"""The page on the method names every option of training with its default."""

from pathlib import Path

from mtl_core.schema import TrainingSpec, options_of

PAGE = Path(__file__).parents[3] / "docs" / "methods" / "hard_sharing.md"


def test_the_page_states_the_defaults_of_training():
    text = PAGE.read_text(encoding="utf-8")
    defaults = {name: getattr(TrainingSpec(), name) for name in options_of(TrainingSpec)}
    missing = [n for n, value in defaults.items() if f"| `{n}` | {value:g} |" not in text]
    assert missing == []
