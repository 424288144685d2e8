"""Autouse fixtures: a test starts in a home of its own, and fails if it leaves anything running behind it."""

from __future__ import annotations

import gc
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

#: How long a thread may take to end after the test that started it, in seconds.
GRACE = 2.0
#: Every so many tests, garbage is looked for among older objects, too: that takes a fifth of a second.
THOROUGH = 100
_tests = count(1)
_CALL = pytest.StashKey[pytest.CallInfo[None]]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    if call.when == "call":
        item.stash[_CALL] = call


@pytest.fixture(autouse=True)
def isolated_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty home folder for this test alone; settings, caches and recovery files go there."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in home_variables(home).items():
            patch.setenv(variable, value)
        core = sys.modules.get("PySide6.QtCore")
        if core is not None:
            for kind in (core.QSettings.Format.IniFormat, core.QSettings.Format.NativeFormat):
                core.QSettings.setPath(kind, core.QSettings.Scope.UserScope, str(home / ".config"))
            core.QStandardPaths.setTestModeEnabled(not sys.platform.startswith("linux"))
        yield home


def home_variables(home: Path) -> dict[str, str]:
    """The environment that makes `home` the home folder of this process or of one that it starts."""
    return {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home / ".config"),
        "LOCALAPPDATA": str(home / ".local" / "share"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_DATA_HOME": str(home / ".local" / "share"),
        "XDG_STATE_HOME": str(home / ".local" / "state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
    }


@pytest.fixture(autouse=True)
def leaves_nothing_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a top-level widget, a running timer, a thread or a child process.

    What was there before the test (the application, another scope's fixtures) is not looked at, and a test
    that failed already is only cleaned up after: its traceback still holds what it had made.
    """
    # Frozen objects are no part of gc.get_objects(), which makes "what is new" cheap to ask; and what the
    # test before this one left, pytest itself holding on to some of it until now, is cheap to collect.
    if next(_tests) % THOROUGH == 0:
        gc.unfreeze()
    gc.collect()
    gc.freeze()
    widgets, threads, processes = set(_widgets()), set(threading.enumerate()), set(_children())
    yield
    leaks = [*_leaked_widgets(widgets), *_leaked_timers()]
    leaks += [*_leaked_threads(threads), *_leaked_qthreads(), *_leaked_processes(processes)]
    call = request.node.stash.get(_CALL, None)
    if leaks and call is not None and call.excinfo is None:
        pytest.fail("The test left behind: " + "; ".join(leaks), pytrace=False)


def _qt(module: str) -> ModuleType | None:
    """A Qt module if something has imported it, so that tests without Qt stay without Qt."""
    return sys.modules.get(f"PySide6.{module}")


def _widgets() -> dict[int, Any]:
    """Every top-level widget, by its C++ address."""
    qt = _qt("QtWidgets")
    if qt is None or not isinstance(qt.QApplication.instance(), qt.QApplication):
        return {}
    import shiboken6

    # A tool tip hides itself and is deleted by Qt's own timer.
    tops = [widget for widget in qt.QApplication.topLevelWidgets() if type(widget).__name__ != "QTipLabel"]
    return {shiboken6.getCppPointer(widget)[0]: widget for widget in tops}


def _survivors(find: Callable[[], list[Any]]) -> list[Any]:
    """What `find` finds once pending deletions are done and, if it finds anything, cycles are collected."""
    core = _qt("QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    if not find():
        return []
    gc.collect()
    return find()


def _leaked_widgets(before: set[int]) -> list[str]:
    def find() -> list[Any]:
        return [widget for address, widget in _widgets().items() if address not in before]

    found = _survivors(find)
    said = [f"top-level widget {_name(widget)} (use qtbot.addWidget, or delete it)" for widget in found]
    for widget in found:
        widget.hide()
        widget.deleteLater()
    del found
    _survivors(find)
    return said


def _leaked_timers() -> list[str]:
    core = _qt("QtCore")
    if core is None or core.QCoreApplication.instance() is None:
        return []
    found = _survivors(lambda: [owner for owner in _new_objects(core.QObject) if _runs(core, owner)])
    said = []
    for owner in found:
        said.append(f"running {_name(owner)} (stop it, or give it a parent that is deleted)")
        if isinstance(owner, core.QTimer | core.QAbstractAnimation):
            owner.stop()
    return said


def _runs(core: ModuleType, owner: Any) -> bool:
    """Whether this QObject of this thread has a timer or is an animation under way."""
    dispatcher = core.QAbstractEventDispatcher.instance()
    if dispatcher is None or owner.thread() is not core.QThread.currentThread():
        return False
    if isinstance(owner, core.QAbstractAnimation):
        return bool(owner.state() == core.QAbstractAnimation.State.Running)
    return bool(dispatcher.registeredTimers(owner))


def _leaked_threads(before: set[threading.Thread]) -> list[str]:
    # A dummy thread is Python's note that a thread of Qt's or Numba's own once ran Python code.
    new = [t for t in threading.enumerate() if t not in before and not isinstance(t, threading._DummyThread)]
    deadline = time.monotonic() + GRACE
    for thread in new:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [f"thread {thread.name!r} (stop and join it)" for thread in new if thread.is_alive()]


def _leaked_qthreads() -> list[str]:
    core = _qt("QtCore")
    if core is None or core.QCoreApplication.instance() is None:
        return []
    main = core.QCoreApplication.instance().thread()
    grace = int(GRACE * 1000)
    running = [t for t in _new_objects(core.QThread) if t is not main and t.isRunning() and not t.wait(grace)]
    said = [f"running {_name(thread)} (quit it and wait)" for thread in running]
    if not core.QThreadPool.globalInstance().waitForDone(grace):
        said.append("work in Qt's thread pool (wait for it)")
    return said


def _new_objects(kind: type) -> list[Any]:
    """Living Qt objects of this kind that Python has met since the test began."""
    import shiboken6

    # type(), not isinstance: asking a lazy proxy for its class may make it do things.
    return [found for found in gc.get_objects() if issubclass(type(found), kind) and shiboken6.isValid(found)]


def _children() -> list[int]:
    """Child processes of this one, the ended ones that nobody waited for among them (Linux)."""
    if not sys.platform.startswith("linux"):
        return []
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return []
    return [
        pid
        for pid in (int(path.name) for path in Path("/proc").glob("[0-9]*"))
        if _parent(pid) == os.getpid()
    ]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it ended meanwhile
        return 0


def _leaked_processes(before: set[int]) -> list[str]:
    said = []
    for pid in set(_children()) - before:
        command = (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        )
        if "multiprocessing.resource_tracker" in command or "multiprocessing.forkserver" in command:
            continue
        said.append(f"child process {pid} ({command[:80] or 'ended, but not waited for'})")
        _end(pid)
    return said


def _end(pid: int) -> None:
    """Kill a child and wait until it is gone, so that the next test starts clean."""
    handle = os.pidfd_open(pid)
    try:
        os.kill(pid, signal.SIGKILL)
        select.select([handle], [], [], GRACE)
        os.waitpid(pid, os.WNOHANG)
    finally:
        os.close(handle)


def _name(thing: Any) -> str:
    """Class and, if it has one, object name."""
    name = thing.objectName()
    return f"{type(thing).__name__} {name!r}" if name else type(thing).__name__
