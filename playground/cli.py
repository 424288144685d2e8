"""The command line: open the window, train without one, or draw it into a picture."""

from __future__ import annotations

import json
import math
import os
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from engine.errors import PlaygroundError
from playground import arguments
from playground.document import (
    ACTIVATIONS,
    MAX_HIDDEN_LAYERS,
    MAX_NEURONS,
    Document,
    HiddenLayer,
)

if TYPE_CHECKING:
    from playground.experiment import Experiment

#: Exit codes: everything done; training left the finite numbers; bad input.
DONE, DIVERGED, BAD_INPUT = 0, 1, 2


def run(words: Sequence[str]) -> int:
    """Do what the words after the program's name say; returns the exit code, errors go to stderr."""
    try:
        parsed = arguments.parse(words)
        return _COMMANDS[parsed.command](parsed)
    except PlaygroundError as error:
        _say(f"{arguments.PROGRAM}: {error}", sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _write_no_more()
        return 141


def _window(parsed: Namespace) -> int:
    from playground import app

    return app.run(parsed.file, theme=parsed.theme, size=parsed.size)


def _screenshot(parsed: Namespace) -> int:
    document = _document(parsed.file)
    if parsed.workspace is not None:
        document = replace(document, view=replace(document.view, workspace=parsed.workspace))
    from playground import app

    app.screenshot(parsed.out, document, epochs=parsed.epochs, size=parsed.size, theme=parsed.theme)
    return DONE


def _train(parsed: Namespace) -> int:
    document = with_options(_document(parsed.file), parsed)
    from engine.training import warm_up
    from playground.experiment import Experiment
    from playground.network_edits import current_state

    warm_up()
    experiment = Experiment(document, current_state(document))
    if parsed.epochs and not experiment.has_points:
        raise PlaygroundError("There are no points to train on.")
    first = experiment.epoch
    last = first + parsed.epochs
    reports = sorted({epoch for epoch in parsed.report if first <= epoch < last} | {last})
    bar = _Bar(sys.stderr, first, last)
    begin = time.perf_counter()
    for epoch in reports:
        while experiment.epoch < epoch and not (experiment.divergence or experiment.stop):
            experiment.run_epochs(bar.portion(epoch - experiment.epoch))
            bar.show(experiment.epoch)
        bar.clear()
        _report(experiment, time.perf_counter() - begin, parsed.json)
        if (divergence := experiment.divergence) is not None:
            sentence = divergence.sentence(len(document.network.hidden))
            _say(f"{sentence} Try --learning-rate {divergence.gentler_rate:g}.", sys.stderr)
            return DIVERGED
        if experiment.stop is not None:
            _say(experiment.stop.sentence, sys.stderr)
            return DONE
    return DONE


_COMMANDS = {"window": _window, "train": _train, "screenshot": _screenshot}


def with_options(document: Document, parsed: Namespace) -> Document:
    """The document as the options of `train` change it; one of another run starts at its epoch 0."""
    from playground.freezing import has_part
    from playground.network_edits import conformed

    after = document
    if parsed.data is not None:
        after = _with_table(after, parsed.data)
    if parsed.dataset is not None:
        from engine.data import DATASETS

        if parsed.dataset not in DATASETS:
            raise PlaygroundError(f"There is no data set {parsed.dataset!r}, only {', '.join(DATASETS)}.")
        after = replace(after, data=replace(after.data, dataset=parsed.dataset, other_dataset=None))
    if parsed.seed is not None:
        after = replace(after, data=replace(after.data, seed=parsed.seed), weight_seed=None)
    after = replace(after, network=replace(after.network, hidden=_hidden_layers(after, parsed)))
    if after != document:
        # Without a state, since it is of another shape or run; nor is what was frozen there frozen here.
        frozen = tuple(part for part in after.frozen if has_part(after.network, part))
        after = replace(conformed(replace(after, state=None, frozen=frozen)), state=None)
    if parsed.learning_rate is not None:
        after = replace(after, training=replace(after.training, learning_rate=parsed.learning_rate))
    return after


def _hidden_layers(document: Document, parsed: Namespace) -> tuple[HiddenLayer, ...]:
    """The hidden layers that the options ask for, or those of the document."""
    hidden = document.network.hidden
    if parsed.hidden is not None:
        if len(parsed.hidden) > MAX_HIDDEN_LAYERS or not all(1 <= n <= MAX_NEURONS for n in parsed.hidden):
            raise PlaygroundError(
                f"--hidden takes up to {MAX_HIDDEN_LAYERS} layers of 1 to {MAX_NEURONS} neurons, such as 8,8."
            )
        activation = hidden[0].activation if hidden else ACTIVATIONS[0]
        hidden = tuple(HiddenLayer(neurons, activation) for neurons in parsed.hidden)
    if parsed.activation is not None:
        if parsed.activation not in ACTIVATIONS:
            raise PlaygroundError(
                f"There is no activation {parsed.activation!r}, only {', '.join(ACTIVATIONS)}."
            )
        hidden = tuple(HiddenLayer(layer.neurons, parsed.activation) for layer in hidden)
    return hidden


def _with_table(document: Document, path: Path) -> Document:
    """The document with the points of a table to learn; what of it was left out goes to stderr."""
    from playground.tables import points_of, read, suggestion, with_imported

    table = read(path)
    imported = points_of(table, suggestion(table))
    for note in (*table.notes, *imported.notes):
        _say(f"{arguments.PROGRAM}: {note}", sys.stderr)
    # Its own outputs and weights follow: see `with_options`.
    return with_imported(replace(document, state=None), imported)


def _document(source: Path | str | None) -> Document:
    """The document in a file, a link or a share text; what a link could not carry over goes to stderr."""
    if source is None:
        return Document()
    from playground.links import address_in, is_shortcut, read_shared

    if isinstance(source, Path) and is_shortcut(source):
        source = address_in(source)
    if isinstance(source, str):
        imported = read_shared(source)
        for note in imported.notes:
            _say(f"{arguments.PROGRAM}: {note}", sys.stderr)
        return imported.document
    from playground.storage import load

    return load(source)


def _report(experiment: Experiment, seconds: float, as_json: bool) -> None:
    """A line about the run as it stands; of one that diverged, with the epoch in which that happened."""
    train, test = experiment.losses()
    divergence = experiment.divergence
    epoch = experiment.epoch if divergence is None else divergence.epoch
    if as_json:
        line: dict[str, float | bool | None] = {
            "epoch": epoch,
            "train_loss": _json_number(train),
            "test_loss": _json_number(test),
            "seconds": round(seconds, 6),
        }
        if divergence is not None:
            line["diverged"] = True
        _say(json.dumps(line), sys.stdout)
    else:
        where = f"epoch {epoch:,}" if divergence is None else f"diverged in epoch {epoch:,}"
        _say(f"{where}: train loss {train:.6f}, test loss {test:.6f}, {seconds:.2f} s", sys.stdout)


def _json_number(number: float) -> float | None:
    """JSON has no infinity and no NaN."""
    return number if math.isfinite(number) else None


def _say(line: str, stream: TextIO | None) -> None:
    """Write a line; a stream that was closed before the program began is None and takes nothing."""
    if stream is None:
        return
    try:
        stream.write(f"{line}\n")
        stream.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _write_no_more()
        reason = (error.strerror or str(error)).lower()
        raise PlaygroundError(f"The output cannot be written: {reason}.") from error


def _write_no_more() -> None:
    """Turn the standard output away from where it failed, so that ending does not fail there again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Bar:
    """A progress bar on a terminal, and nothing anywhere else."""

    WIDTH = 40

    def __init__(self, stream: TextIO | None, first: int, last: int) -> None:
        self._stream = stream if stream is not None and stream.isatty() else None
        self._first, self._last = first, last

    def portion(self, epochs: int) -> int:
        """How many of so many epochs to train before the bar moves again."""
        return min(epochs, max(1, (self._last - self._first) // 200))

    def show(self, epoch: int) -> None:
        if self._stream is not None:
            share = (epoch - self._first) / (self._last - self._first)
            filled = "█" * round(self.WIDTH * share)
            self._stream.write(f"\r{filled:░<{self.WIDTH}} {share:4.0%}  epoch {epoch:,} of {self._last:,}")
            self._stream.flush()

    def clear(self) -> None:
        if self._stream is not None:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
