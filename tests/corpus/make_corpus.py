"""The corpus of small broken files: one per case, named after what is odd about it.

``python -m tests.corpus.make_corpus FOLDER`` writes them to look at; the tests make them anew.
"""

import sys
from pathlib import Path

from tests.corpus import answers, numbers, outcomes, persons, rows, written


def all_cases():
    """Return every case."""
    modules = (written, rows, numbers, answers, persons)
    return tuple(case for module in modules for case in module.cases())


def write(folder):
    """Write each case as a file named after it, and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for case in (*all_cases(), *outcomes.cases()):
        paths[case.name] = folder / f"{case.name}.csv"
        paths[case.name].write_bytes(case.content)
    return paths


if __name__ == "__main__":
    write(Path(sys.argv[1]))
