"""The order lab: one backward pass in the right order and in three others, and where those go wrong."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.errors import PlaygroundError
from engine.graph import TRAVERSALS, slopes, traverse
from playground.formula import Formula
from playground.player import Player
from playground.steps import Edge
from playground.symbols import number_text, symbol

#: Visits of one order that are worth watching.
MOST_VISITS = 2_000

TITLES = dict(
    zip(
        TRAVERSALS,
        ("Topological order", "Naive recursion", "Visit once, pre-order", "Visit once, post-order"),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One turn: the node, the gradient it passes on, what it hands along each edge, and what is wrong."""

    key: str
    gradient: float
    passes: tuple[tuple[Edge, float], ...]
    fault: str


@dataclass(frozen=True)
class Order:
    """One way through the graph. `wrong` are the nodes whose gradient comes out other than in the right one.

    `problem` says why there are no visits, where there are none.
    """

    name: str
    title: str
    visits: tuple[Visit, ...]
    gradients: dict[str, float]
    wrong: frozenset[str]
    problem: str = ""

    @property
    def right(self) -> bool:
        """Whether every gradient comes out right."""
        return not self.wrong and not self.problem

    def turns(self, index: int) -> dict[str, list[int]]:
        """Return which turns every node has had after `index` visits, counted from 1."""
        turns: dict[str, list[int]] = {}
        for number, visit in enumerate(self.visits[:index], 1):
            turns.setdefault(visit.key, []).append(number)
        return turns

    def gradients_after(self, index: int, output: str) -> dict[str, float]:
        """Return the gradients after `index` visits; a node that was handed none is left out."""
        gradients = {output: 1.0}
        for visit in self.visits[:index]:
            for (_, parent, _), contribution in visit.passes:
                gradients[parent] = gradients.get(parent, 0.0) + contribution
        return gradients

    def fault_after(self, index: int) -> Visit | None:
        """Return the first visit that went wrong, if it is among the first `index`."""
        return next((visit for visit in self.visits[:index] if visit.fault), None)


def orders_of(formula: Formula) -> tuple[Order, ...]:
    """Return the four orders of `engine.graph.TRAVERSALS` for a formula's output, the right one first."""
    right: dict[str, float] = {}
    orders = []
    for name in TRAVERSALS:
        try:
            order = _order(formula, name, right)
        except PlaygroundError as error:
            order = Order(name, TITLES[name], (), {}, frozenset(), str(error))
        right = right or order.gradients
        orders.append(order)
    return tuple(orders)


def _order(formula: Formula, name: str, right: dict[str, float]) -> Order:
    traversal = traverse(formula.by_key[formula.output].value, name)
    gradients = {formula.key_of[value]: number for value, number in traversal.gradients.items()}
    wrong = frozenset(key for key, number in gradients.items() if not _same(number, right.get(key, number)))
    if len(traversal.visits) > MOST_VISITS:
        problem = f"It takes {len(traversal.visits):,} visits here: more than anyone can watch."
        return Order(name, TITLES[name], (), gradients, wrong, problem)
    keys = [formula.key_of[value] for value in traversal.visits]
    return Order(name, TITLES[name], _visits(formula, keys), gradients, wrong)


def _visits(formula: Formula, keys: list[str]) -> tuple[Visit, ...]:
    gradients: dict[str, float] = dict.fromkeys(keys, 0.0) | {formula.output: 1.0}
    needed = formula.ancestors(formula.output)
    uses = {key: [node.key for node in formula.uses(key) if node.key in needed] for key in needed}
    repeating = len(set(keys)) < len(keys)
    visits: list[Visit] = []
    seen: set[str] = set()
    for key in keys:
        node = formula.by_key[key]
        waiting = [use for use in uses[key] if use not in seen]
        fault = ""
        if node.parents and key in seen:
            fault = _again(formula, key, gradients[key])
        elif node.parents and waiting and not repeating:
            fault = _too_early(formula, key, gradients[key], waiting)
        passes = []
        for position, (parent, slope) in enumerate(zip(node.parents, slopes(node.value), strict=True)):
            passes.append(((key, parent, position), slope * gradients[key]))
        visits.append(Visit(key, gradients[key], tuple(passes), fault))
        for (_, parent, _), contribution in passes:
            gradients[parent] += contribution
        seen.add(key)
    return tuple(visits)


def _again(formula: Formula, key: str, gradient: float) -> str:
    name = symbol(formula, key)
    return f"{name} has another turn and passes on {number_text(gradient)}, its earlier share once more."


def _too_early(formula: Formula, key: str, gradient: float, waiting: list[str]) -> str:
    names = " and ".join(symbol(formula, use) for use in waiting[:2])
    has = "has" if len(waiting) == 1 else "have"
    return (
        f"{symbol(formula, key)} passes on {number_text(gradient)} before {names} {has} reported: "
        "what comes later is never passed on."
    )


def _same(a: float, b: float) -> bool:
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-12)


class OrderWalk(Player):
    """All orders at once, one visit a step."""

    def __init__(self) -> None:
        super().__init__()
        self.formula: Formula | None = None
        self.orders: tuple[Order, ...] = ()

    @property
    def count(self) -> int:
        """How many visits the longest order makes."""
        return max((len(order.visits) for order in self.orders), default=0)

    def set_formula(self, formula: Formula) -> None:
        """Take a formula; the place is kept as far as there are visits."""
        self.formula = formula
        self.orders = orders_of(formula)
        self._stand_at(self.index)
        self.moved.emit()

    def explanation(self, step: int) -> str:
        """What goes wrong at this visit, or what goes right."""
        assert self.formula is not None
        for order in self.orders:
            if step < len(order.visits) and order.visits[step].fault:
                return f"{order.title}: {order.visits[step].fault}"
        visits = self.orders[0].visits
        if step >= len(visits):
            return "The right order is through; another one is still at it."
        name = symbol(self.formula, visits[step].key)
        if not visits[step].passes:
            return f"{name} has nothing before it: its gradient is complete."
        return f"{name} has heard from all of its uses, and passes on {number_text(visits[step].gradient)}."

    @property
    def sentence(self) -> str:
        """The visit that was made last in a sentence; at the ends, what there is to see."""
        if not self.orders or self.formula is None:
            return ""
        if self.index == 0:
            return "Four ways back from the output. Only one of them waits until a gradient is complete."
        if self.index == self.count:
            wrong = sum(not order.right for order in self.orders)
            if not wrong:
                return (
                    "No node is used twice here, so every order that passes on what it has comes out right."
                )
            return f"{wrong} of {len(self.orders)} orders {'comes' if wrong == 1 else 'come'} out wrong."
        return self.explanation(self.index - 1)
