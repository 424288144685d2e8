"""Habits of the house that no linter knows: read from the source of every module.

That every public thing has a docstring is ruff's D1; that imports run one way is import-linter's.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted([*ROOT.glob("engine/**/*.py"), *ROOT.glob("playground/**/*.py")])
TESTS = sorted(ROOT.glob("tests/**/*.py"))

WIDGET_LIBRARIES = {"PySide6.QtWidgets", "PySide6.QtOpenGLWidgets", "pyqtgraph", "qtawesome", "superqt"}
#: Below these (a module, or a package of them) widgets may be imported.
WIDGETS_LIVE_IN = ("views", "controls", "window", "theme", "app")
#: Reading these formats runs what is in them.
FORBIDDEN_IMPORTS = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
FORBIDDEN_CALLS = {"eval", "exec", "__import__"}

LINES = 300
#: Modules that may be longer than `LINES`, each with the reason why splitting it would be worse.
LONGER: dict[str, str] = {}

#: Waits that pass or fail by the machine's speed, and marks under which a test that cannot pass looks green.
SLEEPS = {"time.sleep", "QTest.qWait", "QTest.qSleep", "qtbot.wait", "QThread.sleep", "QThread.msleep"}
MARKS = {"pytest.skip", "pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail", "pytest.xfail"}
MARKS |= {"pytest.importorskip", "pytest.mark.flaky", "unittest.skip"}
#: The one place that may skip: no virtual screen. It says so in the summary, and fails in CI.
MAY_SKIP = "tests/end_to_end/conftest.py"


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported anywhere in this source, `from a import b` as both a and a.b."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and dotted(node.func).rpartition(".")[2] == "import_module":
            yield from (str(name.value) for name in node.args[:1] if isinstance(name, ast.Constant))
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def below(module: str, packages: set[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def dotted(node: ast.AST) -> str:
    """`a.b.c` for such an expression, else the empty string."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute):
            return f"{dotted(value)}.{attribute}"
    return ""


def widget_imports(source: str) -> list[str]:
    return sorted({name for name in imports(ast.parse(source)) if below(name, WIDGET_LIBRARIES)})


def qt_imports(source: str) -> list[str]:
    return sorted(
        {
            name
            for name in imports(ast.parse(source))
            if below(name, {"PySide6", "shiboken6"} | WIDGET_LIBRARIES)
        }
    )


def dangers(source: str) -> list[str]:
    """Forbidden imports and calls, and arrays loaded with pickle allowed."""
    tree = ast.parse(source)
    found = [name for name in imports(tree) if below(name, FORBIDDEN_IMPORTS)]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = dotted(node.func)
        if called in FORBIDDEN_CALLS or called in {f"builtins.{name}" for name in FORBIDDEN_CALLS} | {
            "os.system"
        }:
            found.append(called)
        found += [
            f"{called}({keyword.arg}=True)"
            for keyword in node.keywords
            if keyword.arg in ("allow_pickle", "shell")
            and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)
        ]
    return found


def impatience(source: str) -> list[str]:
    """Sleeps and skips in a test; only what another system cannot have may be skipped there."""
    tree = ast.parse(source)
    bare = {name.rpartition(".")[2] for name in imports(tree) if name in SLEEPS | MARKS}
    excused = {
        node.func
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and node.args and "sys.platform" in ast.unparse(node.args[0])
    }
    named = [
        dotted(node)
        for node in ast.walk(tree)
        if node not in excused and isinstance(node, ast.Attribute | ast.Name)
    ]
    return sorted({name for name in named if name in SLEEPS | MARKS or name in bare})


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_widgets_only_where_widgets_live(path: Path) -> None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "playground" and parts[1] in WIDGETS_LIVE_IN:
        return
    assert widget_imports(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", [p for p in MODULES if p.is_relative_to(ROOT / "engine")], ids=name_of)
def test_the_engine_never_imports_qt(path: Path) -> None:
    assert qt_imports(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_runs_what_it_reads(path: Path) -> None:
    assert dangers(path.read_text(encoding="utf-8")) == []


def test_modules_are_short_or_say_why_not() -> None:
    long = {name_of(path) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > LINES}
    assert long == set(LONGER), "split these, or give a reason in LONGER; take out what is short by now"


@pytest.mark.parametrize("path", TESTS, ids=name_of)
def test_tests_neither_sleep_nor_skip(path: Path) -> None:
    if name_of(path) == MAY_SKIP:
        return
    assert impatience(path.read_text(encoding="utf-8")) == []


def test_every_dependency_is_used_and_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=!~ ]", requirement, maxsplit=1)[0] for requirement in project["dependencies"]}
    imported = {
        name.partition(".")[0] for path in MODULES for name in imports(ast.parse(path.read_text("utf-8")))
    }
    assert {name for name in names if name.partition("-")[0] not in imported} == set()
    reasons = re.findall(r"^\| ([\w-]+) \| \w", (ROOT / "ARCHITECTURE.md").read_text("utf-8"), re.MULTILINE)
    assert {name.lower() for name in reasons} == {name.lower() for name in names}


@pytest.mark.parametrize("module", ["engine", "playground.document"])
def test_works_without_qt(module: str) -> None:
    """With Qt gone from the machine, the engine and the document still import, whole packages and all."""
    program = f"""
import importlib, pkgutil, sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph", "superqt", "qtawesome", "qtpy"):
            raise ModuleNotFoundError(f"no {{name}} here")
sys.meta_path.insert(0, NoQt())
module = importlib.import_module({module!r})
for found in pkgutil.iter_modules(getattr(module, "__path__", [])):
    importlib.import_module(f"{{module.__name__}}.{{found.name}}")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


# The checks themselves: each of them finds what it is there to find, and nothing in clean source.


@pytest.mark.parametrize(
    "source",
    [
        "from PySide6.QtWidgets import QWidget",
        "from PySide6 import QtWidgets",
        "def late():\n    import pyqtgraph as pg",
        "from pyqtgraph.graphicsItems import GraphItem",
        "import qtawesome",
        "importlib.import_module('pyqtgraph')",
    ],
)
def test_widget_imports_are_found(source: str) -> None:
    assert widget_imports(source)
    assert qt_imports(source)


@pytest.mark.parametrize(
    "source",
    ["import pickle", "eval('1')", "exec(text)", "numpy.load(path, allow_pickle=True)", "os.system('ls')"],
)
def test_dangers_are_found(source: str) -> None:
    assert dangers(source)


@pytest.mark.parametrize(
    "source",
    [
        "import time\ntime.sleep(1)",
        "from time import sleep\nsleep(1)",
        "def test(qtbot):\n    qtbot.wait(100)",
        "@pytest.mark.xfail\ndef test(): ...",
        "@pytest.mark.skipif(slow, reason='slow')\ndef test(): ...",
        "pytest.importorskip('jax')",
    ],
)
def test_impatience_is_found(source: str) -> None:
    assert impatience(source)


def test_clean_source_is_let_pass() -> None:
    source = "import re\nfrom PySide6.QtCore import QObject\nre.compile('x')\n"
    source += "numpy.load(path, allow_pickle=False)\n"
    source += "qtbot.waitUntil(ready)\nevaluate(x)\n"
    source += "@pytest.mark.skipif(sys.platform == 'win32', reason='no X there')\ndef test(): ...\n"
    assert (widget_imports(source), dangers(source), impatience(source)) == ([], [], [])
