"""The settings that may change while training runs: learning rate, optimiser, loss, batch size, penalty."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.settings import (
    BATCH_SIZE_RANGE,
    LEARNING_RATE_RANGE,
    LOSSES,
    OPTIMISERS,
    REGULARISATIONS,
    Settings,
)
from playground.controls.explain import explain
from playground.controls.fields import Choice, NumberField
from playground.controls.groups import column, row
from playground.controls.hiding import Hideable
from playground.controls.numbers import parse_number, plain
from playground.controls.panel import TextLabel
from playground.controls.sliders import LogSlider, next_round
from playground.document import REGULARISATION_RATE_RANGE, Document
from playground.network_edits import losses_for, set_loss
from playground.session import Session

_OPTIMISER_LABELS = {
    "sgd": "SGD",
    "momentum": "Momentum",
    "nesterov": "Nesterov",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adamw": "AdamW",
}
_LOSS_LABELS = {
    "half squared error": ("½ squared", "½ squared error"),
    "absolute": ("Absolute", "Absolute error"),
    "huber": ("Huber", "Huber"),
    "binary cross-entropy": ("Binary CE", "Binary cross-entropy"),
    "hinge": ("Hinge", "Hinge"),
    "cross-entropy": ("Cross-entropy", "Cross-entropy (softmax)"),
}
_PENALTY_LABELS = {"none": "none", "l1": "L1", "l2": "L2"}
#: Letters that the learning rate's slider is wide, at most: a longer one is no finer.
_WIDEST_RATE = 58
#: The rate that a penalty starts with when there was none.
_FIRST_PENALTY_RATE = 0.001
_SMALLEST_PENALTY_RATE = 1e-6


class SettingsControls(QObject):
    """Builds the controls of `Settings`; `groups` are the widgets to lay out, from left to right."""

    #: A sentence about something that could not be done, for the banner.
    problem = Signal(str)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.groups: list[QWidget] = []
        self._build_learning_rate()
        self._build_choices()
        self._build_penalty()
        # The penalty's two are hidden by hand, because its rate comes and goes.
        self._hideable = Hideable({"learning rate": [self.learning_rate], "batch size": [self.groups[-2]]})
        #: Names of `document.CONTROLS` that can be left out here.
        self.hideable = {*self._hideable.parts, "penalty", "penalty rate"}

    def show_document(self, after: Document) -> None:
        """Show what the document says."""
        settings = after.training
        self.learning_rate.set_value(settings.learning_rate)
        self.batch_size.set_value(settings.batch_size)
        self.optimiser.set_value(settings.optimiser)
        self.loss.set_value(settings.loss)
        offered = losses_for(after)
        for name in LOSSES:
            self.loss.set_available(name, name in offered)
        self.penalty.set_value(settings.regularisation)
        self.penalty_rate.set_value(settings.regularisation_rate)
        self._hide(settings.regularisation != "none", after.view.hidden)

    def _hide(self, penalised: bool, names: tuple[str, ...]) -> None:
        """Leave out what the document hides, and a penalty's rate without a penalty."""
        self._hideable.hide(names)
        penalty, rate = "penalty" not in names, penalised and "penalty rate" not in names
        self.penalty.setVisible(penalty)
        self.penalty_rate.setVisible(rate)
        self.groups[-1].setVisible(penalty or rate)

    def _build_learning_rate(self) -> None:
        self.learning_rate = LogSlider("Learning rate", *LEARNING_RATE_RANGE).explain(
            "How far a step moves the weights against their gradients: too small crawls, too large explodes."
        )
        self.learning_rate.edited.connect(
            lambda value, merge: self._edit("Learning rate", merge or None, learning_rate=value)
        )
        self.learning_rate.rejected.connect(self.problem)
        self.learning_rate.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.learning_rate.grow_to(_WIDEST_RATE)
        self.groups.append(self.learning_rate)

    def _set_loss(self, key: str) -> None:
        self._session.edit("Loss", set_loss(self._session.current(), key))

    def _build_choices(self) -> None:
        self.optimiser = Choice([(key, _OPTIMISER_LABELS[key]) for key in OPTIMISERS])
        explain(self.optimiser, "Optimiser", "The rule that turns a gradient into a step of the weight.")
        self.optimiser.chosen.connect(lambda key: self._edit("Optimiser", optimiser=key))
        self.loss = Choice([(key, *_LOSS_LABELS[key]) for key in LOSSES])
        explain(self.loss, "Loss", "How wrong an answer counts: the number that training makes small.")
        self.loss.chosen.connect(self._set_loss)
        self.batch_size = NumberField(self._parse_batch, str, self._next_batch, width_of="1000")
        explain(self.batch_size, "Batch size", "How many samples' gradients are averaged for one step.")
        self.batch_size.edited.connect(lambda value: self._edit("Batch size", batch_size=int(value)))
        self.batch_size.rejected.connect(self.problem)
        self._add("Optimiser", self.optimiser)
        self._add("Loss", self.loss)
        self._add("Batch", self.batch_size)

    def _build_penalty(self) -> None:
        self.penalty = Choice([(key, _PENALTY_LABELS[key]) for key in REGULARISATIONS])
        explain(
            self.penalty, "Penalty", "Pulls weights toward 0: L1 makes many of them 0, L2 keeps all small."
        )
        self.penalty.chosen.connect(self._choose_penalty)
        self.penalty_rate = NumberField(
            self._parse_penalty_rate, _rate_text, self._next_penalty_rate, width_of="0.001"
        )
        explain(self.penalty_rate, "Penalty rate", "How strongly the penalty pulls; 0 is not at all.")
        self.penalty_rate.edited.connect(
            lambda value: self._edit("Penalty rate", regularisation_rate=float(value))
        )
        self.penalty_rate.rejected.connect(self.problem)
        self._add("Penalty", row(self.penalty, self.penalty_rate, gap=0))

    def _add(self, name: str, widget: QWidget) -> None:
        label = TextLabel(name, "quiet")
        label.setIndent(4)
        self.groups.append(column(label, widget))

    def _choose_penalty(self, key: str) -> None:
        rate = self._session.document.training.regularisation_rate
        if key != "none" and rate == 0.0:
            rate = _FIRST_PENALTY_RATE
        self._edit("Penalty", regularisation=key, regularisation_rate=rate)

    def _edit(self, text: str, merge: str | None = None, **fields: object) -> None:
        document = self._session.document
        settings: Settings = replace(document.training, **fields)  # type: ignore[arg-type]
        self._session.edit(text, replace(document, training=settings), merge)

    def _parse_batch(self, text: str) -> float:
        low, high = BATCH_SIZE_RANGE
        stays = str(self.batch_size.value())
        return int(parse_number(text, "The batch size", low, high, stays, whole=True))

    def _next_batch(self, value: object, direction: int) -> float:
        low, high = BATCH_SIZE_RANGE
        return min(high, max(low, int(value) + direction))  # type: ignore[call-overload, no-any-return]

    def _parse_penalty_rate(self, text: str) -> float:
        high = REGULARISATION_RATE_RANGE[1]
        stays = _rate_text(self.penalty_rate.value())
        return parse_number(text, "The penalty rate", _SMALLEST_PENALTY_RATE, high, stays, zero=True)

    def _next_penalty_rate(self, value: object, direction: int) -> float:
        return next_round(float(value), direction, 0.0001, REGULARISATION_RATE_RANGE[1])  # type: ignore[arg-type]


def _rate_text(value: object) -> str:
    return plain(float(value))  # type: ignore[arg-type]
