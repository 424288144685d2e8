"""The command line's words: what they mean, and one sentence for what they must not be."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import PlaygroundError
from playground.arguments import parse


def test_no_words_open_the_window() -> None:
    parsed = parse([])
    assert (parsed.command, parsed.file, parsed.theme, parsed.size) == ("window", None, None, None)


def test_a_file_alone_is_opened_in_the_window() -> None:
    parsed = parse(["lesson.gradplay", "--theme", "light", "--size", "1920x1080"])
    assert (parsed.command, parsed.file) == ("window", Path("lesson.gradplay"))
    assert (parsed.theme, parsed.size) == ("light", (1920, 1080))


@pytest.mark.parametrize(
    "link",
    ["https://example.org/#dataset=xor", "#dataset=xor", "dataset=xor", "gradplay:eNq", "#" + "a" * 9000],
)
@pytest.mark.parametrize("words", [[], ["train"], ["screenshot", "out.png"]])
def test_a_link_stays_a_text(words: list[str], link: str) -> None:
    assert parse([*words, link]).file == link


def test_a_file_with_a_name_like_a_link_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a=b#c"
    path.touch()
    assert parse([str(path)]).file == path
    assert parse(["gone=1.gradplay"]).file == Path("gone=1.gradplay")


def test_train_takes_every_option() -> None:
    words = "train a.gradplay --dataset spiral --hidden 8,8 --activation tanh --epochs 20 --learning-rate 0.1"
    parsed = parse([*words.split(), "--seed", "7", "--report", "0,10,100", "--json"])
    assert (parsed.command, parsed.file, parsed.dataset) == ("train", Path("a.gradplay"), "spiral")
    assert (parsed.hidden, parsed.activation, parsed.epochs) == ((8, 8), "tanh", 20)
    assert (parsed.learning_rate, parsed.seed, parsed.report, parsed.json) == (0.1, "7", (0, 10, 100), True)


def test_the_file_may_follow_the_options() -> None:
    assert parse(["train", "--epochs", "5", "a.gradplay"]).file == Path("a.gradplay")
    parsed = parse(["screenshot", "out.png", "--theme", "light", "a.gradplay"])
    assert (parsed.out, parsed.theme, parsed.file) == (Path("out.png"), "light", Path("a.gradplay"))


def test_no_hidden_layer_is_an_empty_list() -> None:
    assert parse(["train", "--hidden", ""]).hidden == ()


def test_screenshot_has_defaults() -> None:
    parsed = parse(["screenshot", "out.png"])
    assert (parsed.command, parsed.out, parsed.file) == ("screenshot", Path("out.png"), None)
    assert (parsed.epochs, parsed.size, parsed.theme) == (0, (1280, 800), "dark")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("--size 12", "--size"),
        ("--size 100x100", "--size"),
        ("--theme pink", "--theme"),
        ("train --epochs -3", "--epochs"),
        ("train --epochs many", "--epochs"),
        ("train --learning-rate nan", "--learning-rate"),
        ("train --learning-rate 0", "--learning-rate"),
        ("train --hidden 8;8", "--hidden"),
        ("train --report 1,x", "--report"),
        ("screenshot", "OUT.png"),
        ("a b c", "b c"),
    ],
)
def test_bad_words_are_named_in_one_sentence(words: str, named: str) -> None:
    with pytest.raises(PlaygroundError) as caught:
        parse(words.split())
    sentence = str(caught.value)
    assert named in sentence
    assert "\n" not in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("command", [[], ["train"], ["screenshot"]])
def test_help_names_every_option(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parse([*command, "--help"])
    assert left.value.code == 0
    assert "FILE" in capsys.readouterr().out


@given(st.lists(st.text(max_size=12).filter(lambda word: not word.startswith("-")), max_size=4))
def test_any_words_are_understood_or_refused_readably(words: list[str]) -> None:
    with contextlib.suppress(PlaygroundError):
        assert parse(words).command in ("window", "train", "screenshot")
