"""Where nodes stand: the networkx graph, the order of its columns, the same network the same places."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.document import HiddenLayer, Network
from playground.layout import INPUT_LAYER, loss_node, network_graph, place

KEYS = ("x1", "x2", "x1_squared", "x2_squared", "x1x2", "sin_x1", "sin_x2")
networks = st.builds(
    lambda count, hidden: Network(KEYS[:count], tuple(HiddenLayer(n) for n in hidden)),
    st.integers(1, 7),
    st.lists(st.integers(1, 16), max_size=8),
)


def test_neighbouring_layers_are_joined_completely_and_the_output_to_the_loss() -> None:
    graph = network_graph(Network(("x1", "x2"), (HiddenLayer(4), HiddenLayer(2))))
    assert graph.number_of_nodes() == 2 + 4 + 2 + 1 + 1
    assert graph.number_of_edges() == 2 * 4 + 4 * 2 + 2 * 1 + 1
    assert graph.has_edge((INPUT_LAYER, 1), (0, 3))
    assert graph.has_edge((2, 0), (3, 0))
    assert not graph.has_edge((INPUT_LAYER, 0), (1, 0))


@given(networks)
def test_columns_run_from_inputs_to_loss_and_rows_downward(network: Network) -> None:
    placement = place(network)
    x = [placement.positions[nodes[0]][0] for nodes in placement.columns]
    assert x == pytest.approx([k / (len(x) - 1) for k in range(len(x))])
    assert placement.columns[-1] == (loss_node(network),)
    for nodes in placement.columns:
        assert len({placement.positions[node][0] for node in nodes}) == 1
        rows = [placement.positions[node][1] for node in nodes]
        assert rows == pytest.approx([k - (len(nodes) - 1) / 2 for k in range(len(nodes))], abs=1e-5)
        assert [index for _, index in nodes] == list(range(len(nodes)))


def test_another_process_finds_the_same_places_and_networkx_is_not_needed_to_start() -> None:
    program = (
        "import sys, playground.layout as layout; late = 'networkx' not in sys.modules\n"
        "from playground.document import Network\n"
        "print(late, sorted(layout.place(Network()).positions.items()))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] == f"True {sorted(place(Network()).positions.items())}\n"
