"""The palette under the graph: operations to be dragged onto it, clicked, or chosen by keys."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from engine.ops import OPS
from playground.controls.explain import explain
from playground.controls.keys import keep_space
from playground.controls.switches import Segmented
from playground.theme import Palette, mix
from playground.views.expression.palette import GROUPS, INPUTS, SIGNS, label

#: Pixels that the mouse must move before a press becomes a drag.
THRESHOLD = 5
#: How the groups' tabs are written where not all groups have room beside each other.
TABS = {"Arithmetic": "+ ·", "Functions": "ƒ", "Activations": "σ"}


class Chip(QToolButton):
    """One thing that can be put on the graph. The arrow keys go from chip to chip."""

    #: It is being dragged, or was let go: (place on the screen).
    dragged = Signal(QPoint)
    dropped = Signal(QPoint)
    #: The drag was given up.
    cancelled = Signal()
    #: An arrow key asks for the next chip (+1) or the one before (−1).
    stepped = Signal(int)
    #: The keyboard has come here.
    reached = Signal()

    def __init__(self, op: str) -> None:
        super().__init__()
        self.op = op
        self.setText(SIGNS.get(op, op if op not in OPS else OPS[op].symbol))
        self.setProperty("kind", "chip")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        keep_space(self)
        if op in OPS:
            row = OPS[op]
            domain = "" if row.domain == "every number" else f" Domain: {row.domain}."
            explain(self, label(row), f"{row.words}{domain} Drag it onto the graph, or click.")
        else:
            name, sentence = INPUTS[op]
            explain(self, name, f"{sentence} Drag it onto the graph, or click.")
        self._pressed_at: QPoint | None = None
        self.dragging = False

    def sizeHint(self) -> QSize:  # noqa: N802
        """Its sign with a little room, at least as wide as high (Qt's name)."""
        metrics = self.fontMetrics()
        height = round(1.75 * metrics.height())
        return QSize(
            max(metrics.horizontalAdvance(self.text()) + round(0.9 * metrics.height()), height), height
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold (Qt's name)."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag (Qt's name)."""
        if self._pressed_at is None:
            return
        place = event.globalPosition().toPoint()
        if not self.dragging and (place - self._pressed_at).manhattanLength() < THRESHOLD:
            return
        if not self.dragging:
            self.dragging = True
            self.setDown(False)
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.grabKeyboard()  # for Escape
        self.dragged.emit(place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go (Qt's name)."""
        dragging = self.dragging
        self._let_go()
        if dragging:
            self.dropped.emit(event.globalPosition().toPoint())
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Go on to another chip, press it, or give up the drag (Qt's name)."""
        key = Qt.Key(event.key())
        if self.dragging:
            if key == Qt.Key.Key_Escape:
                self._let_go()
                self.cancelled.emit()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.stepped.emit(-1 if key in (Qt.Key.Key_Left, Qt.Key.Key_Up) else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Tell that the keyboard is here (Qt's name)."""
        super().focusInEvent(event)
        self.reached.emit()

    def _let_go(self) -> None:
        self._pressed_at = None
        if self.dragging:
            self.dragging = False
            self.setDown(False)
            self.setCursor(Qt.CursorShape.OpenHandCursor)
            self.releaseKeyboard()


class PaletteStrip(QWidget):
    """Chips in groups on one line: all groups where there is room, else one of them at a time."""

    #: An operation, or one of `INPUTS`, was clicked, is being dragged, or was let go: (name, place).
    clicked = Signal(str)
    dragged = Signal(str, QPoint)
    dropped = Signal(str, QPoint)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Palette of operations")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._group = GROUPS[0][0]
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(3)
        self.chips: dict[str, Chip] = {}
        self._rules: list[QWidget] = []
        for op in INPUTS:
            self._add(op)
        self.tabs = Segmented(list(TABS.items()), small=True)
        for name, ops in GROUPS:
            self.tabs.explain(name, f"{name}: {', '.join(ops)}.")
            self.tabs.button(name).setAccessibleName(name)
        self.tabs.set_value(self._group)
        self.tabs.chosen.connect(self.show_group)
        self._line.addWidget(self.tabs)
        for _, ops in GROUPS:
            self._rules.append(_Rule())
            self._line.addWidget(self._rules[-1])
            for op in ops:
                self._add(op)
        self._line.addStretch(1)
        self._hold(self.chips["variable"])
        self._show()

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        line, radius = mix(palette.line, palette.quiet, 0.25), round(0.45 * self.fontMetrics().height())
        self.setStyleSheet(
            f"QToolButton {{ background: {palette.raised}; color: {palette.text};"
            f" border: 1px solid {line}; border-radius: {radius}px; padding: 0; }}"
            f"QToolButton:hover {{ border-color: {palette.accent}; }}"
            f"QToolButton:pressed {{ background: {palette.line}; }}"
            f"QToolButton:focus {{ border: 2px solid {palette.text}; }}"
        )
        for rule in self._rules:
            rule.setStyleSheet(f"background: {palette.line};")
        self._show()

    def show_group(self, name: str) -> None:
        """Show a group, where only one has room."""
        self._group = name
        self.tabs.set_value(name)
        self._show()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The height of a chip; any width will do (Qt's name)."""
        return QSize(120, self.chips["add"].sizeHint().height())

    sizeHint = minimumSizeHint  # noqa: N815

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show as many groups as there is room for (Qt's name)."""
        super().resizeEvent(event)
        self._show()

    @property
    def all_fit(self) -> bool:
        """Whether every group has room beside the others."""
        needed = sum(chip.sizeHint().width() + self._line.spacing() for chip in self.chips.values())
        return needed + 4 * len(self._rules) <= self.width()

    def _show(self) -> None:
        everything = self.all_fit
        self.tabs.setVisible(not everything)
        for (name, ops), rule in zip(GROUPS, self._rules, strict=True):
            shown = everything or name == self._group
            rule.setVisible(shown)
            for op in ops:
                self.chips[op].setVisible(shown)
        held = next(chip for chip in self.chips.values() if chip.focusPolicy() != Qt.FocusPolicy.NoFocus)
        if held.isHidden():
            self._hold(self.chips["variable"])

    def _add(self, op: str) -> None:
        chip = self.chips[op] = Chip(op)
        chip.clicked.connect(lambda: self.clicked.emit(op))
        chip.dragged.connect(lambda place: self.dragged.emit(op, place))
        chip.dropped.connect(lambda place: self.dropped.emit(op, place))
        chip.cancelled.connect(self.cancelled)
        chip.stepped.connect(lambda step: self._step(chip, step))
        chip.reached.connect(lambda: self._hold(chip))
        self._line.addWidget(chip)

    def _step(self, chip: Chip, step: int) -> None:
        shown = [other for other in self.chips.values() if not other.isHidden()]
        other = shown[(shown.index(chip) + step) % len(shown)]
        self._hold(other)
        other.setFocus(Qt.FocusReason.TabFocusReason)

    def _hold(self, chip: Chip) -> None:
        """Let Tab come to this chip; the strip is one stop on its way."""
        for other in self.chips.values():
            other.setFocusPolicy(Qt.FocusPolicy.TabFocus if other is chip else Qt.FocusPolicy.NoFocus)


class DropMark(QWidget):
    """What is shown on the graph while a chip is dragged over it: where it would go, and what it would do."""

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = QLabel(self)
        self.words.setProperty("role", "tag")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._colour = ""
        self.hide()

    def show_at(self, box: QPoint, size: QSize, words: str, palette: Palette) -> None:
        """Frame a place of the canvas, and say what a drop there does."""
        self._colour = palette.accent
        self.words.setText(words)
        self.words.setStyleSheet(
            f"background: {palette.raised}; color: {palette.text}; border: 1px solid {palette.accent};"
            "border-radius: 4px; padding: 1px 6px;"
        )
        self.words.adjustSize()
        width = max(size.width(), self.words.width())
        self.setGeometry(
            box.x() - (width - size.width()) // 2, box.y(), width, size.height() + self.words.height() + 4
        )
        self._box = ((width - size.width()) // 2, 0, size.width(), size.height())
        self.words.move((width - self.words.width()) // 2, size.height() + 4)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the frame (Qt's name)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = painter.pen()
        pen.setColor(self._colour)
        pen.setWidthF(2.0)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        x, y, width, height = self._box
        painter.drawRoundedRect(x + 1, y + 1, width - 2, height - 2, 9, 9)


class _Rule(QWidget):
    """A thin line between groups."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(1)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
