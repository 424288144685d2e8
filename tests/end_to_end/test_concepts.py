"""The eight concepts of the course, each shown in a real window by mouse alone and by keys alone.

Every scene is checked to fit into a minute of a lesson, at a teacher's pace rather than the machine's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from .application import Application, Shown
from .desktop import Desktop, wait_for

Launch = Callable[..., Application]

#: Seconds that a teacher takes to find and press something, to press it again, and to type a character.
GESTURE, AGAIN, CHARACTER = 3.0, 0.6, 0.3


class Teacher:
    """Somebody at the app, whose gestures take time."""

    def __init__(self, app: Application, desktop: Desktop) -> None:
        self.app, self.desktop = app, desktop
        self.seconds = 0.0

    def click(self, wanted: str, times: int = 1, among: str = "widgets", kind: str = "") -> None:
        """Click on a widget, or on a menu's entry, once it stands still."""
        place = self._resting_place(wanted, among, kind)
        for _ in range(times):
            self.desktop.click(*place)
        self.seconds += GESTURE + AGAIN * (times - 1)

    def choose(self, menu: str, entry: str) -> None:
        """Open a menu and click on one of its entries."""
        self.click(menu)
        self.click(entry, among="choices")

    def choose_by_keys(self, menu: str, entry: str) -> None:
        """Open a menu that Tab leads to, and go down to one of its entries."""
        self.tab_to(menu)
        self.press("space")
        entries = wait_for(self.app.choices, "an open menu")
        self.press("Down", times=[one.text for one in entries].index(entry) + 1)
        self.press("Return")
        wait_for(lambda: not self.app.choices(), "the menu to close")

    def drag(self, wanted: str, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drag inside a widget, from one place to another given as shares of its size."""
        widget = self.app.find(wanted, kind="GestureSlider")
        self.desktop.drag(widget.at(*start), widget.at(*end))
        self.seconds += GESTURE

    def pull(self, wanted: str, place: tuple[float, float]) -> None:
        """Drag a chip of the palette to a place on the screen."""
        self.desktop.drag(self._resting_place(wanted, "widgets", "Chip"), place)
        self.seconds += GESTURE

    def step(self, times: int = 1) -> None:
        """Click on the stepper's button for one operation on."""
        self.click("Step", times, kind="IconButton")

    def press(self, key: str, times: int = 1) -> None:
        """Press a key, perhaps again and again."""
        self.desktop.keys(*[key] * times)
        self.seconds += GESTURE + AGAIN * (times - 1)

    def tab_to(self, wanted: str) -> None:
        """Press Tab until a widget has the keyboard."""
        for _ in range(30):
            if any(wanted in (one.accessible, one.text) for one in self._focused()):
                return
            before = self._focused()
            self.desktop.keys("Tab")
            wait_for(lambda before=before: self._focused() != before, "another widget to have the keyboard")
            self.seconds += AGAIN
        raise AssertionError(f"Tab does not lead to {wanted!r}")

    def type(self, text: str) -> None:
        """Type text into what has the keyboard."""
        self.desktop.type(text)
        self.seconds += CHARACTER * len(text)

    def sees(self, *parts: str) -> str:
        """Wait until one text on the screen holds all of these parts; return it."""

        def look() -> str | None:
            shown = [one.text or one.accessible for one in self.app.widgets()]
            return next((text for text in shown if all(part in text for part in parts)), None)

        return wait_for(look, f"the screen to say {parts}", 20.0)

    def _resting_place(self, wanted: str, among: str, kind: str) -> tuple[float, float]:
        """Where something is, as soon as two looks find it at the same place."""
        before = self.app.find(wanted, among=among, kind=kind).centre

        def look() -> tuple[float, float] | None:
            nonlocal before
            last, before = before, self.app.find(wanted, among=among, kind=kind).centre
            return before if before == last else None

        return wait_for(look, f"{wanted!r} to stand still")

    def _focused(self) -> list[Shown]:
        return [one for one in self.app.widgets() if one.focused]


@pytest.fixture
def teacher(launch: Launch, desktop: Desktop) -> Iterator[Teacher]:
    """A teacher at a fresh window that is not training."""
    app = launch("-m", "playground")
    app.window()
    app.find("Pause")
    desktop.keys("space")
    app.find("Play")
    somebody = Teacher(app, desktop)
    yield somebody
    assert somebody.seconds < 60.0, f"this takes a teacher {somebody.seconds:.0f} s"


def test_forward_propagation_by_mouse(teacher: Teacher) -> None:
    teacher.click("Expression")
    teacher.choose("Examples", "A neuron: tanh of a weighted sum")
    teacher.click("First step")
    teacher.step()
    teacher.sees("x₁·w₁ = 2 · (−3) = −6")
    teacher.step(3)
    teacher.sees("n = x₁·w₁ + x₂·w₂ + b = −6 + 6.881 = 0.8814")
    teacher.step()
    teacher.sees("o = tanh(n) = tanh(0.8814) = 0.7071")


def test_forward_propagation_by_keys(teacher: Teacher) -> None:
    teacher.press("ctrl+2")
    teacher.choose_by_keys("Examples", "A neuron: tanh of a weighted sum")
    teacher.press("Home")
    teacher.press("Right", times=4)
    teacher.sees("n = x₁·w₁ + x₂·w₂ + b = −6 + 6.881 = 0.8814")
    teacher.press("Right")
    teacher.sees("o = tanh(n) = tanh(0.8814) = 0.7071")


def test_an_activation_function_by_mouse(teacher: Teacher) -> None:
    teacher.click("Derivative")
    teacher.click("tanh")
    teacher.sees("the rules of calculus")
    x = teacher.app.find("x, typed").text
    teacher.drag("x", (0.4, 0.5), (0.7, 0.5))
    wait_for(lambda: teacher.app.find("x, typed").text != x, "another x")
    teacher.sees("slope of the secant")


def test_an_activation_function_by_keys(teacher: Teacher) -> None:
    teacher.press("ctrl+3")
    teacher.tab_to("sigmoid")
    teacher.press("space")
    wait_for(lambda: "sigmoid" in teacher.app.find("f(x)", kind="FormulaField").text, "the sigmoid")
    x = teacher.app.find("x, typed").text
    teacher.press("Escape")
    teacher.press("Right", times=5)
    wait_for(lambda: teacher.app.find("x, typed").text != x, "another x")


def test_backpropagation_by_mouse(teacher: Teacher) -> None:
    teacher.click("Expression")
    teacher.sees("L = d·f = 4 · (−2) = −8")
    teacher.step(3)
    teacher.sees("receives ∂L/∂L")
    teacher.click("Last step")
    teacher.sees("Done: every gradient of L is known")


def test_backpropagation_by_keys(teacher: Teacher) -> None:
    teacher.press("ctrl+2")
    teacher.sees("L = d·f = 4 · (−2) = −8")
    teacher.press("Right", times=2)
    teacher.sees("receives ∂L/∂L")
    teacher.press("Left", times=2)
    teacher.sees("L = d·f = 4 · (−2) = −8")
    teacher.press("End")
    teacher.sees("Done: every gradient of L is known")


def test_the_topological_order_by_mouse(teacher: Teacher) -> None:
    teacher.click("Expression")
    teacher.choose("Examples", "Where naive orders go wrong")
    teacher.click("Order lab")
    teacher.click("First step")
    teacher.click("Play")
    teacher.sees("orders come", "out wrong")
    teacher.sees("before", "has reported")


def test_the_topological_order_by_keys(teacher: Teacher) -> None:
    teacher.press("ctrl+2")
    teacher.tab_to("Backward pass")
    teacher.press("Right")
    teacher.choose_by_keys("Examples", "Where naive orders go wrong")
    teacher.press("End")
    teacher.sees("orders come", "out wrong")


def test_a_loss_function_by_mouse(teacher: Teacher) -> None:
    teacher.click("Expression")
    teacher.choose("Examples", "Loss of a network with two layers")
    loss = teacher.sees("L = ", "²")
    teacher.drag("w11", (0.63, 0.5), (0.9, 0.5))
    wait_for(lambda: teacher.sees("L = ", "²") != loss, "another loss")
    teacher.click("Minimise")
    teacher.sees("Output over the steps")


def test_a_loss_function_by_keys(teacher: Teacher) -> None:
    teacher.press("ctrl+2")
    teacher.tab_to("Formula")
    teacher.press("ctrl+a")
    teacher.type("L = 0.5*(o - 1)^2")
    teacher.press("Escape")
    first = teacher.sees("L = ", "²")
    teacher.tab_to("o")
    teacher.press("Right", times=5)
    wait_for(lambda: teacher.sees("L = ", "²") != first, "another loss")


def test_four_loss_functions_by_mouse(teacher: Teacher) -> None:
    teacher.click("Expression")
    teacher.choose("Examples", "Four losses of one output")
    teacher.sees("entropy = softplus(−m)", "= 1.313")
    teacher.drag("o", (1 / 3, 0.5), (0.9, 0.5))
    teacher.click("Last step")
    teacher.sees("every gradient of squared")
    teacher.click("Derivative")
    teacher.click("hinge")
    teacher.sees("slope of the secant −1 → tangent −1")


def test_four_loss_functions_by_keys(teacher: Teacher) -> None:
    teacher.press("ctrl+2")
    teacher.choose_by_keys("Examples", "Four losses of one output")
    teacher.press("shift+Tab")
    teacher.press("ctrl+End")
    teacher.press("ctrl+shift+Left")
    teacher.type("hinge")
    teacher.sees("step 9 of 15")
    teacher.press("Escape")
    wait_for(lambda: not teacher.app.find("Formula").focused, "the text to be let go")
    teacher.press("End")
    teacher.sees("every gradient of hinge")


def test_the_derivative_as_a_limit_by_mouse(teacher: Teacher) -> None:
    teacher.click("Derivative")
    teacher.sees("slope of the secant −15.997 → tangent −16")
    teacher.drag("h", (0.8, 0.5), (0.95, 0.5))
    teacher.click("Shrink h")
    teacher.sees("slope of the secant −16")


def test_the_derivative_as_a_limit_by_keys(teacher: Teacher) -> None:
    teacher.press("ctrl+3")
    teacher.sees("slope of the secant −15.997 → tangent −16")
    teacher.press("bracketright", times=3)
    teacher.press("space")
    teacher.sees("slope of the secant −16")


def test_a_formula_as_a_graph_by_mouse(teacher: Teacher) -> None:
    teacher.click("Expression")
    teacher.sees("7 nodes")
    teacher.choose("Examples", "Softplus: log(1 + exp(x))")
    teacher.sees("5 nodes")
    teacher.step(2)


def test_a_graph_from_the_palette_by_mouse(teacher: Teacher) -> None:
    teacher.click("Expression")
    graph = teacher.app.find("Graph of the formula")
    teacher.pull("variable", graph.at(0.3, 0.9))
    teacher.sees("8 nodes")
    teacher.click("Functions")
    teacher.pull("sin(a)", graph.at(0.7, 0.9))
    teacher.sees("10 nodes")
    assert "= sin(" in teacher.app.find("Formula").text


def test_a_formula_as_a_graph_by_keys(teacher: Teacher) -> None:
    teacher.press("ctrl+2")
    teacher.tab_to("Formula")
    teacher.press("ctrl+a")
    teacher.type("y = a*b + sin(a)")
    teacher.sees("5 nodes")
    teacher.type(" +")
    teacher.sees("Line 1")
    teacher.sees("5 nodes")


def test_the_chain_rule_by_mouse(teacher: Teacher) -> None:
    teacher.click("Expression")
    teacher.click("Last step")
    canvas = teacher.app.find("Graph of the formula")
    teacher.desktop.click(*canvas.at(0.1, 0.2))
    teacher.sees("is used once")


def test_the_chain_rule_by_keys(teacher: Teacher) -> None:
    teacher.press("ctrl+2")
    teacher.press("End")
    teacher.press("Down", times=2)
    teacher.sees("is used once")
