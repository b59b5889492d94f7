"""A folder that is written whole or not at all.

Every file is named by what it holds (`pairs-1f0c….parquet`), written beside the old ones and flushed to disk; then the
manifest, which names the files and their SHA-256, is replaced in one step. Whoever is interrupted before that step has
changed nothing. Files that no manifest names are removed afterwards. One writer at a time holds a lock.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from crosscheck.errors import StaleIndexError

FORMAT = 1
MANIFEST = "manifest.json"
_OURS = re.compile(r"^[a-z0-9-]+\.[0-9a-f]{12}\.[a-z0-9]+$")


@contextmanager
def writing(directory: Path) -> Iterator[None]:
    """Hold the folder's lock. Raises StaleIndexError at once if another process is writing there."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        lock = FileLock(directory / ".lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise StaleIndexError(f"Another crosscheck is writing {directory}. Wait until it has finished, then run again.") from None
    except OSError as error:
        raise StaleIndexError(f"Cannot write to {directory}: {error.strerror}. Choose a writable folder with --indexes.") from error
    try:
        yield
    finally:
        lock.release()


def save(directory: Path, files: Mapping[str, bytes], about: Mapping[str, object]) -> None:
    """Write `files` (name.suffix -> content) and a manifest of them with the entries of `about`.

    Call it inside `writing`. Raises StaleIndexError if the disk refuses; what stood there before still stands then.
    """
    listed = {}
    try:
        for name, content in files.items():
            digest = hashlib.sha256(content).hexdigest()
            stem, suffix = name.rsplit(".", 1)
            stored = f"{stem}.{digest[:12]}.{suffix}"
            listed[name] = {"file": stored, "sha256": digest, "bytes": len(content)}
            if not (directory / stored).is_file() or (directory / stored).stat().st_size != len(content):
                put(directory / stored, content)
        manifest = {"format": FORMAT, **about, "files": listed}
        put(directory / MANIFEST, (json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode())
    except OSError as error:
        raise StaleIndexError(f"Could not write {directory}: {error.strerror}. Nothing that was there before is changed. "
                              f"Free some space or choose another folder with --indexes.") from error
    keep = {entry["file"] for entry in listed.values()}
    for path in directory.iterdir():
        if _OURS.match(path.name) and path.name not in keep:
            path.unlink(missing_ok=True)


def put(path: Path, content: bytes) -> None:
    """Write to a neighbour, flush to disk, and move it into place in one step. Raises OSError; what stood there before still does."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def manifest(directory: Path, mend: str) -> dict:
    """The folder's manifest. `mend` is the command that makes the folder anew, for the message.

    Raises StaleIndexError if there is none, it cannot be read, or another version wrote it.
    """
    path = directory / MANIFEST
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        found = content["format"]
    except FileNotFoundError:
        raise StaleIndexError(f"There is no index in {directory}. Make it with: {mend}") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StaleIndexError(f"{path} is damaged ({type(error).__name__}). Make the index anew with: {mend}") from error
    if found != FORMAT:
        raise StaleIndexError(f"{path} has format {found}; this version reads format {FORMAT}. Make the index anew with: {mend}")
    return content


def load(directory: Path, about: dict, name: str, mend: str) -> bytes:
    """The content of one file of the manifest `about`, verified. Raises StaleIndexError if it is missing or altered."""
    try:
        entry = about["files"][name]
        path = directory / Path(entry["file"]).name
        content = path.read_bytes()
    except (KeyError, TypeError, OSError) as error:
        raise StaleIndexError(f"{directory} lacks {name}. Make the index anew with: {mend}") from error
    if hashlib.sha256(content).hexdigest() != entry["sha256"]:
        raise StaleIndexError(f"{path} is damaged: its content is not what the manifest says. Make the index anew with: {mend}")
    return content
