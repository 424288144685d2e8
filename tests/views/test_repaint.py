"""pyqtgraph repainting for many seconds' worth of frames, in a process of its own.

PySide6 6.12.0 on Python 3.11 aborts here ("bool_dealloc: deallocating True or False"): every repaint
takes away a reference of True or False that was never given. Two thousand repaints are some ten times
what it bears.
"""

import subprocess
import sys

PROGRAM = """
import sys
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
views = [OutputView(session, theme.DARK), LossView(session, theme.DARK)]
before = sys.getrefcount(True), sys.getrefcount(False)
for view in views:
    view.resize(200, 200)
    view.show()
    view.show_frame(frame)
for _ in range(1000):
    for view in views:
        view.plot.viewport().repaint()
lost = [was - now for was, now in zip(before, (sys.getrefcount(True), sys.getrefcount(False)))]
for view in views:
    view.close()
print("references lost:", max(lost))
"""


def test_two_thousand_repaints_do_not_use_up_true_and_false() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr[-2000:]
    # Some objects hold True or False for themselves; a leak of references would be one a repaint.
    assert int(done.stdout.split(":")[1]) < 500
