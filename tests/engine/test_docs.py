"""The examples that people read are run: doctests of every engine module, and the guided tour."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import random
from pathlib import Path

import pytest

import engine

MODULES = [info.name for info in pkgutil.walk_packages(engine.__path__, "engine.")]
TOUR = Path(__file__).parents[2] / "docs" / "engine-tour.md"


@pytest.mark.parametrize("name", MODULES)
def test_doctests(name) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    "name", ["operation", "value", "graph", "trace", "expression", "tokens", "gradcheck", "nn", "losses"]
)
def test_public_names_have_examples(name) -> None:
    assert doctest.testmod(importlib.import_module(f"engine.{name}")).attempted >= 1


def test_the_tour() -> None:
    state = random.getstate()
    try:
        outcome = doctest.testfile(str(TOUR), module_relative=False, encoding="utf-8")
    finally:
        random.setstate(state)
    assert outcome.attempted > 40
    assert outcome.failed == 0


@pytest.mark.parametrize("path", sorted(Path(engine.__path__[0]).rglob("*.py")), ids=lambda path: path.name)
def test_no_module_of_the_engine_is_over_300_lines(path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
