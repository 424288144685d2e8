"""What a person saves: one immutable document. No Qt, no files; a change is a new document."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.settings import Settings
from engine.state import Parameters, TrainingState
from playground.sheets import DerivativeSheet, ExpressionSheet

MAX_HIDDEN_LAYERS = 8
MAX_NEURONS = 16
ACTIVATIONS = ("tanh", "relu", "sigmoid", "linear")
EDGES_SHOW = ("weight", "gradient", "update")
WORKSPACES = ("network", "expression", "derivative")
#: What noise may be, and what of that is offered: TensorFlow Playground's links may ask for more.
NOISE_RANGE = (0, 80)
NOISE_OFFERED = (0, 50)
TRAIN_SHARE_RANGE = (10, 90)
REGULARISATION_RATE_RANGE = (0.0, 10.0)
PULSE_SPEED_RANGE = (0.0, 100.0)
#: What a person can hide besides single features: for a class that is to try something else.
CONTROLS = (
    "play",
    "step",
    "reset",
    "learning rate",
    "batch size",
    "penalty",
    "penalty rate",
    "problem",
    "data set",
    "noise",
    "train share",
    "activation",
    "layers",
    "test points",
    "discretise",
)
#: Characters in a seed.
MAX_SEED = 200
#: The last index of `run.SPEEDS`.
MAX_SPEED = 12


@dataclass(frozen=True, slots=True)
class DataSettings:
    """Which points are learned from.

    `dataset` is a key of `engine.data.DATASETS`; `noise` 0 to 80 and `train_share` 10 to 90 are
    percentages; `seed` is any text: it alone decides points, order and (see `Document`) weights.
    `other_dataset` is the one last chosen for the other kind of problem, if any.
    """

    dataset: str = "circle"
    noise: int = 0
    train_share: int = 50
    seed: str = "0.42182"
    other_dataset: str | None = None


@dataclass(frozen=True, slots=True)
class HiddenLayer:
    """One hidden layer: 1 to `MAX_NEURONS` neurons that share an activation of `ACTIVATIONS`."""

    neurons: int
    activation: str = "tanh"


@dataclass(frozen=True, slots=True)
class Network:
    """The shape of a network: input features by key (at least one), then 0 to 8 hidden layers.

    The output neuron is not listed: see `output_activation`.
    """

    features: tuple[str, ...] = ("x1", "x2")
    hidden: tuple[HiddenLayer, ...] = (HiddenLayer(4), HiddenLayer(2))


@dataclass(frozen=True, slots=True)
class View:
    """How the person looks at the run; never changes a number of it.

    `edges_show` is one of `EDGES_SHOW`. `speed` is an index into `run.SPEEDS`. `pulse_speed` is
    in layers a second, 0 for still. `workspace` is one of `WORKSPACES`. `hidden` names the `CONTROLS`
    and the features that are not offered.
    """

    workspace: str = "network"
    edges_show: str = "weight"
    show_test: bool = False
    discretise: bool = False
    log_loss: bool = False
    pulses: bool = True
    pulse_speed: float = 1.0
    speed: int = 8
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An experiment: data, network, settings, view, and the state its training has reached.

    `weight_seed` None means that the weights are drawn after the data from the same random stream
    (one seed fixes all); "New weights" sets a seed of their own. `initialisation` is a key of
    `engine.nn.INITIALISATIONS`: how the first weights are drawn. `state` None means the start.
    """

    data: DataSettings = field(default_factory=DataSettings)
    network: Network = field(default_factory=Network)
    training: Settings = field(default_factory=Settings)
    view: View = field(default_factory=View)
    weight_seed: str | None = None
    state: TrainingState | None = None
    expression: ExpressionSheet = field(default_factory=ExpressionSheet)
    derivative: DerivativeSheet = field(default_factory=DerivativeSheet)
    initialisation: str = "uniform"


def layer_sizes(network: Network) -> tuple[int, ...]:
    """How many units each layer has: inputs, hidden layers, and the one output."""
    return (len(network.features), *(layer.neurons for layer in network.hidden), 1)


def fits(parameters: Parameters, network: Network) -> bool:
    """Whether there is one weight for every edge of the network and one bias for every neuron."""
    sizes = layer_sizes(network)
    return len(parameters) == len(sizes) - 1 and all(
        len(layer.weights) == len(layer.biases) == n_out and all(len(row) == n_in for row in layer.weights)
        for layer, n_in, n_out in zip(parameters, sizes, sizes[1:], strict=False)
    )


def output_activation(problem: str, loss: str) -> str:
    """Return the output neuron's activation, for a kind of problem (`DataSet.problem`) and a loss.

    It is tanh for classification and linear for regression; linear also under binary cross-entropy,
    which takes the output for a logit.
    """
    return "tanh" if problem == "classification" and loss != "binary cross-entropy" else "linear"
