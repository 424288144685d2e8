"""What every test shares: no screen, a home of its own, nothing left behind, no machine-speed deadlines."""

from __future__ import annotations

import os
from functools import partial

import hypothesis
import pytest
from pytestqt.qtbot import QtBot

# Before any QApplication. Only the tests in end_to_end/ open real windows, in processes of their own.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.pop("DISPLAY", None)
os.environ.pop("WAYLAND_DISPLAY", None)

pytest_plugins = ["pytester", "tests.leaks"]

# A deadline would measure how busy the machine is.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

#: Milliseconds that something awaited may take; a busy machine needs many, a defect fails all the same.
PATIENCE = 30_000


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """pytest-qt's own, with more patience than its five seconds."""
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitExposed", "waitActive"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE))
    return qtbot
