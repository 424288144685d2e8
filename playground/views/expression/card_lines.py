"""The chain-rule card's equations: the sum in symbols, then in numbers, then the result."""

from __future__ import annotations

from playground.chain_rule import Card, Term
from playground.controls.equation import Chunk, Ink, Line, Over, Part, Space
from playground.formula import Formula
from playground.symbols import (
    bracketed,
    number_latex,
    number_text,
    operation_latex,
    signed_text,
    symbol_latex,
)

#: More terms than this are counted, not written.
MOST_TERMS = 8
RESULT_SIZE = 1.3

EQUALS: tuple[Part, ...] = (Space(0.3), Ink("="), Space(0.34))
DOT: tuple[Part, ...] = (Space(0.16), Ink(r"\cdot"), Space(0.16))
PLUS: tuple[Part, ...] = (Space(0.28), Ink("+"), Space(0.28))
ASKED = Ink("?", "accent", plain=True)


def gradient_lines(card: Card) -> list[Line]:
    """Return a gradient's sum over the node's uses; what is not to be seen yet is a question mark."""
    head = derivative(card.output, card.symbol, sign_colour(card.total if card.complete else None))
    left = (head, *EQUALS)
    result = signed_text(card.total) if card.answered and card.total is not None else "?"
    big = Ink(result, sign_colour(card.total) if result != "?" else "accent", True, RESULT_SIZE)
    if not card.terms:
        return [Line(left, (Chunk((big,)),))]
    shown = card.terms[:MOST_TERMS]
    rest = len(card.terms) - len(shown)
    symbols = [Chunk(_symbols(card, term), k) for k, term in enumerate(shown)]
    numbers = [Chunk(_numbers(term), k) for k, term in enumerate(shown)]
    products = [Chunk((_number(term.contribution, "contribution"),), k) for k, term in enumerate(shown)]
    lines = [Line(left, _sum(card, symbols, rest)), Line(EQUALS, _sum(card, numbers, rest))]
    if len(card.terms) > 1 or card.carried:
        lines.append(Line(EQUALS, _sum(card, products, rest)))
    return [*lines, Line(EQUALS, (Chunk((big,)),))]


def slope_line(card: Card, term: Term) -> Line:
    """Return the local derivative of one use: as a formula of the node's neighbours, then its number."""
    left = (derivative(term.child, card.symbol, "text"), *EQUALS)
    number = "?" if term.local is None else number_text(term.local)
    value = Ink(number, "accent" if term.local is None else sign_colour(term.local), plain=True)
    if term.slope.text == number:
        return Line(left, (Chunk((value,)),))
    return Line(left, (Chunk((Ink(term.slope.latex),)), Chunk((*EQUALS, value))))


def forward_lines(formula: Formula, key: str) -> list[Line]:
    """Return how a node was computed: its formula, with its inputs' numbers, and the result."""
    node = formula.by_key[key]
    op = node.value.op
    assert op is not None
    numbers = [
        bracketed_latex(number_text(formula.by_key[parent].value.data), op.name, position)
        for position, parent in enumerate(node.parents)
    ]
    name = symbol_latex(formula, key)
    filled = op.latex.format(**dict(zip("ab", numbers, strict=False)))
    result = Ink(number_text(node.value.data), "text", True, RESULT_SIZE)
    first = Line((Ink(name), *EQUALS), (Chunk((Ink(operation_latex(formula, node)),)),))
    if not node.name:
        first = Line(EQUALS, first.chunks)
    return [first, Line(EQUALS, (Chunk((Ink(filled),)),)), Line(EQUALS, (Chunk((result,)),))]


def bracketed_latex(text: str, operation: str, position: int) -> str:
    """A number's LaTeX as an input: in brackets if it has a minus sign that would meet another sign."""
    alone = operation not in ("mul", "sub", "neg", "pow", "constant_pow") and not (
        operation == "add" and position == 1
    )
    if not text.startswith("−") or alone or (position == 0 and operation == "sub"):
        return number_latex(text)
    return rf"\left({{{number_latex(text)}}}\right)"


def derivative(of: str, by: str, colour: str) -> Over:
    """∂of/∂by as a fraction."""
    partial = Ink(r"\partial", colour)
    return Over((partial, *_symbol(of, colour)), (partial, *_symbol(by, colour)), colour)


def sign_colour(number: float | None) -> str:
    """The role of a number's colour."""
    if number is None or not number or number != number:
        return "text"
    return "positive" if number > 0 else "negative"


def _symbol(latex: str, colour: str) -> tuple[Ink, ...]:
    if " " in latex or latex.startswith((r"\frac", r"\left", "-")):
        return (Ink(rf"\left({latex}\right)", colour),)
    return (Ink(latex, colour),)


def _symbols(card: Card, term: Term) -> tuple[Part, ...]:
    up = derivative(card.output, term.child, sign_colour(term.upstream))
    return (up, *DOT, derivative(term.child, card.symbol, sign_colour(term.local)))


def _numbers(term: Term) -> tuple[Part, ...]:
    return (_number(term.upstream, "factor"), *DOT, _number(term.local, "factor"))


def _number(number: float | None, place: str) -> Ink:
    if number is None:
        return ASKED
    text = number_text(number)
    return Ink(bracketed(text) if place == "factor" else text, sign_colour(number), plain=True)


def _sum(card: Card, chunks: list[Chunk], rest: int) -> tuple[Chunk, ...]:
    """Put plus signs between the chunks; before them what was carried, behind them how many are left out."""
    whole = list(chunks)
    if card.carried:
        whole.insert(0, Chunk((_number(card.carried, "contribution"),)))
    if rest:
        whole.append(Chunk((Ink(rf"\ldots\;\mathrm{{{rest}\;more}}", "quiet"),)))
    return (
        whole[0],
        *(Chunk(_joined(chunk), chunk.term) for chunk in whole[1:]),
    )


def _joined(chunk: Chunk) -> tuple[Part, ...]:
    """A summand with its sign before it; a negative number goes in brackets."""
    (*_, last) = chunk.parts
    if len(chunk.parts) == 1 and isinstance(last, Ink) and last.latex.startswith("−"):
        return (*PLUS, Ink(f"({last.latex})", last.colour, last.plain, last.size))
    return (*PLUS, *chunk.parts)
