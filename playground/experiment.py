"""From a document to a run, and from the run to frames: what trainer and command line share. No Qt."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from engine.errors import PlaygroundError
from engine.settings import Settings
from engine.state import TrainingState
from engine.training import LayerArrays, Samples, Training
from playground.document import Document, Frozen, StopRules, fits, output_activation
from playground.freezing import frozen_mask
from playground.inputs import inputs_at, plane_points
from playground.run import GRID, Array, Divergence, Frame, History, LayerFrame
from playground.samples import data_of
from playground.stopping import Stop, Watch

#: While training runs, at most this share of the time goes into the answers at the points: those of
#: 100,000 take longer than a whole frame may.
POINTS_SHARE = 0.1


class _Answers(NamedTuple):
    """What the network says at the points, and how wrong it is."""

    train_outputs: Array
    test_outputs: Array
    train_point_losses: Array
    test_point_losses: Array
    losses: tuple[float, float]


class Experiment:
    """One document's data and network bound into a `Training` that starts from `state`, and its history.

    `history` gets an entry for every epoch that ends here, and one for `state` if it has none so far.
    Raises `engine.errors.PlaygroundError` when the document cannot be trained.
    """

    def __init__(
        self,
        document: Document,
        state: TrainingState,
        history: History | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        if not fits(state.parameters, document.network):
            raise PlaygroundError("These weights are not of this network's shape.")
        self.document = document
        self.history = History() if history is None else history
        #: The rule that fired at the last step, if one did.
        self.stop: Stop | None = None
        self._clock = clock
        self._data = data_of(document.data)
        self._inputs = inputs_at(self._data.points, document.network.features)
        self._plane = inputs_at(plane_points(), document.network.features)
        self._input_maps = np.ascontiguousarray(self._plane.T).reshape(-1, GRID, GRID)
        self._training = self._train_from(state, document.training)
        self._epoch = state.epoch
        #: The losses as they stand, as long as no training has followed the end of the epoch.
        self._epoch_losses: tuple[float, float] | None = None
        has_test = self._data.n_train < len(self._data.points)
        self._watch = Watch(document.stop, has_test, begin=state.epoch)
        if len(self.history) == 0 or self.history.epochs[-1] < state.epoch:
            self._record()
        self._watch.note(self.history.epochs, self.history.train, self.history.test)
        self._answers: _Answers | None = None
        self._answers_due = 0.0

    @property
    def state(self) -> TrainingState:
        """Where the run stands, exactly."""
        return self._training.state

    @property
    def epoch(self) -> int:
        """How many epochs are finished."""
        return self._epoch

    @property
    def has_points(self) -> bool:
        """Whether there is anything to learn from; without, no training may be asked for."""
        return self._data.n_train > 0

    @property
    def batch_size(self) -> int:
        """Points in a mini-batch."""
        return self._training.settings.batch_size

    @property
    def batches_an_epoch(self) -> int:
        """Mini-batches in one epoch, at least 1."""
        settings = self._training.settings
        whole, rest = divmod(self._data.n_train, settings.batch_size)
        return max(1, whole + (rest > 0 and not settings.carry_partial_batch))

    def set_settings(self, settings: Settings) -> None:
        """Train with other settings from the next step on."""
        before = self._training.settings
        if self._output(settings) != self._output(before):
            self._training = self._train_from(self._training.state, settings)
        else:
            self._training.settings = settings
        if settings.loss != before.loss:
            self._epoch_losses = None
            self._answers_due = 0.0
            self.watch_anew()

    def set_frozen(self, frozen: tuple[Frozen, ...]) -> None:
        """Leave other parts as they are from the next step on."""
        self.document = replace(self.document, frozen=frozen)
        self._training.frozen = frozen_mask(self.document)

    def set_stop(self, rules: StopRules) -> None:
        """Stop by other rules from the next epoch's end on."""
        self._watch.change(rules)

    def watch_anew(self) -> None:
        """Compare losses with none before now, since other data or another loss made those incomparable."""
        self._watch.forget()
        self._watch.note(np.array([self._epoch]), *(np.array([loss]) for loss in self.losses()))

    def step(self, batches: int = 1) -> bool:
        """Train so many mini-batches, or to the end of the epoch; whether that ended one."""
        self._forgive()
        self._training.step(batches)
        epoch = self._training.state.epoch
        if epoch == self._epoch:
            return False
        self._epoch = epoch
        self._record()
        latest = slice(len(self.history) - 1, None)
        self.stop = self._watch.look(epoch, self.history.train[latest], self.history.test[latest])
        return True

    def run_epochs(self, count: int) -> int:
        """Train to the end of the epoch, and `count` - 1 more; how many ended (fewer if it diverged).

        Ends exactly at the epoch at which a stop rule fires (`stop` then says so): if that shows only
        afterwards, the run goes back to where it was, and the same epochs are trained again up to there.
        """
        self._forgive()
        count = self._watch.room(self._epoch, count)
        before = self._training.state if self._watch.may_fire(self._epoch, count) else None
        losses = self._training.run_epochs(count)
        self.stop = self._watch.look(self._epoch + 1, losses.train, losses.test)
        ended = len(losses.train)
        if self.stop is not None and before is not None:
            wanted = self.stop.epoch - self._epoch
            if wanted < ended or self._training.divergence is not None:
                self._training.state = before
                losses = self._training.run_epochs(wanted)
                ended = len(losses.train)
        self.history.append(self._epoch + 1, losses.train, losses.test)
        self._epoch += ended
        if ended and self._training.divergence is None:
            self._epoch_losses = float(losses.train[-1]), float(losses.test[-1])
        return ended

    def losses(self) -> tuple[float, float]:
        """The train and the test loss as they stand; 0 where there are no points."""
        train, test = self._training.losses()
        return (train if self.has_points else 0.0), test

    @property
    def divergence(self) -> Divergence | None:
        """Where the run left the finite numbers at its last step, or None."""
        found = self._training.divergence
        if found is None:
            return None
        rate = self._training.settings.learning_rate
        outputs = self.document.network.outputs
        where = found.epoch + 1, found.batch + 1, found.layer, found.neuron
        return Divergence(*where, rate, self.losses()[0], outputs)

    def frame(self, at_rest: bool = True) -> Frame:
        """One whole picture of the run as it stands; its arrays are its own.

        If it is not `at_rest`, the answers at the points, and the losses inside an epoch, may be those of an
        earlier frame: so many points that asking takes long are asked only now and then (`POINTS_SHARE`).
        """
        training = self._training
        maps = training.maps(self._plane)
        answers = self._answers_at_points(at_rest)
        return Frame(
            network=self.document.network,
            data=self.document.data,
            epoch=self._epoch,
            batch=training.state.batch,
            layers=tuple(
                _layer_frame(layer, answers_there, self.has_points)
                for layer, answers_there in zip(training.layers(), maps, strict=True)
            ),
            input_maps=self._input_maps,
            train_outputs=answers.train_outputs,
            test_outputs=answers.test_outputs,
            loss_epochs=self.history.epochs,
            train_losses=self.history.train,
            test_losses=self.history.test,
            losses=answers.losses if self._epoch_losses is None else self._epoch_losses,
            train_point_losses=answers.train_point_losses,
            test_point_losses=answers.test_point_losses,
        )

    def _answers_at_points(self, at_rest: bool) -> _Answers:
        """Outputs and losses at the train and test points, as fresh as there is time for."""
        begin = self._clock()
        if self._answers is None or at_rest or begin >= self._answers_due:
            n_train, training = self._data.n_train, self._training
            (train, train_losses), (test, test_losses) = training.answers_at_data()
            self._answers = _Answers(
                train[:n_train],
                test,
                train_losses[:n_train],
                test_losses,
                self._epoch_losses or self.losses(),
            )
            end = self._clock()
            self._answers_due = end + (end - begin) * (1.0 / POINTS_SHARE - 1.0)
        return self._answers

    def _train_from(self, state: TrainingState, settings: Settings) -> Training:
        n_train, document, data = self._data.n_train, self.document, self._data
        targets = data.targets_for(document.network.outputs)
        train = Samples(self._inputs[:n_train], targets[:n_train])
        if n_train == 0:  # nothing is trained, but the network is there to be looked at
            train = Samples(np.zeros((1, self._inputs.shape[1])), np.zeros(1))
        hidden = (layer.mixed or layer.activation for layer in document.network.hidden)
        return Training(
            [*hidden, self._output(settings)],
            train,
            Samples(self._inputs[n_train:], targets[n_train:]),
            settings,
            state,
            seed=document.data.seed,
            frozen=frozen_mask(document),
        )

    def _output(self, settings: Settings) -> str:
        """The output neuron's activation, which the loss has a say in."""
        return output_activation(self._data.problem, settings.loss)

    def _forgive(self) -> None:
        """Let a diverged run go on from its last finite weights; it may diverge again."""
        self.stop = self._epoch_losses = None
        if self._training.divergence is not None:
            self._training.settings = self._training.settings

    def _record(self) -> None:
        self._epoch_losses = self.losses()
        self.history.append(self._epoch, *self._epoch_losses)


def _layer_frame(layer: LayerArrays, maps: Array, learns: bool) -> LayerFrame:
    """Its own copies; where nothing is learned from, nothing flows back."""
    back = np.array if learns else np.zeros_like
    return LayerFrame(
        weights=np.array(layer.weights),
        biases=np.array(layer.biases),
        weight_gradients=back(layer.weight_gradients),
        bias_gradients=back(layer.bias_gradients),
        weight_updates=np.array(layer.weight_updates),
        bias_updates=np.array(layer.bias_updates),
        signals=np.array(layer.signals),
        activations=np.array(layer.activations),
        maps=maps.reshape(-1, GRID, GRID),
    )
