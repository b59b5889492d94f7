"""Three hundred broken, hostile and odd files: each ends in a text or in one line that names it, within bounds of time and memory.

Most are read by one confined process, one after another, under the same limits as in earnest; a sample goes through the door
that people use. A server listens for anyone who fetches what a file refers to; the folder shows what anyone writes.
"""

import json
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from crosscheck.errors import CorpusError
from crosscheck.files.reading import read_file
from tests.files import hostile as broken
from tests.files import hostile_words as odd

SECONDS = 20.0  # for one file, on a slow machine that does something else
MEGABYTES = 1500
READ_ALL = """
import json, resource, sys, time
from pathlib import Path
from crosscheck.errors import CorpusError
from crosscheck.files import guard, reading
import crosscheck.files.pdf, crosscheck.files.docx, crosscheck.files.epub, crosscheck.files.markdown, markdown_it.presets
guard.confine(seconds=900)
guard.guarded = lambda kind, data, name: guard.unpacked(json.loads(json.dumps(guard.packed(guard.reader(kind)(data, name)))))
for name in sys.stdin.read().split("\\n"):
    path, begun = Path(name), time.monotonic()
    try:
        found = reading.read_file(path)
        said = ["read", found.kind, found.text[:200], ""]
    except CorpusError as error:
        said = ["refused", "", "", str(error)]
    except Exception as error:
        said = ["crashed", "", "", repr(error)[:300]]
    said += [time.monotonic() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]
    print(json.dumps([path.name, *said]), flush=True)
"""


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A server that nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, listener: socket.socket) -> list[Path]:
    """All the files, written; "PORT" in them is that of the listener."""
    folder = tmp_path_factory.mktemp("hostile")
    rng = random.Random(6)
    port = str(listener.getsockname()[1]).encode()
    for maker in (*broken.MAKERS, *odd.MAKERS):
        for name, data in maker(rng):
            assert not (folder / name).exists(), f"two files are called {name}"
            (folder / name).write_bytes(broken.addressed(data, port))
    return sorted(folder.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on memory is not kept everywhere")
def test_every_file_ends_in_a_text_or_in_one_line_within_bounds(
    hostile: list[Path], listener: socket.socket, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(hostile) >= 300
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL], input="\n".join(map(str, hostile)), capture_output=True, text=True, cwd=root, check=False
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == [path.name for path in hostile], done.stderr[-500:]
    assert not [row for row in rows if row[1] == "crashed"]
    for name, outcome, _, _, error, seconds, _ in rows:
        assert seconds < SECONDS, f"{name} took {seconds:.1f} s"
        assert outcome == "read" or (error.startswith(name) and "\n" not in error and len(error) < 500), error
    assert rows[-1][6] < MEGABYTES
    read = {row[0]: row for row in rows if row[1] == "read"}
    assert "root:" not in json.dumps(list(read.values()))
    assert not {name for name in read if name.startswith(("bomb-lying", "bomb-many", "password", "locked", "empty.", "blank", "pages.pdf"))}
    assert {
        "words-arabic.docx",
        "out-image.docx",
        "out.html",
        "out.epub",
        "out.md",
        "pdf-called.txt",
        "action-open.pdf",
        "unmarked16.txt",
        "weary-notes.html",
        "wild-numbers.docx",
    } <= set(read)
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert sorted(hostile[0].parent.iterdir()) == hostile
    with capsys.disabled():
        kinds = Counter((Path(row[0]).suffix, row[1]) for row in rows)
        slow = sorted(rows, key=lambda row: -row[5])[:3]
        print(
            f"\n{len(rows)} files, {dict(sorted(kinds.items()))}; slowest {[(row[0], round(row[5], 1)) for row in slow]}; {rows[-1][6]} MB"
        )


def test_a_sample_goes_through_the_guard(hostile: list[Path], listener: socket.socket) -> None:
    sample = [path for path in hostile if path.name.startswith(("bomb", "entity-net", "deep-div-300", "cut-4", "out-image", "action-open"))]
    assert len(sample) >= 15
    for path in sample:
        begun = time.monotonic()
        try:
            found = read_file(path)
        except CorpusError as error:
            said = str(error)
        else:
            said = path.name if found.text else ""
        assert said.startswith(path.name)
        assert "\n" not in said
        assert time.monotonic() - begun < SECONDS
    with pytest.raises(BlockingIOError):
        listener.accept()
