"""The same training in other libraries: each function returns a stopwatch, or None where one is absent."""

from __future__ import annotations

import importlib.util
import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from tests.benchmarks.timing import Stopwatch, stopwatch

RATE = 0.03


def points(n: int, features: int) -> tuple[np.ndarray, np.ndarray]:
    inputs = np.random.default_rng(0).uniform(-1, 1, (n, features))
    return inputs, np.where((inputs**2).sum(axis=1) < 0.6, 1.0, -1.0)


def c_program() -> Stopwatch | None:
    """One epoch of 2-16-16-1 in `mlp.c`, compiled here with gcc -O3 -march=native -ffast-math."""
    if shutil.which("gcc") is None:
        return None
    program = Path(tempfile.mkdtemp()) / "mlp"
    source = Path(__file__).with_name("mlp.c")
    options = ["-O3", "-march=native", "-ffast-math"]
    subprocess.run(["gcc", *options, str(source), "-o", str(program), "-lm"], check=True)

    def seconds() -> float:
        done = subprocess.run([str(program), "40"], capture_output=True, text=True, check=True)
        return float(done.stdout.split()[0]) * 1e-6

    return seconds


def jax_epoch(sizes: Sequence[int], n: int, batch: int) -> Stopwatch | None:
    """One epoch as one compiled function: `scan` over the batches, float64, one thread."""
    if importlib.util.find_spec("jax") is None:
        return None
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    draw = np.random.default_rng(1)
    parameters = [(jnp.array(draw.uniform(-0.5, 0.5, (a, b))), jnp.full(b, 0.1)) for a, b in pairwise(sizes)]
    inputs, targets = points(n, sizes[0])
    batches = jnp.array(inputs.reshape(-1, batch, sizes[0])), jnp.array(targets.reshape(-1, batch))

    def loss(parameters, x, y):  # type: ignore[no-untyped-def]
        for weights, bias in parameters:
            x = jnp.tanh(x @ weights + bias)
        return 0.5 * jnp.mean((x[:, 0] - y) ** 2)

    def step(parameters, data):  # type: ignore[no-untyped-def]
        slopes = jax.grad(loss)(parameters, *data)
        return jax.tree.map(lambda p, g: p - RATE * g, parameters, slopes), None

    epoch = jax.jit(lambda parameters: jax.lax.scan(step, parameters, batches)[0])
    return stopwatch(lambda: jax.block_until_ready(epoch(parameters)), times=20)


def torch_epoch(sizes: Sequence[int], n: int, batch: int) -> Stopwatch | None:
    """One epoch of PyTorch as people write it: a module, an optimiser, a loop; float64, one thread."""
    if importlib.util.find_spec("torch") is None:
        return None
    import torch

    torch.set_num_threads(1)
    layers: list[torch.nn.Module] = []
    for a, b in pairwise(sizes):
        layers += [torch.nn.Linear(a, b, dtype=torch.float64), torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers)
    optimiser = torch.optim.SGD(model.parameters(), lr=RATE)
    inputs, targets = map(torch.tensor, points(n, sizes[0]))

    def epoch() -> None:
        for k in range(0, n, batch):
            optimiser.zero_grad()
            loss = 0.5 * ((model(inputs[k : k + batch])[:, 0] - targets[k : k + batch]) ** 2).mean()
            loss.backward()
            optimiser.step()

    return stopwatch(epoch, times=2, tries=2)


def micrograd_step(sizes: Sequence[int], n: int) -> Stopwatch | None:
    """One full-batch step of micrograd on 2-16-16-1 (its own ReLU: it has no tanh network)."""
    if importlib.util.find_spec("micrograd") is None:
        return None
    from micrograd.nn import MLP

    random.seed(1)
    model = MLP(sizes[0], list(sizes[1:]))
    inputs, targets = points(n, sizes[0])

    def step() -> None:
        errors = [(model(list(x)) - float(y)) ** 2 for x, y in zip(inputs.tolist(), targets, strict=True)]
        loss = sum(errors) * (0.5 / n)
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= RATE * p.grad

    return stopwatch(step, tries=1)
