"""TensorFlow Playground's link format: its keys, the words they take, and what these are called here.

A link is `#key=value&key=value…` behind the address of any copy of its page. The tables are in the
order in which that page writes the keys. Standard library only.
"""

from __future__ import annotations

import re
from itertools import chain

#: Where the page is at home; a link works as well behind the address of a copy.
HOME = "https://playground.tensorflow.org/"
#: Characters of the longest text that is looked at; the page itself writes some 500.
MAX_LINK = 20_000

ACTIVATIONS = {name: name for name in ("relu", "tanh", "sigmoid", "linear")}
REGULARISATIONS = {"none": "none", "L1": "l1", "L2": "l2"}
#: The key that names the data set of each problem, and the data sets.
DATASET_KEYS = {"classification": "dataset", "regression": "regDataset"}
DATASETS = {
    "classification": {"circle": "circle", "xor": "xor", "gauss": "gauss", "spiral": "spiral"},
    "regression": {"reg-plane": "plane", "reg-gauss": "bumps"},
}
#: What the page starts with where a link does not say.
DEFAULT_DATASETS = {"classification": "circle", "regression": "plane"}
FEATURES = {
    "x": "x1",
    "y": "x2",
    "xTimesY": "x1x2",
    "xSquared": "x1_squared",
    "ySquared": "x2_squared",
    "sinX": "sin_x1",
    "sinY": "sin_x2",
}
DEFAULT_FEATURES = ("x", "y")
#: `<control>_hide=true` hides a control.
CONTROLS = {
    "showTestData": "test points",
    "discretize": "discretise",
    "playButton": "play",
    "stepButton": "step",
    "resetButton": "reset",
    "learningRate": "learning rate",
    "activation": "activation",
    "regularization": "penalty",
    "regularizationRate": "penalty rate",
    "problem": "problem",
    "dataset": "data set",
    "percTrainData": "train share",
    "noise": "noise",
    "batchSize": "batch size",
    "numHiddenLayers": "layers",
}
#: Keys that change nothing, there or here: features that were never offered, and the page's own text.
IDLE = ("cosX", "cosY", "collectStats", "hideText")
_SCALARS = (
    "activation",
    "regularization",
    "batchSize",
    "dataset",
    "regDataset",
    "learningRate",
    "regularizationRate",
    "noise",
    "networkShape",
    "seed",
    "showTestData",
    "discretize",
    "percTrainData",
    "problem",
    "initZero",
    "tutorial",
)
#: Every key that means something.
KEYS = frozenset(
    chain(_SCALARS, FEATURES, IDLE, (f"{name}_hide" for name in chain(CONTROLS, FEATURES, IDLE)))
)


def settings_of(text: str) -> str:
    """The part of a link behind its `#`, with what wrapping it in a page or a mail did to it undone."""
    text = _unwrapped(text)
    if "#" not in text and "%23" in text:
        from urllib.parse import unquote

        text = unquote(text)  # a link carried inside another one
    _, mark, behind = text.partition("#")
    settings = behind if mark else "" if "://" in text else text
    return re.sub("&(?:amp;)+", "&", settings, flags=re.IGNORECASE)


def pairs_of(settings: str) -> dict[str, str | None]:
    """Keys and values; the last one of a key counts, and None is a key without `=`.

    As on the page: nothing is percent-decoded, and what follows a second `=` is dropped.
    """
    pairs: dict[str, str | None] = {}
    for pair in settings.split("&"):
        key, *values = pair.split("=")
        if key:
            pairs[key] = values[0] if values else None
    return pairs


def is_link(text: str) -> bool:
    """Whether a text is meant as a link to the playground, and not as a file's name or anything else."""
    if len(text) > MAX_LINK:
        return False
    if any(value is not None and key in KEYS for key, value in pairs_of(settings_of(text)).items()):
        return True
    return is_page(text) or text.lstrip().startswith("#")


def is_page(text: str) -> bool:
    """Whether a text is the address of the page or of a copy of it, judged by its name."""
    address = _unwrapped(text).partition("#")[0].lower()
    return address.startswith(("http://", "https://", "file://")) and "playground" in address


def _unwrapped(text: str) -> str:
    """Without line breaks, as a browser reads an address, and without brackets or quotes around it."""
    return re.sub("[\\t\\r\\n]", "", text).strip().strip("<>\"'").strip()
