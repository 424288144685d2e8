"""Parts of a formula's graph that can be drawn as one node: weighted sums, neurons and layers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from engine.ops import OPS
from playground.formula import LONGEST, Formula, FormulaNode
from playground.sheets import ExpressionSheet

#: Kinds of groups, from small to large.
KINDS = ("sum", "neuron", "layer")
#: Graphs of more nodes fold by themselves: at 1280 × 800 their numbers could not be read any more.
READABLE = 150
ACTIVATIONS = ("tanh", "sigmoid", "relu", "leaky_relu", "elu", "gelu", "softplus", "silu")


@dataclass(frozen=True, slots=True)
class Group:
    """A part that folds. `roots` are its results: one for a sum or a neuron, one a neuron for a layer.

    `members` are all keys that vanish into it, its roots and the variables that only it uses included.
    """

    kind: str
    roots: tuple[str, ...]
    members: frozenset[str]
    title: str = ""  #: what it is called, if it is more than its results

    @property
    def key(self) -> str:
        """The key of the folded node: that of its result; a layer has a key of its own."""
        if self.kind != "layer":
            return self.roots[0]
        key = f"layer({','.join(self.roots)})"
        return key if len(key) <= LONGEST else f"layer({self.roots[0]}…{self.roots[-1]})"

    @property
    def ident(self) -> str:
        """What the group goes by in a document: its kind and its first result."""
        return f"{self.kind} {self.roots[0]}"


@dataclass(frozen=True, slots=True)
class FoldedNode:
    """A node as it is drawn: by itself, or standing for the `group` that is folded into it.

    `edges` has, for each of `parents`, the graph's own edges (child, parent, position) that it bundles.
    """

    key: str
    parents: tuple[str, ...]
    edges: tuple[tuple[tuple[str, str, int], ...], ...]
    group: Group | None = None


def groups(formula: Formula) -> tuple[Group, ...]:
    """Return all parts that fold, small kinds first, each kind in topological order.

    >>> from playground.sheets import ExpressionSheet
    >>> from playground.formula import build
    >>> [(g.kind, g.key) for g in groups(build(ExpressionSheet("o = tanh(x*w + b)", ())))]
    [('sum', 'add(mul(x,w),b)'), ('neuron', 'o')]
    """
    uses: dict[str, list[FormulaNode]] = {key: [] for key in formula.by_key}
    for node in formula.nodes:
        for parent in dict.fromkeys(node.parents):
            uses[parent].append(node)
    sums = [found for node in formula.nodes if (found := _weighted_sum(formula, node, uses))]
    of_root = {group.roots[0]: group for group in sums}
    neurons = []
    for node in formula.nodes:
        inside = of_root.get(node.parents[0]) if node.parents else None
        if inside and _is(node, ACTIVATIONS) and len(uses[node.parents[0]]) == 1:
            neurons.append(Group("neuron", (node.key,), inside.members | {node.key}))
    return (*sums, *neurons, *_layers(formula, neurons))


def closed_in(sheet: ExpressionSheet, formula: Formula, found: Iterable[Group]) -> list[Group]:
    """Return those of a formula's groups that a sheet says are folded."""
    kinds: tuple[str, ...]
    if sheet.folding == "auto":
        kinds = KINDS if len(formula.nodes) > READABLE else ()
    else:
        kinds = KINDS[: KINDS.index(sheet.folding) + 1] if sheet.folding in KINDS else ()
    opened, folded = set(sheet.opened), set(sheet.folded)
    return [
        group
        for group in found
        if group.ident in folded or (group.kind in kinds and group.ident not in opened)
    ]


def with_folding(sheet: ExpressionSheet, folding: str) -> ExpressionSheet:
    """Return the sheet with another of `FOLDINGS`; what was opened and folded one by one is forgotten."""
    return replace(sheet, folding=folding, opened=(), folded=())


def with_group(sheet: ExpressionSheet, group: Group, folded: bool) -> ExpressionSheet:
    """Return the sheet with one group folded, or open; a layer that is opened shows folded neurons."""
    opened = tuple(ident for ident in sheet.opened if ident != group.ident)
    closed = tuple(ident for ident in sheet.folded if ident != group.ident)
    if folded:
        return replace(sheet, opened=opened, folded=(*closed, group.ident))
    return replace(sheet, opened=(*opened, group.ident), folded=closed)


def around(found: Iterable[Group], key: str) -> list[Group]:
    """Return the groups that a node lies in or is the result of, the innermost first."""
    return sorted((group for group in found if key in group.members), key=lambda g: len(g.members))


def fold(formula: Formula, closed: Collection[Group]) -> tuple[FoldedNode, ...]:
    """Return the nodes to draw when these groups are folded; of nested ones the largest counts."""
    if not closed:
        return tuple(FoldedNode(node.key, node.parents, _own_edges(node)) for node in formula.nodes)
    owner: dict[str, Group] = {}
    for closing in sorted(closed, key=lambda group: len(group.members)):
        owner.update(dict.fromkeys(closing.members, closing))
    shown = {key: owner[key].key if key in owner else key for key in formula.by_key}
    bundles: dict[str, dict[str, list[tuple[str, str, int]]]] = {}
    order: dict[str, Group | None] = {}
    for node in formula.nodes:
        key = shown[node.key]
        group: Group | None = owner.get(node.key)
        if group is None or node.key in group.roots:
            order.pop(key, None)
            order[key] = group  # a layer comes when the last of its neurons does
        into = bundles.setdefault(key, {})
        for position, parent in enumerate(node.parents):
            source = shown[parent]
            if source != key:
                # Inputs of an ordinary node stay one edge each, also from the same node.
                name = source if group is not None else f"{source}\0{position}"
                into.setdefault(name, []).append((node.key, parent, position))
    nodes = [
        FoldedNode(
            key,
            tuple(name.split("\0")[0] for name in bundles[key]),
            tuple(tuple(edges) for edges in bundles[key].values()),
            group,
        )
        for key, group in order.items()
    ]
    return _in_order(nodes)


def _own_edges(node: FormulaNode) -> tuple[tuple[tuple[str, str, int], ...], ...]:
    return tuple(((node.key, parent, position),) for position, parent in enumerate(node.parents))


def _weighted_sum(formula: Formula, root: FormulaNode, uses: dict[str, list[FormulaNode]]) -> Group | None:
    """The sum of products that `root` is the last addition of, if it is one."""
    used_in_sum = len(uses[root.key]) == 1 and _is(uses[root.key][0], ("add",)) and not root.name
    if not _is(root, ("add",)) or used_in_sum:
        return None
    members, products, terms = {root.key}, [], [*root.parents]
    while terms:
        term = formula.by_key[terms.pop()]
        inner = not term.name and len(uses[term.key]) == 1
        if inner and _is(term, ("add",)):
            members.add(term.key)
            terms += term.parents
        elif inner and _is(term, ("mul",)):
            members.add(term.key)
            products.append(term)
        elif term.value.op is None and _only_in(term.key, members, uses):
            members.add(term.key)  # the bias
    if not products:
        return None
    for product in products:
        first, second = product.parents
        for weight, other in ((second, first), (first, second)):
            alone = formula.by_key[weight].value.op is None and _only_in(weight, members, uses)
            if alone and other not in members:
                members.add(weight)
                break
    return Group("sum", (root.key,), frozenset(members))


def _layers(formula: Formula, neurons: Iterable[Group]) -> list[Group]:
    """Neurons that read the same values."""
    by_inputs: dict[frozenset[str], list[Group]] = {}
    for neuron in neurons:
        parents = {parent for key in neuron.members for parent in formula.by_key[key].parents}
        by_inputs.setdefault(frozenset(parents - neuron.members), []).append(neuron)
    return [
        Group(
            "layer",
            tuple(neuron.roots[0] for neuron in found),
            frozenset().union(*(neuron.members for neuron in found)),
        )
        for inputs, found in by_inputs.items()
        if inputs and len(found) > 1
    ]


def _only_in(key: str, members: set[str], uses: dict[str, list[FormulaNode]]) -> bool:
    return all(use.key in members for use in uses[key])


def _is(node: FormulaNode, names: Collection[str]) -> bool:
    return node.value.op is not None and node.value.op.name in names and node.value.op.name in OPS


def _in_order(nodes: list[FoldedNode]) -> tuple[FoldedNode, ...]:
    """Put every node after those it is computed from."""
    by_key = {node.key: node for node in nodes}
    placed: dict[str, FoldedNode] = {}
    for node in nodes:
        stack = [node.key]
        while stack:
            key = stack[-1]
            missing = [p for p in by_key[key].parents if p not in placed and p in by_key]
            if missing:
                stack += missing
            else:
                stack.pop()
                placed[key] = by_key[key]
    return tuple(placed.values())
