"""One training step taken apart: forward layer by layer, loss, backward layer by layer, update. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from engine.settings import Settings
from playground.document import Network, output_activation

_ACTIVATION_FORMULAS = {
    "tanh": "a = tanh(z)",
    "relu": "a = max(0, z)",
    "sigmoid": "a = 1 / (1 + e⁻ᶻ)",
    "linear": "a = z",
}
_DERIVATIVES = {"tanh": "(1 − a²)", "relu": "[z > 0]", "sigmoid": "a(1 − a)", "linear": "1"}
_LOSS_FORMULAS = {
    "half squared error": "L = ½ (a − y)²",
    "absolute": "L = |a − y|",
    "huber": "L = Huber(a − y)",
    "binary cross-entropy": "L = −log P(y)",
    "hinge": "L = max(0, 1 − y·a)",
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


def layer_name(network: Network, layer: int) -> str:
    """Return a layer's name as it stands in a sentence."""
    if layer < 0:
        return "the inputs"
    return f"hidden {layer + 1}" if layer < len(network.hidden) else "the output"


def activation_of(network: Network, layer: int, problem: str, loss: str) -> str:
    """Return a layer's activation; the output's follows from the problem (`DataSet.problem`) and the loss."""
    if layer < len(network.hidden):
        return network.hidden[layer].activation
    return output_activation(problem, loss)


def caption(stage: Stage, network: Network, settings: Settings, problem: str) -> str:
    """Say in one line what a stage does, in the field's terms."""
    name = layer_name(network, stage.layer)
    if stage.kind == "sum":
        return f"Weighted sum into {name}: z = Σ w·x + b, for each neuron"
    if stage.kind == "activation":
        activation = activation_of(network, stage.layer, problem, settings.loss)
        return f"Activation of {name}: {_ACTIVATION_FORMULAS[activation]}"
    if stage.kind == "loss":
        return f"Loss, averaged over the batch: {_LOSS_FORMULAS[settings.loss]}"
    if stage.kind == "chain":
        slope = _DERIVATIVES[activation_of(network, stage.layer, problem, settings.loss)]
        return f"Chain rule at {name}: ∂L/∂w = δ·x with δ = ∂L/∂z = ∂L/∂a · {slope}"
    rate = f"{settings.learning_rate:g}".replace("-", "−")
    if settings.optimiser == "sgd":
        return f"Update: w ← w − η · ∂L/∂w with η = {rate}"
    return f"Update: every weight takes its {settings.optimiser} step, η = {rate}"
