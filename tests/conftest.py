"""What every test shares: no screen, a home of its own, nothing left behind, no machine-speed deadlines."""

from __future__ import annotations

import os

import hypothesis

# Before any QApplication. Only the tests in end_to_end/ open real windows, in processes of their own.
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.pop("DISPLAY", None)
os.environ.pop("WAYLAND_DISPLAY", None)

pytest_plugins = ["pytester", "tests.leaks"]

# A deadline would measure how busy the machine is.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
