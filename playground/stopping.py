"""When training stops by itself: the rules of a document, looked at after every epoch that ends.

Each rule fires once for a cause. Training goes on when it is played again: the epoch rule has had its
epoch; the loss rule waits until the loss has been above its mark again; and patience counts anew from
where it stopped, or where the network was edited. A rule that is new or changed may fire at the next
epoch's end.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.document import StopRules

Array = NDArray[np.float64]
Epochs = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Stop:
    """That a rule fired at the end of `epoch`, and the sentence that says so."""

    epoch: int
    sentence: str


class Watch:
    """Looks at every epoch's losses in turn for the first at which a rule fires.

    `watched` is what patience is about: the test loss, or without test points the train loss; it counts
    from the epoch `begin` on at the earliest. What it says is decided by the losses that it was shown alone,
    in however many portions they came.
    """

    def __init__(self, rules: StopRules, has_test: bool = True, begin: int = 0) -> None:
        self._rules = rules
        self._watched = "test" if has_test else "train"
        self._best, self._best_epoch = np.inf, 0
        self._stopped_at = begin
        self._above = True

    def change(self, rules: StopRules) -> None:
        """Keep to other rules from now on."""
        if rules.loss != self._rules.loss:
            self._above = True
        if rules.patience != self._rules.patience:
            self._stopped_at = 0
        self._rules = rules

    def forget(self) -> None:
        """Begin anew: other data or another loss made the losses so far incomparable."""
        self._best, self._best_epoch = np.inf, 0

    def note(self, epochs: Epochs, train: Array, test: Array) -> None:
        """Take in losses of epochs gone by, at which nothing fires any more."""
        losses = self._losses(train, test)
        if len(losses) and losses.min() < self._best:
            place = int(np.argmin(losses))
            self._best, self._best_epoch = float(losses[place]), int(epochs[place])
        if len(train) and self._rules.loss is not None and (train > self._rules.loss).any():
            self._above = True

    def room(self, epoch: int, count: int) -> int:
        """How many of the `count` epochs after `epoch` come before the rule on epochs fires, or with it."""
        rule = self._rules.epoch
        return count if rule is None or rule <= epoch else min(count, rule - epoch)

    def may_fire(self, epoch: int, count: int) -> bool:
        """Whether the losses of the `count` epochs after `epoch` may make a rule fire."""
        patience = self._rules.patience
        return self._rules.loss is not None or (
            patience is not None and epoch + count >= max(self._best_epoch, self._stopped_at) + patience
        )

    def look(self, first_epoch: int, train: Array, test: Array) -> Stop | None:
        """Look at the losses of consecutive epochs: at what a rule fires first, if any does.

        Those behind that are passed over: they are to be trained anew, or never were.
        """
        stop = min(self._firing(first_epoch, train, test), key=lambda stop: stop.epoch, default=None)
        seen = len(train) if stop is None else stop.epoch - first_epoch + 1
        self.note(np.arange(first_epoch, first_epoch + seen), train[:seen], test[:seen])
        if stop is not None:
            self._stopped_at = stop.epoch
            self._above = self._rules.loss is None or bool(train[seen - 1] > self._rules.loss)
        return stop

    def _firing(self, first_epoch: int, train: Array, test: Array) -> Iterator[Stop]:
        """The first epoch at which each rule fires."""
        rules, epochs = self._rules, np.arange(first_epoch, first_epoch + len(train))
        if rules.loss is not None:
            above = np.r_[self._above, np.logical_or.accumulate(train > rules.loss) | self._above][:-1]
            if (reached := np.flatnonzero((train <= rules.loss) & above)).size:
                epoch = int(epochs[reached[0]])
                yield Stop(epoch, f"Stopped after epoch {epoch:,}: the train loss reached {rules.loss:g}.")
        if rules.patience is not None:
            bests, at = self._bests(epochs, self._losses(train, test))
            waited = epochs - np.maximum(at, self._stopped_at)
            if (tired := np.flatnonzero(waited >= rules.patience)).size:
                place = tired[0]
                yield Stop(
                    int(epochs[place]),
                    f"Stopped after epoch {epochs[place]:,}: the {self._watched} loss has not improved for"
                    f" {waited[place]:,} epochs (best {bests[place]:.4g} at epoch {at[place]:,}).",
                )
        if rules.epoch is not None and rules.epoch in epochs:
            yield Stop(rules.epoch, f"Stopped after epoch {rules.epoch:,}, as asked.")

    def _bests(self, epochs: Epochs, losses: Array) -> tuple[Array, Epochs]:
        """At the end of each epoch, the best loss so far and the epoch that it was first reached at."""
        bests = np.minimum.accumulate(np.r_[self._best, losses])
        better = bests[1:] < bests[:-1]
        at = np.maximum.accumulate(np.where(better, epochs, self._best_epoch))
        return bests[1:], at

    def _losses(self, train: Array, test: Array) -> Array:
        return test if self._watched == "test" else train
