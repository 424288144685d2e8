"""`make` in a folder like a fresh clone, with stand-ins for Python that write down what they are told."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: Writes its arguments into calls.log; a set-up makes the stamp that the real one makes.
WRITES_DOWN = """#!/bin/sh
echo "$*" >> calls.log
case "$*" in
    *environment) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    *"install "*) touch ".venv/.installed-${3}" ;;
esac
"""
TOO_OLD = """#!/bin/sh
[ "$1" = --version ] && echo Python 3.9.2
[ "$1" = --version ]
"""
PYTHONS = ["python", "python3", *(f"python3.{minor}" for minor in range(9, 16))]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def make(clone: Path, *arguments: str, python: str) -> subprocess.CompletedProcess[str]:
    """Run make where every interpreter on the path is this script."""
    programs = clone / "programs"
    programs.mkdir(exist_ok=True)
    for name in PYTHONS:
        (programs / name).write_text(python)
        (programs / name).chmod(0o755)
    environment = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    command = ["make", *arguments]
    return subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)


def calls(clone: Path) -> list[str]:
    """What the interpreters were told since last asked, version questions apart."""
    log = clone / "calls.log"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return [line for line in lines if not line.startswith("-c")]


def test_the_first_run_sets_up_and_the_second_installs_nothing(clone: Path) -> None:
    assert make(clone, "run", python=WRITES_DOWN).returncode == 0
    assert calls(clone) == ["tools/set_up.py environment", "tools/set_up.py install app", "tools/run.py"]
    assert make(clone, "run", python=WRITES_DOWN).returncode == 0
    assert calls(clone) == ["tools/run.py"]


def test_new_dependencies_are_installed_by_the_next_run(clone: Path) -> None:
    make(clone, "run", python=WRITES_DOWN)
    calls(clone)
    future = (clone / ".venv" / ".installed-app").stat().st_mtime + 10
    os.utime(clone / "pyproject.toml", (future, future))
    make(clone, "run", python=WRITES_DOWN)
    assert calls(clone) == ["tools/set_up.py install app", "tools/run.py"]


def test_a_venv_whose_python_is_gone_is_made_again(clone: Path) -> None:
    make(clone, "run", python=WRITES_DOWN)
    calls(clone)
    (clone / ".venv" / "bin" / "python").unlink()
    make(clone, "run", python=WRITES_DOWN)
    assert calls(clone) == ["tools/set_up.py environment", "tools/set_up.py install app", "tools/run.py"]


def test_run_passes_the_file_on(clone: Path) -> None:
    make(clone, "run", "FILE=lesson.gradplay", python=WRITES_DOWN)
    assert calls(clone)[-1] == "tools/run.py lesson.gradplay"


def test_test_sets_up_looks_for_a_virtual_screen_and_runs_pytest(clone: Path) -> None:
    make(clone, "test", python=WRITES_DOWN)
    assert calls(clone)[1:] == [
        "tools/set_up.py install test",
        "tools/system_libraries.py tests",
        "-m pytest -q",
    ]


def test_a_python_that_is_too_old_is_named_in_one_line(clone: Path) -> None:
    done = make(clone, "run", python=TOO_OLD)
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
    assert len(said) == 1
    assert "Python 3.11 or newer" in said[0]
    assert "Python 3.9.2" in said[0]
    assert not (clone / ".venv").exists()


def test_a_newer_python_beside_an_old_one_is_found(clone: Path) -> None:
    make(clone, "help", python=TOO_OLD)  # lays out the old ones
    (clone / "newer").write_text(WRITES_DOWN)
    (clone / "newer").chmod(0o755)
    assert make(clone, "run", f"PYTHON={clone / 'newer'}", python=TOO_OLD).returncode == 0
    assert calls(clone)[0] == "tools/set_up.py environment"


def test_help_names_every_command(clone: Path) -> None:
    said = make(clone, "help", python=WRITES_DOWN).stdout
    for command in ("run", "test", "check", "bench", "clean"):
        assert f"make {command} " in said
    assert make(clone, python=WRITES_DOWN).stdout == said
