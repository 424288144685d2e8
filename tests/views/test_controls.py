"""The shared controls, used as a person uses them: pressed, dragged, typed into, tabbed through."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence, QShortcut
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import (
    QApplication,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground import theme
from playground.controls.counter import Counter
from playground.controls.fields import Choice, NumberField
from playground.controls.flow import FlowLayout
from playground.controls.icons import DRAWINGS, icon
from playground.controls.keys import keep_space
from playground.controls.numbers import parse_number, plain, steady_rate
from playground.controls.sliders import GestureSlider, LabelledSlider, LogSlider
from playground.controls.switches import ChipFlow, Segmented, Stepper
from playground.controls.toggle import Toggle
from tests.views.wiring import click, drag, press, type_text


@pytest.fixture
def show(qtbot: QtBot):
    """Shows a control of 300 pixels in the dark theme, with the keyboard in the window."""
    theme.apply(QApplication.instance(), theme.DARK)

    def show(control: QWidget, width: int = 300) -> QWidget:
        qtbot.addWidget(control)
        control.resize(width, max(40, control.sizeHint().height()))
        with qtbot.waitActive(control):
            control.show()
            control.activateWindow()
        if (focused := QApplication.focusWidget()) is not None:
            focused.clearFocus()
        return control

    return show


def calls(spy: QSignalSpy) -> list[tuple]:
    return [tuple(spy.at(k)) for k in range(spy.count())]


def test_a_drag_is_one_gesture_and_the_next_drag_another(show) -> None:
    slider = show(GestureSlider(0, 100))
    spy = QSignalSpy(slider.moved)
    middle = slider.height() // 2
    drag(slider, QPoint(60, middle), QPoint(120, middle), QPoint(180, middle))
    first = calls(spy)
    assert len(first) >= 3
    assert len({gesture for _, gesture in first}) == 1
    assert slider.value() == pytest.approx(61, abs=2)
    drag(slider, QPoint(200, middle), QPoint(250, middle))
    assert calls(spy)[-1][1] != first[0][1]


def test_a_press_beside_the_handle_brings_it_there(show) -> None:
    slider = show(GestureSlider(0, 100))
    click(slider, QPoint(150, slider.height() // 2))
    assert slider.value() == pytest.approx(50, abs=1)


def test_a_press_on_the_handle_moves_nothing(show) -> None:
    slider = show(GestureSlider(0, 100))
    slider.set_position(50)
    spy = QSignalSpy(slider.moved)
    click(slider, QPoint(round(slider.position_of_handle()) + 3, slider.height() // 2))
    assert spy.count() == 0


def test_setting_a_position_tells_nobody(show) -> None:
    slider = show(GestureSlider(0, 100))
    spy = QSignalSpy(slider.moved)
    slider.set_position(30)
    assert slider.value() == 30
    assert spy.count() == 0


def test_each_key_press_is_a_gesture_of_its_own(show) -> None:
    slider = show(GestureSlider(0, 100))
    slider.setFocus()
    spy = QSignalSpy(slider.moved)
    press(slider, Qt.Key.Key_Right)
    press(slider, Qt.Key.Key_Right)
    (one, first), (two, second) = calls(spy)
    assert (one, two) == (1, 2)
    assert first != second


def test_a_labelled_slider_counts_in_its_own_steps(show) -> None:
    slider = show(LabelledSlider("Noise", 0, 50, 5, lambda value: f"{value} %"))
    slider.set_value(20)
    assert slider.value_text.text() == "20 %"
    spy = QSignalSpy(slider.edited)
    slider.slider.setFocus()
    press(slider.slider, Qt.Key.Key_Right)
    assert calls(spy)[0][0] == 25
    assert slider.value_text.text() == "25 %"


def test_equal_ways_on_a_log_slider_are_equal_factors(show) -> None:
    slider = show(LogSlider("Learning rate", 1e-5, 10.0))
    steps = slider.slider.maximum()
    assert steps == 6 * LogSlider.PER_DECADE
    assert [slider.value_at(steps * k // 6) for k in range(7)] == [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1.0, 10.0]
    spy = QSignalSpy(slider.edited)
    click(slider.slider, QPoint(slider.slider.width() // 2, slider.slider.height() // 2))
    value, gesture = calls(spy)[0]
    assert value == pytest.approx(0.01, rel=0.15)
    assert gesture
    assert slider.field.text() == steady_rate(value)


def test_a_log_slider_shows_an_exact_value_between_its_steps(show) -> None:
    slider = show(LogSlider("Learning rate", 1e-5, 10.0))
    slider.set_value(0.0123456)
    assert slider.value() == 0.0123456
    assert slider.field.text() == "0.0123456"


@pytest.mark.parametrize("text", ["abc", "inf", "1e400", "-1", "nan", "0", "", "11"])
def test_refused_text_gives_one_sentence_and_keeps_the_old_value(show, text: str) -> None:
    slider = show(LogSlider("Learning rate", 1e-5, 10.0))
    slider.set_value(0.03)
    edited, rejected = QSignalSpy(slider.edited), QSignalSpy(slider.rejected)
    type_text(slider.field, text or " ")
    assert edited.count() == 0
    assert rejected.count() == 1
    assert rejected.at(0)[0].endswith("it stays 0.03.")
    assert slider.field.text() == "0.0300"
    assert slider.value() == 0.03


def test_typed_numbers_are_taken_exactly(show) -> None:
    slider = show(LogSlider("Learning rate", 1e-5, 10.0))
    slider.set_value(0.03)
    spy = QSignalSpy(slider.edited)
    type_text(slider.field, "0.012345")
    assert calls(spy) == [(0.012345, "")]
    assert slider.slider.value() == slider.position_of(0.012345)
    assert not slider.field.hasFocus()


def test_text_too_long_for_its_field_is_shown_from_its_beginning(show) -> None:
    field = show(NumberField(str, str, width_of="0.000000"))
    field.resize(field.sizeHint())
    type_text(field, "a seed that is longer than its field")
    assert field.value() == "a seed that is longer than its field"
    assert field.cursorPosition() == 0


def test_a_choice_is_as_wide_as_what_is_chosen_and_its_list_as_the_widest(show) -> None:
    choice = show(Choice([("sgd", "SGD"), ("nesterov", "Nesterov momentum")]))
    narrow = choice.sizeHint().width()
    choice.resize(choice.sizeHint())
    choice.showPopup()
    assert choice.view().width() > choice.fontMetrics().horizontalAdvance("Nesterov momentum")
    choice.hidePopup()
    choice.set_value("nesterov")
    assert choice.sizeHint().width() > narrow + 20


def test_no_segment_is_cut_off_when_it_is_chosen(show) -> None:
    switch = show(Segmented((("weight", "weight"), ("gradient", "g"), ("update", "updated"))), width=10)
    for width in (switch.minimumSizeHint().width(), switch.sizeHint().width(), 300):
        switch.resize(width, switch.height())
        for key in ("weight", "gradient", "update"):
            switch.set_value(key)
            button = switch.button(key)
            bold = QFont(button.font())
            bold.setWeight(QFont.Weight.DemiBold)
            option = QStyleOptionButton()
            option.initFrom(button)
            inside = button.style().subElementRect(QStyle.SubElement.SE_PushButtonContents, option, button)
            assert inside.width() >= QFontMetrics(bold).horizontalAdvance(button.text())


@pytest.fixture
def field(show) -> NumberField:
    def parse(text: str) -> float:
        return parse_number(text, "The rate", 0.001, 10, "0.5")

    made = NumberField(parse, lambda value: plain(value), lambda value, direction: value + direction)
    made.set_value(0.5)
    return show(made, 120)


def test_escape_restores_the_value(field: NumberField) -> None:
    spy = QSignalSpy(field.edited)
    click(field)
    QTest.keyClicks(field, "7")
    press(field, Qt.Key.Key_Escape)
    assert field.text() == "0.5"
    assert spy.count() == 0


def test_up_and_down_step(field: NumberField) -> None:
    click(field)
    spy = QSignalSpy(field.edited)
    press(field, Qt.Key.Key_Up)
    press(field, Qt.Key.Key_Down)
    assert calls(spy) == [(1.5,), (0.5,)]


def test_what_is_being_typed_is_not_overwritten(field: NumberField) -> None:
    click(field)
    QTest.keyClicks(field, "3")
    field.set_value(0.7)
    assert field.text() == "3"
    press(field, Qt.Key.Key_Return)
    assert field.value() == 3


def test_what_is_refused_can_be_typed_anew(field: NumberField) -> None:
    refused, edited = QSignalSpy(field.rejected), QSignalSpy(field.edited)
    click(field)
    QTest.keyClicks(field, "many")
    press(field, Qt.Key.Key_Return)
    assert (refused.count(), edited.count(), field.value()) == (1, 0, 0.5)
    QTest.keyClicks(field, "2")
    press(field, Qt.Key.Key_Return)
    assert field.value() == 2
    assert not field.hasFocus()


def test_leaving_without_a_change_is_no_edit(field: NumberField) -> None:
    spy = QSignalSpy(field.edited)
    click(field)
    press(field, Qt.Key.Key_Return)
    assert spy.count() == 0


def test_a_choice_tells_only_what_a_person_chose(show) -> None:
    choice = show(Choice([("sgd", "SGD"), ("adam", "Adam")]))
    spy = QSignalSpy(choice.chosen)
    choice.set_value("adam")
    assert spy.count() == 0
    assert choice.currentText() == "Adam"
    choice.setFocus()
    press(choice, Qt.Key.Key_Up)
    assert calls(spy) == [("sgd",)]


def test_a_toggle_that_cannot_be_pressed_is_pale(show) -> None:
    toggle = show(Toggle("contours", theme.DARK))
    toggle.setChecked(True)

    def lightest() -> int:
        picture = toggle.grab().toImage()
        return max(
            picture.pixelColor(x, y).lightness()
            for x in range(picture.width())
            for y in range(picture.height())
        )

    before = lightest()
    toggle.setEnabled(False)
    assert lightest() < before - 60


def test_a_choice_by_mouse_leaves_the_keyboard_where_it_is(show) -> None:
    choice = show(Choice([("sgd", "SGD"), ("adam", "Adam")]))
    choice.clearFocus()
    click(choice)
    press(choice.view(), Qt.Key.Key_Down)
    press(choice.view(), Qt.Key.Key_Return)
    assert choice.currentData() == "adam"
    assert not choice.hasFocus()


def test_an_unavailable_option_is_grey(show) -> None:
    choice = show(Choice([("a", "Absolute"), ("b", "Absolute")]))
    choice.set_available("b", False)
    choice.resize(choice.sizeHint())
    choice.showPopup()
    picture = choice.view().viewport().grab().toImage()
    rows = [choice.view().visualRect(choice.model().index(row, 0)) for row in (0, 1)]
    lightest = [
        max(
            picture.pixelColor(x, y).lightness()
            for x in range(row.left() + 8, row.right() - 8)
            for y in range(row.top() + 4, row.bottom() - 4)
        )
        for row in rows
    ]
    choice.hidePopup()
    assert lightest[1] < lightest[0] - 60


def test_an_unavailable_option_is_stepped_over(show) -> None:
    choice = show(Choice([("a", "A"), ("b", "B"), ("c", "C")]))
    choice.set_available("b", False)
    choice.setFocus()
    press(choice, Qt.Key.Key_Down)
    assert choice.currentData() == "c"


def test_arrows_move_in_a_switch_although_a_shortcut_has_them(show) -> None:
    switch = show(Segmented((("pass", "Backward pass"), ("orders", "Order lab"), ("minimise", "Minimise"))))
    switch.set_value("pass")
    QShortcut(QKeySequence(Qt.Key.Key_Right), switch)
    spy = QSignalSpy(switch.chosen)
    switch.button("pass").setFocus()
    press(switch.button("pass"), Qt.Key.Key_Right)
    press(switch.button("orders"), Qt.Key.Key_Right)
    press(switch.button("minimise"), Qt.Key.Key_Left)
    assert calls(spy) == [("orders",), ("minimise",), ("orders",)]
    assert switch.value() == "orders"


def test_segments_have_one_on_and_arrow_keys_move_it(show) -> None:
    switch = show(Segmented((("weight", "weight"), ("gradient", "grad"), ("update", "update"))))
    switch.set_value("weight")
    spy = QSignalSpy(switch.chosen)
    click(switch.button("gradient"))
    assert switch.value() == "gradient"
    switch.button("gradient").setFocus()
    press(switch.button("gradient"), Qt.Key.Key_Right)
    assert switch.value() == "update"
    assert calls(spy) == [("gradient",), ("update",)]


def test_chips_ask_and_wait_to_be_told(show) -> None:
    chips = show(ChipFlow((("x1", "x₁"), ("x2", "x₂"))))
    chips.set_on(["x1"])
    spy = QSignalSpy(chips.toggled)
    click(chips.chip("x2"))
    assert calls(spy) == [("x2",)]
    assert not chips.chip("x2").isChecked()
    chips.set_on(["x1", "x2"])
    assert chips.chip("x2").isChecked()


def test_a_stepper_stops_at_its_limits(show) -> None:
    stepper = show(Stepper("neuron", 1, 3))
    spy = QSignalSpy(stepper.stepped)
    click(stepper.fewer)
    click(stepper.more)
    assert calls(spy) == [(1,)]
    stepper.set_value(3)
    click(stepper.more)
    click(stepper.fewer)
    assert calls(spy) == [(1,), (-1,)]


def test_a_focused_control_keeps_space_from_a_shortcut(show) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    plain_button, keeping = QPushButton("a"), QPushButton("b")
    keep_space(keeping)
    column.addWidget(plain_button)
    column.addWidget(keeping)
    shortcut = QSignalSpy(QShortcut(QKeySequence("Space"), window).activated)
    pressed = QSignalSpy(keeping.clicked)
    show(window)
    keeping.setFocus()
    press(keeping, Qt.Key.Key_Space)
    assert (pressed.count(), shortcut.count()) == (1, 0)
    plain_button.setFocus()
    press(plain_button, Qt.Key.Key_Space)
    assert shortcut.count() == 1


def test_a_toggle_is_drawn_with_a_tick(show) -> None:
    toggle = show(Toggle("test points", theme.DARK))
    off = toggle.grab().toImage()
    click(toggle)
    assert toggle.isChecked()
    assert toggle.grab().toImage() != off


def test_a_counter_pads_quietly_and_says_itself(show) -> None:
    counter = show(Counter("Epoch", theme.DARK))
    counter.set_value(140)
    assert counter.parts() == ("000,", "140")
    width = counter.sizeHint().width()
    counter.set_value(123_456)
    assert counter.parts() == ("", "123,456")
    assert counter.sizeHint().width() == width
    counter.set_value(1_234_567)
    assert counter.parts() == ("", "1,234,567")
    assert counter.accessibleName() == "Epoch 1,234,567"


def test_a_flow_breaks_rows_and_gives_spare_room_to_what_expands(show) -> None:
    window = QWidget()
    flow = FlowLayout(window, gap=10)
    parts = [QWidget() for _ in range(3)]
    for part in parts:
        part.setFixedSize(100, 20)
        flow.addWidget(part)
    show(window, 320)
    assert [part.y() for part in parts] == [0, 0, 0]
    assert flow.heightForWidth(320) == 20
    assert flow.heightForWidth(319) == 50
    window.resize(220, 80)
    QApplication.processEvents()
    assert [(part.x(), part.y()) for part in parts] == [(0, 0), (110, 0), (0, 30)]


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_icon_draws_something(qapp: QApplication, name: str) -> None:
    picture = icon(name, "#ff0000").pixmap(24, 24).toImage()
    painted = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
    inked = [colour for colour in painted if colour.alpha() > 128]
    assert len(inked) > 15
    assert {colour.name() for colour in inked} == {"#ff0000"}
