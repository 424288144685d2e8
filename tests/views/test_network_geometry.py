"""The network in pixels: everything fits, nothing overlaps, and an edge is found where its curve is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.document import HiddenLayer, Network
from playground.layout import loss_node
from playground.views.network.geometry import Bias, Edge, Geometry, lay_out
from playground.views.network.target import moved, next_number, numbers_of
from tests.frames import ALL_FEATURES

networks = st.builds(
    lambda count, hidden, outputs: Network(
        ALL_FEATURES[:count], tuple(HiddenLayer(n) for n in hidden), outputs=outputs
    ),
    st.integers(1, 7),
    st.lists(st.integers(1, 16), max_size=8),
    st.integers(1, 6),
)
FULL = Network(ALL_FEATURES, (HiddenLayer(16),) * 8, outputs=6)


@given(networks, st.sampled_from([(596.0, 300.0), (596.0, 370.0), (1076.0, 640.0), (1800.0, 900.0)]))
def test_tiles_fit_the_canvas_and_stay_apart(network: Network, size: tuple[float, float]) -> None:
    geometry = lay_out(network, *size, label_width=40.0)
    half = geometry.tile / 2
    assert geometry.tile >= 12.0
    for node, (x, y) in geometry.centres.items():
        reach = geometry.loss_radius if node == loss_node(network) else half
        assert x - reach >= 40.0
        assert x + reach <= size[0]
        assert y - reach >= 0.0
        assert y + reach <= size[1]
    for (a, (ax, ay)), (b, (bx, by)) in itertools.combinations(geometry.centres.items(), 2):
        if a[0] == b[0]:
            assert abs(ay - by) >= geometry.tile + 2.0
        elif abs(a[0] - b[0]) == 1 and loss_node(network) not in (a, b):
            assert abs(ax - bx) >= 1.8 * geometry.tile


def test_the_picture_grows_with_the_window() -> None:
    small, large = lay_out(Network(), 596, 360), lay_out(Network(), 1076, 640)
    assert small.tile >= 44.0
    assert large.tile >= 1.5 * small.tile


def bezier(geometry: Geometry, edge: Edge, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The curve by de Casteljau's construction, from its four control points."""
    gap = geometry.gaps[edge.layer]
    y0, y1 = gap.starts[edge.neuron, edge.source], gap.ends[edge.neuron, edge.source]
    middle = (gap.left + gap.right) / 2
    points = [
        np.array(p, dtype=float)[:, None]
        for p in ((gap.left, y0), (middle, y0), (middle, y1), (gap.right, y1))
    ]
    while len(points) > 1:
        points = [(1 - t) * a + t * b for a, b in itertools.pairwise(points)]
    return points[0][0], points[0][1]


@settings(max_examples=60)
@given(st.data())
def test_the_distance_to_an_edge_is_that_to_its_curve(data: st.DataObject) -> None:
    network = data.draw(networks)
    geometry = lay_out(network, 1076, 640, label_width=40.0)
    layer = data.draw(st.integers(0, geometry.output_layer))
    gap = geometry.gaps[layer]
    rows, columns = gap.starts.shape
    edge = Edge(layer, data.draw(st.integers(0, rows - 1)), data.draw(st.integers(0, columns - 1)))
    x = data.draw(st.floats(gap.left, gap.right))
    y = data.draw(st.floats(0.0, 640.0))
    curve = bezier(geometry, edge, np.linspace(0.0, 1.0, 20001))
    exact = np.hypot(curve[0] - x, curve[1] - y).min()
    assert gap.distances(x, y)[edge.neuron, edge.source] == pytest.approx(exact, abs=0.3)


@pytest.mark.parametrize("network", [Network(), FULL, Network(("x1",), ())], ids=["4-2", "full", "none"])
def test_every_edge_is_found_at_some_point_of_its_curve(network: Network) -> None:
    geometry = lay_out(network, 1076, 640, label_width=40.0)
    for gap in geometry.gaps[:-1]:
        for neuron, source in np.ndindex(gap.starts.shape):
            edge = Edge(gap.layer, neuron, source)
            xs, ys = bezier(geometry, edge, np.array([0.04, 0.12, 0.25, 0.4, 0.5, 0.6, 0.75, 0.88, 0.96]))
            found = [geometry.edge_at(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
            assert None not in found
            # Two curves of a crowded gap may cross, but one of nine points is nearest to its own.
            assert edge in found


def test_nothing_is_found_far_from_every_curve() -> None:
    geometry = lay_out(Network(), 596, 360)
    gap = geometry.gaps[0]
    assert geometry.edge_at((gap.left + gap.right) / 2, 2.0) is None
    assert geometry.edge_at(5.0, 180.0) is None
    assert geometry.node_at(5.0, 5.0) is None


def test_tiles_are_found_by_their_square() -> None:
    geometry = lay_out(Network(), 596, 360)
    for node, (x, y) in geometry.centres.items():
        assert geometry.node_at(x, y) == node
    x, y = geometry.centres[(0, 2)]
    assert geometry.node_at(x + geometry.tile / 2 - 1, y - geometry.tile / 2 + 1) == (0, 2)
    assert geometry.node_at(x + geometry.tile / 2 + 3, y) is None


def test_arrow_keys_walk_the_columns() -> None:
    geometry = lay_out(Network(), 596, 360)
    assert moved(None, "left", geometry) == (0, 0)
    assert moved((0, 0), "down", geometry) == (0, 1)
    assert moved((0, 3), "down", geometry) == (0, 3)
    assert moved((0, 0), "left", geometry) == (-1, 0)
    assert moved((0, 3), "right", geometry) == (1, 1)
    assert moved((2, 0), "right", geometry) == (2, 0)
    assert moved((-1, 0), "left", geometry) == (-1, 0)
    assert moved(Edge(0, 2, 1), "down", geometry) == (0, 3)


def test_going_round_passes_all_numbers_of_a_neuron_once() -> None:
    geometry = lay_out(Network(), 596, 360)
    numbers = numbers_of((0, 1), geometry)
    assert numbers == [Edge(0, 1, 0), Edge(0, 1, 1), Bias(0, 1), Edge(1, 0, 1), Edge(1, 1, 1)]
    target, home = next_number((0, 1), +1, None, geometry)
    seen = [target]
    for _ in range(4):
        target, home = next_number(target, +1, home, geometry)
        seen.append(target)
    assert seen == numbers
    assert next_number(target, +1, home, geometry) == (numbers[0], (0, 1))
    assert next_number((0, 1), -1, None, geometry) == (numbers[-1], (0, 1))


def test_inputs_have_no_bias_and_outputs_no_edges_out() -> None:
    geometry = lay_out(Network(outputs=3), 596, 360)
    assert numbers_of((-1, 1), geometry) == [Edge(0, neuron, 1) for neuron in range(4)]
    assert numbers_of((2, 2), geometry) == [Edge(2, 2, 0), Edge(2, 2, 1), Bias(2, 2)]


@given(networks, st.sampled_from([(596.0, 300.0), (596.0, 370.0), (1076.0, 640.0)]))
def test_biases_are_found_at_their_marks_and_leave_most_of_the_tile(
    network: Network, size: tuple[float, float]
) -> None:
    geometry = lay_out(network, *size, label_width=40.0)
    for layer, neuron in geometry.centres:
        if 0 <= layer <= geometry.output_layer:
            x, y = geometry.bias_centre(layer, neuron)
            assert geometry.bias_at(x, y) == Bias(layer, neuron)
            assert geometry.bias_at(*geometry.centres[(layer, neuron)]) is None
            assert y + geometry.bias_side / 2 <= size[1]
    assert geometry.bias_at(*geometry.centres[(-1, 0)]) is None
