"""Links on the command line: trained as on the page, and what they cannot carry said on stderr."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from playground import cli
from playground.document import DataSettings, Document
from playground.links import share_text

RUNS = json.loads((Path(__file__).parents[1] / "golden/tf-playground-runs.json").read_text("utf-8"))


@pytest.mark.parametrize("run", RUNS[:2])
def test_train_reports_the_losses_of_the_page(
    run: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    link = f"https://playground.tensorflow.org/{run['link']}"
    assert cli.run(["train", link, "--epochs", "200", "--report", "0,1,10,200", "--json"]) == cli.DONE
    captured = capsys.readouterr()
    reports = [json.loads(line) for line in captured.out.splitlines()]
    assert [report["epoch"] for report in reports] == [0, 1, 10, 200]
    for report in reports:
        for name in ("train", "test"):
            expected = run[name][str(report["epoch"])]  # type: ignore[index]
            assert report[f"{name}_loss"] == pytest.approx(expected, abs=1e-9)
    assert captured.err == ""


def test_options_change_what_the_link_says(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--dataset", "plane", "--hidden", "1", "--epochs", "0", "--json"]
    assert cli.run(["train", "#regDataset=reg-gauss&seed=1", *words]) == cli.DONE
    assert (
        cli.run(["train", "#problem=regression&networkShape=1&seed=1", "--epochs", "0", "--json"]) == cli.DONE
    )
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["train_loss"] == second["train_loss"]


def test_notes_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["train", "#dataset=xor&foo=1", "--epochs", "0"]) == cli.DONE
    seed, unknown = capsys.readouterr().err.splitlines()
    assert "no seed" in seed
    assert "“foo”" in unknown


def test_a_share_text_is_trained_too(capsys: pytest.CaptureFixture[str]) -> None:
    text = share_text(Document(data=DataSettings(dataset="xor")))
    assert cli.run(["train", text, "--epochs", "0", "--json"]) == cli.DONE
    assert cli.run(["train", "--dataset", "xor", "--epochs", "0", "--json"]) == cli.DONE
    first, second = (json.loads(line)["train_loss"] for line in capsys.readouterr().out.splitlines())
    assert first == second


@pytest.mark.parametrize("text", ["https://example.org/#top", "a=b", "gradplay:eNq"])
@pytest.mark.parametrize("command", ["train", "screenshot"])
def test_any_other_text_is_refused_in_a_sentence(
    command: str, text: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = [command, *([str(tmp_path / "out.png")] if command == "screenshot" else []), text]
    assert cli.run(words) == cli.BAD_INPUT
    [line] = capsys.readouterr().err.splitlines()
    assert line.endswith(".")
