"""The look: readable contrasts, colours that carry the sign, and figures of one width."""

import re
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication

from playground import theme

THEMES = pytest.mark.parametrize("palette", theme.PALETTES.values(), ids=lambda palette: palette.name)


def test_contrast_is_the_published_ratio() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    # WCAG's own border case: the lightest grey that passes AA on white.
    assert theme.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@THEMES
def test_all_text_is_readable_on_every_ground_it_stands_on(palette: theme.Palette) -> None:
    for ground in (palette.window, palette.panel, palette.raised):
        for text in (palette.text, palette.quiet, palette.accent):
            assert theme.contrast(text, ground) >= 4.5, (text, ground)
    assert theme.contrast(palette.on_accent, palette.accent) >= 4.5
    hover = theme.mix(palette.raised, palette.text, 0.14)
    assert theme.contrast(palette.text, hover) >= 4.5


@THEMES
def test_points_stand_out_from_a_map_of_their_own_colour(palette: theme.Palette) -> None:
    for sign in (palette.positive, palette.negative):
        assert max(theme.contrast(palette.outline, sign), theme.contrast(palette.text, sign)) >= 3
    assert theme.contrast(palette.outline, palette.text) >= 7


@THEMES
def test_sign_colours_run_from_negative_over_zero_to_positive(palette: theme.Palette) -> None:
    table = theme.sign_colours(palette, 3)
    assert ["#" + bytes(row[:3]).hex() for row in table] == [palette.negative, palette.zero, palette.positive]


#: Machado, Oliveira and Fernandes (2009): linear RGB as people see it who lack one kind of cone.
_SEEN = {
    "all cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def _oklab(colour: str, seen: object) -> np.ndarray:
    """Ottosson's perceptual space (2020): equal distances look equally different."""
    parts = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)]) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    cones = [[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.68069955, 0.10739696]]
    cones.append([0.08830246, 0.28171884, 0.62997870])
    axes = [[0.21045426, 0.79361779, -0.00407205], [1.97799850, -2.42859221, 0.45059371]]
    axes.append([0.02590404, 0.78277177, -0.80867577])
    return np.array(axes) @ np.cbrt(np.array(cones) @ np.clip(np.array(seen) @ linear, 0, 1))


@THEMES
@pytest.mark.parametrize("seen", _SEEN.values(), ids=_SEEN)
def test_every_two_classes_look_different_also_without_one_kind_of_cone(
    palette: theme.Palette, seen: object
) -> None:
    assert palette.classes[:2] == (palette.negative, palette.positive)
    assert len(palette.classes) == 6
    for one, other in combinations(palette.classes, 2):
        assert np.linalg.norm(_oklab(one, seen) - _oklab(other, seen)) >= 0.08, (one, other)


def test_mix_is_linear() -> None:
    assert theme.mix("#000000", "#ffffff", 0.0) == "#000000"
    assert theme.mix("#000000", "#ffffff", 1.0) == "#ffffff"
    assert theme.mix("#102030", "#304050", 0.5) == "#203040"


@THEMES
@pytest.mark.parametrize("sizes", [theme.NORMAL, theme.PRESENTER])
def test_the_stylesheet_has_a_value_for_every_name(palette: theme.Palette, sizes: theme.Sizes) -> None:
    assert "$" not in theme.stylesheet(palette, sizes)


def test_no_text_is_smaller_than_22_pixels_for_a_room() -> None:
    sheet = theme.stylesheet(theme.DARK, theme.PRESENTER)
    sizes = [int(found) for found in re.findall(r"font-size: (\d+)px", sheet)]
    assert len(sizes) > 5
    assert min(sizes) >= 22


def test_figures_have_one_width(qapp: QApplication) -> None:
    metrics = QFontMetricsF(theme.interface_font(15))
    assert metrics.horizontalAdvance("1111111111") == metrics.horizontalAdvance("8888888888")
