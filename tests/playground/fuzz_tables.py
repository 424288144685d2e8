"""Throws mangled tables at their reader: points or one sentence come out, nothing else.

`python -m tests.playground.fuzz_tables [COUNT] [SEED]` tries 100,000 of them unless told otherwise.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

import numpy as np

from engine.errors import PlaygroundError
from playground.checks import check
from playground.document import DataSettings, Document
from playground.tables import (
    DECIMALS,
    ENCODINGS,
    SCALINGS,
    SEPARATORS,
    Selection,
    Wanted,
    csv_text,
    points_of,
    read,
    suggestion,
    with_imported,
)

_GOOD = [
    b"x1,x2,class\n1,2,a\n3,4,b\n5,6,a\n",
    b"x;y;z\n1,5;2,25;0\n-1,5;2e3;1\n0;0;1\n",
    b"1\t2\t3\n4\t5\t6\n7\t8\t9\n",
    b"a b c\n 1  2 u\n3 4 v\n",
    b'name,height,"weight, kg"\n"Smith, A",1.8,80\n"O""B",1.6,\nc,?,70\n',
    "größe|gewicht|art\n1|2|ä\n3|4|ö\n".encode("cp1252"),
    "x\ty\n1,5\t2\n3\t4\n".encode("utf-16"),
    b"\xef\xbb\xbfx,y\r\n1,2\r\n3,4\r\n",
    csv_text(DataSettings(dataset="xor"))[:600].encode(),
]
_PIECES = [
    b",", b";", b"\t", b"|", b" ", b"\n", b"\r\n", b"\r", b'"', b'""', b'"\n', b"'", b".", b"-", b"+", b"NA",
    b"nan", b"inf", b"-inf", b"1e400", b"-1e308", b"1e308", b"1e-320", b"5e-324", b"1_000", b"1,234.5", b"?",
    b"9" * 400, b"=cmd|' /C calc'!A0", b"@x", b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xe9", b"\x81", "ä💥\u2028\x85".encode(), b"\x1a", b"\x0c", b"#", b"0x10", b"1,2\n" * 40, b"a,b,c\n",
    "١٢".encode(), b"true", b"x" * 200, b"PK\x03\x04",
]  # fmt: skip


def fuzzed(count: int, seed: int) -> Iterator[tuple[bytes, Wanted]]:
    """Yield so many tables and what is said about them: good ones mangled; pieces; bytes."""
    source = random.Random(seed)
    for _ in range(count):
        kind = source.random()
        if kind < 0.6:
            raw = source.choice(_GOOD)
            for _ in range(source.randint(1, 6)):
                start = source.randint(0, len(raw))
                stop = min(len(raw), start + source.choice((0, 0, 1, 2, 5, 40)))
                raw = raw[:start] + source.choice((*_PIECES, b"")) + raw[stop:]
        elif kind < 0.9:
            raw = b"".join(
                source.choices([*_PIECES, b"1", b"2.5", b",", b"\n", b"a"], k=source.randint(0, 40))
            )
        else:
            raw = source.randbytes(source.randint(0, 80))
        wanted = Wanted()
        if source.random() < 0.4:
            wanted = Wanted(
                source.choice((None, *ENCODINGS)),
                source.choice((None, *SEPARATORS)),
                source.choice((None, *DECIMALS)),
                source.choice((None, True, False)),
            )
        yield raw, wanted


def says_or_reads(raw: bytes, wanted: Wanted, source: random.Random) -> bool:
    """Read a table; whether points are in it. Anything but points or one sentence is an error."""
    try:
        shares: list[float] = []
        table = read(raw, progress=shares.append, wanted=wanted)
        assert shares == sorted(shares), shares
        assert shares[-1] == 1.0
        assert all(len(column.numbers) == table.rows for column in table.columns)
        chosen = suggestion(table)
        if source.random() < 0.5:
            places = range(len(table.columns))
            chosen = Selection(
                source.choice(places),
                source.choice((None, *places)),
                source.choice(places),
                source.choice(("classification", "regression")),
                source.choice(SCALINGS),
            )
        imported = points_of(table, chosen)
    except PlaygroundError as error:
        _assert_sentence(str(error))
        return False
    for note in (*table.notes, *imported.notes):
        _assert_sentence(note)
    document = with_imported(Document(), imported)
    check(document)
    settings = document.data
    # Names that are numbers look like a first row.
    again = read(csv_text(settings).encode(), wanted=Wanted(header=True))
    assert again.rows == len(imported.points), (raw, csv_text(settings), imported)
    assert np.isfinite(imported.points.rows).all()
    return True


def _assert_sentence(said: str) -> None:
    assert said.endswith((".", "?")), said
    assert said.isprintable(), said
    assert len(said) < 300, said


def main(count: int = 100_000, seed: int = 0) -> None:
    """Try so many tables and say how many had points."""
    source = random.Random(seed)
    found = sum(says_or_reads(raw, wanted, source) for raw, wanted in fuzzed(count, seed))
    print(f"{count:,} tables: {found:,} with points, {count - found:,} refused in a sentence, nothing else.")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
