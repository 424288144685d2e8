"""The command line's words and their limits. Standard library only, so that --help is instant."""

from __future__ import annotations

import argparse
import contextlib
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from engine.errors import PlaygroundError
from engine.settings import LEARNING_RATE_RANGE
from playground.document import MAX_SEED, WORKSPACES

PROGRAM = "gradient-playground"
THEMES = ("dark", "light")
_LINK = "or a TensorFlow Playground link or share text, in quotes"
_COMMANDS = """commands:
  train [FILE]              train without a window
  screenshot OUT.png [FILE] draw the window into a picture, no screen needed
  COMMAND --help            say more about one of them"""


class Parser(argparse.ArgumentParser):
    """An `ArgumentParser` whose errors are one sentence, raised as `PlaygroundError`."""

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found as one sentence."""
        raise PlaygroundError(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What to do: `command` is "window", "train" or "screenshot", the other names are its options.

    Raises `PlaygroundError`; leaves by SystemExit(0) after --help.
    """
    command, rest = "window", list(arguments)
    if rest and rest[0] in _PARSERS:
        command = rest.pop(0)
    parsed = _PARSERS[command]().parse_intermixed_args(rest)  # FILE may follow the options, too
    parsed.command = command
    return parsed


def _window() -> Parser:
    parser = Parser(
        prog=PROGRAM,
        description="See how a network learns: build it, train it live, watch the gradients flow.",
        epilog=_COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "file",
        nargs="?",
        type=_source,
        metavar="FILE",
        help=f"a .gradplay document or table to open, {_LINK}",
    )
    parser.add_argument("--theme", choices=THEMES, help="overrides the theme chosen in the app, this time")
    parser.add_argument("--size", type=_size, metavar="WxH", help="the window's size, such as 1280x800")
    return parser


def _train() -> Parser:
    parser = Parser(
        prog=f"{PROGRAM} train",
        description="Train without a window: FILE from where it stands, or the default experiment.",
    )
    parser.add_argument(
        "file", nargs="?", type=_source, metavar="FILE", help=f"a .gradplay document, {_LINK}"
    )
    parser.add_argument(
        "--dataset", help="circle, xor, gauss, spiral, moons, blobs, arms, plane, bumps or wave"
    )
    parser.add_argument(
        "--data", type=Path, metavar="TABLE", help="a table such as own.csv, to learn its points"
    )
    parser.add_argument(
        "--hidden", type=_numbers, metavar="8,8", help="neurons of each hidden layer; '' for none"
    )
    parser.add_argument("--activation", help="of all hidden layers, such as tanh or relu")
    parser.add_argument("--epochs", type=_count, default=100, metavar="N", help="how many to train (100)")
    parser.add_argument("--learning-rate", type=_learning_rate, metavar="R", help="such as 0.03")
    parser.add_argument("--seed", type=_seed, metavar="S", help="fixes data, order and weights; any text")
    parser.add_argument(
        "--report", type=_numbers, default=(), metavar="0,10,100", help="epochs to report besides the last"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line for each report")
    return parser


def _screenshot() -> Parser:
    parser = Parser(prog=f"{PROGRAM} screenshot", description="Draw the window into a PNG, no screen needed.")
    parser.add_argument("out", type=Path, metavar="OUT.png", help="the picture to write")
    parser.add_argument(
        "file", nargs="?", type=_source, metavar="FILE", help=f"a .gradplay document, {_LINK}"
    )
    parser.add_argument("--epochs", type=_count, default=0, metavar="N", help="how many to train first (0)")
    parser.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH", help="in pixels (1280x800)")
    parser.add_argument("--theme", choices=THEMES, default="dark", help="(dark)")
    parser.add_argument("--workspace", choices=WORKSPACES, help="(the one the document was left in)")
    return parser


_PARSERS = {"window": _window, "train": _train, "screenshot": _screenshot}


def _source(text: str) -> Path | str:
    """A document file, or the text of a link, which stays a text: a path would lose slashes of it."""
    if text.endswith(".gradplay") or not any(mark in text for mark in ("://", "#", "=", "gradplay:")):
        return Path(text)
    with contextlib.suppress(OSError, ValueError):  # no system has files of such names
        if Path(text).is_file():
            return Path(text)
    return text


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,5})[x×](\d{1,5})", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1280x800")
    width, height = int(match[1]), int(match[2])
    if not (640 <= width <= 8192 and 400 <= height <= 8192):
        raise argparse.ArgumentTypeError(f"{text} is not between 640x400 and 8192x8192")
    return width, height


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 999999999")
    return int(text)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(_count(part.strip()) for part in text.split(",")) if text.strip() else ()


def _seed(text: str) -> str:
    """The text itself, if a document can hold it: the system hands over foreign bytes as half characters."""
    if len(text) > MAX_SEED:
        raise argparse.ArgumentTypeError(f"{len(text)} characters are more than the {MAX_SEED} allowed")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise argparse.ArgumentTypeError("the text is not in the encoding of this system")
    return text


def _learning_rate(text: str) -> float:
    low, high = LEARNING_RATE_RANGE
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not low <= rate <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from {low:g} to {high:g}")
    return rate
