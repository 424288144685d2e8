"""The fixtures in `tests/leaks.py` catch what they are there to catch, and let pass what is clean."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

Run = Callable[[dict[str, str]], pytest.RunResult]

CLEAN = {
    "widget_given_to_qtbot": """
        from PySide6.QtWidgets import QWidget
        def test(qtbot):
            widget = QWidget(); qtbot.addWidget(widget); widget.show()
    """,
    "widget_in_a_reference_cycle": """
        from PySide6.QtWidgets import QWidget
        def test(qtbot):
            widget = QWidget(); widget.itself = widget; widget.show()
    """,
    "plot_with_menus": """
        import pyqtgraph
        def test(qtbot):
            plot = pyqtgraph.PlotWidget(); qtbot.addWidget(plot); plot.plot([1, 2]); plot.show()
    """,
    "timer_that_is_stopped": """
        from PySide6.QtCore import QTimer
        def test(qtbot):
            timer = QTimer(); timer.start(10); timer.stop()
    """,
    "timer_of_a_deleted_widget": """
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QWidget
        def test(qtbot):
            widget = QWidget(); qtbot.addWidget(widget); widget.timer = QTimer(widget); widget.timer.start(10)
    """,
    "thread_that_is_joined": """
        import threading
        def test():
            thread = threading.Thread(target=print); thread.start(); thread.join()
    """,
    "thread_that_is_about_to_end": """
        import threading
        def test():
            threading.Thread(target=sum, args=(range(1_000_000),)).start()
    """,
    "qthread_that_is_waited_for": """
        from PySide6.QtCore import QThread
        def test(qtbot):
            thread = QThread(); thread.start(); thread.quit(); thread.wait()
    """,
    "process_that_is_waited_for": """
        import subprocess, sys
        def test():
            subprocess.run([sys.executable, "-c", ""], check=True)
    """,
    "process_of_another_scope": """
        import subprocess, sys, pytest
        @pytest.fixture(scope="session")
        def helper():
            with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
                yield process
                process.kill()
        def test(helper):
            assert helper.poll() is None
    """,
    "settings_of_another_test_are_not_seen": """
        import os, pytest
        from pathlib import Path
        from PySide6.QtCore import QSettings, QStandardPaths
        homes = []
        @pytest.mark.parametrize("turn", [1, 2])
        def test(turn):
            settings = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "x", "y")
            assert settings.value("seen") is None
            settings.setValue("seen", turn)
            settings.sync()
            homes.append(Path.home())
            place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
            for folder in (settings.fileName(), place):
                assert Path(folder).is_relative_to(homes[-1])
            assert len(set(homes)) == turn
    """,
}

LEAKS = {
    "widget": (
        """
        from PySide6.QtWidgets import QWidget
        kept = []
        def test(qapp):
            widget = QWidget(objectName="forgotten"); widget.show(); kept.append(widget)
        """,
        "top-level widget QWidget 'forgotten'",
    ),
    "hidden_widget": (
        """
        from PySide6.QtWidgets import QWidget
        kept = []
        def test(qapp):
            kept.append(QWidget())
        """,
        "top-level widget QWidget",
    ),
    "timer": (
        """
        from PySide6.QtCore import QTimer
        kept = []
        def test(qapp):
            timer = QTimer(); timer.start(1000); kept.append(timer)
        """,
        "running QTimer",
    ),
    "timer_without_qtimer": (
        """
        from PySide6.QtCore import QObject
        kept = []
        def test(qapp):
            owner = QObject(objectName="clock"); owner.startTimer(1000); kept.append(owner)
        """,
        "running QObject 'clock'",
    ),
    "animation": (
        """
        from PySide6.QtCore import QVariantAnimation
        kept = []
        def test(qapp):
            animation = QVariantAnimation(startValue=0.0, endValue=1.0, duration=60_000)
            animation.start()
            kept.append(animation)
        """,
        "running QVariantAnimation",
    ),
    "thread": (
        """
        import threading
        def test():
            threading.Thread(target=threading.Event().wait, name="stuck", daemon=True).start()
        """,
        "thread 'stuck'",
    ),
    "qthread": (
        """
        import atexit
        from PySide6.QtCore import QThread
        kept = []
        def test(qapp):
            thread = QThread(objectName="worker"); thread.start(); kept.append(thread)
            atexit.register(lambda: (thread.quit(), thread.wait()))
        """,
        "running QThread 'worker'",
    ),
    "process": (
        """
        import subprocess, sys
        kept = []
        def test():
            kept.append(subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE))
        """,
        "child process",
    ),
    "process_nobody_waited_for": (
        """
        from collections.abc import Callable
        import os
        def test():
            child = os.spawnlp(os.P_NOWAIT, "true", "true")
            os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        """,
        "ended, but not waited for",
    ),
}


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run each source as a test file of its own, in a Python of its own, with the fixtures in force."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("COLUMNS", "300")  # wide enough for the summary's whole lines

    def run(files: dict[str, str]) -> pytest.RunResult:
        pytester.makeconftest('pytest_plugins = ["tests.leaks"]')
        pytester.makepyfile(**{f"test_{name}": source for name, source in files.items()})
        return pytester.runpytest_subprocess("-p", "no:randomly", "-W", "ignore::DeprecationWarning", "-v")

    return run


def test_clean_tests_pass(run: Run) -> None:
    result = run(CLEAN)
    result.assert_outcomes(passed=len(CLEAN) + 1)


def test_every_leak_fails_the_test_that_leaked_it_and_only_that(run: Run) -> None:
    sources = {name: source for name, (source, _) in LEAKS.items()}
    sources |= {f"{name}_z": "def test(qtbot): pass" for name in LEAKS}  # the next test, in file order
    result = run(sources)
    result.assert_outcomes(passed=2 * len(LEAKS), errors=len(LEAKS))
    for name, (_, said) in LEAKS.items():
        result.stdout.re_match_lines(
            [rf"ERROR test_{name}\.py::test - Failed: The test left behind: .*{said}.*"]
        )


def test_a_failing_test_is_not_blamed_twice(run: Run) -> None:
    source = """
        from PySide6.QtWidgets import QWidget
        def test(qapp):
            widget = QWidget(); widget.show()
            assert False
    """
    run({"failing": source}).assert_outcomes(failed=1)
