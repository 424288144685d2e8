"""Internet shortcuts: the address in them, whatever wrote them, and one sentence for anything else."""

from __future__ import annotations

import plistlib
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import PlaygroundError
from playground.links import address_in, is_shortcut, read_shared
from playground.links.shortcut import MAX_SIZE

LINK = "https://playground.tensorflow.org/#activation=relu&dataset=xor&seed=0.5"
WINDOWS = "\r\n".join(
    [
        "[{000214A0-0000-0000-C000-000000000046}]",
        "Prop3=19,2",
        "[InternetShortcut]",
        "IDList=",
        f"URL={LINK}",
        "",
    ]
)


def written(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.url", f"[InternetShortcut]\nURL={LINK}\n".encode()),
        ("a.url", WINDOWS.encode()),
        ("a.URL", WINDOWS.encode("utf-8-sig")),
        ("a.url", WINDOWS.encode("utf-16")),
        ("a.url", f"[internetshortcut]\n url = {LINK}  ".encode()),
        ("a.webloc", plistlib.dumps({"URL": LINK})),
        ("a.WebLoc", plistlib.dumps({"URL": LINK, "more": [1, {"a": 2}]}, fmt=plistlib.FMT_BINARY)),
    ],
)
def test_the_address_is_read(tmp_path: Path, name: str, raw: bytes) -> None:
    path = written(tmp_path, name, raw)
    assert is_shortcut(path)
    assert address_in(path) == LINK
    assert read_shared(address_in(path)).document.data.dataset == "xor"


BOMB = b"""<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY a "aaaaaaaaaa">%s]>
<plist version="1.0"><dict><key>URL</key><string>&z;</string></dict></plist>""" % b"".join(
    b'<!ENTITY %c "%s">' % (98 + k, b"&%c;" % (97 + k) * 10) for k in range(25)
)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("a.url", b"", "holds no address"),
        ("a.url", b"[InternetShortcut]\nIconFile=a.ico\n", "holds no address"),
        ("a.url", b"[InternetShortcut]\nURL=  \n", "holds no address"),
        ("a.url", b"URL=https://example.org", "holds no address"),
        ("a.url", b"\xff\xfe[\x00", "holds no address"),
        ("a.url", b"[InternetShortcut]\nURL=" + b"a" * MAX_SIZE, "more than 100 kB"),
        ("a.webloc", b"", "holds no address"),
        ("a.webloc", b"bplist00" + b"\xff" * 40, "holds no address"),
        ("a.webloc", plistlib.dumps([LINK]), "holds no address"),
        ("a.webloc", plistlib.dumps({"URL": 7}), "holds no address"),
        ("a.webloc", b"<plist><array>" * 5000, "holds no address"),
        ("a.webloc", BOMB, "holds no address"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(tmp_path: Path, name: str, raw: bytes, said: str) -> None:
    refused(written(tmp_path, name, raw), said)


def test_entities_that_grow_are_never_expanded(tmp_path: Path) -> None:
    path = written(tmp_path, "a.webloc", BOMB)
    tracemalloc.start()
    refused(path, "holds no address")
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    refused(tmp_path / "gone.url", "cannot be read: no such file")
    (tmp_path / "folder.url").mkdir()
    refused(tmp_path / "folder.url", "this is not a file")


def refused(path: Path, said: str) -> None:
    with pytest.raises(PlaygroundError) as error:
        address_in(path)
    sentence = str(error.value)
    assert sentence.startswith(path.name)
    assert said in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["a.url", "a.webloc"]), st.binary(max_size=200), st.booleans())
def test_any_bytes_are_an_address_or_a_sentence(tmp_path: Path, name: str, raw: bytes, marked: bool) -> None:
    marks = {"a.url": b"[InternetShortcut]\nURL=", "a.webloc": b"bplist00"}
    path = written(tmp_path, name, marks[name] * marked + raw)
    try:
        address = address_in(path)
    except PlaygroundError:
        refused(path, "address")
    else:
        assert address.strip()
