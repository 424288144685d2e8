"""The edits a person makes to an experiment's network and data, as pure functions document -> document.

Those that change the network's shape keep every weight of what stays (and the optimiser's memory of
it); those that start over draw the weights anew. Both give a new `state`, so undo brings the old one
back; all others keep it, and training goes on. Limits are kept: what would break one raises
`PlaygroundError`. Here they are gathered from the modules of one idea each.
"""

from __future__ import annotations

from playground.data_edits import (
    conformed,
    losses_for,
    set_classes,
    set_dataset,
    set_loss,
    set_noise,
    set_problem,
)
from playground.feature_edits import add_formula, remove_formula, toggle_feature
from playground.freezing import frozen_mask, is_frozen, set_frozen
from playground.point_edits import (
    add_points,
    adopt_points,
    clear_points,
    erase_points,
    label_by_curve,
    move_points,
    relabel_points,
    set_own_points,
)
from playground.shape_edits import (
    add_layer,
    add_neuron,
    remove_layer,
    remove_neuron,
    set_activation,
    set_neuron_activation,
)
from playground.starts import (
    current_state,
    initial_state,
    new_weights,
    reset,
    set_initialisation,
    set_seed,
)
from playground.weight_edits import set_bias, set_weight

__all__ = [
    "add_formula",
    "add_layer",
    "add_neuron",
    "add_points",
    "adopt_points",
    "clear_points",
    "conformed",
    "current_state",
    "erase_points",
    "frozen_mask",
    "initial_state",
    "is_frozen",
    "label_by_curve",
    "losses_for",
    "move_points",
    "new_weights",
    "relabel_points",
    "remove_formula",
    "remove_layer",
    "remove_neuron",
    "reset",
    "set_activation",
    "set_bias",
    "set_classes",
    "set_dataset",
    "set_frozen",
    "set_initialisation",
    "set_loss",
    "set_neuron_activation",
    "set_noise",
    "set_own_points",
    "set_problem",
    "set_seed",
    "set_weight",
    "toggle_feature",
]
