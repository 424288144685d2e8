"""How the nodes of a formula and their numbers are written: in plain text and in LaTeX."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from weakref import WeakKeyDictionary

from engine.features import FEATURES
from engine.operation import Operation
from playground.formula import Formula, FormulaNode

#: A sub-expression without a name goes by its own text up to this many characters, then by its number.
LONGEST_TEXT = 9
#: A longer name is shown by its first letters.
LONGEST_NAME, FIRST_LETTERS = 24, 16

_GREEK = {
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "lambda", "mu", "nu"),
    *("xi", "pi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega"),
}
#: Symbols that were worked out, for as long as their formula lives.
_symbols: WeakKeyDictionary[Formula, dict[str, str]] = WeakKeyDictionary()
_INDEXED = re.compile(r"([^\W\d_]+)_?(\d+(?:_\d+)*)")
#: The names of a network's features, as they are written on its canvas and in LaTeX.
_FEATURES = {key: feature.label for key, feature in FEATURES.items() if key not in ("x1", "x2")}
_FEATURES_LATEX = {
    "x1_squared": "x_{1}^{2}",
    "x2_squared": "x_{2}^{2}",
    "x1x2": "x_{1}x_{2}",
    "sin_x1": r"\sin x_{1}",
    "sin_x2": r"\sin x_{2}",
}
_WORD = re.compile(r"[^\W\d]\w*")
_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
#: From digits to raised ones.
SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def number_text(value: float, digits: int = 4) -> str:
    """A number to be read, with a true minus sign: −3, 0.4621, 1.2·10⁻⁷, ∞, NaN."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    if value != 0 and not -4 <= power < 6:
        return f"{float(mantissa):g}·10{str(power).translate(SUPERSCRIPT)}".replace("-", "−")
    decimals = max(0, digits - 1 - power)
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text.replace("-", "−")


def fitting_text(value: float, fits: Callable[[str], bool], digits: int = 4) -> str:
    """A number in as many digits as fit: its size is never hidden, whatever the room."""
    texts = [number_text(value, fewer) for fewer in range(digits, 0, -1)]
    return next(filter(fits, texts), texts[-1])


def signed_text(value: float, digits: int = 4) -> str:
    """A number with its sign always shown, but 0 and NaN without: +6, −4."""
    text = number_text(value, digits)
    return text if text in ("0", "NaN") or text.startswith("−") else f"+{text}"


def bracketed(text: str) -> str:
    """A number as a factor: in brackets where it begins with a minus."""
    return f"({text})" if text.startswith("−") else text


def symbol(formula: Formula, key: str) -> str:
    """What a node is called in a sentence: its name, else a short expression, else its number (`v₅`)."""
    known = _symbols.setdefault(formula, {})
    if (text := known.get(key)) is None:
        text = known[key] = _symbol(formula, key)
    return text


def _symbol(formula: Formula, key: str) -> str:
    node = formula.by_key[key]
    if node.name:
        return with_subscript(node.name)
    if len(node.expression) <= LONGEST_TEXT:
        return expression_text(node)
    return "v" + str(_numbers(formula)[key]).translate(_DIGITS)


@lru_cache(maxsize=4)
def _numbers(formula: Formula) -> dict[str, int]:
    """Every node's number in the topological order, from 1, as the table has it."""
    return {node.key: number for number, node in enumerate(formula.nodes, 1)}


def partial(formula: Formula, of: str, by: str) -> str:
    """∂of/∂by, as a sentence writes it."""
    return f"∂{_closed(symbol(formula, of))}/∂{_closed(symbol(formula, by))}"


def gradient(formula: Formula, key: str) -> str:
    """∂output/∂node, as a sentence writes it."""
    return partial(formula, formula.output, key)


def with_subscript(name: str) -> str:
    """A name whose number is an index, written so: w1 → w₁, w1_12 → w₁,₁₂; features by their label."""
    if name in _FEATURES:
        return _FEATURES[name]
    if len(name) > LONGEST_NAME:
        return name[:FIRST_LETTERS] + "…"
    match = _INDEXED.fullmatch(name)
    return match[1] + match[2].replace("_", ",").translate(_DIGITS) if match else name


def expression_text(node: FormulaNode) -> str:
    """What a node computes, with indices written as such: x1·w1 is x₁·w₁."""
    return _WORD.sub(lambda match: with_subscript(match[0]), node.expression)


def is_constant(node: FormulaNode) -> bool:
    """Whether a node is a number in the text, which nothing can change but typing."""
    return node.value.op is None and not node.name


def _closed(text: str) -> str:
    return text if re.fullmatch(r"[\w₀-₉]+", text) else f"({text})"


# LaTeX


def name_latex(name: str) -> str:
    """A name as LaTeX: a letter with its index, a Greek letter, or an upright word."""
    if len(name) > LONGEST_NAME:
        return name_latex(name[:FIRST_LETTERS]) + r"\ldots"
    if name in _FEATURES_LATEX:
        return _FEATURES_LATEX[name]
    match = _INDEXED.fullmatch(name)
    stem, index = (match[1], match[2].replace("_", ",")) if match else (name, "")
    if stem in _GREEK:
        stem = f"\\{stem}"
    elif len(stem) > 1:
        stem = rf"\mathrm{{{stem}}}".replace("_", r"\_")
    return f"{stem}_{{{index}}}" if index else stem


def number_latex(text: str) -> str:
    """A number written by `number_text` as LaTeX."""
    text = text.replace("−", "-").replace("∞", r"\infty").replace("NaN", r"\mathrm{NaN}")
    if "·10" in text:
        mantissa, power = text.split("·10")
        back = {raised: plain for plain, raised in SUPERSCRIPT.items()}
        return rf"{mantissa} \cdot 10^{{{power.translate(back)}}}"
    return text


def symbol_latex(formula: Formula, key: str) -> str:
    """`symbol` as LaTeX."""
    node = formula.by_key[key]
    if node.name:
        return name_latex(node.name)
    if node.value.op is None:
        return number_latex(number_text(node.value.data, 6))
    if len(node.expression) <= LONGEST_TEXT:
        return operation_latex(formula, node)
    return f"v_{{{_numbers(formula)[key]}}}"


def operation_latex(formula: Formula, node: FormulaNode) -> str:
    """What a node computes, as LaTeX in its parents' symbols."""
    if node.value.op is None:
        return symbol_latex(formula, node.key)
    inputs = [
        _operand(symbol_latex(formula, parent), formula.by_key[parent], node.value.op, position)
        for position, parent in enumerate(node.parents)
    ]
    return filled(node.value.op, inputs)


def filled(op: Operation, inputs: list[str]) -> str:
    """An operation's row as LaTeX, with these inputs."""
    return op.latex.format(**dict(zip("ab", inputs, strict=False)))


def _operand(latex: str, parent: FormulaNode, op: Operation, position: int) -> str:
    """An input of an operation, in brackets where the row has none of its own and it would be misread."""
    sums = ("add", "sub", "neg")
    stands = parent.value.op is None or bool(parent.name)
    loose = not stands and parent.value.op is not None and parent.value.op.name in sums
    negative = not parent.name and parent.value.op is None and parent.value.data < 0
    if op.name in ("mul", "neg") and (loose or negative):
        return rf"\left({latex}\right)"
    if op.name == "sub" and position == 1 and (loose or negative):
        return rf"\left({latex}\right)"
    if op.name in ("pow", "constant_pow") and position == 0 and (negative or not stands):
        return rf"\left({latex}\right)"
    if op.name in ("sin", "cos", "tan", "tanh", "log") and not stands:
        return rf"\left({latex}\right)"
    return latex
