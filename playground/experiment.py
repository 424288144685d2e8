"""From a document to a run, and from the run to frames: what trainer and command line share. No Qt."""

from __future__ import annotations

import numpy as np

from engine.errors import PlaygroundError
from engine.settings import Settings
from engine.state import TrainingState
from engine.training import LayerArrays, Samples, Training
from playground.document import Document, fits, output_activation
from playground.inputs import inputs_at, plane_points
from playground.run import GRID, Array, Divergence, Frame, History, LayerFrame
from playground.samples import data_of


class Experiment:
    """One document's data and network bound into a `Training` that starts from `state`, and its history.

    `history` gets an entry for every epoch that ends here, and one for `state` if it has none so far.
    Raises `engine.errors.PlaygroundError` when the document cannot be trained.
    """

    def __init__(self, document: Document, state: TrainingState, history: History | None = None) -> None:
        if not fits(state.parameters, document.network):
            raise PlaygroundError("These weights are not of this network's shape.")
        self.document = document
        self.history = History() if history is None else history
        self._data = data_of(document.data)
        self._inputs = inputs_at(self._data.points, document.network.features)
        self._plane = inputs_at(plane_points(), document.network.features)
        self._input_maps = np.ascontiguousarray(self._plane.T).reshape(-1, GRID, GRID)
        self._training = self._train_from(state, document.training)
        self._epoch = state.epoch
        if len(self.history) == 0 or self.history.epochs[-1] < state.epoch:
            self._record()

    @property
    def state(self) -> TrainingState:
        """Where the run stands, exactly."""
        return self._training.state

    @property
    def epoch(self) -> int:
        """How many epochs are finished."""
        return self._epoch

    @property
    def batches_an_epoch(self) -> int:
        """Mini-batches in one epoch, at least 1."""
        settings = self._training.settings
        whole, rest = divmod(self._data.n_train, settings.batch_size)
        return max(1, whole + (rest > 0 and not settings.carry_partial_batch))

    def set_settings(self, settings: Settings) -> None:
        """Train with other settings from the next step on."""
        before = self._training.settings
        self._training.settings = settings
        if self._output(settings) != self._output(before):
            self._training = self._train_from(self._training.state, settings)

    def step(self) -> bool:
        """Train one mini-batch; whether that ended an epoch."""
        self._forgive()
        self._training.step()
        epoch = self._training.state.epoch
        if epoch == self._epoch:
            return False
        self._epoch = epoch
        self._record()
        return True

    def run_epochs(self, count: int) -> int:
        """Train to the end of the epoch, and `count` - 1 more; how many ended (fewer if it diverged)."""
        self._forgive()
        losses = self._training.run_epochs(count)
        ended = len(losses.train)
        self.history.append(self._epoch + 1, losses.train, losses.test)
        self._epoch += ended
        return ended

    def losses(self) -> tuple[float, float]:
        """The train and the test loss as they stand."""
        return self._training.losses()

    @property
    def divergence(self) -> Divergence | None:
        """Where the run left the finite numbers at its last step, or None."""
        found = self._training.divergence
        if found is None:
            return None
        rate = self._training.settings.learning_rate
        return Divergence(found.epoch + 1, found.batch + 1, found.layer, found.neuron, rate, self.losses()[0])

    def frame(self) -> Frame:
        """One whole picture of the run as it stands; its arrays are its own."""
        training = self._training
        outputs = training.outputs(self._inputs)
        n_train = self._data.n_train
        maps = training.maps(self._plane)
        return Frame(
            network=self.document.network,
            data=self.document.data,
            epoch=self._epoch,
            batch=training.state.batch,
            layers=tuple(map(_layer_frame, training.layers(), maps)),
            input_maps=self._input_maps,
            train_outputs=outputs[:n_train],
            test_outputs=outputs[n_train:],
            loss_epochs=self.history.epochs,
            train_losses=self.history.train,
            test_losses=self.history.test,
            losses=training.losses(),
        )

    def _train_from(self, state: TrainingState, settings: Settings) -> Training:
        n_train = self._data.n_train
        hidden = (layer.activation for layer in self.document.network.hidden)
        return Training(
            [*hidden, self._output(settings)],
            Samples(self._inputs[:n_train], self._data.targets[:n_train]),
            Samples(self._inputs[n_train:], self._data.targets[n_train:]),
            settings,
            state,
            seed=self.document.data.seed,
        )

    def _output(self, settings: Settings) -> str:
        """The output neuron's activation, which the loss has a say in."""
        return output_activation(self._data.problem, settings.loss)

    def _forgive(self) -> None:
        """Let a diverged run go on from its last finite weights; it may diverge again."""
        if self._training.divergence is not None:
            self._training.settings = self._training.settings

    def _record(self) -> None:
        train, test = self._training.losses()
        self.history.append(self._epoch, train, test)


def _layer_frame(layer: LayerArrays, maps: Array) -> LayerFrame:
    return LayerFrame(
        weights=np.array(layer.weights),
        biases=np.array(layer.biases),
        weight_gradients=np.array(layer.weight_gradients),
        bias_gradients=np.array(layer.bias_gradients),
        weight_updates=np.array(layer.weight_updates),
        bias_updates=np.array(layer.bias_updates),
        signals=np.array(layer.signals),
        activations=np.array(layer.activations),
        maps=maps.reshape(-1, GRID, GRID),
    )
