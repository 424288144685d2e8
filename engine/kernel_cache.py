"""Where compiled kernels are kept on disk, and whether they are there already."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

#: Written when all kernels are compiled.
_STAMP = "complete"
_PACKAGE = Path(__file__).parent
#: Files that compiled code is made from: a change to any of them asks for a new compile.
_SOURCES = (
    "lanes*.py",
    "kernel*.py",
    "ops.py",
    "optim.py",
    "program.py",
    "shuffle.py",
    "course.py",
    "in_order.py",
    "portable.py",
)


def cache_folder() -> Path:
    """Return the folder for these kernels: beside the package, or the user's own if that is read-only."""
    home = _PACKAGE / "__pycache__"
    if os.access(home if home.exists() else _PACKAGE, os.W_OK):
        return home / f"kernels-{_fingerprint()}"
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_CACHE_HOME")
    return Path(base or Path.home() / ".cache") / "gradient-playground" / f"kernels-{_fingerprint()}"


def is_compiled() -> bool:
    """Return whether the cache holds all kernels for this machine."""
    return (cache_folder() / _STAMP).exists()


def mark_compiled() -> None:
    """Note that the cache is complete."""
    (cache_folder() / _STAMP).touch()


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    """Return a short name for the kernels' sources, the compiler's version, and this machine."""
    here = (sys.version_info[:2], version("numba"), version("llvmlite"), platform.machine(), platform.node())
    digest = hashlib.blake2b(repr(here).encode(), digest_size=8)
    for path in sorted(path for pattern in _SOURCES for path in _PACKAGE.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
