"""One training step taken apart: forward layer by layer, loss, backward layer by layer, update. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from engine.settings import SEVERAL_CLASSES_LOSS, Settings
from playground.document import Network, output_activation
from playground.views.network.activations import ACTIVATION_NAMES, FORMULAS, SLOPES
from playground.views.network.labels import layer_name

_LOSS_FORMULAS = {
    "half squared error": "L = ½ (a − y)²",
    "absolute": "L = |a − y|",
    "huber": "L = Huber(a − y)",
    "binary cross-entropy": "L = −log P(y)",
    "hinge": "L = max(0, 1 − y·a)",
    "cross-entropy": "L = −ln softmax(z) of the right class",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: `kind` is sum, activation, loss, chain or update; `layer` the layer it happens in."""

    kind: str
    layer: int = -1


def stages(network: Network) -> tuple[Stage, ...]:
    """Return the stages of one step of training, in order."""
    layers = range(len(network.hidden) + 1)
    forward = [Stage(kind, layer) for layer in layers for kind in ("sum", "activation")]
    backward = [Stage("chain", layer) for layer in reversed(layers)]
    return (*forward, Stage("loss", len(network.hidden) + 1), *backward, Stage("update"))


def activations_of(network: Network, layer: int, problem: str, loss: str) -> tuple[str, ...]:
    """Return the activations in a layer, each once, in the order of `ACTIVATION_NAMES`.

    The outputs' follows from the problem (`DataSet.problem`) and the loss.
    """
    if layer == len(network.hidden):
        return (output_activation(problem, loss),)
    return tuple(name for name in ACTIVATION_NAMES if name in network.hidden[layer].activations)


def caption(stage: Stage, network: Network, settings: Settings, problem: str) -> str:
    """Say in one line what a stage does, in the field's terms."""
    name = layer_name(network, stage.layer)
    if stage.kind == "sum":
        return f"Weighted sum into {name}: z = Σ w·x + b, for each neuron"
    if stage.kind == "activation":
        activations = activations_of(network, stage.layer, problem, settings.loss)
        if len(activations) > 1:
            return f"Activation of {name}, each neuron its own: {_listed(activations)}"
        return f"Activation of {name}: {FORMULAS[activations[0]]}"
    if stage.kind == "loss":
        return f"Loss, averaged over the batch: {_LOSS_FORMULAS[settings.loss]}"
    if stage.kind == "chain":
        return f"Chain rule at {name}: ∂L/∂w = δ·x with δ = {_delta(stage.layer, network, settings, problem)}"
    rate = f"{settings.learning_rate:g}".replace("-", "−")
    if settings.optimiser == "sgd":
        return f"Update: w ← w − η · ∂L/∂w with η = {rate}"
    return f"Update: every weight takes its {settings.optimiser} step, η = {rate}"


def _delta(layer: int, network: Network, settings: Settings, problem: str) -> str:
    """How ∂L/∂z of a layer's weighted sums is got."""
    if layer == len(network.hidden) and settings.loss == SEVERAL_CLASSES_LOSS:
        return "∂L/∂z = softmax(z) − y, y one-hot"
    activations = activations_of(network, layer, problem, settings.loss)
    slope = SLOPES[activations[0]] if len(activations) == 1 else "its own ∂a/∂z"
    return f"∂L/∂z = ∂L/∂a · {slope}"


def _listed(activations: tuple[str, ...]) -> str:
    names = [ACTIVATION_NAMES[name] for name in activations]
    return f"{', '.join(names[:-1])} and {names[-1]}"
