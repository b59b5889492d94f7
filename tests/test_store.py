"""An index folder is written whole or not at all."""

import errno
import json
from pathlib import Path

import pytest
from filelock import FileLock

from crosscheck import store
from crosscheck.errors import StaleIndexError

MEND = "crosscheck run demo"


def save(folder: Path, **files: bytes) -> None:
    with store.writing(folder):
        store.save(folder, {f"{name}.bin": content for name, content in files.items()}, {"made": "by a test"})


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    save(tmp_path, one=b"1", two=b"22")
    about = store.manifest(tmp_path, MEND)
    assert about["made"] == "by a test"
    assert store.load(tmp_path, about, "two.bin", MEND) == b"22"


def test_the_same_content_leaves_the_same_bytes(tmp_path: Path) -> None:
    save(tmp_path, one=b"1")
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    save(tmp_path, one=b"1")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_files_no_longer_named_go_and_foreign_files_stay(tmp_path: Path) -> None:
    save(tmp_path, one=b"1")
    (tmp_path / "reviews.sqlite").write_bytes(b"decisions")
    save(tmp_path, one=b"other")
    assert (tmp_path / "reviews.sqlite").read_bytes() == b"decisions"
    assert len(list(tmp_path.glob("one.*.bin"))) == 1


@pytest.mark.parametrize("failing", ["one.", "manifest.json"])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    save(tmp_path, one=b"1")
    write = store.put

    def full(path: Path, content: bytes) -> None:
        if path.name.startswith(failing):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, content)

    monkeypatch.setattr(store, "put", full)
    with pytest.raises(StaleIndexError, match="No space left on device"):
        save(tmp_path, one=b"2")
    about = store.manifest(tmp_path, MEND)
    assert store.load(tmp_path, about, "one.bin", MEND) == b"1"


def test_an_interrupted_write_leaves_no_scrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(store.os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(tmp_path, one=b"1")
    assert [p.name for p in tmp_path.iterdir() if not p.name.startswith(".lock")] == []


def test_a_damaged_file_is_refused_with_the_command_that_mends_it(tmp_path: Path) -> None:
    save(tmp_path, one=b"1")
    next(tmp_path.glob("one.*")).write_bytes(b"x")
    with pytest.raises(StaleIndexError, match=MEND):
        store.load(tmp_path, store.manifest(tmp_path, MEND), "one.bin", MEND)


@pytest.mark.parametrize("content", [b"", b"not json", b"[]", b'{"format": 99}'])
def test_a_damaged_or_foreign_manifest_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / store.MANIFEST).write_bytes(content)
    with pytest.raises(StaleIndexError, match=MEND):
        store.manifest(tmp_path, MEND)


def test_a_missing_index_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(StaleIndexError, match=MEND):
        store.manifest(tmp_path, MEND)


def test_a_manifest_cannot_lead_out_of_its_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"1")
    folder = tmp_path / "index"
    save(folder, one=b"1")
    about = json.loads((folder / store.MANIFEST).read_text())
    about["files"]["one.bin"]["file"] = "../secret"
    with pytest.raises(StaleIndexError):
        store.load(folder, about, "one.bin", MEND)


def test_only_one_writes_at_a_time(tmp_path: Path) -> None:
    with FileLock(tmp_path / ".lock"), pytest.raises(StaleIndexError, match="Another crosscheck"), store.writing(tmp_path):
        pass
