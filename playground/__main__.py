"""Start Gradient Playground: `python -m playground`, or the installed command `gradient-playground`."""

from __future__ import annotations

import sys


def main() -> int:
    """Do what the command line says; returns the exit code."""
    from playground.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
