"""The look: one palette a theme, fonts with tabular figures, the sign colour map, and the stylesheet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.stylesheet import TEMPLATE

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPalette
    from PySide6.QtWidgets import QApplication


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme, as #rrggbb.

    `on_accent` is text on an accent ground; `outline` rims a data point so that it stands out
    from a heat map of its own colour. `classes` are the colours of up to six classes, the first two those of
    the signs; people who are blind to a colour can still tell any two apart.
    """

    name: str
    window: str
    panel: str
    raised: str
    line: str
    text: str
    quiet: str
    accent: str
    positive: str
    zero: str
    negative: str
    on_accent: str
    outline: str
    classes: tuple[str, ...]


DARK = Palette(
    name="dark",
    window="#12151a",
    panel="#191d24",
    raised="#20252e",
    line="#2c333e",
    text="#e8ecf2",
    quiet="#97a3b3",
    accent="#7fb4ff",
    positive="#4aa3f0",
    zero="#21262f",
    negative="#f59322",
    on_accent="#0d1116",
    outline="#0d1116",
    classes=("#f59322", "#4aa3f0", "#0b7f3a", "#b8389c", "#e9f58f", "#d9c8ff"),
)
LIGHT = Palette(
    name="light",
    window="#f4f5f7",
    panel="#ffffff",
    raised="#f0f2f5",
    line="#dfe3e9",
    text="#1b2330",
    quiet="#5d6b7c",
    accent="#1767c9",
    positive="#0877bd",
    zero="#e8eaeb",
    negative="#e07a0a",
    on_accent="#ffffff",
    outline="#ffffff",
    classes=("#e07a0a", "#0877bd", "#0d4f26", "#a8155a", "#5cc48c", "#c98bf0"),
)
PALETTES = {palette.name: palette for palette in (DARK, LIGHT)}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Text sizes in device-independent pixels, and `scale`, by which everything else grows."""

    scale: float
    tiny: int
    small: int
    base: int
    number: int
    large: int


NORMAL = Sizes(scale=1.0, tiny=11, small=12, base=13, number=15, large=20)
#: For a room: nothing is smaller than 22 px, and what was large already grows less.
PRESENTER = Sizes(scale=1.7, tiny=22, small=22, base=22, number=25, large=32)

#: Families that are the fallback of a bare system rather than anybody's choice of interface font.
_FALLBACKS = {"sans serif", "sans", "dejavu sans", "bitstream vera sans", ""}
_BETTER_THAN_FALLBACK = ("Inter", "Noto Sans", "Cantarell", "Ubuntu", "Open Sans")


def interface_font(pixels: int = NORMAL.base, bold: bool = False) -> QFont:
    """The system's own interface font, with figures of one width so that changing numbers do not jump.

    Where the system names only a fallback, a common interface font is taken if one is installed.
    """
    from PySide6.QtGui import QFont

    font = QFont(_family())
    font.setPixelSize(pixels)
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setBold(bold)
    return font


@cache
def _family() -> str:
    from PySide6.QtGui import QFontDatabase

    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if system.lower() not in _FALLBACKS:
        return system
    installed = set(QFontDatabase.families())
    return next((family for family in _BETTER_THAN_FALLBACK if family in installed), system)


def apply(application: QApplication, palette: Palette, sizes: Sizes = NORMAL) -> None:
    """Dress the whole application: style, font, native palette and stylesheet."""
    if application.style().objectName() != "fusion":
        application.setStyle("fusion")
    application.setFont(interface_font(sizes.base))
    application.setPalette(native_palette(palette))
    application.setStyleSheet(stylesheet(palette, sizes))


def native_palette(palette: Palette) -> QPalette:
    """The same colours for what stylesheets do not reach: dialogs, menus of the system, text selection."""
    from PySide6.QtGui import QColor, QPalette

    role = QPalette.ColorRole
    colours = {
        role.Window: palette.window,
        role.WindowText: palette.text,
        role.Base: palette.panel,
        role.AlternateBase: palette.raised,
        role.Text: palette.text,
        role.Button: palette.raised,
        role.ButtonText: palette.text,
        role.BrightText: palette.text,
        role.ToolTipBase: palette.raised,
        role.ToolTipText: palette.text,
        role.PlaceholderText: palette.quiet,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.Link: palette.accent,
        role.Mid: palette.line,
        role.Dark: palette.line,
        role.Light: palette.raised,
    }
    native = QPalette()
    for name, colour in colours.items():
        native.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        native.setColor(QPalette.ColorGroup.Disabled, name, QColor(mix(palette.quiet, palette.panel, 0.4)))
    return native


def stylesheet(palette: Palette, sizes: Sizes = NORMAL) -> str:
    """The application's stylesheet; a widget picks its part by the dynamic properties `role` and `kind`."""
    values = {name: getattr(palette, name) for name in palette.__dataclass_fields__}
    values |= {name: f"{getattr(sizes, name)}px" for name in ("tiny", "small", "base", "number", "large")}
    values |= {f"px{n}": f"{round(n * sizes.scale)}px" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 14, 16, 18, 28)}
    values |= _slider(sizes.scale)
    values["hover"] = mix(palette.raised, palette.text, 0.07)
    values["pressed"] = mix(palette.raised, palette.text, 0.14)
    values["accent_hover"] = mix(palette.accent, palette.text, 0.12)
    values["chosen"] = mix(palette.panel, palette.accent, 0.12)
    values["faint"] = mix(palette.quiet, palette.panel, 0.4)
    return TEMPLATE.substitute(values)


def _slider(scale: float) -> dict[str, str]:
    """The slider's measures: Qt draws a round corner only if it is at most half of the box, to the pixel."""
    groove, overhang, ring = (round(n * scale) for n in (4, 5, 3))
    handle = groove + 2 * overhang
    measures = {
        "groove": groove,
        "groove_radius": groove // 2,
        "overhang": overhang,
        "handle": handle,
        "handle_room": handle + 4,
        "handle_radius": handle // 2,
        "ring": ring,
        "ring_inside": handle - 2 * ring,
    }
    return {name: f"{pixels}px" for name, pixels in measures.items()}


def sign_colours(palette: Palette, steps: int = 256) -> NDArray[np.uint8]:
    """Colours from negative over zero to positive, (steps, 4) RGBA: what every heat map is painted with."""
    stops = [_rgb(colour) for colour in (palette.negative, palette.zero, palette.positive)]
    position = np.linspace(0.0, 2.0, steps)
    channels = [np.interp(position, [0.0, 1.0, 2.0], [stop[k] for stop in stops]) for k in range(3)]
    table = np.full((steps, 4), 255, dtype=np.uint8)
    table[:, :3] = np.stack(channels, axis=1).round().astype(np.uint8)
    return table


def mix(colour: str, other: str, share: float) -> str:
    """`colour` with `share` (0 to 1) of `other` in it, as #rrggbb."""
    parts = (round(a + (b - a) * share) for a, b in zip(_rgb(colour), _rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def contrast(colour: str, ground: str) -> float:
    """The WCAG 2 contrast ratio of two colours, 1 to 21; text needs 4.5, a control's shape 3."""
    light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(part) for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
