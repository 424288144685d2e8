"""The table's contents: every node in topological order, its numbers, and whether measuring agrees."""

from __future__ import annotations

import math
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from engine.gradcheck import Check
from playground.chain_rule import check_of
from playground.formula import Formula, FormulaNode
from playground.symbols import is_constant, number_text, signed_text
from playground.theme import Palette
from playground.undefined import first_undefined, infinite_slope
from playground.views.expression.numbers import with_indices
from playground.walk import Walk

COLUMNS = ("#", "expression", "value", "gradient", "measured", "difference")
NUMBER, EXPRESSION, VALUE, GRADIENT, MEASURED, DIFFERENCE = range(len(COLUMNS))
_EXPLAINED = (
    "The place in topological order: everything comes after what it is computed from.",
    "What the node is computed from.",
    "The node's value, once the forward pass has come to it.",
    "∂output/∂node, once the backward pass has come to it.",
    "The same slope measured: the output's change for a small change of the node, without any chain rule.",
    "How far the two are apart; ✓ where they agree to six digits.",
)
#: Up to so many steps their rows are shown anew one by one.
FEW = 4
#: A slope at one side of a kink beyond this is a jump, seen through the step it was measured with.
JUMP = 1e4
_Index = QModelIndex | QPersistentModelIndex


class TableModel(QAbstractTableModel):
    """The nodes of the walk's formula as rows; `measure_some` fills the last two columns bit by bit."""

    def __init__(self, walk: Walk, palette: Palette, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._walk, self._palette = walk, palette
        self._formula: Formula | None = None
        self._checks: dict[str, Check] = {}
        self._rows: dict[str, int] = {}
        self._shown_at = 0

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        self._palette = palette
        self._tell()

    def show_formula(self) -> None:
        """Show the walk's formula."""
        self.beginResetModel()
        self._formula = self._walk.formula
        self._rows = {node.key: row for row, node in enumerate(self._nodes())}
        self._checks = {}
        self.endResetModel()

    def show_numbers(self, fresh: bool) -> None:
        """Show numbers that changed; `fresh` says that the values did, so that all is to be measured anew."""
        if fresh:
            self._checks = {}
        before, self._shown_at = self._shown_at, self._walk.index
        near = sorted((before, self._shown_at))
        changed = self._walk.steps[max(near[0] - 1, 0) : near[1] + 1]
        if fresh or len(changed) > FEW or any(step.kind == "done" for step in changed):
            self._tell()
            return
        # Cell by cell: for a range Qt paints the whole table anew.
        for row in {self.row_of(key) for step in changed for key in (step.node, step.parent)} - {-1}:
            for column in range(VALUE, len(COLUMNS)):
                index = self.index(row, column)
                self.dataChanged.emit(index, index)

    def due(self) -> list[str]:
        """The nodes whose gradient is known and has not been measured."""
        return [
            node.key for node in self._nodes() if node.key not in self._checks and self._complete(node.key)
        ]

    def measure(self, key: str) -> None:
        """Measure one node's gradient."""
        computed = self._walk.gradient_shown(key)
        if self._formula is not None and computed is not None:
            self._checks[key] = check_of(self._formula, key, computed)

    def tell_measured(self) -> None:
        """Show what was measured."""
        if not self._nodes():
            return
        self.dataChanged.emit(self.index(0, MEASURED), self.index(self.rowCount() - 1, DIFFERENCE))

    def key(self, row: int) -> str:
        """The node in a row."""
        return self._nodes()[row].key

    def row_of(self, key: str) -> int:
        """The row of a node, −1 if it has none."""
        return self._rows.get(key, -1)

    def check(self, key: str) -> Check | None:
        """What measuring a node came to, if that is done for the gradient that is shown."""
        found = self._checks.get(key)
        current = (
            found is not None and self._complete(key) and found.computed == self._walk.gradient_shown(key)
        )
        return found if current else None

    # Qt's model

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802
        """One row a node (Qt's name)."""
        return 0 if parent is not None and parent.isValid() else len(self._nodes())

    def columnCount(self, parent: _Index | None = None) -> int:  # noqa: N802
        """As many as there are headings (Qt's name)."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802
        """The headings and what they mean (Qt's name)."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return COLUMNS[section]
            if role == Qt.ItemDataRole.ToolTipRole:
                return f"<p>{_EXPLAINED[section]}</p>"
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, colour and explanation of one cell (Qt's name)."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self._colour(index.row(), index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._explanation(index.row(), index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        return None

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        node = self._nodes()[row]
        if column == NUMBER:
            return str(row + 1)
        if column == EXPRESSION:
            return with_indices(node.title)
        if column == VALUE:
            return number_text(node.value.data, 6) if self._walk.value_shown(node.key) else "?"
        if is_constant(node):
            return ""
        total = self._walk.gradient_shown(node.key)
        if column == GRADIENT:
            return "?" if total is None else signed_text(total, 6)
        return self._measured(node.key, column)

    def _measured(self, key: str, column: int) -> str:
        check = self.check(key)
        if check is None:
            return ""
        if not _finite(check):
            return "–" if column == MEASURED else "– undefined"
        if column == MEASURED:
            measured = check.measured
            if measured.kink:
                return f"{signed_text(measured.left, 3)} | {signed_text(measured.right, 3)}"
            return signed_text(measured.slope, 6)
        if check.measured.kink and check.ok:
            return "jump ✓" if _jumps(check) else "kink ✓"
        distance = abs(check.computed - check.measured.slope)
        return f"{number_text(distance, 2)} {'✓' if check.ok else '✗'}"

    def _colour(self, row: int, column: int) -> str:
        palette, node = self._palette, self._nodes()[row]
        if column == NUMBER:
            return palette.quiet
        if column == GRADIENT:
            total = self._walk.gradient_shown(node.key)
            if not total or total != total:
                return palette.quiet
            return palette.positive if total > 0 else palette.negative
        if column == DIFFERENCE:
            check = self.check(node.key)
            if check is not None and _finite(check):
                return good(palette) if check.ok else bad(palette)
            return palette.quiet
        return palette.text

    def _explanation(self, row: int, column: int) -> str | None:
        node = self._nodes()[row]
        if column == EXPRESSION:
            return f"<p>{escape(self.text(row, column))}</p>"
        if column not in (MEASURED, DIFFERENCE):
            return None
        check = self.check(node.key)
        if check is None:
            return None
        if not _finite(check):
            return f"<p>{self._why_undefined(node)}</p>"
        if check.measured.kink and _jumps(check):
            return (
                "<p>A jump: the output itself changes at once, so that no number would be its slope. "
                f"The convention takes {signed_text(check.computed, 3)}, the slope beside it.</p>"
            )
        if check.measured.kink:
            left, right = signed_text(check.measured.left, 3), signed_text(check.measured.right, 3)
            return (
                f"<p>A kink: the slope is {left} on the left and {right} on the right. Any number "
                f"between them would do; the convention takes {signed_text(check.computed, 3)}.</p>"
            )
        if check.ok:
            return "<p>Computed by the chain rule and measured by small steps: they agree.</p>"
        if self._walk.carried:
            return "<p>The gradients of an earlier pass were not set to 0, so this one was added to them.</p>"
        return f"<p>{check}</p>"

    def _why_undefined(self, node: FormulaNode) -> str:
        """Why there is nothing to compare: where the value, or else the slope, is no finite number."""
        assert self._formula is not None
        found = first_undefined(self._formula)
        reason = found[1] if found else infinite_slope(self._formula, node.key)
        return escape(f"Nothing to compare here: {reason or 'the slope is no finite number.'}")

    def _nodes(self) -> tuple[FormulaNode, ...]:
        return self._formula.nodes if self._formula else ()

    def _complete(self, key: str) -> bool:
        formula, walk = self._formula, self._walk
        if formula is None or is_constant(formula.by_key[key]) or walk.gradient_shown(key) is None:
            return False
        return walk.gradient_complete(key)

    def _tell(self) -> None:
        if self._nodes():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, len(COLUMNS) - 1))


def _finite(check: Check) -> bool:
    """Whether there are two numbers to be compared."""
    return math.isfinite(check.computed) and math.isfinite(check.measured.slope)


def _jumps(check: Check) -> bool:
    """Whether one side is so steep that the function must jump there."""
    return max(abs(check.measured.left), abs(check.measured.right)) > JUMP


def good(palette: Palette) -> str:
    """The colour that says that two numbers agree."""
    return "#4fc38a" if palette.name == "dark" else "#0d7a4a"


def bad(palette: Palette) -> str:
    """The colour that says that they do not."""
    return "#ff7b72" if palette.name == "dark" else "#c2291c"


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == EXPRESSION else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
