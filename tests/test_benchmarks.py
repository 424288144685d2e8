"""The table of `make bench` says what was measured, what was missed and what could not be run."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from tests.benchmarks import __main__ as bench


def benchmark(monkeypatch: pytest.MonkeyPatch, name: str, rows: object) -> None:
    module = ModuleType(name)
    module.rows = rows  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, f"tests.benchmarks.{name}", module)
    monkeypatch.setattr(bench, "BENCHMARKS", bench.BENCHMARKS | {name: name})


def test_figures_stand_beside_their_targets(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        ("one epoch", "55 µs", "≤ 80 µs", True),
        ("launch", "2.1 s", "≤ 1.5 s", False),
        ("memory", "1 MB", "", None),
    ]
    benchmark(monkeypatch, "figures", lambda: rows)
    assert bench.main(["figures"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines if line.startswith(("one epoch", "launch", "memory"))] == [
        ["one", "epoch", "55", "µs", "≤", "80", "µs", "met"],
        ["launch", "2.1", "s", "≤", "1.5", "s", "MISSED"],
        ["memory", "1", "MB"],
    ]


def test_a_benchmark_that_breaks_is_named_and_hides_no_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks() -> list[bench.Row]:
        raise RuntimeError("no compiler")

    benchmark(monkeypatch, "broken", breaks)
    benchmark(monkeypatch, "figures", lambda: [("one epoch", "55 µs", "≤ 80 µs", True)])
    assert bench.main(["broken", "figures"]) == 1
    said = capsys.readouterr().out
    assert "55 µs" in said
    assert "Could not be run: broken: RuntimeError: no compiler" in said


def test_absent_peers_are_said_to_be_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.importlib.util, "find_spec", lambda name: None if name == "jax" else object())
    (sentence,) = bench.absent_peers()
    assert sentence.startswith("Not compared with jax")
