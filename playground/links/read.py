"""Read a TensorFlow Playground link: the document that repeats its experiment, and what it cannot carry.

The same data in the same order, the same first weights and the same arithmetic, so that the losses
after any number of epochs are those of the page. Wherever the page would go on with a value that this
app does not have, the nearest one is taken and a note says so; only a text that is no link is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import PlaygroundError
from engine.features import FEATURES
from engine.settings import BATCH_SIZE_RANGE, LEARNING_RATE_RANGE, Settings
from playground.checks import check
from playground.checks import short as shortened
from playground.document import (
    MAX_HIDDEN_LAYERS,
    MAX_NEURONS,
    MAX_SEED,
    NOISE_OFFERED,
    NOISE_RANGE,
    REGULARISATION_RATE_RANGE,
    TRAIN_SHARE_RANGE,
    DataSettings,
    Document,
    HiddenLayer,
    Network,
    View,
)
from playground.links import names

#: A number as JavaScript reads it, in decimal.
_NUMBER = re.compile(r"[+-]?(?:Infinity|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)")
#: Unknown keys that a note names before it only counts.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Imported:
    """A document made from a text, and one sentence for each thing that it could not take over.

    What the link hides is in `document.view.hidden`.
    """

    document: Document
    notes: tuple[str, ...] = ()


def read_link(text: str) -> Imported:
    """Return the experiment of a link: the whole address or what follows its `#`, even cut short.

    Raises `PlaygroundError`, one sentence, for a text that is no such link.
    """
    if len(text) > names.MAX_LINK:
        raise PlaygroundError(
            f"A link has at most {names.MAX_LINK:,} characters, but this text has {len(text):,}."
        )
    pairs = names.pairs_of(names.settings_of(text))
    if not any(value is not None and key in names.KEYS for key, value in pairs.items()) and not names.is_page(
        text
    ):
        raise PlaygroundError(
            f"{_quoted(text.strip())} is not a TensorFlow Playground link: it holds none of its settings."
        )
    reader = _Reader(pairs)
    document = reader.document()
    check(document)
    return Imported(document, tuple(reader.notes))


class _Reader:
    """Turns the pairs of one link into the parts of a document, noting what does not fit."""

    def __init__(self, pairs: dict[str, str | None]) -> None:
        self._pairs = pairs
        self.notes: list[str] = []

    def document(self) -> Document:
        data, features, hidden = self._data(), self._features(), self._hidden()
        network = Network(features, self._layers())
        document = Document(
            data=data,
            network=network,
            training=self._settings(),
            view=View(
                show_test=self._flag("showTestData"),
                discretise=self._flag("discretize"),
                hidden=tuple(name for name in hidden if name not in features),
            ),
            initialisation="zeros" if self._flag("initZero") else "uniform",
        )
        self._note_the_rest()
        return document

    def _data(self) -> DataSettings:
        problem = self._choice("problem", {name: name for name in names.DATASETS}, "classification")
        chosen = {
            kind: self._choice(names.DATASET_KEYS[kind], sets, names.DEFAULT_DATASETS[kind])
            for kind, sets in names.DATASETS.items()
        }
        other = next(kind for kind in chosen if kind != problem)
        return DataSettings(
            dataset=chosen[problem],
            noise=self._noise(),
            train_share=self._whole("percTrainData", "The train share", 50, TRAIN_SHARE_RANGE),
            seed=self._seed(),
            other_dataset=None if chosen[other] == names.DEFAULT_DATASETS[other] else chosen[other],
        )

    def _noise(self) -> int:
        """The page itself makes 50 of more than 80 and 0 of less than 0."""
        noise = self._number("noise", "The noise", 0.0)
        if not NOISE_RANGE[0] <= noise <= NOISE_RANGE[1]:
            return NOISE_OFFERED[0] if noise < 0 else NOISE_OFFERED[1]
        return self._rounded("The noise", noise)

    def _seed(self) -> str:
        seed = self._scalar("seed")
        default = DataSettings().seed
        if seed is None:
            self.notes.append(
                f"The link has no seed, for which the page draws another each time: here it is {default}."
            )
            return default
        if len(seed) > MAX_SEED or any("\ud800" <= character <= "\udfff" for character in seed):
            self.notes.append(
                f"The seed is longer than {MAX_SEED} characters or holds half a one: here it is {default}, so"
                " points and weights are others."
            )
            return default
        return seed

    def _features(self) -> tuple[str, ...]:
        on = {
            ours
            for key, ours in names.FEATURES.items()
            if self._flag(key, key in names.DEFAULT_FEATURES) and self._pairs.get(f"{key}_hide") != "true"
        }
        if not on:
            self.notes.append(
                "The link switches every feature off, but a network has at least one: x₁ is on."
            )
            on = {"x1"}
        return tuple(key for key in FEATURES if key in on)

    def _hidden(self) -> list[str]:
        tables = (names.CONTROLS, names.FEATURES)
        return [
            ours
            for table in tables
            for key, ours in table.items()
            if self._pairs.get(f"{key}_hide") == "true"
        ]

    def _layers(self) -> tuple[HiddenLayer, ...]:
        activation = self._choice("activation", names.ACTIVATIONS, "tanh")
        shape = self._pairs.get("networkShape")
        if shape is None:
            return tuple(HiddenLayer(neurons, activation) for neurons in (4, 2))
        # Pages and mails write a comma as %2C.
        parts = [part.strip() for part in re.sub("%2c", ",", shape, flags=re.IGNORECASE).split(",")]
        asked = [_parsed(part) for part in parts] if any(parts) else []
        counts = [count for count in asked if count is not None and count > 0]
        if len(counts) < len(asked):
            self.notes.append(f"Of the layers {_quoted(shape)} those without neurons were left out.")
        if len(counts) > MAX_HIDDEN_LAYERS or any(count > MAX_NEURONS for count in counts):
            self.notes.append(
                f"The layers {_quoted(shape)} are more than {MAX_HIDDEN_LAYERS} of {MAX_NEURONS} neurons: the"
                " network was cut to that, so its losses are others."
            )
        return tuple(
            HiddenLayer(math.ceil(min(count, MAX_NEURONS)), activation)
            for count in counts[:MAX_HIDDEN_LAYERS]
        )

    def _settings(self) -> Settings:
        defaults = Settings()
        return Settings(
            learning_rate=self._real(
                "learningRate", "The learning rate", defaults.learning_rate, LEARNING_RATE_RANGE
            ),
            batch_size=self._whole("batchSize", "The batch size", defaults.batch_size, BATCH_SIZE_RANGE),
            regularisation=self._choice("regularization", names.REGULARISATIONS, "none"),
            regularisation_rate=self._real(
                "regularizationRate", "The penalty rate", 0.0, REGULARISATION_RATE_RANGE
            ),
            carry_partial_batch=True,
        )

    def _note_the_rest(self) -> None:
        if tutorial := self._scalar("tutorial"):
            self.notes.append(f"The page's text {_quoted(tutorial)} is not here.")
        unknown = [key for key in self._pairs if key not in names.KEYS]
        last = next(reversed(self._pairs), "")
        if self._pairs.get(last, "") is None and any(key.startswith(last) for key in names.KEYS):
            self.notes.append(f"The link is cut short behind {_quoted(last)}: what is missing is as usual.")
            unknown = [key for key in unknown if key != last]
        if unknown:
            named = ", ".join(_quoted(key, 24) for key in unknown[:_NAMED])
            more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
            self.notes.append(f"The link holds keys that mean nothing here: {named}{more}.")

    def _scalar(self, key: str) -> str | None:
        """A value, None where it is missing or blank."""
        value = self._pairs.get(key)
        return value if value is not None and value.strip() else None

    def _flag(self, key: str, default: bool = False) -> bool:
        value = self._scalar(key)
        return default if value is None else value != "false"

    def _choice(self, key: str, choices: Mapping[str, str], default: str) -> str:
        value = self._scalar(key)
        if value is None or value.strip() in choices:
            return default if value is None else choices[value.strip()]
        self.notes.append(f"{key} is {_quoted(value)}, which does not exist: it is {default} here.")
        return default

    def _number(self, key: str, name: str, default: float) -> float:
        value = self._scalar(key)
        if value is None:
            return default
        number = _parsed(value.strip())
        if number is None:
            self.notes.append(f"{name} is {_quoted(value)}, which is not a number: it is {default:g} here.")
            return default
        return number

    def _real(self, key: str, name: str, default: float, bounds: tuple[float, float]) -> float:
        number = self._number(key, name, default)
        inside = min(max(number, bounds[0]), bounds[1])
        if inside != number:
            self.notes.append(
                f"{name} {number:g} is not from {bounds[0]:g} to {bounds[1]:g}: it is {inside:g} here."
            )
        return inside

    def _whole(self, key: str, name: str, default: int, bounds: tuple[int, int]) -> int:
        return self._rounded(name, self._real(key, name, default, bounds))

    def _rounded(self, name: str, number: float) -> int:
        if number != round(number):
            self.notes.append(f"{name} {number:g} is not a whole number: it is {round(number)} here.")
        return round(number)


def _quoted(text: str, length: int = 40) -> str:
    """A part of the link as a sentence can quote it."""
    return shortened("".join(c if c.isprintable() else "\ufffd" for c in text[: length + 1]), length)


def _parsed(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None
