"""Gets the compiled kernels ready without holding up the window.

Numba's compiler is Python and holds the interpreter's lock for seconds, so a first compile runs in
a process of its own, which leaves the machine code in the cache on disk; after that, loading takes
a fraction of a second. Nothing here imports Numba before `warm_up` is called.
"""

from __future__ import annotations

import atexit
import contextlib
import subprocess
import sys
import threading
from importlib import import_module
from types import ModuleType

from engine.kernel_cache import cache_folder, is_compiled

#: Seconds between two looks at whether the compiler is still wanted.
_PATIENCE = 0.05

_lock = threading.Lock()
_kernels: ModuleType | None = None


def kernels_ready() -> bool:
    """Return whether compiled kernels are in use."""
    return _kernels is not None


def loaded_kernels() -> ModuleType | None:
    """Return `engine.kernels` once `warm_up` has loaded it, before that None."""
    return _kernels


def _compile(cancelled: threading.Event) -> None:
    """Run the compiler in a process of its own, which ends with this one, or when it is cancelled."""
    quiet = subprocess.DEVNULL
    compiler = subprocess.Popen([sys.executable, "-m", "engine.kernels"], stdout=quiet, stderr=quiet)
    atexit.register(compiler.kill)
    try:
        while not cancelled.is_set():
            with contextlib.suppress(subprocess.TimeoutExpired):
                compiler.wait(_PATIENCE)
                break
    finally:
        compiler.kill()
        compiler.wait()
        atexit.unregister(compiler.kill)


def warm_up(cancelled: threading.Event | None = None) -> bool:
    """Compile the kernels if this machine has not yet, load them, and return True when they are in use.

    Call it from a worker thread; a second call returns at once. False means that no kernels could be
    had (Numba is missing or has failed) or that `cancelled` was set before they were: training then
    goes on in NumPy.
    """
    global _kernels
    cancelled = cancelled or threading.Event()
    with _lock:
        if _kernels is None:
            if not is_compiled():
                _compile(cancelled)
            if cancelled.is_set():
                return False
            try:
                module = import_module("engine.kernels")
                module.prepare(cache_folder())
            except Exception:  # whatever is wrong with the compiler, NumPy still works
                return False
            _kernels = module
        return True
