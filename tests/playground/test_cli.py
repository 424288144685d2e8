"""The command line, run as a person runs it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from engine.state import TrainingState
from playground import cli, storage
from playground.document import DataSettings, Document, Frozen, HiddenLayer, Network, StopRules
from playground.experiment import Experiment
from playground.links import read_link
from playground.network_edits import add_formula, add_points, initial_state, set_classes, set_dataset

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
    assert report["epoch"] == 1
    assert report["diverged"] is True
    assert "epoch 1" in printed.err
    assert "--learning-rate 3" in printed.err


def saved(tmp_path: Path, document: Document) -> str:
    path = tmp_path / "a.gradplay"
    storage.save(document, path)
    return str(path)


def losses_after(document: Document, epochs: int) -> list[float]:
    experiment = Experiment(document, initial_state(document))
    experiment.run_epochs(epochs)
    return pytest.approx(list(experiment.losses()), rel=1e-9)


def test_a_document_with_classes_own_points_and_frozen_mixed_layers_is_trained(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    document = Document(network=Network(hidden=(HiddenLayer(2, "tanh", ("tanh", "gelu")),)))
    document = add_points(set_classes(set_dataset(document, "own"), 3), [(x, -x, x % 3) for x in range(6)])
    document = replace(add_formula(document, "x1^3/36"), frozen=(Frozen(0, 1),), state=None)
    (report,) = run_json(capsys, saved(tmp_path, document), "--epochs", "4")
    assert [report["train_loss"], report["test_loss"]] == losses_after(document, 4)
    reports = run_json(
        capsys, saved(tmp_path, document), "--epochs", "1", "--dataset", "plane", "--hidden", "1"
    )
    assert reports[0]["epoch"] == 1


def test_a_table_is_learned(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    places = range(-5, 6)
    lines = [f"{x},{x % 5 - 2},{'abc'[x % 3]}" for x in places]
    table = tmp_path / "own.csv"
    table.write_text("\n".join(["x1,x2,class", *lines, "?,1,a", ""]))
    assert cli.run(["train", "--json", "--data", str(table), *SMALL]) == cli.DONE
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    assert "line" in printed.err or "row" in printed.err
    document = set_classes(set_dataset(Document(network=Network(hidden=(HiddenLayer(2),))), "own"), 3)
    document = add_points(document, [(x, x % 5 - 2, x % 3) for x in places])
    assert [report["train_loss"], report["test_loss"]] == losses_after(document, 3)
    assert cli.run(["train", "--data", str(tmp_path / "gone.csv")]) == cli.BAD_INPUT
    assert "gone.csv" in capsys.readouterr().err


def test_a_stop_rule_ends_training_and_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    document = Document(network=Network(hidden=(HiddenLayer(2),)), stop=StopRules(epoch=5))
    words = ["train", "--json", saved(tmp_path, document), "--epochs", "9", "--report", "2,7"]
    assert cli.run(words) == cli.DONE
    printed = capsys.readouterr()
    assert [json.loads(line)["epoch"] for line in printed.out.splitlines()] == [2, 5]
    assert printed.err == "Stopped after epoch 5, as asked.\n"


def test_nothing_to_learn_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = saved(tmp_path, set_dataset(Document(), "own"))
    assert cli.run(["train", path]) == cli.BAD_INPUT
    assert capsys.readouterr().err == "gradient-playground: There are no points to train on.\n"


def test_a_shortcut_to_a_link_is_trained(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "lesson.url"
    path.write_text("[InternetShortcut]\nURL=https://playground.tensorflow.org/#networkShape=2&seed=7\n")
    (report,) = run_json(capsys, str(path), "--epochs", "1")
    document = read_link("#networkShape=2&seed=7").document
    assert [report["train_loss"], report["test_loss"]] == losses_after(document, 1)


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


def test_pictures_are_drawn_of_runs_that_stop_and_of_nothing_to_learn(tmp_path: Path) -> None:
    stopping = Document(network=Network(hidden=(HiddenLayer(2),)), stop=StopRules(epoch=3))
    for number, document in enumerate((stopping, set_dataset(stopping, "own"))):
        out = tmp_path / f"{number}.png"
        result = run_process(tmp_path, "screenshot", str(out), saved(tmp_path, document), "--epochs", "9")
        assert (result.returncode, result.stderr) == (cli.DONE, "")
        assert QImage(str(out)).width() == 1280
