"""Start Gradient Playground: `python -m playground`, or the installed command `gradient-playground`."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Do what the command line says; returns the exit code."""
    # Read when NumPy is loaded. The matrices here are small: on busy cores a second thread is waited for.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from playground.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
