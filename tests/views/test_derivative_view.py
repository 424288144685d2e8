from dataclasses import replace

import numpy as np
import pytest
import sympy  # noqa: F401  (imported before the clock of any test runs)
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.derivative import Function
from playground import theme
from playground.document import Document
from playground.sheets import DerivativeSheet
from playground.views.derivative import DerivativeView
from playground.views.derivative.colours import autograd, numeric, symbolic
from tests.views.wiring import click, drag, shown

ROOM = (1180, 776)


@pytest.fixture
def workspace(qtbot):
    def make(wait=True, **sheet):
        document = Document(derivative=replace(DerivativeSheet(), **sheet))
        session, view = shown(qtbot, DerivativeView, document, ROOM)
        if wait:
            qtbot.waitUntil(lambda: view.formula_known)
        return session, view

    return make


def sheet_of(session):
    return session.document.derivative


def at(point: QPointF) -> QPoint:
    return point.toPoint()


def press(view, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(view, key, modifier)


def undo(session):
    session.undo_stack.undo()


# What is shown


def test_the_seeds_numbers_three_ways(workspace):
    _, view = workspace()
    assert view.sentence.text() == "slope of the secant −15.997 → tangent −16"
    assert view.ways.numeric.number.text() == "−15.997000"
    assert view.ways.autograd.number.text() == "−16.000000"
    assert view.ways.symbolic.number.text() == "−16.000000"
    assert view.ways.symbolic.note.text() == "✓ agrees"
    assert view.ways.formula.latex() == "f'(x) = 6 x - 4"
    assert "rise −0.015997" in view.numbers.text()


def test_the_error_plot_is_of_the_function_and_point_that_are_shown(workspace):
    session, view = workspace(text="sin(x)", x=1.0)
    for x in (1.0, 0.5):
        view._edit("Point x", x=x)
        k = int(np.abs(np.log10(view.errors.errors.h) + 3.0).argmin())
        assert view.errors.errors.forward[k] == pytest.approx(np.sin(x) * 0.5e-3, rel=1e-2)
    assert sheet_of(session).x == 0.5


def test_no_panel_moves_when_the_formula_arrives(workspace, qtbot):
    _, view = workspace(wait=False, text="gelu(x)")
    places = [plot.geometry() for plot in (view.stage, view.slopes, view.errors)]
    qtbot.waitUntil(lambda: view.formula_known)
    view.grab()
    assert [plot.geometry() for plot in (view.stage, view.slopes, view.errors)] == places


def test_the_grid_is_where_the_numbers_are(workspace):
    _, view = workspace(text="log(x)")
    for plot in (view.stage, view.slopes, view.errors):
        for axis in plot.axes.values():
            drawn = axis.tickValues(*sorted(axis.range), 10_000.0)[0][1]
            assert axis.tick_places() == drawn


def test_the_grid_takes_the_colours_of_another_theme(workspace):
    _, view = workspace(text="0*x")
    view.grab()
    view.set_palette(theme.LIGHT)
    for plot in (view.stage, view.slopes):
        assert 2.0 in plot.axes["bottom"].tick_places()
        foot = at(QPointF(plot.pixel(2.0, 0.0).x(), plot.area().bottom() - 3))
        place = plot.mapTo(view, foot)
        shot = view.grab().toImage()
        around = [shot.pixelColor(place.x() + k, place.y()).lightness() for k in (-1, 0, 1)]
        assert max(around) > 180, "a pale line, on the dark panel of this window"


def test_the_error_plot_has_room_for_every_size_of_error(workspace):
    _, view = workspace(text="tanh(x)")
    for text in ("exp(9*x^2)", "tanh(x)"):
        view._edit("Formula", text=text)
        view._edit("Point", x=1.5)
        bottom, top = view.errors.box.viewRange()[1]
        error = float(np.log10(abs(view.reading.error)))
        largest = float(np.log10(np.nanmax(view.errors.errors.forward)))
        assert bottom < error < top
        assert top < largest + 5.0


def test_everything_fits_into_a_small_window(workspace):
    _, view = workspace(text="gelu(x) + x·sin(x²)")
    assert view.size().width() == ROOM[0]
    assert view.minimumSizeHint().width() <= ROOM[0]
    assert view.minimumSizeHint().height() <= ROOM[1]


def test_the_derivation_is_painted_in_the_themes_colours(workspace):
    _, view = workspace()
    for palette in (theme.DARK, theme.LIGHT):
        view.set_palette(palette)
        image = view.ways.formula.grab().toImage()
        colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
        assert symbolic(palette) in colours


@pytest.mark.parametrize("palette", [theme.DARK, theme.LIGHT], ids=lambda palette: palette.name)
def test_the_three_ways_can_be_read_and_told_apart(palette):
    colours = [numeric(palette), autograd(palette), symbolic(palette)]
    assert all(theme.contrast(colour, palette.panel) >= 4.5 for colour in colours)
    assert len({*colours, palette.positive, palette.negative}) == 5


def test_the_second_derivative_comes_on_demand_from_the_engine(workspace):
    session, view = workspace(text="x⁴", x=2.0)
    assert not view.ways.second.isVisible()
    click(view.second)
    assert sheet_of(session).second_derivative
    assert view.ways.second.number.text() == "+48.000000"
    assert view.slopes.bends is not None or view.slopes.refresh() is None
    inside = np.isfinite(view.slopes.bends.y)
    np.testing.assert_allclose(
        view.slopes.bends.y[inside], 12.0 * view.slopes.bends.x[inside] ** 2, rtol=1e-12
    )
    undo(session)
    assert not view.ways.second.isVisible()


def test_a_missing_value_is_explained_and_nothing_is_drawn_there(workspace):
    _, view = workspace(text="log(x)", x=-2.0)
    assert view.sentence.text().startswith("f has no value at x = −2")
    assert view.ways.numeric.number.text() == "undefined"
    assert view.stage.curve.undefined == (pytest.approx((-5.0, 0.0), abs=1e-9),)
    assert view.grab().width() == ROOM[0]


def test_zooming_samples_the_curve_anew(workspace, qtbot):
    _, view = workspace(text="sin(1/x)", x=1.0)
    before = view.stage.curve
    view.stage.box.setXRange(0.01, 0.02)
    qtbot.waitUntil(lambda: view.stage.curve is not before)
    found = view.stage.curve
    assert (found.x[0], found.x[-1]) == pytest.approx((0.01, 0.02))
    assert len(found.x) > view.stage.area().width()
    assert view.slopes.box.viewRange()[0] == pytest.approx([0.01, 0.02])


# Typing


def test_typing_a_formula_draws_it_and_is_one_undo(workspace):
    session, view = workspace()
    steps = session.undo_stack.count()
    field = view.side.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "2x tanh(x)")
    assert sheet_of(session).text == "2x tanh(x)"
    assert view.reading.tangent == pytest.approx(Function("2*x*tanh(x)").slope(-2.0))
    assert session.undo_stack.count() == steps + 1
    undo(session)
    assert sheet_of(session).text == "3x² − 4x + 5"
    assert field.toPlainText() == "3x² − 4x + 5"
    assert view.reading.tangent == -16.0


def test_half_typed_text_is_underlined_and_the_last_good_curve_stays(workspace):
    session, view = workspace()
    view.stage.refresh()
    curve = view.stage.curve
    field = view.side.field
    field.setFocus()
    field.moveCursor(field.textCursor().MoveOperation.End)
    QTest.keyClicks(field, " + ")
    assert "missing" in view.side.error.text()
    assert len(field.extraSelections()) == 1
    np.testing.assert_array_equal(view.stage.curve.y, curve.y)
    assert sheet_of(session).text.strip() == "3x² − 4x + 5"
    QTest.keyClicks(field, "1")
    assert view.side.error.text() == ""
    assert field.extraSelections() == []
    assert sheet_of(session).text == "3x² − 4x + 5 + 1"


def test_an_error_is_underlined_at_its_column(workspace):
    _, view = workspace(wait=False)
    view.side.field.setPlainText("3x² − 4y + 5")
    (mark,) = view.side.field.extraSelections()
    assert mark.cursor.selectedText() == "y"
    assert "“y” is not known" in view.side.error.text()


@pytest.mark.parametrize(
    "text", ["", "(" * 9_000, "x+" * 4_000, "1/0", "log(−1)", "x = ", "\n\n;", "sin", "é§"]
)
def test_bad_input_is_one_sentence_and_changes_nothing(workspace, text):
    session, view = workspace(wait=False)
    view.side.field.setPlainText(text)
    assert view.side.error.text().startswith("⚠ Column")
    assert sheet_of(session).text == "3x² − 4x + 5"


def test_a_megabyte_is_not_even_pasted(workspace):
    _, view = workspace(wait=False)
    data = QMimeData()
    data.setText("x + " * 250_000)
    view.side.field.insertFromMimeData(data)
    assert view.side.field.toPlainText() == "3x² − 4x + 5"
    assert "1,000,000 characters" in view.side.error.text()


def test_undo_keys_are_left_to_the_document(workspace):
    _, view = workspace(wait=False)
    field = view.side.field
    field.setFocus()
    QTest.keyClicks(field, "+1")
    before = field.toPlainText()
    QTest.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.toPlainText() == before


@pytest.mark.parametrize(
    ("slider", "text", "field", "value"),
    [("point", "-3.25", "x", -3.25), ("step", "1e-9", "h", 1e-9), ("point", "123.5", "x", 123.5)],
)
def test_x_and_h_can_be_typed(workspace, slider, text, field, value):
    session, view = workspace(wait=False)
    entry = getattr(view.side, slider).field
    entry.setFocus()
    entry.selectAll()
    QTest.keyClicks(entry, text)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert getattr(sheet_of(session), field) == value
    low, high = view.stage.box.viewRange()[0]
    assert low <= sheet_of(session).x <= high


@pytest.mark.parametrize(
    ("slider", "text"), [("step", "2"), ("step", "0"), ("point", "nan"), ("point", "abc")]
)
def test_refused_numbers_are_explained(workspace, slider, text):
    session, view = workspace(wait=False)
    before = sheet_of(session)
    entry = getattr(view.side, slider).field
    entry.setFocus()
    entry.selectAll()
    QTest.keyClicks(entry, text)
    QTest.keyClick(entry, Qt.Key.Key_Return)
    assert sheet_of(session) == before
    assert "must be a number" in view.side.error.text()


# Dragging


def test_dragging_the_point_moves_x_and_is_one_undo(workspace):
    session, view = workspace()
    steps = session.undo_stack.count()
    start = at(view.stage.handle("x"))
    pixel = view.stage.x_per_pixel()
    drag(view.stage.viewport(), start, start + QPoint(20, 5), start + QPoint(60, -10))
    assert sheet_of(session).x == pytest.approx(-2.0 + 60 * pixel, abs=1.5 * pixel)
    assert view.reading.tangent == pytest.approx(6.0 * sheet_of(session).x - 4.0)
    assert session.undo_stack.count() == steps + 1
    undo(session)
    assert sheet_of(session).x == -2.0


def test_dragging_the_ring_changes_h_even_where_it_would_cover_the_point(workspace):
    session, view = workspace()
    ring = at(view.stage.handle("h"))
    pixel = view.stage.x_per_pixel()
    drag(view.stage.viewport(), ring, ring + QPoint(15, 0), ring + QPoint(30, 0))
    assert sheet_of(session).h == pytest.approx(0.001 + 30 * pixel, abs=1.5 * pixel)
    assert sheet_of(session).x == -2.0
    undo(session)
    assert sheet_of(session).h == 0.001


def test_dragging_the_ring_past_the_point_keeps_h_positive(workspace):
    session, view = workspace(h=0.8)
    ring = at(view.stage.handle("h"))
    drag(view.stage.viewport(), ring, ring - QPoint(200, 0))
    assert 0.0 < sheet_of(session).h < 0.01


def test_dragging_elsewhere_pans(workspace, qtbot):
    session, view = workspace()
    place = QPoint(int(view.stage.area().center().x()), int(view.stage.area().bottom()) - 20)
    before = view.stage.box.viewRange()[0]
    drag(view.stage.viewport(), place, place + QPoint(30, 0), place + QPoint(70, 0))
    assert sheet_of(session).x == -2.0
    qtbot.waitUntil(lambda: view.stage.box.viewRange()[0][0] < before[0])


def test_dragging_the_line_in_the_error_plot_changes_h(workspace):
    session, view = workspace()
    plot = view.errors
    start = at(plot.pixel(-3.0, 0.0))
    start.setY(int(plot.area().center().y()))
    target = at(plot.pixel(-8.0, 0.0))
    drag(plot.viewport(), start, QPoint(target.x() + 30, start.y()), QPoint(target.x(), start.y()))
    assert sheet_of(session).h == pytest.approx(1e-8, rel=0.2)
    undo(session)
    assert sheet_of(session).h == 0.001


def test_one_drag_of_a_slider_is_one_undo(workspace):
    session, view = workspace()
    steps = session.undo_stack.count()
    slider = view.side.point.slider
    start = QPoint(round(slider.position_of_handle()), slider.height() // 2)
    drag(slider, start, start + QPoint(15, 0), start + QPoint(30, 0))
    assert sheet_of(session).x > -2.0
    assert session.undo_stack.count() == steps + 1
    undo(session)
    assert sheet_of(session).x == -2.0
    assert view.side.point.field.text() == "−2"


def test_the_slider_of_h_reaches_the_smallest_step(workspace):
    session, view = workspace()
    view.side.step.slider.setFocus()
    QTest.keyClick(view.side.step.slider, Qt.Key.Key_Home)
    assert sheet_of(session).h == 1e-16
    assert "no run left" in view.sentence.text()
    assert view.ways.numeric.number.text() == "0.000000"


def test_the_differences_curve_follows_h(workspace):
    _, view = workspace(text="x³", h=1.0)
    x, heights = view.slopes._points, view.slopes._differences
    np.testing.assert_allclose(heights, 3 * x**2 + 3 * x + 1, atol=1e-9)


# Keys


def test_arrows_move_x_and_shift_moves_it_finely(workspace):
    session, view = workspace()
    press(view, Qt.Key.Key_Right)
    assert sheet_of(session).x == -1.0
    press(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert sheet_of(session).x == -1.1
    press(view.stage, Qt.Key.Key_Left)
    assert sheet_of(session).x == -2.0
    undo(session)
    assert sheet_of(session).x == -1.1


def test_brackets_change_h(workspace):
    session, view = workspace()
    press(view, Qt.Key.Key_BracketLeft)
    assert sheet_of(session).h == pytest.approx(1e-4)
    press(view, Qt.Key.Key_BracketRight)
    press(view, Qt.Key.Key_BracketRight)
    assert sheet_of(session).h == pytest.approx(0.01)
    for _ in range(5):
        press(view, Qt.Key.Key_BracketRight)
    assert sheet_of(session).h == 1.0


def test_spaces_and_brackets_can_be_typed_into_the_formula(workspace):
    session, view = workspace()
    view.side.field.setFocus()
    view.side.field.selectAll()
    QTest.keyClicks(view.side.field, "x + 1")
    assert sheet_of(session).text == "x + 1"
    assert not view.playing


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_what_was_typed_into_hands_the_keyboard_back(workspace, key):
    session, view = workspace()
    for field in (view.side.field, view.side.point.field, view.side.step.field):
        field.setFocus()
        QTest.keyClick(field, key)
        assert QApplication.focusWidget() is view
        before = sheet_of(session).x
        press(QApplication.focusWidget(), Qt.Key.Key_Right)
        assert sheet_of(session).x > before


def test_every_control_is_reached_by_tab(workspace):
    _, view = workspace()
    view.play.setFocus()
    reached = {view.play}
    for _ in range(60):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    side = view.side
    expected = {view.play, side.field, side.point.field, side.point.slider, side.step.field, side.step.slider}
    expected |= {view.stage, view.slopes, view.errors, view.second, *side.gallery.tiles.values()}
    assert expected <= reached


# The animation of h


def test_space_lets_h_shrink_and_stopping_is_one_undo(workspace):
    session, view = workspace(h=1.0)
    steps = session.undo_stack.count()
    press(view, Qt.Key.Key_Space)
    assert view.playing
    for _ in range(30):
        view.tick(0.1)
    assert view.reading.h == pytest.approx(10.0 ** (-1.4 * 3.0), rel=1e-6)
    assert sheet_of(session).h == 1.0
    press(view, Qt.Key.Key_Space)
    assert not view.playing
    assert sheet_of(session).h == pytest.approx(view.reading.h)
    assert session.undo_stack.count() == steps + 1
    undo(session)
    assert sheet_of(session).h == 1.0


def test_the_animation_ends_at_the_smallest_step_and_begins_anew_at_the_largest(workspace):
    session, view = workspace(h=1e-15)
    view.toggle_play()
    view.tick(10.0)
    assert not view.playing
    assert sheet_of(session).h == 1e-16
    view.toggle_play()
    assert view.reading.h == 1.0


def test_with_reduced_motion_h_goes_by_whole_powers_of_ten(workspace):
    _, view = workspace(h=0.01)
    view.reduced_motion = True
    view.toggle_play()
    seen = set()
    for _ in range(25):
        view.tick(0.1)
        seen.add(view.reading.h)
    assert sorted(seen) == pytest.approx([1e-4, 1e-3, 1e-2])


def test_undo_stops_the_animation(workspace):
    session, view = workspace()
    press(view, Qt.Key.Key_Right)
    view.toggle_play()
    undo(session)
    assert not view.playing


# The gallery and SymPy


def test_escape_gives_the_arrows_back_to_the_curve(workspace, qtbot):
    session, view = workspace()
    tile = view.side.gallery.tiles["sigmoid(x)"]
    tile.setFocus()
    press(tile, Qt.Key.Key_Escape)
    assert view.hasFocus()
    x = session.document.derivative.x
    press(view, Qt.Key.Key_Right)
    assert session.document.derivative.x > x


def test_a_click_in_the_gallery_opens_the_function(workspace, qtbot):
    session, view = workspace()
    tile = view.side.gallery.tiles["sigmoid(x)"]
    click(tile)
    assert sheet_of(session).text == "sigmoid(x)"
    assert tile.isChecked()
    assert not view.side.gallery.tiles["3x² − 4x + 5"].isChecked()
    assert view.side.field.toPlainText() == "sigmoid(x)"
    qtbot.waitUntil(lambda: view.formula_known)
    assert "e^{- x}" in view.ways.formula.latex()
    undo(session)
    assert view.side.gallery.tiles["3x² − 4x + 5"].isChecked()


def test_only_the_newest_formula_is_answered(workspace, qtbot):
    _, view = workspace()
    answers = []
    view.worker.done.connect(lambda text, _answer: answers.append(text))
    for text in ("sin(x)", "cos(x)", "x³"):
        view.worker.ask(text)
    qtbot.waitUntil(lambda: len(answers) == 1)
    assert answers == ["x³"]


def test_a_formula_too_long_for_sympy_says_so_and_the_other_ways_stand(workspace, qtbot):
    text = " + ".join(f"sin({k}x)" for k in range(1, 80))
    _, view = workspace(wait=False, text=text, x=0.5)
    qtbot.waitUntil(lambda: "operations" in view.ways.message.text())
    assert view.ways.symbolic.number.text() == "–"
    expected = sum(k * np.cos(0.5 * k) for k in range(1, 80))
    assert view.reading.tangent == pytest.approx(expected)


def test_waiting_long_is_said(workspace):
    _, view = workspace()
    view.worker.slow.emit(view._function.text)
    assert "still working" in view.ways.message.text()


# Both at once


def test_undo_and_redo_restore_everything_in_order(workspace):
    session, view = workspace()
    seen = [sheet_of(session)]
    press(view, Qt.Key.Key_Right)
    seen.append(sheet_of(session))
    click(view.side.gallery.tiles["tanh(x)"])
    seen.append(sheet_of(session))
    press(view, Qt.Key.Key_BracketLeft)
    seen.append(sheet_of(session))
    click(view.second)
    seen.append(sheet_of(session))
    for expected in reversed(seen[:-1]):
        undo(session)
        assert sheet_of(session) == expected
        assert view.side.field.toPlainText() == expected.text
        assert (view.reading.x, view.reading.h) == (expected.x, expected.h)
    for expected in seen[1:]:
        session.undo_stack.redo()
        assert sheet_of(session) == expected
        assert view.second.isChecked() == expected.second_derivative


@pytest.mark.parametrize(
    "text", ["tan(x)", "1/x", "x/abs(x)", "sin(x)/x", "sqrt(1 − x²)", "5", "exp(300x)", "x^x"]
)
def test_every_kind_of_curve_is_painted_without_a_warning(workspace, text, qtbot):
    _, view = workspace(wait=False, text=text, x=0.5, second_derivative=True)
    for h in (1.0, 1e-8, 1e-16):
        view._edit("Step h", h=h)
        view.slopes.refresh()
        assert view.grab().width() == ROOM[0]
    qtbot.waitUntil(lambda: view.formula_known)
    assert view.grab().width() == ROOM[0]


# Jumps


def is_bright(view, x: float, y: float) -> bool:
    """Whether the stage is painted in the curve's colour at a point of the plot."""
    place = at(view.stage.pixel(x, y))
    return view.stage.viewport().grab().toImage().pixelColor(place).lightness() > 200


def test_a_jump_is_drawn_with_a_filled_and_an_open_end_and_no_line_between(workspace):
    _, view = workspace(text="floor(x)", x=-3.5, h=0.001)
    view.stage.refresh()
    points = [(2.5, 2.0), (3.0, 2.0), (3.0, 2.5), (3.0, 3.0), (3.5, 3.0)]
    assert [is_bright(view, *point) for point in points] == [True, False, False, True, True]
    assert view.ways.formula.latex() == "f'(x) = 0"
    assert view.ways.autograd.number.text() == "0.000000"


def test_on_a_jump_the_sentence_says_so(workspace):
    _, view = workspace(text="sign(x)", x=0.0, h=0.001)
    assert "At 0 it jumps from −1 to 1" in view.sentence.text()


def test_the_glass_and_the_differences_join_nothing_over_a_jump(workspace):
    _, view = workspace(text="floor(x)", x=0.6, h=0.7)
    view.stage.refresh()
    _, heights = view.stage.lens._interrupted(view.stage)
    joined = np.isfinite(heights[:-1]) & np.isfinite(heights[1:])
    assert np.abs(np.diff(heights))[joined].max() == 0.0
    differences = view.slopes._differences
    joined = np.isfinite(differences[:-1]) & np.isfinite(differences[1:])
    assert np.nanmax(differences) > 1.0
    assert np.abs(np.diff(differences))[joined].max() < 1e-9


@pytest.mark.parametrize("x", [0.05, 0.5, 2.0])
@pytest.mark.parametrize("text", ["log(x)", "sqrt(x)"])
def test_no_name_of_a_line_covers_the_words_not_defined(workspace, monkeypatch, text, x):
    from playground.views.derivative import stage

    placed = []
    whole = stage.label
    monkeypatch.setattr(
        stage, "label", lambda p, place, *rest: (placed.append(place), whole(p, place, *rest))
    )
    _, view = workspace(text=text, x=x, h=0.5)
    view.stage.viewport().grab()
    ((_, words),) = view.stage.stretches(view.stage.area(), view.stage.curve)
    assert words.width() > 0
    assert placed
    assert not any(place.intersects(words) for place in placed)


def test_where_no_step_leaves_an_error_nothing_is_called_rounding(workspace):
    from playground.views.derivative.error_plot import _exact

    _, view = workspace(text="floor(x)", x=0.6, h=0.001)
    assert _exact(view.errors.errors)
    _, view = workspace(text="sin(x)", x=0.6, h=0.001)
    assert not _exact(view.errors.errors)
