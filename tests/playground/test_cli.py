"""The command line, run as a person runs it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from engine.state import TrainingState
from playground import cli, storage
from playground.document import DataSettings, Document, HiddenLayer, Network
from playground.experiment import Experiment
from playground.network_edits import initial_state

SMALL = ["--hidden", "2", "--epochs", "3"]


@pytest.fixture(autouse=True)
def without_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain path gives the same numbers to rounding, and needs no compiler."""
    monkeypatch.setattr("engine.training.warm_up", lambda: False)


def run_json(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, float]]:
    assert cli.run(["train", "--json", *words]) == cli.DONE
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_json_reports_the_asked_epochs_and_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    reports = run_json(capsys, "--epochs", "10", "--report", "0,2,99")
    assert [report["epoch"] for report in reports] == [0, 2, 10]
    assert all(list(report) == ["epoch", "train_loss", "test_loss", "seconds"] for report in reports)
    experiment = Experiment(Document(), initial_state(Document()))
    assert reports[0]["train_loss"] == pytest.approx(experiment.losses()[0], rel=1e-12)
    experiment.run_epochs(10)
    assert reports[-1]["test_loss"] == pytest.approx(experiment.losses()[1], rel=1e-9)
    assert reports[0]["seconds"] <= reports[1]["seconds"] <= reports[2]["seconds"]


def test_no_epochs_report_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert [report["epoch"] for report in run_json(capsys, "--epochs", "0")] == [0]


def test_the_same_words_give_the_same_losses(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--dataset", "spiral", *SMALL, "--seed", "abc", "--activation", "relu"]
    first, second = run_json(capsys, *words), run_json(capsys, *words)
    assert [report["train_loss"] for report in first] == [report["train_loss"] for report in second]
    (other,) = run_json(capsys, *words, "--learning-rate", "0.1")
    assert other["train_loss"] != first[-1]["train_loss"]


def test_a_file_is_trained_from_where_it_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = Document(network=Network(hidden=(HiddenLayer(2),)))
    experiment = Experiment(document, initial_state(document))
    experiment.run_epochs(4)
    path = tmp_path / "half.gradplay"
    storage.save(
        Document(network=document.network, state=experiment.state),
        path,
    )
    experiment.run_epochs(3)
    (report,) = run_json(capsys, str(path), "--epochs", "3")
    assert report["epoch"] == 7
    assert report["train_loss"] == pytest.approx(experiment.losses()[0], rel=1e-9)


def test_options_that_change_the_run_start_it_over() -> None:
    state = TrainingState(initial_state(Document()).parameters, epoch=7)
    parsed = cli.arguments.parse(["train", "--seed", "x", "--learning-rate", "0.5"])
    after = cli.with_options(Document(state=state, weight_seed="w"), parsed)
    assert (after.state, after.weight_seed, after.data) == (None, None, DataSettings(seed="x"))
    assert after.training.learning_rate == 0.5
    gentle = cli.arguments.parse(["train", "--learning-rate", "0.5"])
    assert cli.with_options(Document(state=state), gentle).state is state


def test_plain_output_is_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["train", *SMALL]) == cli.DONE
    printed = capsys.readouterr()
    assert printed.out.startswith("epoch 3: train loss 0.")
    assert printed.err == ""


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_progress_bar_that_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert cli.run(["train", *SMALL]) == cli.DONE
    written = terminal.getvalue()
    assert "epoch 3 of 3" in written
    assert "100%" in written
    assert written.endswith("\r\x1b[K")


def test_divergence_is_told_with_a_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    words = "train --json --dataset plane --hidden 4 --activation relu --learning-rate 10"
    assert cli.run(words.split()) == cli.DIVERGED
    printed = capsys.readouterr()
    (line,) = printed.out.splitlines()
    report = json.loads(line, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert report["epoch"] == 0
    assert "epoch 1" in printed.err
    assert "--learning-rate 3" in printed.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["train", "missing.gradplay"], "missing.gradplay"),
        (["train", "--dataset", "donut"], "donut"),
        (["train", "--activation", "step"], "step"),
        (["train", "--hidden", "17"], "--hidden"),
        (["train", "--hidden", "1,1,1,1,1,1,1,1,1"], "--hidden"),
        (["screenshot", "out.png", "missing.gradplay"], "missing.gradplay"),
        (["--theme", "pink"], "--theme"),
        (["train", "--seed", "\udcff"], "--seed"),
        (["train", "--seed", "x" * 201], "--seed"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(words) == cli.BAD_INPUT
    printed = capsys.readouterr()
    assert printed.out == ""
    assert said in printed.err
    assert len(printed.err.splitlines()) == 1


def run_process(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    return subprocess.run(
        [sys.executable, "-m", "playground", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has a device always full")
def test_a_full_disk_under_the_output_is_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "playground", "train", "--json", *SMALL],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=100,
        )
    assert done.returncode == cli.BAD_INPUT
    assert done.stderr == "gradient-playground: The output cannot be written: no space left on device.\n"


def test_closed_streams_take_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert cli.run(["train", *SMALL]) == cli.DONE
    assert cli.run(["train", "--dataset", "donut"]) == cli.BAD_INPUT


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
def test_a_window_without_a_screen_is_refused_in_one_line(tmp_path: Path) -> None:
    done = run_process(tmp_path)
    assert done.returncode == 2
    assert "no screen" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_screenshot_needs_no_screen_and_repeats(tmp_path: Path) -> None:
    pictures = []
    for name in ("one.png", "two.png"):
        words = ["--epochs", "2", "--size", "1300x750", "--theme", "light"]
        done = run_process(tmp_path, "screenshot", str(tmp_path / name), *words)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        pictures.append((tmp_path / name).read_bytes())
    assert pictures[0] == pictures[1]
    image = QImage.fromData(pictures[0])
    assert image.size().toTuple() == (1300, 750)
    assert image.pixelColor(0, 0).lightness() > 200


def test_a_screenshot_too_small_for_the_window_is_refused(tmp_path: Path) -> None:
    done = run_process(tmp_path, "screenshot", str(tmp_path / "out.png"), "--size", "640x400")
    assert done.returncode == 2
    assert "at least" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_screenshot_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    done = run_process(tmp_path, "screenshot", str(tmp_path / "missing" / "out.png"))
    assert done.returncode == 2
    assert "out.png" in done.stderr
    assert len(done.stderr.splitlines()) == 1
