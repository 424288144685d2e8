"""Compiled kernels: where they are kept, and that training goes on without them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import ModuleType

import pytest

import engine
from engine import kernel_cache, warm_up
from tests.engine.runs import training

PACKAGE = Path(engine.__file__).parent


def test_kernels_are_kept_beside_the_package_or_else_in_the_users_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert kernel_cache.cache_folder().parent == PACKAGE / "__pycache__"
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "linux")
    folder = kernel_cache.cache_folder()
    assert folder.parent == tmp_path / "gradient-playground"
    assert not kernel_cache.is_compiled()
    folder.mkdir(parents=True)
    kernel_cache.mark_compiled()
    assert kernel_cache.is_compiled()


def test_a_change_of_any_source_asks_for_a_new_compile(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for source in PACKAGE.glob("*.py"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    monkeypatch.setattr(kernel_cache, "_PACKAGE", tmp_path)
    fingerprint = kernel_cache._fingerprint.__wrapped__
    before = fingerprint()
    assert fingerprint() == before
    with (tmp_path / "kernel_layers.py").open("a") as source:
        source.write("\n# changed\n")
    assert fingerprint() != before


def test_a_completed_cache_keeps_the_one_before_and_removes_the_rest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def folder(name: str, age: float, complete: bool = True) -> Path:
        path = tmp_path / name
        (path / "engine").mkdir(parents=True)
        (path / "engine" / "code.nbc").write_bytes(b"code")
        if complete:
            (path / "complete").touch()
        for touched in (path, *path.iterdir()):
            os.utime(touched, (time.time() - age,) * 2)
        return path

    names = ("kernels-before", "kernels-older", "kernels-oldest", "kernels-now", "kernels-given-up")
    before, older, oldest, now, given_up = (
        folder(name, age, complete)
        for name, age, complete in zip(
            names, (10, 20, 90_000, 0, 90_000), (True, True, True, False, False), strict=True
        )
    )
    making = folder("kernels-in-the-making", 5, complete=False)
    other = folder("other", 90_000)
    monkeypatch.setattr(kernel_cache, "cache_folder", lambda: now)
    with (older / "engine" / "code.nbc").open("rb") as code:
        kernel_cache.mark_compiled()
        assert code.read() == b"code" or sys.platform == "win32"
    assert set(tmp_path.iterdir()) == {before, now, making, other}
    assert not oldest.exists()
    assert not given_up.exists()
    kernel_cache.mark_compiled()
    assert kernel_cache.is_compiled()


def test_folders_that_cannot_be_removed_are_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another process may be faster, or hold a file open where that forbids it."""
    for name in ("a", "b", "c"):
        (tmp_path / f"kernels-{name}").mkdir()
        (tmp_path / f"kernels-{name}" / "complete").touch()

    def refuse(path: Path, target: Path) -> None:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "rename", refuse)
    monkeypatch.setattr(kernel_cache, "cache_folder", lambda: tmp_path / "kernels-a")
    kernel_cache.mark_compiled()
    assert len(list(tmp_path.iterdir())) == 3


def test_without_a_compiler_numpy_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(name: str) -> ModuleType:
        raise ImportError(name)

    monkeypatch.setattr(warm_up, "_kernels", None)
    monkeypatch.setattr(warm_up, "is_compiled", lambda: True)
    monkeypatch.setattr(warm_up, "import_module", fails)
    assert not warm_up.warm_up()
    assert not warm_up.kernels_ready()
    assert training().run_epochs(2).train.size == 2


def test_a_first_compile_runs_in_a_process_of_its_own(
    kernels: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []

    class Compiler:
        def __init__(self, command: list[str], **options: object) -> None:
            commands.append(command)

        def wait(self, timeout: float | None = None) -> int:
            return 0

        def kill(self) -> None: ...

    monkeypatch.setattr(warm_up, "_kernels", None)
    monkeypatch.setattr(warm_up, "is_compiled", lambda: False)
    monkeypatch.setattr(subprocess, "Popen", Compiler)
    assert warm_up.warm_up()
    assert commands == [[sys.executable, "-m", "engine.kernels"]]
    assert warm_up.loaded_kernels() is kernels


def test_a_compile_that_nobody_waits_for_any_more_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing the window must not wait for the compiler, which takes many seconds."""
    cancelled = threading.Event()
    compilers: list[Compiler] = []

    class Compiler(subprocess.Popen[bytes]):
        """A compiler that never ends by itself, and is cancelled as soon as it runs."""

        def __init__(self, command: list[str], **options: object) -> None:
            super().__init__([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
            compilers.append(self)
            cancelled.set()

    monkeypatch.setattr(warm_up, "_kernels", None)
    monkeypatch.setattr(warm_up, "is_compiled", lambda: False)
    monkeypatch.setattr(warm_up, "import_module", lambda name: pytest.fail("Numba is not wanted any more"))
    monkeypatch.setattr(subprocess, "Popen", Compiler)
    assert not warm_up.warm_up(cancelled)
    (compiler,) = compilers
    assert compiler.stdin is not None
    compiler.stdin.close()
    assert compiler.returncode not in (None, 0)
    assert not warm_up.kernels_ready()


def test_no_kernel_is_compiled_for_a_shape(kernels: ModuleType) -> None:
    """One machine code for all: other networks, batch sizes and settings add no signature."""
    before = [len(kernel.signatures) for kernel in kernels._KERNELS.values()]
    for hidden, batch, optimiser in (((1,), 1, "sgd"), ((16,) * 8, 33, "adamw"), ((7, 2, 9), 500, "rmsprop")):
        run = training(hidden=hidden, batch_size=batch, optimiser=optimiser)
        run.run_epochs(1)
        run.maps(run._course.train.samples[:-1].T)
    assert [len(kernel.signatures) for kernel in kernels._KERNELS.values()] == before == [1, 1, 1]
