"""The table of `make bench` says what was measured, what was missed and what could not be run."""

from __future__ import annotations

import pytest

from tests.benchmarks import __main__ as bench


def test_figures_stand_beside_their_targets_under_the_name_of_their_benchmark(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = {
        "eager": [bench.Row("one epoch", "55 µs", "≤ 80 µs", True)],
        "new_speed": [bench.Row("launch", "2.1 s", "≤ 1.5 s", False), bench.Row("memory", "1 MB", "", None)],
    }
    assert bench.main(rows, rows.__getitem__) == 0
    said = capsys.readouterr().out
    table = [line.split() for line in said[said.index("work") :].splitlines() if line]
    assert table == [
        ["work", "measured", "target"],
        ["-" * 9, "-" * 8, "-" * 7, "-" * 6],
        ["Eager", "engine"],
        ["one", "epoch", "55", "µs", "≤", "80", "µs", "met"],
        ["New", "speed"],
        ["launch", "2.1", "s", "≤", "1.5", "s", "MISSED"],
        ["memory", "1", "MB"],
        ["1", "of", "2", "targets", "met."],
    ]


def test_a_benchmark_that_breaks_is_named_and_hides_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    def measure(name: str) -> list[bench.Row]:
        if name == "broken":
            raise bench.NotMeasuredError("RuntimeError: no compiler")
        return [bench.Row("one epoch", "55 µs", "≤ 80 µs", True)]

    assert bench.main(["broken", "figures"], measure) == 1
    said = capsys.readouterr().out
    assert "55 µs" in said
    assert "Could not be run: broken: RuntimeError: no compiler" in said


def test_each_benchmark_runs_in_a_process_of_its_own_whose_error_is_told() -> None:
    with pytest.raises(bench.NotMeasuredError, match=r"ModuleNotFoundError: No module named .*nothing_speed"):
        bench.in_a_process("nothing_speed")


def test_absent_peers_are_said_to_be_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench.importlib.util, "find_spec", lambda name: None if name == "jax" else object())
    (sentence,) = bench.absent_peers()
    assert sentence.startswith("Not compared with jax")
