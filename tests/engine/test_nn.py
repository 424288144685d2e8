"""Networks of values: micrograd's interface, parameters in order, initialisations, losses."""

from __future__ import annotations

import math
import random

import mpmath
import pytest

from engine import Value
from engine.errors import PlaygroundError
from engine.gradcheck import gradcheck
from engine.losses import LOSSES, huber
from engine.nn import INITIALISATIONS, MLP, Layer, Module, Neuron, initial_parameters
from engine.seedrandom import SeedRandom
from engine.settings import LOSSES as LOSS_NAMES
from engine.state import LayerParameters

MICROGRAD_LOSSES = [
    0.9829391727857978,
    0.43200777547298924,
    0.29669597546652055,
    1.3027842043146856,
    1.3217520012865576,
]


def test_a_script_written_for_micrograd_gets_micrograds_numbers() -> None:
    """The training loop of micrograd's demo, on ten points; the numbers are micrograd 0.1.0's own."""
    random.seed(1337)
    points = [[math.sin(3 * i), math.cos(5 * i)] for i in range(10)]
    labels = [1 if x * y > 0 else -1 for x, y in points]
    model = MLP(2, [16, 16, 1])
    assert len(model.parameters()) == 337
    losses = []
    for k in range(5):
        inputs = [list(map(Value, point)) for point in points]
        scores = list(map(model, inputs))
        margins = [(1 + -label * score).relu() for label, score in zip(labels, scores, strict=True)]
        data_loss = sum(margins) * (1.0 / len(margins))
        reg_loss = 1e-4 * sum(p * p for p in model.parameters())
        total = data_loss + reg_loss
        model.zero_grad()
        total.backward()
        for p in model.parameters():
            p.data -= (1.0 - 0.9 * k / 100) * p.grad
        losses.append(total.data)
    assert losses == pytest.approx(MICROGRAD_LOSSES, rel=1e-9)


def test_repr_is_micrograds() -> None:
    assert repr(MLP(3, [2, 1])) == (
        "MLP of [Layer of [ReLUNeuron(3), ReLUNeuron(3)], Layer of [LinearNeuron(2)]]"
    )
    assert repr(Layer(2, 1, nonlin=False)) == "Layer of [LinearNeuron(2)]"
    assert repr(Neuron(4, activation="tanh")) == "tanhNeuron(4)"


def test_parameters_come_layer_by_layer_neuron_by_neuron_weights_then_bias() -> None:
    numbers = (
        LayerParameters(weights=((1.0, 2.0), (4.0, 5.0)), biases=(3.0, 6.0)),
        LayerParameters(weights=((7.0, 8.0),), biases=(9.0,)),
    )
    network = MLP(2, [2, 1], parameters=numbers)
    assert [p.data for p in network.parameters()] == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert network.parameters()[2] is network.layers[0].neurons[0].b


def test_a_network_computes_its_weighted_sums() -> None:
    numbers = initial_parameters([2, 3, 2], random.Random(5))
    network = MLP(2, [3, 2], activation="tanh", output_activation="sigmoid", parameters=numbers)
    x = [0.3, -1.2]
    hidden = [
        math.tanh(b + sum(w * v for w, v in zip(ws, x, strict=True)))
        for ws, b in zip(numbers[0].weights, numbers[0].biases, strict=True)
    ]
    expected = [
        1 / (1 + math.exp(-b - sum(w * v for w, v in zip(ws, hidden, strict=True))))
        for ws, b in zip(numbers[1].weights, numbers[1].biases, strict=True)
    ]
    assert [y.data for y in network(x)] == pytest.approx(expected, rel=1e-14)


def test_every_layer_may_have_an_activation_of_its_own() -> None:
    network = MLP(2, [2, 2, 1], activation=["sigmoid", "linear"], output_activation="tanh")
    assert [layer.neurons[0].activation for layer in network.layers] == ["sigmoid", "linear", "tanh"]


def test_a_single_hidden_neuron_feeds_the_next_layer() -> None:
    assert isinstance(MLP(2, [1, 1])([1.0, 2.0]), Value)


def test_mistakes_are_said() -> None:
    with pytest.raises(PlaygroundError, match="no activation named 'thanh'"):
        MLP(2, [2, 1], activation="thanh")
    with pytest.raises(PlaygroundError, match="no activation named 'max'"):
        Neuron(2, activation="max")
    with pytest.raises(PlaygroundError, match="1 hidden layers were given 2 activations"):
        MLP(2, [2, 1], activation=["tanh", "tanh"])
    with pytest.raises(PlaygroundError, match="neuron of 2 inputs was given 3"):
        MLP(2, [2, 1])([1, 2, 3])
    with pytest.raises(PlaygroundError, match="another shape"):
        MLP(2, [2, 1]).load(initial_parameters([2, 3, 1], random.Random(1)))
    with pytest.raises(PlaygroundError, match="no initialisation named 'huge'"):
        initial_parameters([2, 1], random.Random(1), "huge")


def test_zero_grad_and_the_empty_module() -> None:
    network = MLP(2, [2, 1])
    network([1.0, 2.0]).backward()
    assert any(p.grad for p in network.parameters())
    network.zero_grad()
    assert not any(p.grad for p in network.parameters())
    assert Module().parameters() == []


def test_initial_weights_are_drawn_in_tensorflow_playgrounds_order_and_arithmetic() -> None:
    draws = SeedRandom("hello.")
    first = draws.random() - 0.5, draws.random() - 0.5
    parameters = initial_parameters([2, 4, 2, 1], SeedRandom("hello."))
    assert parameters[0].weights[0] == first
    assert [len(layer.biases) for layer in parameters] == [4, 2, 1]
    assert {bias for layer in parameters for bias in layer.biases} == {0.1}


@pytest.mark.parametrize(
    ("name", "bound", "bias"),
    [
        ("uniform", 0.5, 0.1),
        ("xavier", math.sqrt(6 / 500), 0.0),
        ("he", math.sqrt(6 / 300), 0.0),
        ("zeros", 0.0, 0.0),
    ],
)
def test_initialisations_reach_to_their_published_bounds(name, bound, bias) -> None:
    """Glorot and Bengio 2010, eq. 16; He et al. 2015, eq. 10 (variance 2/fan_in) as uniform."""
    (layer,) = initial_parameters([300, 200], random.Random(3), name)
    weights = [w for row in layer.weights for w in row]
    assert len(weights) == 60_000
    assert max(map(abs, weights)) <= bound
    assert max(map(abs, weights)) >= bound * 0.999
    assert math.fsum(weights) / 60_000 == pytest.approx(0, abs=bound * 0.01)
    assert set(layer.biases) == {bias}


@pytest.mark.parametrize("name", INITIALISATIONS)
def test_every_initialisation_draws_once_a_weight(name) -> None:
    source = SeedRandom("x")
    initial_parameters([3, 4, 2], source, name)
    expected = SeedRandom("x")
    for _ in range(3 * 4 + 4 * 2):
        expected.random()
    assert source.random() == expected.random()


POINTS = [(0.3, 1.0), (-2.5, 1.0), (1.7, -1.0), (-0.4, -1.0), (0.05, 0.1), (3.0, 1.0)]

#: Losses as published: PyTorch's MSELoss/2, L1Loss, HuberLoss(delta=1), BCEWithLogitsLoss, and hinge.
PUBLISHED = {
    "half squared error": lambda o, t: (o - t) ** 2 / 2,
    "absolute": lambda o, t: abs(o - t),
    "huber": lambda o, t: (o - t) ** 2 / 2 if abs(o - t) <= 1 else abs(o - t) - 0.5,
    "binary cross-entropy": lambda o, t: (
        -(t + 1) / 2 * mpmath.log(1 / (1 + mpmath.exp(-o)))
        - (1 - (t + 1) / 2) * mpmath.log(1 - 1 / (1 + mpmath.exp(-o)))
    ),
    "hinge": lambda o, t: max(0, 1 - t * o),
}


def test_a_layer_may_have_an_activation_for_each_neuron() -> None:
    model = MLP(2, [3, 2], activation=[["tanh", "linear", "relu"]], output_activation=["sigmoid", "sin"])
    names = [[neuron.activation for neuron in layer.neurons] for layer in model.layers]
    assert names == [["tanh", "linear", "relu"], ["sigmoid", "sin"]]
    for activation in (["tanh", "relu"], ["tanh"] * 4):
        with pytest.raises(PlaygroundError, match="3 neurons was given"):
            MLP(2, [3, 1], activation=[activation])


def test_every_loss_a_person_can_pick_is_there() -> None:
    assert (*LOSSES, "cross-entropy") == LOSS_NAMES
    assert tuple(LOSSES) == tuple(PUBLISHED)


@pytest.mark.parametrize("name", LOSSES)
def test_losses_agree_with_their_published_formulas(name) -> None:
    for output, target in POINTS:
        with mpmath.workdps(30):
            expected = float(PUBLISHED[name](mpmath.mpf(output), mpmath.mpf(target)))
        assert LOSSES[name](Value(output), target).data == pytest.approx(expected, rel=1e-14)
        assert LOSSES[name](Value(output), Value(target)).data == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", LOSSES)
def test_loss_gradients_agree_with_measured_ones(name) -> None:
    for output, target in POINTS:
        assert gradcheck(lambda o, name=name, target=target: LOSSES[name](o, target), [output]).ok


def test_huber_is_smooth_where_its_halves_meet() -> None:
    for output in (1.0, -1.0, 0.0):
        o = Value(output)
        huber(o, 0.0).backward()
        assert o.grad == output


def test_cross_entropy_of_a_huge_logit_is_finite() -> None:
    loss = LOSSES["binary cross-entropy"]
    assert loss(Value(1000.0), 1.0).data == 0.0
    assert loss(Value(1000.0), -1.0).data == 1000.0
    assert loss(Value(-1000.0), 1.0).data == 1000.0
