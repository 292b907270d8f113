"""``python -m mtl_core``: the command line."""

from mtl_core.cli import main

if __name__ == "__main__":
    main()
