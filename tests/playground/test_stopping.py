"""Stop rules: which epoch they fire at, epoch by epoch in plain words, however the epochs come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.settings import Settings
from playground.document import DataSettings, Document, HiddenLayer, Network, StopRules
from playground.experiment import Experiment
from playground.network_edits import add_neuron, add_points, initial_state
from playground.stopping import Stop, Watch

rules = st.builds(
    StopRules,
    st.none() | st.integers(1, 30),
    st.none() | st.integers(0, 5).map(float),
    st.none() | st.integers(1, 8),
)
#: A few levels, so that ties and plateaus are common.
levels = st.lists(st.integers(0, 6).map(float), min_size=1, max_size=30)


def one_by_one(rules: StopRules, train: Sequence[float], watched: Sequence[float]) -> list[int]:
    """The epochs at which a run stops that is played on each time, told epoch by epoch."""
    stops: list[int] = []
    best, best_epoch, may_reach = watched[0], 0, True
    for epoch in range(1, len(train)):
        if rules.loss is not None and train[epoch - 1] > rules.loss:
            may_reach = True
        if watched[epoch] < best:
            best, best_epoch = watched[epoch], epoch
        reached = rules.loss is not None and may_reach and train[epoch] <= rules.loss
        since = max(best_epoch, stops[-1] if stops else 0)
        tired = rules.patience is not None and epoch - since >= rules.patience
        if reached or tired or epoch == rules.epoch:
            stops.append(epoch)
            may_reach = False
    return stops


@given(rules, levels, levels, st.booleans(), st.lists(st.integers(1, 12), min_size=1))
def test_the_first_epoch_that_fires_is_found_in_any_portions(
    rules: StopRules, train: list[float], test: list[float], has_test: bool, portions: list[int]
) -> None:
    n = min(len(train), len(test))
    watch = Watch(rules, has_test)
    watch.note(np.array([0]), np.array(train[:1]), np.array(test[:1]))
    stops, epoch, turn = [], 0, 0
    while epoch < n - 1:
        count = watch.room(epoch, min(portions[turn % len(portions)], n - 1 - epoch))
        turn += 1
        may_fire = watch.may_fire(epoch, count)
        shown = slice(epoch + 1, epoch + 1 + count)
        stop = watch.look(epoch + 1, np.array(train[shown]), np.array(test[shown]))
        if stop is None:
            epoch += count
            continue
        assert may_fire or (stop.epoch == epoch + count == rules.epoch)
        stops.append(stop.epoch)
        epoch = stop.epoch
    assert stops == one_by_one(rules, train[:n], test[:n] if has_test else train[:n])


def looked_at(rules: StopRules, train: list[float], test: list[float], has_test: bool = True) -> Stop | None:
    return Watch(rules, has_test).look(1, np.array(train), np.array(test))


def test_each_rule_says_why_it_stopped() -> None:
    falling, level = [0.5, 0.02, 0.009, 0.008], [0.3, 0.0132, 0.02, 0.0132]
    assert looked_at(StopRules(epoch=3), falling, level) == Stop(3, "Stopped after epoch 3, as asked.")
    assert looked_at(StopRules(loss=0.01), falling, level) == Stop(
        3, "Stopped after epoch 3: the train loss reached 0.01."
    )
    assert looked_at(StopRules(patience=2), falling, level) == Stop(
        4,
        "Stopped after epoch 4: the test loss has not improved for 2 epochs (best 0.0132 at epoch 2).",
    )
    rising = [0.1, 0.2, 0.3]
    said = "Stopped after epoch 3: the train loss has not improved for 2 epochs (best 0.1 at epoch 1)."
    assert looked_at(StopRules(patience=2), rising, [0.0] * 3, has_test=False) == Stop(3, said)
    assert looked_at(StopRules(), falling, level) is None


def test_a_rule_that_is_changed_may_fire_at_once_and_others_stay_quiet() -> None:
    watch = Watch(StopRules(loss=0.1))
    low = np.array([0.05])
    assert watch.look(1, low, low) is not None
    assert watch.look(2, low, low) is None
    watch.change(StopRules(loss=0.1, epoch=9))
    assert watch.look(3, low, low) is None
    watch.change(StopRules(loss=0.08, epoch=9))
    assert watch.look(4, low, low) is not None


SMALL = Document(network=Network(hidden=(HiddenLayer(3),)), training=Settings(0.1, batch_size=25))


def run_to_stop(document: Document, portion: int) -> Experiment:
    experiment = Experiment(document, initial_state(document))
    while experiment.stop is None:
        experiment.run_epochs(portion)
    return experiment


@pytest.mark.parametrize(
    "stop", [StopRules(epoch=23), StopRules(loss=0.35), StopRules(patience=1), StopRules(40, 0.3, 5)]
)
def test_a_run_at_full_speed_ends_at_the_very_epoch_and_goes_on_as_if_it_had_not(stop: StopRules) -> None:
    document = replace(SMALL, stop=stop)
    slow = run_to_stop(document, 1)
    assert slow.stop is not None
    assert slow.epoch == slow.stop.epoch
    free = Experiment(SMALL, initial_state(SMALL))
    free.run_epochs(slow.epoch)
    for portion in (7, 1000):
        fast = run_to_stop(document, portion)
        assert fast.stop == slow.stop
        assert fast.epoch == slow.epoch
        assert fast.state == free.state
        assert fast.history.train.tolist() == free.history.train.tolist()
        assert fast.history.epochs.tolist() == list(range(slow.epoch + 1))
        fast.set_stop(StopRules())
        assert fast.run_epochs(3) == 3
    stepped = Experiment(document, initial_state(document))
    while stepped.stop is None:
        stepped.step()
    assert (stepped.epoch, stepped.stop) == (slow.epoch, slow.stop)
    assert stepped.state == free.state


def test_patience_counts_anew_from_an_edit_of_the_network() -> None:
    document = replace(SMALL, training=Settings(10.0, batch_size=25), stop=StopRules(patience=4))
    before = run_to_stop(document, 100)
    after = add_neuron(replace(document, state=before.state), 0)
    assert after.state is not None
    edited = Experiment(after, after.state, before.history)
    edited.run_epochs(3)
    assert edited.stop is None
    assert edited.epoch == before.epoch + 3


def test_a_rule_that_fires_before_a_divergence_keeps_what_was_there() -> None:
    wild = Document(
        network=Network(("x1_squared",), ()),
        data=DataSettings("plane"),
        training=Settings(1.0, batch_size=1000),
    )
    free = Experiment(wild, initial_state(wild))
    free.run_epochs(1000)
    assert free.divergence is not None
    last = free.divergence.epoch - 2
    stopped = Experiment(replace(wild, stop=StopRules(patience=last)), initial_state(wild))
    stopped.run_epochs(1000)
    assert stopped.stop is not None
    assert stopped.divergence is None
    assert stopped.epoch == stopped.stop.epoch == last
    same = Experiment(wild, initial_state(wild))
    same.run_epochs(last)
    assert stopped.state == same.state


def test_other_points_and_another_loss_make_patience_start_anew() -> None:
    document = replace(SMALL, stop=StopRules(patience=3))
    experiment = run_to_stop(document, 1)
    experiment.set_settings(replace(SMALL.training, loss="absolute", learning_rate=1e-5))
    ended = 0
    while experiment.run_epochs(1) and experiment.stop is None and ended < 5:
        ended += 1
    assert ended >= 2


def test_without_points_a_network_can_be_looked_at_but_not_trained() -> None:
    empty = add_points(Document(), np.zeros((0, 3)))
    experiment = Experiment(empty, initial_state(empty))
    assert not experiment.has_points
    frame = experiment.frame()
    assert frame.losses == (0.0, 0.0)
    assert len(frame.train_outputs) == len(frame.train_point_losses) == len(frame.test_outputs) == 0
    assert np.isfinite(frame.layers[-1].maps).all()
    one = add_points(empty, [[1.0, 2.0, 1.0]])
    experiment = Experiment(one, initial_state(one))
    assert experiment.run_epochs(2) == 2
    assert experiment.losses()[1] == 0.0
