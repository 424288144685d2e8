"""Gradient descent on a typed formula: its parameters go downhill, one step at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine.trace import trace
from playground.formula import build
from playground.sheets import ExpressionSheet, Variable
from playground.symbols import number_text, symbol

#: Steps that are remembered for the curves.
MOST_STEPS = 100_000


@dataclass
class History:
    """The output and every variable before the first step and after each: lists of one length."""

    output: list[float] = field(default_factory=list)
    variables: dict[str, list[float]] = field(default_factory=dict)

    def note(self, output: float, values: Mapping[str, float]) -> None:
        """Add one place of the way."""
        self.output.append(output)
        for name, value in values.items():
            self.variables.setdefault(name, []).append(value)


class Descent:
    """Steps downhill from a sheet's values: every parameter changes by −rate · ∂output/∂parameter.

    It works on a graph of its own. `problem` says why a step could not be made; the last finite place
    is kept.
    """

    def __init__(self, sheet: ExpressionSheet) -> None:
        self._formula = build(sheet)
        self._sheet = sheet
        self.history = History()
        self.problem = ""
        self.history.note(self.output, self.values)

    @property
    def sheet(self) -> ExpressionSheet:
        """The sheet with the values reached; a slider's range grows where a value has left it."""
        return replace(self._sheet, variables=tuple(self._moved(old) for old in self._sheet.variables))

    @property
    def steps(self) -> int:
        """How many steps are made."""
        return len(self.history.output) - 1

    @property
    def output(self) -> float:
        """The output where we are."""
        return self._formula.by_key[self._formula.output].value.data

    @property
    def values(self) -> dict[str, float]:
        """Every variable where we are."""
        return {name: value.data for name, value in self._formula.expression.variables.items()}

    @property
    def parameters(self) -> list[str]:
        """The variables that may change."""
        known = self._formula.expression.variables
        return [
            variable.name
            for variable in self._sheet.variables
            if variable.parameter and variable.name in known
        ]

    def gradients(self) -> dict[str, float]:
        """The slopes of the output with respect to the parameters, from the engine's backward pass."""
        slopes = trace(self._formula.by_key[self._formula.output].value).gradients
        variables = self._formula.expression.variables
        return {name: slopes.get(variables[name], 0.0) for name in self.parameters}

    def still_at(self, sheet: ExpressionSheet) -> bool:
        """Whether a sheet stands where this descent does: the same text and values."""
        here = {variable.name: variable.value for variable in self.sheet.variables}
        return sheet.text == self._sheet.text and {v.name: v.value for v in sheet.variables} == here

    def take_settings(self, sheet: ExpressionSheet) -> None:
        """Go on with another choice of parameters, another rate or other ranges, from the same place."""
        self._sheet = sheet

    def step(self) -> bool:
        """Make one step; returns False, and sets `problem`, where there is no finite number to go to."""
        name = symbol(self._formula, self._formula.output)
        before, slopes = self.values, self.gradients()
        if not slopes:
            self.problem = "No variable may change: choose at least one as a parameter."
            return False
        if not math.isfinite(self.output):
            self.problem = f"{name} is {number_text(self.output)} here: there is no way down from it."
            return False
        if self.steps >= MOST_STEPS:
            self.problem = f"That was step {MOST_STEPS:,}: it ends here."
            return False
        bad = next((key for key, slope in slopes.items() if not math.isfinite(slope)), None)
        if bad is not None:
            self.problem = (
                f"∂{name}/∂{bad} is {number_text(slopes[bad])} here: that is no direction to go in."
            )
            return False
        rate = self._sheet.learning_rate
        after = {**before, **{key: before[key] - rate * slope for key, slope in slopes.items()}}
        self._formula.evaluate(after)
        if not math.isfinite(self.output) or not all(map(math.isfinite, after.values())):
            came = self.output
            self._formula.evaluate(before)
            self.problem = self._no_number(name, came, rate)
            return False
        self.problem = ""
        self.history.note(self.output, self.values)
        return True

    def _no_number(self, name: str, came: float, rate: float) -> str:
        if came == -math.inf:
            return f"{name} has no smallest value here: after {self.steps} steps it falls out of all numbers."
        return (
            f"Step {self.steps + 1} would make {name} {number_text(came)}. With a learning rate of "
            f"{number_text(rate)} the steps overshoot: take a smaller one."
        )

    def _moved(self, variable: Variable) -> Variable:
        reached = self._formula.expression.variables.get(variable.name)
        if reached is None:
            return variable
        low, high = min(variable.low, reached.data), max(variable.high, reached.data)
        return replace(variable, value=reached.data, low=low, high=high)
