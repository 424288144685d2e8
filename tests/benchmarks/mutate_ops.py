"""Break each derivative of the table in many ways and see whether a test notices.

`python -m tests.benchmarks.mutate_ops` rewrites the source of one derivative at a time in a copy of the
engine (an operator, a constant, a comparison, a branch, a factor, the order) and runs
tests/engine/test_ops.py on it. Prints every mutant that survived; returns 1 if there is one.
"""

from __future__ import annotations

import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("engine/ops.py", "engine/families.py")
COPIED = ("engine", "tests/__init__.py", "tests/engine/test_ops.py", "tests/engine/oracles.py")
SWAPS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed derivative: the file, what it was, what it became, and the file's new text."""

    path: str
    before: str
    after: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.before}  ->  {self.after}"


def derivatives(tree: ast.AST) -> Iterator[ast.Lambda | ast.FunctionDef]:
    """Yield every function in a source that computes a slope: `partials=` lambdas and `bell`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "partials":
            assert isinstance(node.value, ast.Lambda)
            yield node.value
        if isinstance(node, ast.FunctionDef) and node.name == "bell":
            yield node


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """Yield broken copies of one expression node (the node itself, not what is inside it)."""

    def changed(**fields: object) -> ast.AST:
        broken = copy.deepcopy(node)
        for name, value in fields.items():
            setattr(broken, name, value)
        return broken

    if isinstance(node, ast.BinOp) and type(node.op) in SWAPS:
        yield changed(op=SWAPS[type(node.op)]())
    if isinstance(node, ast.BoolOp):
        yield changed(op=SWAPS[type(node.op)]())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield changed(ops=[SWAPS[type(node.ops[0])]()])
    if isinstance(node, ast.UnaryOp):
        yield node.operand
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        yield changed(value=node.value * (1 + 1e-4) or 1e-4)
    if isinstance(node, ast.IfExp):
        yield changed(body=node.orelse, orelse=node.body)
        yield node.body
        yield node.orelse
    if isinstance(node, ast.Tuple):
        if len(node.elts) == 2:
            yield changed(elts=node.elts[::-1])
        for i, element in enumerate(node.elts):
            source = ast.unparse(element)
            for broken in [f"({source}) * 1.0001", "0.0"] if source != "0.0" else ["0.0001"]:
                elements = [*node.elts[:i], ast.parse(broken, mode="eval").body, *node.elts[i + 1 :]]
                yield changed(elts=elements)


def mutants() -> Iterator[Mutant]:
    """Yield every mutant of the table's derivatives whose source differs from the original's."""
    for path in SOURCES:
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        for function in derivatives(tree):
            before = ast.unparse(function)
            for parent in list(ast.walk(function)):
                for field, value in list(ast.iter_fields(parent)):
                    for broken in broken_fields(value):
                        setattr(parent, field, broken)
                        after = ast.unparse(function)
                        if after != before:
                            yield Mutant(path, before, after, ast.unparse(ast.fix_missing_locations(tree)))
                        setattr(parent, field, value)


def broken_fields(value: object) -> Iterator[object]:
    """Yield what a node's field becomes when the node in it, or one node of the list in it, is broken."""
    if isinstance(value, ast.AST):
        yield from changes(value)
    if isinstance(value, list):
        for i, node in enumerate(value):
            yield from ([*value[:i], broken, *value[i + 1 :]] for broken in changes(node))


def copy_of_the_engine(folder: Path) -> None:
    """Copy what the tests of the table need into a folder."""
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    (folder / "tests/engine/__init__.py").touch()
    (folder / "pytest.ini").write_text("[pytest]\n")


def passes(folder: Path) -> bool:
    """Run the tests of the table in a folder."""
    options = ["-x", "-q", "-p", "no:cacheprovider"]
    command = [sys.executable, "-B", "-m", "pytest", *options, "tests/engine/test_ops.py"]
    plain = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # plugins take longer than the tests
    done = subprocess.run(command, cwd=folder, env=plain, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 2):  # 1: a test failed, 2: the mutant cannot even be imported
        raise RuntimeError(done.stdout + done.stderr)
    return done.returncode == 0


def survives(mutant: Mutant, folder: Path) -> bool:
    """Return whether all tests pass in spite of the mutant; leaves the folder as it was."""
    path = folder / mutant.path
    original = path.read_text(encoding="utf-8")
    path.write_text(mutant.text, encoding="utf-8")
    try:
        return passes(folder)
    finally:
        path.write_text(original, encoding="utf-8")


def main() -> int:
    """Run all mutants; return 0 if none survived."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_of_the_engine(folder)
        assert passes(folder), "the tests fail without any mutant"
        everything = list(mutants())
        survivors = []
        for i, mutant in enumerate(everything, 1):
            if survives(mutant, folder):
                survivors.append(mutant)
                print(f"SURVIVED {mutant}")
            if i % 20 == 0:
                print(f"{i} of {len(everything)}", flush=True)
    print(f"{len(everything)} mutants, {len(survivors)} survived")
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main())
