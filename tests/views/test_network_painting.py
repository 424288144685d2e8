"""What the canvas paints: tiles, edges and pulses in the palette's colours, and only what has changed."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from pytestqt.qtbot import QtBot

from playground import theme
from playground.document import Document
from playground.run import Frame
from playground.session import Session
from playground.theme import Palette
from playground.views.network import NetworkView
from playground.views.network.canvas import PICTURE_EVERY
from playground.views.network.edge_style import strength, style
from playground.views.network.provisional import provisional_frame
from playground.views.network.sprites import paint_pulse
from playground.views.network.tiles import Tiles
from tests import frames

both_themes = pytest.mark.parametrize("palette", [theme.DARK, theme.LIGHT], ids=["dark", "light"])


class Painted:
    """A view whose clock stands still until it is told."""

    def __init__(self, qtbot: QtBot, document: Document, palette: Palette) -> None:
        self.now = 0.0
        self.session = Session(document)
        self.view = NetworkView(self.session, palette, now=lambda: self.now)
        self.session.changed.connect(self.view.show_document)
        qtbot.addWidget(self.view)
        self.view.resize(620, 500)
        self.view.show()

    def image(self) -> QImage:
        return self.view.canvas.grab().toImage()

    def colour(self, image: QImage, x: float, y: float) -> QColor:
        return QColor(image.pixel(round(x), round(y)))

    def show(self, frame: Frame) -> None:
        self.view.show_frame(frame)
        self.view.refresh()


def near(colour: QColor, wanted: str, reach: int = 6) -> bool:
    other = QColor(wanted)
    parts = ((colour.red(), other.red()), (colour.green(), other.green()), (colour.blue(), other.blue()))
    return all(abs(a - b) <= reach for a, b in parts)


def with_weights(frame: Frame, value: float, maps: float) -> Frame:
    layers = tuple(
        replace(layer, weights=np.full_like(layer.weights, value), maps=np.full_like(layer.maps, maps))
        for layer in frame.layers
    )
    return replace(frame, layers=layers)


@both_themes
def test_tiles_and_edges_have_the_colour_of_their_sign(qtbot: QtBot, palette: Palette) -> None:
    document = frames.document((1,), pulses=False)
    shown = Painted(qtbot, document, palette)
    geometry = shown.view.canvas.geometry_shown
    for value, colour in ((20.0, palette.positive), (-20.0, palette.negative)):
        shown.show(with_weights(frames.frame(document), value, value))
        image = shown.image()
        assert near(shown.colour(image, *geometry.centres[(0, 0)]), colour)
        gap = geometry.gaps[1]
        row = [shown.colour(image, x, gap.starts[0, 0]) for x in np.arange(gap.left + 2, gap.right - 2)]
        painted = [near(pixel, colour, 30) for pixel in row]
        # A positive edge is whole, a negative one is broken into dashes.
        assert all(painted) == (value > 0)
        assert any(painted)
        assert near(shown.colour(image, 2, 2), palette.panel, 0)


@both_themes
def test_another_theme_repaints_everything(qtbot: QtBot, palette: Palette) -> None:
    document = frames.document()
    other = theme.LIGHT if palette is theme.DARK else theme.DARK
    first, second = Painted(qtbot, document, palette), Painted(qtbot, document, other)
    for painted in (first, second):
        painted.show(frames.frame(document))
    first.view.set_palette(other)
    assert first.image() == second.image()


def test_pulses_are_seen_where_the_wave_is_and_vanish_with_the_gradient(qtbot: QtBot) -> None:
    document = frames.document((2,))
    shown = Painted(qtbot, document, theme.DARK)
    plain = frames.frame(document)

    def pulse_pixels(factor: float) -> int:
        scaled = frames.rescaled(plain, weight_gradients=factor, bias_gradients=factor)
        images = []
        for on in (False, True):
            view = replace(shown.session.document.view, pulses=on)
            shown.session.edit("pulses", replace(shown.session.document, view=view))
            shown.view.canvas.pulses.waves.clear()
            shown.show(scaled)
            images.append(shown.image())
        return different(*images)

    vanished, small, plain_size, exploding = (pulse_pixels(factor) for factor in (1e-9, 1e-2, 1.0, 1e4))
    assert vanished == 0
    assert 0 < small < plain_size < exploding


def different(first: QImage, second: QImage) -> int:
    a, b = (np.frombuffer(image.constBits(), dtype=np.uint32) for image in (first, second))
    return int((a != b).sum())


@both_themes
def test_the_sign_of_a_pulse_is_seen_without_its_colour(qtbot: QtBot, palette: Palette) -> None:
    grey = replace(palette, positive="#808080", negative="#808080")
    for diameter in (5.0, 7.0, 12.0, 18.0):
        drawn = []
        for sign in (1, -1):
            pixmap = QPixmap(30, 30)
            pixmap.fill(QColor(palette.panel))
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(15, 15)
            paint_pulse(painter, grey, diameter, sign)
            painter.end()
            drawn.append(pixmap.toImage())
        assert drawn[0] != drawn[1], diameter


def test_the_picture_follows_frames_no_faster_than_its_rate(qtbot: QtBot) -> None:
    document = frames.document((2,), pulses=False)
    shown = Painted(qtbot, document, theme.DARK)
    shown.show(frames.frame(document, seed=1))
    old = shown.image()
    shown.view.show_frame(frames.frame(document, seed=2))
    assert shown.image() == old or different(shown.image(), old) < 700, (
        "only the loss and biases may change at once"
    )
    shown.now += PICTURE_EVERY
    shown.view.tick(PICTURE_EVERY)
    assert different(shown.image(), old) > 1000


def test_a_repaint_out_of_time_goes_on_at_the_next(qtbot: QtBot) -> None:
    document = frames.document((8, 8), pulses=False)
    shown = Painted(qtbot, document, theme.DARK)
    shown.show(frames.frame(document, seed=1))
    final = Painted(qtbot, document, theme.DARK)
    final.show(frames.frame(document, seed=2))
    shown.now += 1.0
    shown.view.show_frame(frames.frame(document, seed=2))
    clock = iter(np.arange(2.0, 1e6, 1.0))
    shown.view.canvas._now = lambda: float(next(clock))
    pictures = []
    for _ in range(12):
        pictures.append(shown.image())
        shown.view.tick(0.016)
    steps = [different(a, b) for a, b in pairwise(pictures)]
    assert sum(step > 0 for step in steps) >= 4, "one piece a repaint"
    assert pictures[-1] == final.image()


def test_where_every_repaint_is_out_of_time_the_tiles_still_follow(qtbot: QtBot) -> None:
    """New frames must not keep what is painted last from ever being painted."""
    document = frames.document((8, 8), pulses=False)
    shown = Painted(qtbot, document, theme.DARK)
    shown.show(frames.frame(document, seed=1))
    clock = iter(np.arange(2.0, 1e6, 1.0))
    shown.view.canvas._now = lambda: float(next(clock))
    x, y = shown.view.canvas.geometry_shown.centres[(2, 0)]
    before = shown.image().copy(round(x) - 10, round(y) - 10, 20, 20)
    for seed in range(2, 16):
        shown.view.show_frame(frames.frame(document, seed=seed))
        shown.view.tick(0.016)
        after = shown.image().copy(round(x) - 10, round(y) - 10, 20, 20)
    assert different(before, after) > 100


def test_discretised_tiles_have_two_colours(qtbot: QtBot) -> None:
    maps = np.linspace(-1.0, 1.0, 10000).reshape(1, 100, 100)
    two = Tiles(theme.DARK, discretise=True).pixels(maps, 46)
    assert {int(pixel) & 0xFFFFFF for pixel in two.ravel()} == {0x4AA3F0, 0xF59322}
    assert len(np.unique(Tiles(theme.DARK).pixels(maps, 46))) > 100
    document = frames.document((2,), pulses=False)
    shown = Painted(qtbot, document, theme.DARK)
    shown.show(frames.frame(document))
    before = shown.image()
    view = replace(document.view, discretise=True)
    shown.session.edit("Discretise", replace(shown.session.document, view=view))
    shown.view.refresh()
    assert different(shown.image(), before) > 500


def test_numbers_that_are_none_leave_the_canvas_standing(qtbot: QtBot) -> None:
    document = frames.document((3, 2))
    shown = Painted(qtbot, document, theme.DARK)
    for poison in (np.nan, np.inf, -np.inf):
        names = ("weights", "weight_gradients", "weight_updates", "signals", "maps", "biases", "activations")
        shown.show(frames.rescaled(frames.frame(document), **dict.fromkeys(names, poison)))
        for show in ("weight", "gradient", "update"):
            shown.view.edits.show_edges(show)
            shown.view.refresh()
            assert not shown.image().isNull()
        shown.view.step_stage(+1)
        shown.view.refresh()
        shown.view.escape()
    shown.show(frames.frame(document))
    healthy = Painted(qtbot, shown.session.document, theme.DARK)
    healthy.show(frames.frame(document))
    for painted in (shown, healthy):
        painted.view.canvas.pulses.waves.clear()
    assert shown.image() == healthy.image()


def test_stages_dim_what_they_are_not_about(qtbot: QtBot) -> None:
    document = frames.document((1,), pulses=False)
    shown = Painted(qtbot, document, theme.DARK)
    shown.show(with_weights(frames.frame(document), 20.0, 1.0))
    gap = shown.view.canvas.geometry_shown.gaps[0]
    x, y = (part[0, 0] for part in gap.points(0.2))
    shown.view.step_stage(+1)
    shown.view.refresh()
    lit = shown.colour(shown.image(), x, y)
    for _ in range(2):
        shown.view.step_stage(+1)
    shown.view.refresh()
    dimmed = shown.colour(shown.image(), x, y)
    assert lit.lightness() > dimmed.lightness() + 20


def test_a_sharp_screen_gets_its_own_pixels(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    document = frames.document()
    shown = Painted(qtbot, document, theme.DARK)
    shown.show(frames.frame(document))
    assert shown.view.canvas._picture is not None
    plain = shown.view.canvas._picture.image
    monkeypatch.setattr(type(shown.view.canvas), "devicePixelRatioF", lambda _: 2.0)
    shown.view.set_palette(theme.DARK)
    shown.view.refresh()
    sharp = shown.view.canvas._picture.image
    assert (sharp.width(), sharp.height()) == (2 * plain.width(), 2 * plain.height())
    half = sharp.scaled(plain.size())
    a = np.frombuffer(plain.constBits(), dtype=np.uint8).astype(float)
    b = np.frombuffer(half.constBits(), dtype=np.uint8).astype(float)
    assert np.abs(a - b).mean() < 6.0


# The look of an edge


def test_weights_saturate_and_gradients_are_logarithmic() -> None:
    assert strength(np.array([0.0, 1.6, 1e9]), "weight") == pytest.approx([0.0, 0.5, 1.0], abs=1e-6)
    assert strength(np.array([1e-6, 1e-2, 1e2]), "gradient") == pytest.approx([0.0, 0.5, 1.0], abs=1e-9)
    widths = style(np.array([[0.1, 1.0, 5.0]]), "weight", 46.0).widths
    assert (np.diff(widths) > 0.8).all()


def test_training_near_its_end_repaints_nothing() -> None:
    values = np.linspace(-3.0, 3.0, 64).reshape(8, 8)
    look = style(values, "weight", 30.0)
    assert style(values * (1.0 + 1e-6), "weight", 30.0).same_as(look)
    assert not style(values * 1.3, "weight", 30.0).same_as(look)
    assert not look.same_as(None)


# Stand-in frames


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ((4, 2), (4, 3, 2), {0: 0, 2: 1, 3: 2}),
        ((4, 3, 2), (4, 2), {0: 0, 1: 2, 2: 3}),
        ((4, 2), (5, 2), {0: 0, 1: 1, 2: 2}),
        ((4, 2), (), {0: 2}),
        ((), (3,), {1: 0}),
    ],
)
def test_a_changed_network_keeps_the_pictures_of_what_stays(
    before: tuple[int, ...], after: tuple[int, ...], kept: dict[int, int]
) -> None:
    old = frames.frame(frames.document(before))
    document = Session(frames.document(after)).document
    frame = provisional_frame(document, old)
    assert frame is not None
    assert document.state is not None
    for layer, parameters in enumerate(document.state.parameters):
        assert frame.layers[layer].weights.tolist() == [list(row) for row in parameters.weights]
    for layer, was in kept.items():
        count = min(len(frame.layers[layer].maps), len(old.layers[was].maps))
        assert np.array_equal(frame.layers[layer].maps[:count], old.layers[was].maps[:count])
