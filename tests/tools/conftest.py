"""The set-up tools are scripts beside the packages, not in them: this is where they are found."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))
