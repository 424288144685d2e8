"""Where compiled kernels are kept on disk, and whether they are there already."""

from __future__ import annotations

import hashlib
import math
import os
import platform
import shutil
import sys
import time
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

#: Written when all kernels are compiled.
_STAMP = "complete"
#: A folder untouched for so many seconds is no longer being filled.
_UNFINISHED = 3600.0
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
    """Note that the cache is complete, and remove those that newer sources have left behind."""
    folder = cache_folder()
    (folder / _STAMP).touch()
    _remove_old(folder)


def _remove_old(current: Path) -> None:
    """Remove the kernels of other sources, except the last completed ones and what may be in the making.

    A folder is renamed before it is emptied, so that no process finds a part of it. Whoever has files
    of it open may read on; who comes later compiles anew. What cannot be renamed is left to the next time.
    """
    others = [path for path in current.parent.glob("kernels-*") if path != current]
    complete = [path for path in others if (path / _STAMP).exists()]
    complete.sort(key=_age)
    recent = [path for path in others if path not in complete and _age(path) < _UNFINISHED]
    for path in set(others) - set(complete[:1]) - set(recent):
        doomed = path.with_name(f"removed-{path.name}-{os.getpid()}")
        with suppress(OSError):
            path.rename(doomed)
    for doomed in current.parent.glob("removed-kernels-*"):
        shutil.rmtree(doomed, ignore_errors=True)


def _age(folder: Path) -> float:
    """Return the seconds since a folder was completed, or if it was not, since it was last changed."""
    stamp = folder / _STAMP
    with suppress(OSError):  # another process may be removing it
        return time.time() - (stamp if stamp.exists() else folder).stat().st_mtime
    return math.inf


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    """Return a short name for the kernels' sources, the compiler's version, and this machine."""
    here = (sys.version_info[:2], version("numba"), version("llvmlite"), platform.machine(), platform.node())
    digest = hashlib.blake2b(repr(here).encode(), digest_size=8)
    for path in sorted(path for pattern in _SOURCES for path in _PACKAGE.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
