"""pyqtgraph repainting some hundred different frames, in a process of its own.

PySide6 6.12.0 on Python 3.11 aborts here ("deallocating True or False", or None): whenever pyqtgraph
draws an axis anew, references are taken away that were never given. It bears some 300 frames of these.
"""

import subprocess
import sys

PROGRAM = """
import sys
import time
import numpy as np
from PySide6.QtWidgets import QApplication
from playground import theme
from playground.session import Session
from playground.views.loss import LossView
from playground.views.output import OutputView
from tests.views import synthetic

app = QApplication([])
theme.apply(app, theme.DARK)
document = synthetic.document(4, 2)
frame = synthetic.frame(document, 20)
session = Session(document)
seconds = iter(range(10**9))
views = [OutputView(session, theme.DARK), LossView(session, theme.DARK, clock=lambda: next(seconds))]
for view in views:
    view.resize(300, 300)
    view.show()
    view.show_frame(frame)
before = sys.getrefcount(True), sys.getrefcount(False)
for n in range(500):
    now = synthetic.with_losses(frame, np.linspace(1.0 + n, 0.1, 20 + n))
    for view in views:
        view.show_frame(now)
        app.processEvents()
        view.plot.viewport().repaint()
lost = [was - now for was, now in zip(before, (sys.getrefcount(True), sys.getrefcount(False)))]
for view in views:
    view.close()
print("references lost:", max(lost))
"""


def test_five_hundred_frames_do_not_use_up_true_and_false() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr[-2000:]
    # Some objects hold True or False for themselves; a leak would be several a frame.
    assert int(done.stdout.split(":")[1]) < 100
