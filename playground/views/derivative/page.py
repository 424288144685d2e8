"""The Derivative workspace's page: its panels and plots in their places, without anything that they do."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from playground.controls.icons import PrimaryButton
from playground.controls.legend import LineSample
from playground.controls.panel import Panel, TextLabel
from playground.controls.toggle import Toggle
from playground.theme import Palette, mix
from playground.views.derivative.colours import SHORT_DASH, autograd, numeric, pen, symbolic
from playground.views.derivative.error_plot import ErrorPlot
from playground.views.derivative.side import SidePanel
from playground.views.derivative.slope_plot import SlopePlot
from playground.views.derivative.stage import Stage
from playground.views.derivative.ways import WaysPanel

MARGIN = 12
#: Widths of the outer panels and height of the bar, for text of 13 pixels.
_SIDE, _WAYS, _BAR = 248, 316, 60
#: A sentence of more characters is set smaller, on two lines if need be.
_LONG = 56


class Page(QWidget):
    """A bar with the sentence; f is typed at the left, plotted in the middle, differentiated at the right."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.palette_ = palette
        self._shown_play: tuple[bool, str] | None = None
        self._build()
        self._arrange()

    def dress(self, palette: Palette) -> None:
        """Take the colours of a theme and the application's text size."""
        self.palette_ = palette
        scale = max(self.font().pixelSize(), 11) / 13.0
        self.side.setFixedWidth(round(_SIDE * min(scale, 1.66)))
        self.ways.setFixedWidth(round(_WAYS * min(scale, 1.36)))
        self.bar.setFixedHeight(round(_BAR * scale))
        for panel in (self.side, self.ways, self.second):
            panel.set_palette(palette)
        for plot in (self.stage, self.slopes, self.errors):
            plot.dress(palette)
        self.samples["numeric"].set_pen(pen(numeric(palette), 2.4, SHORT_DASH))
        self.samples["autograd"].set_pen(pen(autograd(palette), 2.4))
        self.samples["symbolic"].set_pen(pen(symbolic(palette), 6.0, alpha=0.45))
        self.samples["forward"].set_pen(pen(numeric(palette), 2.4))
        self.samples["central"].set_pen(pen(mix(palette.text, palette.panel, 0.25), 2.0))

    def say(self, sentence: str, numbers: str) -> None:
        """Show the sentence, in large type if it fits on one line, and the numbers behind it."""
        self.sentence.say(sentence)
        role = "large" if len(sentence) <= _LONG else "number"
        if self.sentence.property("role") != role:
            self.sentence.setProperty("role", role)
            self.sentence.style().unpolish(self.sentence)
            self.sentence.style().polish(self.sentence)
        self.numbers.say(numbers)
        self.numbers.setVisible(bool(numbers))

    def show_play(self, playing: bool) -> None:
        """Say what a press of the button does now."""
        state = playing, self.palette_.name
        if state != self._shown_play:
            self._shown_play = state
            drawing, text = ("pause", "Pause") if playing else ("play", "Shrink h")
            self.play.show_state(drawing, text, self.palette_)

    def _build(self) -> None:
        palette = self.palette_
        self.bar = Panel()
        self.play = PrimaryButton()
        self.sentence = TextLabel("", "large")
        self.numbers = TextLabel("", "number")
        self.side = SidePanel(palette)
        self.stage = Stage(palette)
        self.slopes = SlopePlot(palette)
        self.slopes.box.setXLink(self.stage.box)
        self.errors = ErrorPlot(palette)
        self.ways = WaysPanel(palette)
        self.second = Toggle("f″", palette).explain(
            "Second derivative", "Also draws f″: the engine's gradient of its own gradient."
        )
        self.samples = {
            name: LineSample() for name in ("numeric", "autograd", "symbolic", "forward", "central")
        }

    def _arrange(self) -> None:
        self._arrange_bar()
        curves = Panel("f and its secant")
        curves.title.setText("f · SECANT AND TANGENT")
        curves.head.addWidget(TextLabel("drag · ← → x · [ ] h · wheel zooms · A shows all", "quiet"))
        curves.body.addWidget(self.stage, 2)
        legend = QHBoxLayout()
        legend.setSpacing(6)
        title = TextLabel("f′ · SLOPE AT EVERY x", "heading")
        title.setAccessibleName("f′")
        legend.addWidget(title)
        legend.addStretch(1)
        for name in ("numeric", "autograd", "symbolic"):
            legend.addWidget(self.samples[name])
            legend.addWidget(TextLabel(name, "quiet"))
            legend.addSpacing(4)
        legend.addWidget(self.second)
        curves.body.addLayout(legend)
        curves.body.addWidget(self.slopes, 1)
        below = Panel("Error against h")
        below.title.setText("ERROR AGAINST h")
        for name, text in (
            ("forward", "forward (f(x+h) − f(x))/h"),
            ("central", "central (f(x+h) − f(x−h))/2h"),
        ):
            below.head.addWidget(self.samples[name])
            below.head.addWidget(TextLabel(text, "quiet"))
            below.head.addSpacing(6)
        below.body.addWidget(self.errors)
        upper = QHBoxLayout()
        upper.addWidget(curves, 1)
        upper.addWidget(self.ways)
        right = QVBoxLayout()
        right.addLayout(upper, 71)
        right.addWidget(below, 29)
        whole = QHBoxLayout()
        whole.addWidget(self.side)
        whole.addLayout(right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self.bar)
        page.addLayout(whole, 1)
        for layout in (upper, right, whole, page):
            layout.setSpacing(MARGIN)
        self.setTabOrder(self.play, self.side.field)

    def _arrange_bar(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.play)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.numbers)
        self.bar.body.addLayout(row)
        self.sentence.setAccessibleName("What is seen")
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumWidth(1)
        self.play.setToolTip("Lets h shrink to 1e−16 and shows what becomes of the secant. [Space]")
