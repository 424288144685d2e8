"""Throws mangled links and share texts at their readers: an experiment or a sentence comes out, nothing else.

`python -m tests.playground.fuzz_links [COUNT] [SEED]` tries 100,000 of them unless told otherwise.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from engine.errors import PlaygroundError
from playground.checks import check
from playground.document import Document
from playground.links import is_shared, names, read_shared, share_text, write_link
from playground.network_edits import reset

_RUNS = json.loads((Path(__file__).parents[1] / "golden/tf-playground-runs.json").read_text("utf-8"))
_GOOD = [
    *(run["link"] for run in _RUNS),
    names.HOME + _RUNS[0]["link"].replace("&", "&amp;"),
    share_text(Document()),
    share_text(reset(Document())),
]
_KEYS = sorted(names.KEYS)
_PIECES = [
    "&", "=", "#", ",", "&amp;", "%23", "%2C", "%", "-", ".", "e", "1e400", "-1", "0", "NaN", "Infinity",
    "-Infinity", "1e-400", "9" * 400, "true", "false", "null", "gradplay:", "eNq", "\x00", "\n", "\u2028",
    "\ud800", "ä", "💥", " ", "__proto__", "=cmd|' /C calc'!A0", "<script>", "4,2", ",,,", "17,17",
    "://", "..", "_hide=true",
]  # fmt: skip


def fuzzed(count: int, seed: int) -> Iterator[str]:
    """Yield so many texts: good ones with pieces cut out, put in or repeated; pairs at random; bytes."""
    source = random.Random(seed)
    for _ in range(count):
        kind = source.random()
        if kind < 0.6:
            text = source.choice(_GOOD)
            for _ in range(source.randint(1, 6)):
                start = source.randint(0, len(text))
                stop = min(len(text), start + source.choice((0, 0, 1, 2, 5, 40)))
                text = text[:start] + source.choice((*_PIECES, *_KEYS, "")) + text[stop:]
        elif kind < 0.85:
            pairs = (
                f"{source.choice(_KEYS)}={''.join(source.choices(_PIECES, k=source.randint(0, 3)))}"
                for _ in range(source.randint(0, 12))
            )
            text = "#" + "&".join(pairs)
        else:
            text = source.randbytes(source.randint(0, 80)).decode("utf-8", "surrogateescape")
            text = source.choice(("", "#", "gradplay:", names.HOME)) + text
        yield text


def says_or_reads(text: str) -> bool:
    """Read a text; whether it is an experiment. Anything but that or one sentence is an error."""
    is_shared(text)
    try:
        imported = read_shared(text)
    except PlaygroundError as error:
        said = str(error)
        assert said.endswith((".", ".)")), said
        assert said.isprintable(), said
        assert len(said) < 400, said
        return False
    check(imported.document)
    assert all(note.isprintable() and note.endswith(".") for note in imported.notes), imported.notes
    write_link(imported.document)
    return True


def main(count: int = 100_000, seed: int = 0) -> None:
    """Try so many texts and say how many were experiments."""
    read = sum(says_or_reads(text) for text in fuzzed(count, seed))
    print(f"{count:,} texts: {read:,} experiments, {count - read:,} refused in a sentence, nothing else.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
