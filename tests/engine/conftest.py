"""Fixtures for what runs on two paths: the plain one in NumPy and the compiled one."""

from __future__ import annotations

from types import ModuleType

import pytest

from engine import warm_up


@pytest.fixture(scope="session")
def kernels() -> ModuleType:
    """The compiled kernels; the first run on a machine compiles them."""
    assert warm_up.warm_up()
    module = warm_up.loaded_kernels()
    assert module is not None
    return module


@pytest.fixture(params=["numpy", "kernels"])
def path(request: pytest.FixtureRequest, kernels: ModuleType, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the test on each path in turn; returns its name."""
    monkeypatch.setattr(warm_up, "_kernels", kernels if request.param == "kernels" else None)
    return str(request.param)
