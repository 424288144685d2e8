"""The rules by which training pauses by itself: three lines, each with a tick and a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy

from playground.controls.explain import explain
from playground.controls.fields import NumberField
from playground.controls.numbers import parse_number, plain
from playground.controls.panel import TextLabel
from playground.controls.sliders import next_round
from playground.controls.toggle import Toggle
from playground.document import STOP_EPOCH_RANGE, STOP_LOSS_RANGE, Document, StopRules
from playground.session import Session
from playground.theme import Palette

#: A smaller loss than this can only be asked for as 0.
_SMALLEST_LOSS = 1e-12
#: A rule that is switched on for the first time: so many epochs from now, this loss, this patience.
_EPOCHS_ON, _FIRST_LOSS, _FIRST_PATIENCE = 500, 0.01, 100


class StopControls(QObject):
    """Fills rows of a grid with the rules; each change is an edit of the session.

    `epoch_now` says where the run is, for a first proposal.
    """

    #: A sentence about something that could not be done, for the banner.
    problem = Signal(str)

    def __init__(
        self,
        session: Session,
        palette: Palette,
        grid: QGridLayout,
        first_row: int,
        epoch_now: Callable[[], int],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._epoch_now = session, epoch_now
        self.toggles: dict[str, Toggle] = {}
        self.fields: dict[str, NumberField] = {}
        words = {
            "epoch": ("after epoch", "", "Pauses when so many epochs are done."),
            "loss": ("at a train loss of", "", "Pauses once the train loss is that small."),
            "patience": (
                "without progress for",
                "epochs",
                "Pauses when the best test loss has not got better for so many epochs: early stopping.",
            ),
        }
        for row, (rule, (text, unit, sentence)) in enumerate(words.items(), start=first_row):
            toggle = Toggle(text, palette).explain(f"Stop {text}", sentence)
            toggle.clicked.connect(lambda on, rule=rule: self._switch(rule, on))
            field = NumberField(self._parser(rule), _text_of, self._stepped(rule), width_of="100000")
            field.setProperty("role", "boxed")
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            explain(field, f"Stop {text}, typed", sentence)
            field.edited.connect(lambda value, rule=rule: self._set(rule, value))
            field.rejected.connect(self.problem)
            field.set_value({"epoch": _EPOCHS_ON, "loss": _FIRST_LOSS, "patience": _FIRST_PATIENCE}[rule])
            grid.addWidget(toggle, row, 0)
            field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            grid.addWidget(field, row, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(TextLabel(unit, "quiet"), row, 2)
            self.toggles[rule], self.fields[rule] = toggle, field

    def set_palette(self, palette: Palette) -> None:
        """Take the colours of a theme."""
        for toggle in self.toggles.values():
            toggle.set_palette(palette)

    def show_document(self, after: Document) -> None:
        """Show which rules are armed; one that is not keeps its last number."""
        for rule, toggle in self.toggles.items():
            value = getattr(after.stop, rule)
            toggle.setChecked(value is not None)
            if value is not None:
                self.fields[rule].set_value(value)

    def propose(self) -> None:
        """Offer an epoch that is still to come."""
        field = self.fields["epoch"]
        now = self._epoch_now()
        if not self.toggles["epoch"].isChecked() and float(field.value()) <= now:  # type: ignore[arg-type]
            field.set_value((now // _EPOCHS_ON + 1) * _EPOCHS_ON)

    def _switch(self, rule: str, on: bool) -> None:
        self._set(rule, self.fields[rule].value() if on else None)

    def _set(self, rule: str, value: object) -> None:
        """A number that is typed arms its rule."""
        document = self._session.document
        stop: StopRules = replace(document.stop, **{rule: value})  # type: ignore[arg-type]
        self._session.edit("Stop rule", replace(document, stop=stop))

    def _parser(self, rule: str) -> Callable[[str], float]:
        def parse(text: str) -> float:
            stays = _text_of(self.fields[rule].value())
            if rule == "loss":
                high = STOP_LOSS_RANGE[1]
                return parse_number(text, "The loss to stop at", _SMALLEST_LOSS, high, stays, zero=True)
            name = "The epoch to stop after" if rule == "epoch" else "The number of epochs"
            return int(parse_number(text, name, *STOP_EPOCH_RANGE, stays, whole=True))

        return parse

    def _stepped(self, rule: str) -> Callable[[object, int], float]:
        def stepped(value: object, direction: int) -> float:
            if rule == "loss":
                return next_round(float(value), direction, 1e-6, STOP_LOSS_RANGE[1])  # type: ignore[arg-type]
            low, high = STOP_EPOCH_RANGE
            unit = 100 if rule == "epoch" else 10
            number: int = (int(value) // unit + direction) * unit  # type: ignore[call-overload]
            return min(high, max(low, number))

        return stepped


def summary(stop: StopRules) -> str:
    """What is armed, in very few words, such as "loss ≤ 0.01", or "at 500 +1" for two; or ""."""
    parts = []
    if stop.epoch is not None:
        parts.append(f"at {stop.epoch:,}")
    if stop.loss is not None:
        parts.append(f"loss ≤ {_text_of(stop.loss)}")
    if stop.patience is not None:
        parts.append(f"stuck for {stop.patience:,}")
    return parts[0] if len(parts) == 1 else f"{parts[0]} +{len(parts) - 1}" if parts else ""


def sentence(stop: StopRules) -> str:
    """What is armed, in whole words."""
    parts = []
    if stop.epoch is not None:
        parts.append(f"after epoch {stop.epoch:,}")
    if stop.loss is not None:
        parts.append(f"at a train loss of {_text_of(stop.loss)}")
    if stop.patience is not None:
        parts.append(f"after {stop.patience:,} epochs without progress")
    return (
        f"Training pauses by itself {', or '.join(parts)}." if parts else "Training does not pause by itself."
    )


def _text_of(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    number = float(value)  # type: ignore[arg-type]
    return plain(number) if number == 0 or number >= 1e-6 else f"{number:g}"
