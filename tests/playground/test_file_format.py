"""The text of a document's file: bit for bit there and back, and one sentence for anything else."""

from __future__ import annotations

import base64
import json
import re
import struct
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.data import DATASETS
from engine.errors import PlaygroundError
from engine.nn import INITIALISATIONS
from engine.state import TrainingState
from playground import file_format
from playground.document import ACTIVATIONS, MAX_SPEED, DataSettings, Document, HiddenLayer, Network
from playground.file_format import FORMAT, MAX_SIZE, VERSION, dumps, loads
from playground.network_edits import reset
from playground.own_data import OwnPoints
from playground.run import SPEEDS
from tests.playground.documents import documents, trained

START = reset(Document())
TEXT = dumps(START)


@given(documents())
def test_a_document_comes_back_bit_for_bit(document: Document) -> None:
    text = dumps(document)
    loaded = loads(text, "a.gradplay")
    assert loaded == document
    assert repr(loaded) == repr(document)  # repr tells −0.0 from 0.0, and is exact
    assert dumps(loaded) == text


def test_the_text_is_json_with_a_format_and_a_version_that_a_person_can_read() -> None:
    fields = json.loads(TEXT)
    assert list(fields)[:2] == ["format", "version"]
    assert list(fields)[-1] == "state"
    assert (fields["format"], fields["version"]) == (FORMAT, VERSION)
    none = {"table": "", "columns": [], "class_names": []}
    data = {"dataset": "circle", "noise": 0, "train_share": 50, "seed": "0.42182", "other_dataset": None}
    assert fields["data"] == data | {"classes": 2, "own_classes": none, "own_values": none}
    assert '\n    "noise": 0,\n' in TEXT
    assert '\n      {"neurons": 4, "activation": "tanh", "mixed": []},\n' in TEXT
    rows = re.findall(r"^ +\[-?\d\.\d+, -?\d\.\d+\],?$", TEXT, re.MULTILINE)
    assert len(rows) == 5  # the 2-4-2-1 network: a line for each neuron with two inputs


def test_a_zero_that_l1_has_frozen_stays_frozen() -> None:
    layer = START.state.parameters[0]
    frozen = replace(layer, weights=((-0.0, 0.0), *layer.weights[1:]))
    state = replace(START.state, parameters=(frozen, *START.state.parameters[1:]))
    row = loads(dumps(replace(START, state=state)), "a").state.parameters[0].weights[0]
    assert [str(weight) for weight in row] == ["-0.0", "0.0"]


def test_what_is_missing_has_its_default() -> None:
    assert loads(f'{{"format": "{FORMAT}", "version": 1}}', "a") == Document()
    assert loads(changed("data", {"noise": 5}), "a").data == replace(START.data, noise=5)


def changed(path: str, value: object) -> str:
    """The text of a good file in which one field holds something else."""
    document = json.loads(TEXT)
    part: Any = document
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in way:
        part = part[step]
    part[last] = value
    return json.dumps(document)


def sentence(text: str) -> str:
    with pytest.raises(PlaygroundError) as error:
        loads(text, "bad.gradplay")
    said = str(error.value)
    assert said.startswith("bad.gradplay: ")
    assert said.endswith(".")
    assert "\n" not in said
    assert len(said) < 250
    return said.removeprefix("bad.gradplay: ")


def table(*numbers: float) -> str:
    """Rows of own points as a file holds them, packed by the standard library alone."""
    return base64.b64encode(struct.pack(f"<{len(numbers)}d", *numbers)).decode()


ROWS = "state.parameters.0.weights"


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("data.noise", 900, "data.noise is 900, but must be from 0 to 80."),
        ("data.noise", "5", "data.noise should be a whole number, not a text."),
        ("data.noise", 5.5, "data.noise should be a whole number, not a decimal number."),
        ("data.noise", True, "data.noise should be a whole number, not true or false."),
        ("data.noise", None, "data.noise should be a whole number, not null."),
        ("data.noise", float("nan"), "data.noise should be a whole number, not a decimal number."),
        ("data.train_share", 95, "data.train_share is 95, but must be from 10 to 90."),
        ("data.seed", "s" * 201, "data.seed has 201 characters, but at most 200 are allowed."),
        ("data.seed", "\ud800", "data.seed holds half a character, which no file can hold."),
        (
            "data.dataset",
            "iris",
            f"data.dataset is “iris”, which is none of {', '.join(DATASETS)}, own, own_values.",
        ),
        (
            "data.other_dataset",
            "moons",
            "data.other_dataset is “moons”, which is none of plane, bumps, wave, own_values.",
        ),
        ("view.hidden", ["noise", "noise"], "view.hidden names “noise” twice."),
        ("view.hidden", ["sound"], "view.hidden[0] is “sound”, which is nothing that can be hidden."),
        (
            "initialisation",
            "ones",
            f"initialisation is “ones”, which is none of {', '.join(INITIALISATIONS)}.",
        ),
        ("data.classes", 7, "data.classes is 7, but must be from 2 to 6."),
        (
            "data.own_classes.table",
            "AAAA",
            "data.own_classes.table is not a whole number of rows of three numbers.",
        ),
        ("data.own_values.table", "no rows", "data.own_values.table: Invalid base64 encoded string."),
        ("data.own_values.table", [1.0], "data.own_values.table should be bytes, not a list."),
        (
            "data.own_values.table",
            table(0.0, float("nan"), 0.0),
            "data.own_values.table holds a number that is not finite, or beyond ±1e+06.",
        ),
        (
            "data.own_values.table",
            table(0.0, 0.0, -2e6),
            "data.own_values.table holds a number that is not finite, or beyond ±1e+06.",
        ),
        (
            "data.own_classes.table",
            table(0.0, 0.0, 0.5),
            "data.own_classes.table holds a class that is not a whole number from 0 to 5.",
        ),
        (
            "data.own_classes.table",
            table(*[0.0] * 3 * 100_001),
            "data.own_classes holds 100001 points, but at most 100000 are allowed.",
        ),
        (
            "data.own_values.columns",
            [{"name": "age"}],
            "data.own_values.columns has 1 entries, but must have none or 3.",
        ),
        (
            "data.own_values.columns",
            [{"name": "a"}, {"name": "b" * 201}, {"name": "c"}],
            "data.own_values.columns[1].name has 201 characters, but at most 200 are allowed.",
        ),
        (
            "data.own_values.columns",
            [{"name": "a"}, {"name": "b"}, {"name": "c", "scale": 0}],
            "data.own_values.columns[2].scale is 0, which makes all numbers of the column one.",
        ),
        (
            "data.own_classes.class_names",
            ["a"] * 7,
            "data.own_classes.class_names holds 7 names, but at most 6 are allowed.",
        ),
        (
            "data.own_classes.class_names",
            ["a" * 201],
            "data.own_classes.class_names[0] has 201 characters, but at most 200 are allowed.",
        ),
        (
            "network.outputs",
            3,
            "network.outputs is 3, but the data and the loss ask for 1.",
        ),
        (
            "network.hidden.0.mixed",
            ["relu", "tanh"],
            "network.hidden[0].mixed holds 2 activations, but the layer has 4 neurons.",
        ),
        (
            "network.hidden.1.mixed",
            ["relu", "step"],
            f"network.hidden[1].mixed[1] is “step”, which is none of {', '.join(ACTIVATIONS)}.",
        ),
        ("network.formulas", ["x1"], "network.formulas[0] is “x1”, which does not begin with =."),
        ("network.formulas", ["=x1"] * 2, "network.formulas names “=x1” twice."),
        (
            "network.formulas",
            [f"=x1+{place}" for place in range(13)],
            "network.formulas holds 13 formulas, but at most 12 are allowed.",
        ),
        (
            "network.formulas",
            ["=x1" + " + x1" * 40],
            "network.formulas[0] has 203 characters, but at most 201 are allowed.",
        ),
        ("view.hidden", ["=x1"], "view.hidden[0] is “=x1”, which is nothing that can be hidden."),
        ("view.output", "hologram", "view.output is “hologram”, which is none of plane, surface, curve."),
        ("view.contours", 1, "view.contours should be true or false, not a whole number."),
        ("view.loss", "none", "view.loss is “none”, which is none of curve, points, confusion."),
        (
            "frozen",
            [{"layer": 3}],
            "frozen[0].layer is 3, but the network has 3 with the output layer.",
        ),
        ("frozen", [{"layer": 0, "input": 1}], "frozen[0].input is 1, but no neuron is named."),
        (
            "frozen",
            [{"layer": 0}, {"layer": 0, "neuron": 4}],
            "frozen[1] names a neuron or an input that its layer does not have.",
        ),
        (
            "frozen",
            [{"layer": 0, "neuron": 3, "input": 2}],
            "frozen[0] names a neuron or an input that its layer does not have.",
        ),
        ("frozen", [{"layer": 0}] * 2, "frozen names a part twice."),
        ("stop.epoch", 0, "stop.epoch is 0, but must be from 1 to 1000000000."),
        ("stop.loss", -0.5, "stop.loss is -0.5, but must be from 0.0 to 1000000.0."),
        ("stop.loss", float("nan"), "stop.loss is nan, which is not a finite number."),
        ("stop.patience", 0, "stop.patience is 0, but must be from 1 to 1000000000."),
        (
            "expression.folding",
            "some",
            "expression.folding is “some”, which is none of auto, none, sum, neuron, layer.",
        ),
        ("data.nose", 5, "“data.nose” is a field that this Gradient Playground does not know."),
        ("data", [], "data should be an object, not a list."),
        ("network.features", [], "network.features is empty, but a network has at least one input feature."),
        ("network.features", ["x1", "x1"], "network.features names “x1” twice."),
        ("network.features", "x1", "network.features should be a list, not a text."),
        ("network.hidden.1.neurons", 17, "network.hidden[1].neurons is 17, but must be from 1 to 16."),
        ("network.hidden.1.neurons", 0, "network.hidden[1].neurons is 0, but must be from 1 to 16."),
        (
            "network.hidden.1.size",
            3,
            "“network.hidden[1].size” is a field that this Gradient Playground does not know.",
        ),
        (
            "network.hidden.0.activation",
            "step",
            f"network.hidden[0].activation is “step”, which is none of {', '.join(ACTIVATIONS)}.",
        ),
        (
            "network.hidden",
            [{"neurons": 1, "activation": "tanh"}] * 9,
            "network.hidden holds 9 layers, but at most 8 are allowed.",
        ),
        ("network.hidden", [{}], "network.hidden[0].neurons is missing."),
        ("training.learning_rate", -1.0, "training.learning_rate is -1.0, but must be from 1e-05 to 10.0."),
        (
            "training.learning_rate",
            float("inf"),
            "training.learning_rate is inf, which is not a finite number.",
        ),
        (
            "training.learning_rate",
            float("nan"),
            "training.learning_rate is nan, which is not a finite number.",
        ),
        ("training.learning_rate", "fast", "training.learning_rate should be a number, not a text."),
        ("training.batch_size", 0, "training.batch_size is 0, but must be from 1 to 1000."),
        (
            "training.regularisation_rate",
            11,
            "training.regularisation_rate is 11.0, but must be from 0.0 to 10.0.",
        ),
        ("view.speed", MAX_SPEED + 1, "view.speed is 13, but must be from 0 to 12."),
        ("view.pulse_speed", -1, "view.pulse_speed is -1.0, but must be from 0.0 to 100.0."),
        ("view.show_test", 1, "view.show_test should be true or false, not a whole number."),
        ("weight_seed", 7, "weight_seed should be a text or null, not a whole number."),
        (
            "expression.zeroing",
            "some",
            "expression.zeroing is “some”, which is none of all, parameters, nothing.",
        ),
        ("derivative.h", 2.0, "derivative.h is 2.0, but must be from 1e-16 to 1.0."),
        ("derivative.x", float("-inf"), "derivative.x is -inf, which is not a finite number."),
        (
            f"{ROWS}.2.1",
            float("nan"),
            "state.parameters[0].weights[2][1] is nan, which is not a finite number.",
        ),
        (f"{ROWS}.2.1", "0.5", "state.parameters[0].weights[2][1] should be a number, not a text."),
        (f"{ROWS}.2", [1.0], "state.parameters[0].weights[2] holds 1 numbers, not one for each of 2 inputs."),
        (ROWS, [], "state.parameters[0].weights holds 0 rows, but the layer has 4 neurons."),
        (
            "state.parameters.1.biases",
            [0.1],
            "state.parameters[1].biases holds 1 numbers, but the layer has 2 neurons.",
        ),
        (
            "state.parameters",
            [],
            "state.parameters has 0 layers, but the network has 3 with the output layer.",
        ),
        ("state.slots", [[]], "state.slots[0] has 0 layers, but the network has 3 with the output layer."),
        ("state.carried_samples", 3, "state.carried is empty, but state.carried_samples is 3."),
        ("state.epoch", -1, "state.epoch is -1, but must be from 0 to 9007199254740992."),
        ("state", {}, "state.parameters is missing."),
        ("format", "gradtape", "the file is not a Gradient Playground document."),
        ("version", "1", "version is “1”, but must be a whole number from 1."),
        ("version", 0, "version is 0, but must be a whole number from 1."),
        ("version", True, "version is True, but must be a whole number from 1."),
        (
            "version",
            VERSION + 1,
            f"version is {VERSION + 1}, but this Gradient Playground reads only up to {VERSION}:"
            " a newer one saved the file.",
        ),
    ],
)
def test_a_wrong_field_is_named(path: str, value: object, said: str) -> None:
    assert sentence(changed(path, value)) == said


@pytest.mark.parametrize("dataset", [["circle"], {}, None, 10**400, -(10**400)])
@pytest.mark.parametrize("path", ["data.dataset", "training.learning_rate", "state.epoch", "version"])
def test_values_of_any_size_and_kind_are_named(path: str, dataset: object) -> None:
    assert path in sentence(changed(path, dataset))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is cut off (line 1, column 1)."),
        (TEXT[: len(TEXT) // 2], "the file is cut off"),
        (TEXT[:70], "the file is cut off (line 5, column 5)."),
        ("GIF89a", "the file is not valid JSON (line 1, column 1)."),
        (TEXT.replace(",", ";", 1), "the file is not valid JSON (line 2, column 34)."),
        ("[]", "the file is not a Gradient Playground document."),
        ("null", "the file is not a Gradient Playground document."),
        ("{}", "the file is not a Gradient Playground document."),
        (f'{{"format": "{FORMAT}"}}', "version is “missing”, but must be a whole number from 1."),
        (
            TEXT.replace('"noise": 0', '"noise": ' + "9" * 5000),
            "the file holds a number with too many digits.",
        ),
        (TEXT.replace("0.03", "1e999"), "training.learning_rate is inf, which is not a finite number."),
        (TEXT.replace("0.03", "NaN"), "training.learning_rate is nan, which is not a finite number."),
        ("[" * 40 + "]" * 40, "the file nests lists or objects more than 32 deep."),
        ('{"a":' * 3_000_000, "the file nests lists or objects more than 32 deep."),
        ("[" + "[]," * 100_000 + "[]]", "the file holds more lists and objects than any document."),
        ('"' + '\\"' * 5_000_000, "the file is cut off (line 1, column 1)."),
        (" " * (MAX_SIZE + 1), "the file has 20 MB, but a document has at most 20 MB."),
    ],
)
def test_a_text_that_is_no_document_is_said(text: str, said: str) -> None:
    assert sentence(text).startswith(said)


def test_brackets_inside_texts_do_not_nest() -> None:
    document = replace(START, data=replace(START.data, seed='[{"\\' * 30))
    assert loads(dumps(document), "a") == document


def test_every_cut_of_a_file_is_refused() -> None:
    for end in range(len(TEXT.rstrip())):
        sentence(TEXT[:end])


@given(st.binary(max_size=60).map(lambda raw: raw.decode("utf-8", "surrogateescape")) | st.text(max_size=60))
def test_noise_is_refused(text: str) -> None:
    sentence(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data(), documents())
def test_a_mutated_file_loads_or_is_refused_in_a_sentence(data: st.DataObject, document: Document) -> None:
    text = dumps(document)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        stop = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(st.text(max_size=4) | json_values.map(json.dumps)) + text[stop:]
    loads_or_says(text)


@given(st.data(), documents())
def test_any_value_in_any_place_loads_or_is_refused_in_a_sentence(
    data: st.DataObject, document: Document
) -> None:
    root: dict[str, Any] = json.loads(dumps(document))
    part: Any = root
    while True:
        key = data.draw(st.sampled_from(range(len(part)) if isinstance(part, list) else list(part)))
        if not (isinstance(part[key], (dict, list)) and part[key] and data.draw(st.booleans())):
            break
        part = part[key]
    part[key] = data.draw(json_values)
    loads_or_says(json.dumps(root))


def loads_or_says(text: str) -> None:
    try:
        loaded = loads(text, "bad.gradplay")
    except PlaygroundError:
        sentence(text)
    else:
        assert loads(dumps(loaded), "again") == loaded


def test_formulas_that_are_no_inputs_are_said_with_their_fault() -> None:
    for key in ("=", "=sin(", "=x3", "=log(x1)", "=1/(x1 - x1)"):
        said = sentence(changed("network.formulas", [key]))
        assert said.startswith(f"network.formulas[0] is “{key}”, which is no input: ")


def test_own_points_are_little_endian_doubles_row_by_row() -> None:
    text = changed("data.own_values.table", table(1.0, -2.0, 0.25, 3.0, 4.0, 1e6))
    points = loads(text, "a").data.own_values
    assert points.rows.tolist() == [[1.0, -2.0, 0.25], [3.0, 4.0, 1e6]]
    assert len(points) == 2


def test_own_points_may_be_in_more_classes_only_while_something_else_is_learned() -> None:
    own = OwnPoints.of([[0.0, 0.0, 3.0]])
    elsewhere = replace(START, data=DataSettings("circle", own_classes=own))
    assert loads(dumps(elsewhere), "a") == elsewhere
    with pytest.raises(PlaygroundError, match=r"^data\.own_classes\.table holds a class .* from 0 to 1\.$"):
        dumps(replace(START, data=DataSettings("own", own_classes=own)))


def test_a_document_that_could_not_be_read_back_is_not_written() -> None:
    broken = trained(START.state, float("nan"))
    with pytest.raises(PlaygroundError, match=r"^state\.parameters\[0\]\.weights\[0\]\[0\] is nan"):
        dumps(replace(START, state=broken))
    with pytest.raises(PlaygroundError, match=r"^network\.hidden\[0\]\.neurons is 17"):
        dumps(Document(network=Network(hidden=(HiddenLayer(17),))))


@pytest.mark.parametrize(
    ("data", "loss", "outputs", "offered"),
    [
        ({"dataset": "plane"}, "hinge", 1, "half squared error, absolute, huber"),
        ({"dataset": "plane"}, "cross-entropy", 0, "half squared error, absolute, huber"),
        ({"dataset": "blobs", "classes": 3}, "half squared error", 1, "cross-entropy"),
    ],
)
def test_a_loss_without_a_meaning_for_the_data_is_refused(
    data: dict[str, object], loss: str, outputs: int, offered: str
) -> None:
    fields: Any = json.loads(dumps(Document()))
    fields |= {"data": data, "training": {"loss": loss}, "network": {"outputs": outputs}}
    assert sentence(json.dumps(fields)) == f"training.loss is “{loss}”, which is none of {offered}."


def test_an_older_version_is_brought_up_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    oldest = TEXT.replace(f'"version": {VERSION}', '"version": 1')
    monkeypatch.setattr(file_format, "VERSION", 3)
    monkeypatch.setitem(file_format.MIGRATIONS, 1, lambda fields: {**fields, "weight_seed": "from 1"})
    monkeypatch.setitem(
        file_format.MIGRATIONS, 2, lambda fields: {**fields, "weight_seed": fields["weight_seed"] + " to 3"}
    )
    assert loads(oldest, "a").weight_seed == "from 1 to 3"
    assert loads(dumps(START), "a") == START


NEW_IN_3 = {
    "": ("frozen", "stop"),
    "data": ("classes", "own_classes", "own_values"),
    "network": ("formulas", "outputs"),
    "view": ("output", "contours", "loss"),
    "expression": ("folding", "opened", "folded"),
}
NEW_IN_2 = {"": ("initialisation",), "data": ("other_dataset",), "view": ("hidden",)}


@pytest.mark.parametrize(("version", "new"), [(2, [NEW_IN_3]), (1, [NEW_IN_3, NEW_IN_2])])
def test_files_of_older_versions_are_read_as_what_they_were(
    version: int, new: list[dict[str, tuple[str, ...]]]
) -> None:
    fields: Any = json.loads(TEXT)
    fields["version"] = version
    for parts in new:
        for part, keys in parts.items():
            for key in keys:
                del (fields[part] if part else fields)[key]
    for layer in fields["network"]["hidden"]:
        del layer["mixed"]
    assert loads(json.dumps(fields), "old.gradplay") == START


def test_every_older_version_has_a_migration() -> None:
    assert sorted(file_format.MIGRATIONS) == list(range(1, VERSION))


def test_the_speed_range_is_that_of_the_speed_table() -> None:
    assert len(SPEEDS) == MAX_SPEED + 1


def test_every_field_of_a_document_is_in_the_file() -> None:
    """A field that is added to a dataclass is saved without further ado."""

    def names(value: object) -> set[str]:
        if isinstance(value, tuple):
            return set().union(*map(names, value))
        if not is_dataclass(value):
            return set()
        return {field.name for field in fields(value)}.union(
            *(names(getattr(value, field.name)) for field in fields(value))
        )

    assert names(START) >= {field.name for field in fields(TrainingState)}
    assert all(f'"{name}"' in TEXT for name in names(START))
