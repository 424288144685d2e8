"""The words of a formula: numbers, names and signs, each with the place where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.errors import PlaygroundError

#: Longest text that is read, in characters.
MAX_LENGTH = 10_000

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

#: Other ways to write a sign.
SIGNS = {"^": "**", "−": "-", "–": "-", "·": "*", "⋅": "*", "×": "*", "÷": "/", "\n": ";"}

PATTERN = re.compile(
    r"""(?P<blank> [^\S\n]+ | \#[^\n]* )
      | (?P<number> (?: [0-9]+\.[0-9]+ | [0-9]+\.(?![^\W\d]) | \.?[0-9]+ ) (?: [eE][+-]?[0-9]+ )? )
      | (?P<superscript> [⁰¹²³⁴⁵⁶⁷⁸⁹]+ )
      | (?P<name> [^\W\d] (?: (?![⁰¹²³⁴⁵⁶⁷⁸⁹]) \w )* )
      | (?P<sign> \*\* | [-+*/^().,;=\n−–·⋅×÷] )
      | (?P<unknown> . )""",
    re.VERBOSE,
)


class ExpressionError(PlaygroundError):
    """Says what is wrong with a formula and where: `line` and `column` count from 1."""

    def __init__(self, what: str, line: int, column: int) -> None:
        super().__init__(f"Line {line}, column {column}: {what}")
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its kind ("number", "superscript", "name", "sign", "end"), text, and place in the source."""

    kind: str
    text: str
    start: int

    def __str__(self) -> str:
        shown = self.text if len(self.text) <= 30 else f"{self.text[:29]}…"
        return "the end of the line" if self.text in (";", "") else f"“{shown}”"


def quoted(character: str) -> str:
    """A character as a sentence shows it: “@”, or by its number where nothing would be seen."""
    return f"“{character}”" if character.isprintable() else f"The character U+{ord(character):04X}"


def error_at(source: str, position: int, what: str) -> ExpressionError:
    """Return the error that points at the character number `position` (from 0) of the source."""
    line = source.count("\n", 0, position) + 1
    column = position - source.rfind("\n", 0, position)
    return ExpressionError(what, line, column)


def tokenize(source: str) -> list[Token]:
    """Return the words of a formula, and at last one of kind "end".

    Signs come in one spelling ("^" as "**", a line's end as ";"); spaces and # comments are left out.

    >>> [token.text for token in tokenize("y = x^2 · 3  # a remark")]
    ['y', '=', 'x', '**', '2', '*', '3', '']
    """
    if len(source) > MAX_LENGTH:
        what = f"The text has {len(source):,} characters; at most {MAX_LENGTH:,} are read."
        raise error_at(source, MAX_LENGTH, what)
    tokens = []
    for match in PATTERN.finditer(source):
        kind, text = str(match.lastgroup), match.group()
        if kind == "unknown":
            raise error_at(source, match.start(), f"{quoted(text)} means nothing in a formula.")
        if kind != "blank":
            tokens.append(Token(kind, SIGNS.get(text, text), match.start()))
    return [*tokens, Token("end", "", len(source))]
