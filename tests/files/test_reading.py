"""One door for every file: the kind is told from the bytes, other kinds are refused with the remedy, the reader is confined."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from crosscheck.errors import CorpusError
from crosscheck.files import guard, reading
from crosscheck.files.extracted import Extracted, Left, LeftOut, Page
from crosscheck.files.reading import read_file
from tests.files import made
from tests.files.test_docx import p, same, word
from tests.files.test_epub import book


def kind(data: bytes, name: str = "a") -> tuple[str, tuple[str, ...]]:
    return reading.kind_of(data, Path(name).suffix, name)


def test_the_state_report_reads_the_same_through_the_door(tmp_path: Path) -> None:
    for path in (made.report_docx(tmp_path / "r.docx"), made.report_html(tmp_path / "r.html")):
        assert same(read_file(path)) >= 0.99
    plain = tmp_path / "r.txt"
    plain.write_text(made.report().text, encoding="utf-8")
    assert read_file(plain).text == made.report().text


def test_the_kind_is_told_from_the_bytes_and_a_wrong_extension_is_noted() -> None:
    assert kind(word(p("x")), "a.docx") == ("docx", ())
    found, (note,) = kind(word(p("x")), "a.pdf")
    assert found == "docx"
    assert note == "The file is called .pdf, but is docx, and was read as that."
    assert kind(b"%PDF-1.7", "a.txt")[0] == "pdf"
    assert kind(book({"a.xhtml": "x"}), "a.epub") == ("epub", ())
    assert kind(b"<!-- x -->\n<!DOCTYPE html><p>x", "a.txt")[0] == "html"
    assert kind("\ufeff<html>".encode("utf-16-le"), "a.htm") == ("html", ())
    assert kind(b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "a.xhtml") == ("html", ())
    assert kind(b"<p>x</p>", "a.html") == ("html", ())
    assert kind(b"# x", "a.md") == ("markdown", ())
    assert kind(b"# x", "README") == ("text", ())
    assert kind(b"x,y", "a.csv")[1] == ("Files called .csv are read as plain text.",)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{\\rtf1 x}", "RTF.*save it as DOCX or PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "Word 97-2003"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "take the password off"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "Excel"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"RIFF....WEBP", "a picture"),
        (b"\0\0\0 ftypheic", "a picture"),
        (b"MZ\x90\0\x03\0", "a program"),
        (b"\x7fELF\x02", "a program"),
        (b"\x1f\x8b\x08", "an archive"),
        (b"7z\xbc\xaf\x27\x1c", "an archive"),
        (b"<?xml version='1.0'?><w:wordDocument/>", "XML"),
        (b"%!PS-Adobe", "PostScript"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; x", "web archive"),
    ],
)
def test_kinds_that_are_not_read_are_named_with_what_to_do(data: bytes, said: str) -> None:
    with pytest.raises(CorpusError, match=rf"^a: is .*{said}"):
        kind(data)


@pytest.mark.parametrize(
    ("part", "said"), [("xl/workbook.xml", "spreadsheet"), ("content.xml", "OpenDocument"), ("ppt/x", "presentation"), ("x.txt", "unpack")]
)
def test_packed_kinds_that_are_not_read(tmp_path: Path, part: str, said: str) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(part, "x")
    with pytest.raises(CorpusError, match=rf"^a\.zip: is .*{said}"):
        read_file(tmp_path / "a.zip")


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "empty.txt").write_bytes(b"\xef\xbb\xbf"[:0] + b" \n")
    (tmp_path / "notes\n\x1b[2J.txt").write_bytes(b"")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    expected = {
        "gone": "no such file",
        "loop": "cannot be opened",
        "empty.txt": "is empty",
        ".": "a folder",
        "pipe": "no regular file",
        "nul\0": "opened",
    }
    for name, said in expected.items():
        with pytest.raises(CorpusError, match=said):
            read_file(tmp_path / name)
    with pytest.raises(CorpusError, match=r"^notes\?\?\[2J\.txt: is empty"):
        read_file(tmp_path / "notes\n\x1b[2J.txt")


def test_a_link_to_a_file_is_read_and_one_over_the_limit_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Words of the State party.")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    assert read_file(tmp_path / "link.txt").text == "Words of the State party."
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(CorpusError, match="larger than"):
        read_file(tmp_path / "a.txt")


def test_what_a_reader_gives_back_goes_through_json_whole() -> None:
    found = Extracted(
        "pdf",
        "Title\n\nWords",
        (Page(0, 1, "i"), Page(7, 2)),
        ((0, 5, 1),),
        (LeftOut(Left.FOOTNOTE, "Note", 1, "1", 5), LeftOut(Left.MENU, "m")),
        {"title": "T"},
        ("noted",),
        True,
    )
    assert guard.unpacked(guard.packed(found)) == found


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": 5},
        {"text": "\ud800"},
        {"headings": [[0, 99, 1]]},
        {"headings": [[-1, 2, 1]]},
        {"pages": [[True, 1, None]]},
        {"left_out": [["x", "y", None, None, None]]},
        {"properties": {"title": 1}},
        {"notes": [None]},
        {"left_out": [["footnote", "y", None, None, 6]]},
        {"pages": 1},
        {"properties": []},
    ],
)
def test_what_a_reader_gives_back_is_checked(wrong: dict[str, object]) -> None:
    said = guard.packed(Extracted("pdf", "Words")) | wrong
    with pytest.raises((ValueError, TypeError, KeyError, AttributeError)):
        guard.unpacked(said)


CONFINED = """
import os, socket, subprocess, sys, tempfile, pathlib
from crosscheck.files import guard
guard.confine()
def tried(what):
    try:
        what()
    except PermissionError:
        print("refused")
    except MemoryError:
        print("no memory")
    else:
        print("done")
tried(lambda: socket.socket())
tried(lambda: socket.create_connection(("192.0.2.1", 80)))
tried(lambda: socket.getaddrinfo("localhost", 80))
tried(lambda: os.system("true"))
tried(lambda: subprocess.run(["true"]))
tried(lambda: os.fork())
tried(lambda: open(sys.argv[1], "w"))
tried(lambda: os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY))
tried(lambda: bytearray(8 << 30))
tried(lambda: tempfile.TemporaryFile().write(b"x"))
tried(lambda: open(os.devnull, "w"))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on memory is not kept everywhere")
def test_the_confined_process_connects_nowhere_starts_nothing_and_writes_nowhere(tmp_path: Path) -> None:
    away = Path(__file__).with_name("written-by-a-reader")
    away.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", CONFINED, str(away)], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.stdout.split("\n")[:11] == ["refused"] * 8 + ["no memory", "done", "done"]
    assert not away.exists()


def _reader_that(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str) -> None:
    """Make every child run this script in place of the reader."""
    script = tmp_path / "reader.sh"
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    monkeypatch.setattr(guard.sys, "executable", str(script))


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for a reader is a shell script")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("kill -SEGV $$", "stopped on it"),
        ("exit 3", "status 3"),
        ("echo not json", "stopped on it"),
        ('echo \'{"kind": "pdf", "text": 5}\'', "no text"),
        ("printf '%s' '{\"error\": \"a: one\\ntwo\"}'", "^a: one two$"),
        ("echo '[]'", "stopped on it"),
        ("sleep 60", "within 0 seconds"),
    ],
)
def test_a_reader_that_dies_lies_or_hangs_is_an_error_message(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, body: str, said: str
) -> None:
    _reader_that(monkeypatch, tmp_path, body)
    monkeypatch.setattr(guard, "_GRACE", 1)
    with pytest.raises(CorpusError, match=said):
        guard.guarded("docx", b"x", "a", seconds=0.1)


def test_a_python_file_beside_the_document_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('run')")
    (tmp_path / "a.docx").write_bytes(word(p("Words")))
    monkeypatch.chdir(tmp_path)
    assert read_file(Path("a.docx")).text == "Words"
