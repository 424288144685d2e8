"""Points from a table: places, answers, axes and colours in the table's own names and numbers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.document import DataSettings, Document, View
from playground.own_data import Column, OwnPoints
from playground.run import GRID
from playground.views.output import OutputView
from playground.views.output.mesh import seen_at
from playground.views.output.units import axis_texts, number, short_number, units_of
from tests.views import synthetic
from tests.views.wiring import shown

AGE, INCOME = Column("age", 50.0, 6.0), Column("income", 32_000.0, 5_000.0)
#: 41 years and 32,000, 62 years and 12,000.
ROWS = ((-1.5, 0.0, 1), (2.0, -4.0, 0), (-4.0, 4.0, 1), (4.0, 4.0, 0))
#: The network's answer everywhere.
ANSWER = 0.83


def patients(**view: Any) -> Document:
    points = OwnPoints.of(ROWS, (AGE, INCOME, Column("state")), ("well", "ill"))
    data = DataSettings(dataset="own", own_classes=points, train_share=90)
    return Document(data=data, view=View(show_test=True, **view))


def prices(x2: Column = INCOME, **view: Any) -> Document:
    rows = [(x, y, np.tanh(x)) for x, y, _ in ROWS]
    points = OwnPoints.of(rows, (AGE, x2, Column("price", 150.0, 100.0)))
    data = DataSettings(dataset="own_values", own_values=points, train_share=90)
    return Document(data=data, view=View(show_test=True, **view))


def answering(document: Document, maps: np.ndarray | None = None):
    """A frame of the document whose answer is the same everywhere, with a loss of 0.25 at each point."""
    frame = synthetic.frame(synthetic.document(4, 2), 1)
    maps = np.full((1, GRID, GRID), ANSWER) if maps is None else maps
    frame = synthetic.with_layer(frame, -1, maps=maps)
    return replace(
        frame, network=document.network, data=document.data,
        train_outputs=np.full(3, ANSWER), test_outputs=np.full(1, ANSWER),
        train_point_losses=np.full(3, 0.25), test_point_losses=np.full(1, 0.25),
    )  # fmt: skip


@pytest.fixture
def output(qtbot: QtBot):
    def make(document: Document, maps: np.ndarray | None = None) -> OutputView:
        _, view = shown(qtbot, OutputView, document, size=(420, 480))
        view.show_frame(answering(document, maps))
        return view

    return make


def hover(plot, x: float, y: float) -> str:
    """Move the mouse to a place; what is said of it."""
    place = plot.mapFromScene(plot.box.mapViewToScene(QPointF(x, y)))
    QTest.mouseMove(plot.viewport(), QPoint(3, 3))
    QTest.mouseMove(plot.viewport(), QPoint(round(place.x()), round(place.y())))
    QApplication.processEvents()
    assert plot.readout.isVisible()
    return plot.readout.text()


def numbers_beside(axis, low: float, high: float) -> list[str]:
    (spacing, ticks) = axis.tickValues(low, high, 300.0)[0]
    return axis.tickStrings(ticks, 1.0, spacing)


def test_a_point_is_told_exactly_as_the_table_has_it(output) -> None:
    view = output(patients())
    assert hover(view.plot, -1.5, 0.0) == "age 41, income 32,000 → ill +0.83 · loss 0.25"
    assert hover(view.plot, 2.0, -4.0) == "age 62, income 12,000 → ill +0.83 · loss 0.25"


def test_a_place_is_told_in_round_numbers(output) -> None:
    view = output(patients())
    text = hover(view.plot, 3.0, 1.0)
    place, answer = text.split(" → ")
    assert answer == "ill +0.83"
    age, income = place.removeprefix("age ").split(", income ")
    assert float(age) == pytest.approx(68.0, abs=0.4)
    assert float(income.replace(",", "")) == pytest.approx(37_000, abs=300)
    assert income.endswith("00")


def test_an_answer_below_0_is_the_first_class(output) -> None:
    view = output(patients(), np.full((1, GRID, GRID), -0.4))
    assert hover(view.plot, 3.0, 1.0).endswith("→ well −0.40")
    assert view.colour_bar.ends() == ("well", "ill")


def test_values_are_told_in_the_targets_units(output) -> None:
    view = output(prices())
    assert hover(view.plot, 3.0, 1.0).endswith("→ price 233")
    assert view.colour_bar.ends() == ("50", "250")


def test_a_neuron_has_no_units(output) -> None:
    view = output(prices())
    view.show_neuron(0, 1)
    assert "price" not in hover(view.plot, 3.0, 1.0)
    assert "income" in view.plot.readout.text()
    assert "250" not in view.colour_bar.ends()


def test_points_of_ones_own_making_are_told_as_before(output) -> None:
    document = patients()
    points = replace(document.data.own_classes, columns=(), class_names=())
    view = output(replace(document, data=replace(document.data, own_classes=points)))
    assert hover(view.plot, -1.5, 0.0).startswith("(−1.5, 0.0) → +0.83")
    assert view.colour_bar.ends() == ("−1", "+1")
    assert units_of(Document().data) is None


def test_a_name_that_looks_like_markup_is_text(output) -> None:
    document = patients()
    columns = (Column("<b>age</b>", 50.0, 6.0), INCOME, Column("state"))
    points = replace(document.data.own_classes, columns=columns)
    view = output(
        replace(document, data=replace(document.data, own_classes=points), view=View(output="curve"))
    )
    assert hover(view.curve, -1.0, 0.5).startswith("<b>age</b> 44")
    for label in (view.plot.readout, view.curve.readout, view.curve.below, view.curve.about):
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_the_axes_of_the_curve_are_the_columns(output) -> None:
    view = output(prices(output="curve"))
    bottom, side = view.curve._bottom, view.curve._side
    assert numbers_beside(bottom, -6, 6) == ["20", "40", "60", "80"]
    assert {"100", "200"} <= set(numbers_beside(side, -1, 1))
    assert view.curve.below.text() == "age"
    assert view.curve.about.text() == "price · at income 32,000 ± 2500"
    assert hover(view.curve, -1.0, 0.5).startswith("age 44, income 32,000 → price ")


def test_the_curve_of_classes_has_plain_heights(output) -> None:
    view = output(patients(output="curve"))
    assert {"−0.8", "0.8"} <= set(numbers_beside(view.curve._side, -1, 1))
    assert view.curve.about.text() == "at income 32,000 ± 2500"


def test_without_a_second_column_only_the_first_is_told(output) -> None:
    rows = [(x, 0.0, np.tanh(x)) for x, _, _ in ROWS]
    document = prices(Column(""), output="curve")
    points = OwnPoints.of(rows, document.data.own_values.columns)
    view = output(replace(document, data=replace(document.data, own_values=points)))
    assert view.curve.about.text() == "price"
    assert hover(view.curve, -1.0, 0.5).startswith("age 44 → price ")


def test_the_axes_of_the_surface_are_the_columns() -> None:
    upwards, across, away, name = axis_texts(units_of(prices().data), 1.0, several=False, whole=True)
    assert upwards == ("50", "150", "250")
    assert across == ("14", "age", "86")
    assert away == ("2000", "income", "62k")
    assert name == "price"
    assert axis_texts(None, 1.0, False, True) == (("−1", "0", "+1"), ("−6", "x₁", "6"), ("−6", "x₂", "6"), "")


def test_the_surface_tells_what_is_under_the_pointer(output) -> None:
    axis = 6 * ((2 * np.arange(GRID) + 1) / GRID - 1)
    x, _ = np.meshgrid(axis, -axis)
    view = output(prices(output="surface"), (x / 6)[None])
    surface = view.surface
    for ground in ((-0.5, 0.3), (0.6, -0.4)):
        height = ground[0] * 0.6
        pixel = surface._on_screen(*ground, height) + QPointF(surface.width() / 2, surface.height() / 2)
        QTest.mouseMove(surface, QPoint(2, 2))
        QApplication.processEvents()
        assert not surface.readout.isVisible()
        QTest.mouseMove(surface, pixel.toPoint())
        QApplication.processEvents()
        place, answer = surface.readout.text().split(" → ")
        assert float(place.removeprefix("age ").split(",")[0]) == pytest.approx(50 + 36 * ground[0], abs=2.5)
        assert float(answer.removeprefix("price ")) == pytest.approx(150 + 100 * ground[0], abs=7)
    QTest.mouseMove(view.foot, QPoint(5, 5))
    QApplication.processEvents()


def test_of_what_lies_behind_another_only_the_front_is_seen(output) -> None:
    """A high wall in front of a plain hides it."""
    axis = 6 * ((2 * np.arange(GRID) + 1) / GRID - 1)
    _, y = np.meshgrid(axis, -axis)
    view = output(prices(output="surface"), np.where(np.abs(y + 2) < 0.5, 1.0, -1.0)[None])
    camera = replace(view.surface.camera, yaw=0.0, pitch=0.3)
    mesh = view.surface.mesh
    (across, down), _ = camera.project(np.array([0.0, -1 / 3 - 0.04, 0.2]))
    found = seen_at(mesh, camera, float(across), float(down))
    assert found is not None
    assert found[1] == pytest.approx(-1 / 3, abs=0.15)
    assert seen_at(mesh, camera, 3.0, 0.0) is None


@pytest.mark.parametrize(
    ("column", "here", "step", "text"),
    [
        (AGE, -1.5, 0.1, "41"),
        (INCOME, 0.0, 0.1, "32,000"),
        (INCOME, -6.0, 0.1, "2000"),
        (Column("year", 1985.0, 5.0), 0.0, 0.1, "1985"),
        (Column("x", 0.0, 1.0), -1.5, 0.1, "−1.5"),
        (Column("x", 0.0, 1e-5), 1.0, 0.1, "0.00001"),
        (Column("x", 0.0, 1e-12), 3.0, 0.1, "3e−12"),
        (Column("x", 1e15, 1e14), 0.0, 0.1, "1e+15"),
        (Column("x", 0.0, 1.0), -0.001, 0.1, "0"),
    ],
)
def test_numbers_are_rounded_to_what_a_pixel_is(column: Column, here: float, step: float, text: str) -> None:
    assert number(column, here, step) == text


def test_long_numbers_are_short_beside_an_axis() -> None:
    assert short_number(Column("x", 1_250_000.0, 250_000.0), 0.0, 0.1) == "1.25M"
    assert short_number(INCOME, 0.0, 0.1) == "32,000"


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e6), st.floats(-6, 6), st.sampled_from([1.0, 0.1, 0.001]))
def test_a_number_is_off_by_no_more_than_the_step(
    offset: float, scale: float, here: float, step: float
) -> None:
    text = number(Column("x", offset, scale), here, step)
    value = offset + scale * here
    assert float(text.replace(",", "").replace("−", "-")) == pytest.approx(
        value, abs=step * scale + 1e-6 * abs(value)
    )


def test_contours_are_numbered_in_the_targets_units(output) -> None:
    ramp = np.broadcast_to(np.linspace(-1.0, 1.0, GRID), (1, GRID, GRID)).copy()
    view = output(prices(contours=True), ramp)
    levels = [line.level for line in view.plot.contours.lines]
    assert 140.0 in levels
    assert min(levels) >= 50.0
    assert max(levels) <= 250.0


def test_a_value_is_painted_in_the_targets_units(output) -> None:
    values = output(prices()).painting.strip.values
    assert [values.text_of(value) for value in (-1.0, 0.0, 0.5)] == ["50", "150", "200"]
