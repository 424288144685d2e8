"""The look: readable contrasts, colours that carry the sign, and figures of one width."""

import re

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
