"""Formulas of one variable as people write them by hand: `3x² − 4x(x + 1)` without a `*`.

The multiplication signs that are left out are put in, and each character of the result knows the column
that it came from, so that an error can be shown where it was made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.tokens import Token, tokenize

#: Names that stand for a number; any other name before a bracket calls an operation.
FACTORS = ("x", "e", "pi", "π")
_PI = re.compile("π|[^π]+")


@dataclass(frozen=True, slots=True)
class Notation:
    """`text` in the language of `expression`; character k of it was written at `columns[k]` (from 0).

    `columns` has one entry more than `text`: the end of what was written.
    """

    text: str
    columns: tuple[int, ...]

    def column(self, k: int) -> int:
        """Return where character `k` was written; past the end, where the writing ended."""
        return self.columns[min(max(k, 0), len(self.columns) - 1)]


def spelled_out(written: str) -> Notation:
    """Return a formula with its multiplication signs; raises `ExpressionError` for signs unknown to formulas.

    A name before a bracket is a call unless it is one of `FACTORS`. Numbers may come after a factor too.
    `f(x) =` before the formula is read over, and π is pi.

    >>> spelled_out("3x² − 4x(x + 1)").text
    '3*x² − 4*x*(x + 1)'
    >>> spelled_out("f(x) = 2tanh(x)(1 − x)").text.strip()
    '2*tanh(x)*(1 − x)'
    """
    tokens = _split_at_pi(tokenize(written))
    body = _after_name(tokens)
    text = " " * tokens[body].start
    columns = list(range(len(text)))
    before: Token | None = None
    for token, following in zip(tokens[body:], tokens[body + 1 :], strict=False):
        if before and _ends_factor(before) and _begins_factor(token) and not _is_call(before, token):
            text += "*"
            columns.append(token.start)
        piece = written[token.start : following.start]
        text += piece.replace("π", "pi")
        columns += [token.start + k for k, sign in enumerate(piece) for _ in ("pi" if sign == "π" else sign)]
        before = token
    return Notation(text, (*columns, len(written)))


def _after_name(tokens: list[Token]) -> int:
    """Return where the formula begins: after `f(x) =`, else at the first token."""
    words = [token.text for token in tokens[:5]]
    return 5 if words[1:] == ["(", "x", ")", "="] and tokens[0].kind == "name" else 0


def _split_at_pi(tokens: list[Token]) -> list[Token]:
    """Return the tokens with π as a name of its own, also in “πx”."""
    split = []
    for token in tokens:
        if token.kind == "name" and "π" in token.text:
            split += [Token("name", m.group(), token.start + m.start()) for m in _PI.finditer(token.text)]
        else:
            split.append(token)
    return split


def _ends_factor(token: Token) -> bool:
    return token.kind in ("number", "name", "superscript") or token.text == ")"


def _begins_factor(token: Token) -> bool:
    return token.kind in ("number", "name") or token.text == "("


def _is_call(before: Token, token: Token) -> bool:
    return before.kind == "name" and before.text not in FACTORS and token.text == "("
