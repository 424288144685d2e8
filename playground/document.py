"""What a person saves: one immutable document. No Qt, no files; a change is a new document."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.settings import Settings
from engine.state import Parameters, TrainingState
from playground.own_data import OwnPoints
from playground.sheets import DerivativeSheet, ExpressionSheet

MAX_HIDDEN_LAYERS = 8
MAX_NEURONS = 16
ACTIVATIONS = (
    "tanh",
    "relu",
    "sigmoid",
    "linear",
    "leaky_relu",
    "elu",
    "gelu",
    "silu",
    "softplus",
    "sin",
)
EDGES_SHOW = ("weight", "gradient", "update")
WORKSPACES = ("network", "expression", "derivative")
#: How the network's answer is drawn: over the plane flat, as a surface in space, or over x₁ as a curve.
OUTPUT_SHOWS = ("plane", "surface", "curve")
#: What the panel under the output shows of how wrong the network is.
LOSS_SHOWS = ("curve", "points", "confusion")
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
#: Characters in a formula that is an input, and how many such formulas are offered at most.
MAX_FORMULA, MAX_FORMULAS = 200, 12
#: What stop rules may ask for: a number of epochs, and a train loss.
STOP_EPOCH_RANGE = (1, 1_000_000_000)
STOP_LOSS_RANGE = (0.0, 1e6)
#: The last index of `run.SPEEDS`.
MAX_SPEED = 12


@dataclass(frozen=True, slots=True)
class DataSettings:
    """Which points are learned from.

    `dataset` is a key of `engine.data.DATASETS`, or of `own_data.OWN` for a person's own points:
    `own_classes` (targets are classes) or `own_values`. `noise` 0 to 80 (not applied to own points) and
    `train_share` 10 to 90 are percentages; `seed` is any text: it alone decides points, order and (see
    `Document`) weights. `other_dataset` is the one last chosen for the other kind of problem, if any.
    `classes`, 2 to 6, counts where there may be more than two: see `samples.classes_of`.
    """

    dataset: str = "circle"
    noise: int = 0
    train_share: int = 50
    seed: str = "0.42182"
    other_dataset: str | None = None
    classes: int = 2
    own_classes: OwnPoints = field(default_factory=OwnPoints)
    own_values: OwnPoints = field(default_factory=OwnPoints)


@dataclass(frozen=True, slots=True)
class HiddenLayer:
    """One hidden layer: 1 to `MAX_NEURONS` neurons that share an activation of `ACTIVATIONS`.

    `mixed` is empty, or has one activation for each neuron; then `activation` is what a new neuron gets.
    """

    neurons: int
    activation: str = "tanh"
    mixed: tuple[str, ...] = ()

    @property
    def activations(self) -> tuple[str, ...]:
        """Each neuron's activation."""
        return self.mixed or (self.activation,) * self.neurons


@dataclass(frozen=True, slots=True)
class Network:
    """The shape of a network: input features by key (at least one), then 0 to 8 hidden layers.

    A feature is a key of `engine.features.FEATURES`, or one of `formulas`: a person's own features,
    offered whether switched on or not, each "=" and a formula of x1 and x2. Inputs stand in the order of
    the table, then of `formulas`. The output layer is not listed: it has `outputs` neurons, one for
    each class under the loss "cross-entropy" and else 1, with `output_activation`.
    """

    features: tuple[str, ...] = ("x1", "x2")
    hidden: tuple[HiddenLayer, ...] = (HiddenLayer(4), HiddenLayer(2))
    formulas: tuple[str, ...] = ()
    outputs: int = 1


@dataclass(frozen=True, slots=True)
class Frozen:
    """Part of a network that training leaves as it is.

    Layers count from the first hidden one, the output layer last. All of a layer, or (`neuron` given) a
    neuron's weights and bias, or of those only the weight of one `input`, or with `input` `BIAS` the bias.
    """

    layer: int
    neuron: int | None = None
    input: int | None = None


#: `Frozen.input` of a bias.
BIAS = -1


@dataclass(frozen=True, slots=True)
class StopRules:
    """When training pauses by itself; a rule that is None is off.

    After `epoch` epochs; once the train loss is at most `loss`; or when the best test loss (train
    loss, if there are no test points) has not got better for `patience` epochs.
    """

    epoch: int | None = None
    loss: float | None = None
    patience: int | None = None


@dataclass(frozen=True, slots=True)
class View:
    """How the person looks at the run; never changes a number of it.

    `edges_show` is one of `EDGES_SHOW`. `speed` is an index into `run.SPEEDS`. `pulse_speed` is
    in layers a second, 0 for still. `workspace` is one of `WORKSPACES`. `hidden` names the `CONTROLS`
    and the features that are not offered. `output` is one of `OUTPUT_SHOWS`, `contours` draws lines of
    equal output with their numbers, `loss` is one of `LOSS_SHOWS`.
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
    output: str = "plane"
    contours: bool = False
    loss: str = "curve"


@dataclass(frozen=True, slots=True)
class Document:
    """An experiment: data, network, settings, view, and the state its training has reached.

    `weight_seed` None means that the weights are drawn after the data from the same random stream
    (one seed fixes all); "New weights" sets a seed of their own. `initialisation` is a key of
    `engine.nn.INITIALISATIONS`: how the first weights are drawn. `state` None means the start.
    `frozen` parts are not trained.
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
    frozen: tuple[Frozen, ...] = ()
    stop: StopRules = field(default_factory=StopRules)


def layer_sizes(network: Network) -> tuple[int, ...]:
    """How many units each layer has: inputs, hidden layers, and outputs."""
    return (len(network.features), *(layer.neurons for layer in network.hidden), network.outputs)


def fits(parameters: Parameters, network: Network) -> bool:
    """Whether there is one weight for every edge of the network and one bias for every neuron."""
    sizes = layer_sizes(network)
    return len(parameters) == len(sizes) - 1 and all(
        len(layer.weights) == len(layer.biases) == n_out and all(len(row) == n_in for row in layer.weights)
        for layer, n_in, n_out in zip(parameters, sizes, sizes[1:], strict=False)
    )


def output_activation(problem: str, loss: str) -> str:
    """Return the output neuron's activation, for a kind of problem (`DataSet.problem`) and a loss.

    It is tanh for classification and linear for regression; linear also under the cross-entropies,
    which take outputs for logits.
    """
    return "tanh" if problem == "classification" and "cross-entropy" not in loss else "linear"


def outputs_of(classes: int, loss: str) -> int:
    """Return how many output neurons a network has, for a number of classes (0 for regression) and a loss."""
    return classes if loss == "cross-entropy" else 1
