"""Any sequence of edits of a formula, undo and redo, saved and read back after each, against a model."""

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from engine.tokens import ExpressionError
from playground.examples import EXAMPLES
from playground.file_format import dumps, loads
from playground.formula import build
from playground.session import Session
from playground.sheets import ExpressionSheet, Variable
from playground.views.expression.edits import Edits

TEXTS = ("y = x*x", "h = tanh(w*x + b)\nL = (h - t)^2", "e = a*b; d = e + c", "y = a*(", "", "L = a*b*e")
positions = st.floats(-500, 500).map(lambda x: round(x, 1))


class ExpressionUndo(RuleBasedStateMachine):
    """The model is the list of sheets that were seen, and a place in it."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session()
        self.edits = Edits(self.session)
        self.sentences: list[str] = []
        self.edits.rejected.connect(self.sentences.append)
        self.seen: list[ExpressionSheet] = [self.sheet]
        self.place = 0

    @property
    def sheet(self) -> ExpressionSheet:
        return self.session.document.expression

    def happened(self) -> None:
        if self.sheet != self.seen[self.place]:
            self.seen[self.place + 1 :] = [self.sheet]
            self.place += 1

    def key(self, data: st.DataObject) -> str | None:
        try:
            return data.draw(st.sampled_from([node.key for node in build(self.sheet).nodes]))
        except ExpressionError:
            return None

    @rule(text=st.sampled_from(TEXTS))
    def type_a_text(self, text: str) -> None:
        self.edits.end_stretch()
        self.edits.set_text(text)
        self.happened()

    @rule(data=st.data(), value=st.floats(-20, 20))
    def drag_a_slider(self, data: st.DataObject, value: float) -> None:
        if self.sheet.variables:
            name = data.draw(st.sampled_from([variable.name for variable in self.sheet.variables]))
            for share in (0.5, 1.0):
                self.edits.set_variable(Variable(name, share * value, -20.0, 20.0), f"drag {self.place}")
            self.session.end_merge()
            self.happened()

    @rule(data=st.data(), x=positions, y=positions)
    def move_a_node(self, data: st.DataObject, x: float, y: float) -> None:
        key = self.key(data)
        if key is not None:
            self.edits.place(key, (x, y))
            self.happened()

    @rule(data=st.data(), op=st.sampled_from(("mul", "tanh", "max")))
    def add_an_operation(self, data: st.DataObject, op: str) -> None:
        self.edits.add_operation(op, self.key(data))
        self.happened()

    @rule(data=st.data())
    def wire(self, data: st.DataObject) -> None:
        parent, child = self.key(data), self.key(data)
        if parent and child and build(self.sheet).by_key[child].parents:
            self.edits.wire(parent, child, 0)
            self.happened()

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        key = self.key(data)
        if key is not None:
            self.edits.delete(key)
            self.happened()

    @rule(data=st.data(), name=st.sampled_from(("alpha", "k9", "tanh", "a b")))
    def rename(self, data: st.DataObject, name: str) -> None:
        key = self.key(data)
        if key is not None:
            self.edits.rename(key, name)
            self.happened()

    @rule(example=st.sampled_from(EXAMPLES))
    def take_an_example(self, example) -> None:
        self.edits.show_example(example)
        self.happened()

    @rule()
    def undo(self) -> None:
        self.session.undo_stack.undo()
        self.place = max(self.place - 1, 0)

    @rule()
    def redo(self) -> None:
        self.session.undo_stack.redo()
        self.place = min(self.place + 1, len(self.seen) - 1)

    @invariant()
    def what_is_seen_is_the_models(self) -> None:
        assert self.sheet == self.seen[self.place]

    @invariant()
    def a_file_brings_it_back(self) -> None:
        document = self.session.document
        assert loads(dumps(document), "formula").expression == self.sheet

    @invariant()
    def what_was_refused_was_said(self) -> None:
        assert all(sentence.endswith(".") for sentence in self.sentences)


@pytest.mark.usefixtures("qapp")
class TestExpressionUndo(ExpressionUndo.TestCase):
    settings = hypothesis_settings(max_examples=30, stateful_step_count=20, deadline=None)
