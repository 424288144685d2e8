"""The history of losses and the stops of the speed control."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.document import MAX_SPEED, View
from playground.run import SPEEDS, History


def test_the_stops_of_the_speed_control_go_from_a_slow_batch_to_full_speed() -> None:
    batches_an_epoch = 25
    rates = [
        np.inf if speed.rate is None else speed.rate * (batches_an_epoch if speed.unit == "epoch" else 1)
        for speed in SPEEDS
    ]
    assert rates == sorted(set(rates))
    assert rates[0] <= 1.0
    assert SPEEDS[-1].rate is None
    assert len(SPEEDS) - 1 == MAX_SPEED
    assert SPEEDS[View().speed] == ("60 epochs/s", 60.0, "epoch")


def test_history_keeps_every_entry_in_order() -> None:
    history = History()
    history.append(0, 0.5, 0.6)
    for start in range(1, 5000, 7):
        block = np.arange(start, start + 7)
        history.append(start, block / 10.0, block / 20.0)
    epochs = np.arange(0, 1 + 7 * len(range(1, 5000, 7)))
    np.testing.assert_array_equal(history.epochs, epochs)
    np.testing.assert_array_equal(history.train[1:], epochs[1:] / 10.0)
    np.testing.assert_array_equal(history.test[1:], epochs[1:] / 20.0)


@given(st.lists(st.integers(0, 40), max_size=60))
def test_slices_handed_out_earlier_stay_as_they_were(counts: list[int]) -> None:
    history = History(limit=64)
    handed_out = []
    epoch = 0
    for count in counts:
        losses = np.arange(epoch, epoch + count, dtype=float)
        history.append(epoch, losses, -losses)
        epoch += count
        handed_out.append((history.epochs, history.train, history.epochs.copy(), history.train.copy()))
    for epochs, train, epochs_then, train_then in handed_out:
        np.testing.assert_array_equal(epochs, epochs_then)
        np.testing.assert_array_equal(train, train_then)


def test_a_long_history_is_bounded_and_its_newest_half_complete() -> None:
    history = History(limit=100)
    for epoch in range(1000):
        history.append(epoch, float(epoch), float(2 * epoch))
        assert len(history) <= 100
    assert history.epochs[0] == 0
    assert np.all(np.diff(history.epochs) > 0)
    np.testing.assert_array_equal(history.epochs[-38:], np.arange(962, 1000))
    np.testing.assert_array_equal(history.train, history.epochs)
    np.testing.assert_array_equal(history.test, 2 * history.epochs)


def test_one_large_block_is_thinned_too() -> None:
    history = History(limit=100)
    history.append(0, np.zeros(1000), np.zeros(1000))
    assert 50 <= len(history) <= 100
    assert (history.epochs[0], history.epochs[-1]) == (0, 999)


def test_a_slice_cannot_be_written() -> None:
    history = History()
    history.append(0, 1.0, 1.0)
    with pytest.raises(ValueError, match="read-only"):
        history.train[0] = 2.0


def test_until_is_a_copy_that_ends_at_an_epoch() -> None:
    history = History()
    history.append(0, np.arange(10.0), np.arange(10.0))
    shorter = history.until(4)
    shorter.append(5, 99.0, 99.0)
    np.testing.assert_array_equal(shorter.epochs, [0, 1, 2, 3, 4, 5])
    np.testing.assert_array_equal(history.train, np.arange(10.0))
    assert len(history.until(-1)) == 0
