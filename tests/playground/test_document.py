"""The document stands alone: what it starts as, and what importing it does not bring along."""

import subprocess
import sys
from dataclasses import FrozenInstanceError, fields, is_dataclass
from pathlib import Path

import pytest

from playground.checks import check
from playground.document import Document, HiddenLayer, Network, layer_sizes

ROOT = Path(__file__).parents[2]
MODEL = (
    "engine",
    "engine.data",
    "engine.features",
    "engine.nn",
    "engine.settings",
    "engine.state",
    "playground.document",
    "playground.network_edits",
    "playground.checks",
    "playground.file_format",
    "playground.links",
)


def test_a_first_launch_opens_on_the_circle_with_a_4_2_tanh_network() -> None:
    document = Document()
    check(document)
    assert (document.data.dataset, document.network.features) == ("circle", ("x1", "x2"))
    assert document.network.hidden == (HiddenLayer(4, "tanh"), HiddenLayer(2, "tanh"))
    assert layer_sizes(document.network) == (2, 4, 2, 1)
    assert layer_sizes(Network(("x1", "x2", "x1x2"), ())) == (3, 1)


def test_a_document_is_a_value_all_through() -> None:
    document = Document()
    hash(document)
    for part in (document, document.data, document.network, document.training, document.view):
        assert is_dataclass(part)
        with pytest.raises((FrozenInstanceError, AttributeError)):
            setattr(part, fields(part)[0].name, None)


def test_the_model_imports_without_qt_and_without_what_loads_slowly() -> None:
    program = f"""
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PySide6", "shiboken6", "pyqtgraph", "numba", "llvmlite", "sympy"):
            raise ModuleNotFoundError(f"no {{name}} here")
sys.meta_path.insert(0, Absent())
for name in {MODEL!r}:
    __import__(name)
print("imported")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("imported\n", "")
