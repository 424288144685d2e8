"""Where the parts of a formula stand in its text: statements, and the operands of an operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from engine.errors import PlaygroundError
from engine.expression import Place
from engine.tokens import Token, tokenize

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Statement:
    """One formula of the text: `text[start:end]`; `name` is what it assigns, or ""."""

    name: str
    start: int
    end: int


def statements(text: str) -> list[Statement]:
    """Return the statements of a text, without the signs and remarks between them.

    >>> [(s.name, "e = a*b; d + 1"[s.start : s.end]) for s in statements("e = a*b; d + 1")]
    [('e', 'e = a*b'), ('', 'd + 1')]
    """
    found: list[Statement] = []
    words: list[Token] = []
    for token in tokenize(text):
        if token.text not in (";", ""):
            words.append(token)
        elif words:
            assigns = len(words) > 1 and words[0].kind == "name" and words[1].text == "="
            name = words[0].text if assigns else ""
            found.append(Statement(name, words[0].start, words[-1].start + _length(text, words[-1])))
            words = []
    return found


def operands(text: str, place: Place) -> list[Stretch]:
    """Return where the operands of the operation at `place` stand, in their order.

    >>> [("y = max(a, b*2)"[s:e]) for s, e in operands("y = max(a, b*2)", Place(4, 4, 15))]
    ['a', 'b*2']
    """
    words = [token for token in tokenize(text) if place.start <= token.start < place.end]
    at = next(i for i, token in enumerate(words) if token.start == place.sign)
    sign = words[at]
    before = (place.start, sign.start)
    after = (sign.start + _length(text, sign), place.end)
    if sign.kind == "superscript":
        found = [before]
    elif sign.kind == "sign":
        found = [after] if at == 0 else [before, after]
    else:
        method = at > 0 and words[at - 1].text == "."
        found = [(place.start, words[at - 1].start)] if method else []
        found += _arguments(words, at + 1)
    return [_trimmed(text, stretch) for stretch in found]


def name_tokens(text: str, name: str) -> list[Stretch]:
    """Return every mention of a name, apart from functions that are called by it."""
    words = tokenize(text)
    return [
        (token.start, token.start + len(name))
        for token, following in pairwise(words)
        if token.kind == "name" and token.text == name and following.text != "("
    ]


def replaced(text: str, changes: Iterable[tuple[Stretch, str]]) -> str:
    """Return the text with stretches, none inside another, replaced."""
    for (start, end), new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _arguments(words: list[Token], opening: int) -> list[Stretch]:
    """The stretches between the commas of a call whose bracket is word number `opening`."""
    depth, start = 0, words[opening].start + 1
    found = []
    for word in words[opening:]:
        depth += (word.text == "(") - (word.text == ")")
        if (word.text == "," and depth == 1) or depth == 0:
            found.append((start, word.start))
            start = word.start + 1
        if depth == 0:
            break
    return [stretch for stretch in found if stretch[0] < stretch[1]]


def _trimmed(text: str, stretch: Stretch) -> Stretch:
    start, end = stretch
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), end - (len(inside) - len(inside.rstrip()))


def _length(text: str, token: Token) -> int:
    """How many characters a token has in the text, where ** may be written ^."""
    return 2 if text.startswith("**", token.start) else 1 if token.kind == "sign" else len(token.text)


def with_lines(text: str, changes: Mapping[Stretch, str], at: int, lines: list[str]) -> str:
    """Apply changes, and put new lines in front of the statement that begins at `at`."""
    new = "".join(f"{line}\n" for line in lines)
    return replaced(text, [*changes.items(), ((at, at), new)]).rstrip("\n")


def without_lines(text: str, gone: list[Statement]) -> str:
    """Take statements out, each with its line end."""
    return replaced(text, [(line_of(text, s), "") for s in gone]).strip("\n")


def line_of(text: str, statement: Statement) -> Stretch:
    """The statement with its line end, or with the semicolon after it."""
    end = statement.end
    while end < len(text) and text[end] in " \t":
        end += 1
    if end < len(text) and text[end] in ";\n":
        return statement.start, end + 1
    if end < len(text) and text[end] == "#":
        stop = text.find("\n", end)
        return statement.start, len(text) if stop < 0 else stop + 1
    return statement.start, end


def change_within(text: str, statement: Statement, changes: Mapping[Stretch, str]) -> str:
    """One statement's text, with those changes applied that lie in it."""
    shifted = [
        ((start - statement.start, end - statement.start), new)
        for (start, end), new in changes.items()
        if within((start, end), statement)
    ]
    return replaced(text[statement.start : statement.end], shifted)


def within(stretch: Stretch, statement: Statement) -> bool:
    """Whether a stretch lies in a statement."""
    return statement.start <= stretch[0] and stretch[1] <= statement.end


def inside(inner: Stretch, outer: Stretch) -> bool:
    """Whether one stretch lies in another."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def statement_at(text: str, position: int) -> Statement:
    """The statement around a position."""
    return next(s for s in statements(text) if s.start <= position <= s.end)


def refuse_twice(text: str) -> None:
    """Raise where a name is assigned more than once: there, lines may not be moved."""
    names = [s.name for s in statements(text) if s.name]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise PlaygroundError(f"{twice} is assigned more than once; wire this in the text.")
