"""Files: whole or not at all, whatever the disk, the folder or a kill does."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import PlaygroundError
from playground.document import DataSettings, Document, HiddenLayer, Network
from playground.network_edits import reset
from playground.storage import MAX_SIZE, dumps, load, save

ROOT = Path(__file__).parents[2]
START = reset(Document())
OTHER = reset(Document(DataSettings("spiral"), Network(hidden=(HiddenLayer(8),) * 4)))


def run(script: str, *arguments: object) -> str:
    """What a Python process of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + script, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


PRELUDE = """
import os, random, resource, signal, sys, tempfile
from pathlib import Path
from engine.errors import PlaygroundError
from playground.storage import load, save
from tests.playground.test_storage import OTHER, START

def try_to_save(path):
    try:
        save(OTHER, path)
    except PlaygroundError as error:
        print(error)
    else:
        print("saved")
"""


def test_a_document_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "μ — run.gradplay"
    save(START, path)
    assert load(path) == START
    assert path.read_bytes() == dumps(START).encode()
    save(OTHER, path)
    assert load(path) == OTHER
    assert list(tmp_path.iterdir()) == [path]


def test_a_byte_order_mark_of_an_editor_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.gradplay"
    path.write_bytes(b"\xef\xbb\xbf" + dumps(START).replace("\n", "\r\n").encode())
    assert load(path) == START


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "a.gradplay", tmp_path / "b.gradplay"
    save(START, target)
    link.symlink_to(target)
    save(OTHER, link)
    assert link.is_symlink()
    assert load(target) == OTHER


def refused(path: Path) -> str:
    with pytest.raises(PlaygroundError) as error:
        load(path)
    return str(error.value)


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.gradplay"
    assert refused(path) == "a.gradplay cannot be read: no such file or directory."
    path.mkdir()
    assert refused(path) == "a.gradplay: this is not a file."
    assert refused(tmp_path / ("a" * 300)).endswith("cannot be read: file name too long.")
    binary = tmp_path / "b.gradplay"
    binary.write_bytes(b'{"format": "\xff"}')
    assert refused(binary) == "b.gradplay: the file is not text in UTF-8 (byte 12)."
    binary.write_bytes(dumps(START).encode()[:-5])
    assert refused(binary).startswith("b.gradplay: the file is cut off (line ")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.gradplay"
    os.mkfifo(path)
    assert refused(path) == "pipe.gradplay: this is not a file."
    assert refused(Path("/dev/zero")) == "zero: this is not a file."


def test_a_file_of_200_mb_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.gradplay"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("opened"))
    assert refused(path) == "big.gradplay: the file has 200 MB, but a document has at most 20 MB."


def test_a_file_of_the_greatest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.gradplay"
    text = dumps(START)
    path.write_text(text + " " * (MAX_SIZE - len(text.encode())))
    assert load(path) == START


def not_saved(document: Document, path: Path) -> str:
    with pytest.raises(PlaygroundError) as error:
        save(document, path)
    return str(error.value)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    said = not_saved(START, tmp_path / "gone" / "a.gradplay")
    assert said == f"a.gradplay was not saved in {tmp_path / 'gone'}: no such file or directory."


def test_a_folder_in_the_files_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.gradplay").mkdir()
    said = not_saved(START, tmp_path / "a.gradplay")
    assert said.startswith(f"a.gradplay was not saved in {tmp_path}: ")
    assert list(tmp_path.iterdir()) == [tmp_path / "a.gradplay"]


def test_a_document_that_could_not_be_read_back_leaves_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.gradplay"
    save(START, path)
    said = not_saved(replace(START, training=replace(START.training, learning_rate=float("nan"))), path)
    assert said == "a.gradplay was not saved: training.learning_rate is nan, which is not a finite number."
    assert load(path) == START


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """A limit on the size of files makes writes fail half-way, as a full disk does."""
    path = tmp_path / "a.gradplay"
    save(START, path)
    out = run(
        """
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
try_to_save(Path(sys.argv[1]))
""",
        path,
    )
    assert out == f"a.gradplay was not saved in {tmp_path}: file too large.\n"
    assert path.read_bytes() == dumps(START).encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_read_only_folder_leaves_the_old_file() -> None:
    out = run(
        """
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "a.gradplay"
    save(START, path)
    path.chmod(0o444)
    Path(folder).chmod(0o555)
    child = os.fork()
    if child == 0:
        if os.geteuid() == 0:
            os.setuid(65534)  # permissions do not bind root
        try_to_save(path)
        try_to_save(Path(folder) / "b.gradplay")
        sys.stdout.flush()
        os._exit(0)
    os.waitpid(child, 0)
    print(load(path) == START, os.listdir(folder))
    Path(folder).chmod(0o755)
"""
    )
    first, second, third = out.splitlines()
    assert first.startswith("a.gradplay was not saved in ")
    assert second.startswith("b.gradplay was not saved in ")
    assert second.endswith(": permission denied.")
    assert third == "True ['a.gradplay']"


def test_kill_9_during_a_save_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    out = run(
        """
path = Path(sys.argv[1])
save(START, path)
seen = [0, 0]
for _ in range(60):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        while True:
            for document in (OTHER, START):
                os.write(writer, b".")
                save(document, path)
    os.close(writer)
    for _ in range(random.randint(1, 4)):
        os.read(reader, 1)
    for _ in range(random.randint(0, 150_000)):  # anywhere inside a save
        pass
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(reader)
    seen[[START, OTHER].index(load(path))] += 1
print(*seen)
""",
        tmp_path / "a.gradplay",
    )
    old, new = map(int, out.split())
    assert old + new == 60
    assert min(old, new) > 0
