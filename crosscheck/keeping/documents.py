"""A document more, a document less, and what a corpus holds now.

A document is stored whole or not at all: its text, the file as it was brought, and what the reading found are put beside
each other first, the manifest last and in one step. Whoever is interrupted, or has a full disk, has the corpus as it was.
What is removed is moved aside, never deleted. Names of files are made here from the id; the name a file was brought with is
never used as a path.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from crosscheck import beside, corpus, ingest, store
from crosscheck.corpus import MANIFEST, Corpus
from crosscheck.errors import CorpusError, StaleIndexError
from crosscheck.files.extracted import Extracted
from crosscheck.keeping import manifest, propose
from crosscheck.records import Document, DocumentInfo, Role

# as in `files.reading.EXTENSIONS`, which is not loaded for a listing; a test holds them equal
SUFFIXES = (".pdf", ".docx", ".docm", ".dotx", ".dotm", ".html", ".htm", ".xhtml", ".md", ".markdown", ".epub", ".txt", ".text")
_OF_KIND = {"pdf": ".pdf", "docx": ".docx", "html": ".html", "markdown": ".md", "epub": ".epub"}
_REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Status:
    """One document of a corpus as it stands on disk. `text` and `original` are "ok", "altered" or "missing" (`original`
    is empty where the text itself was brought); `sentences` is None where the text cannot be read."""

    info: DocumentInfo
    text: str
    original: str
    sentences: int | None
    indexed: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out: the entry, the folder its files now lie in, and how many decisions lose their quote."""

    info: DocumentInfo
    folder: Path
    orphans: int


def read_file(path: Path) -> Extracted:
    """The file as read by the reader of its kind. Raises CorpusError where it cannot be read or holds no text."""
    from crosscheck.files.reading import read_file as read

    found = read(path)
    if not any(char.isalnum() for char in found.text):
        notes = " ".join(found.notes)
        raise CorpusError(f"{path.name}: no text was found in it, so there is nothing to quote. {notes}".strip())
    return found


def add(name_or_path: str | Path, extracted: Extracted, original: bytes, file_name: str, values: Mapping[str, Any]) -> DocumentInfo:
    """Store a document that was read: `original` is the file's content, `file_name` its name (only its ending is used).

    Raises CorpusError if the corpus is shipped, the values are incomplete, the id or the text is there already, no sentence
    is found, or the disk refuses; the corpus is then as it was.
    """
    row = propose.check(values)
    doc = manifest.check_id(row["id"])
    text = _utf8(extracted.text)
    with manifest.changing(name_or_path) as found:
        _refuse_known(found, doc, text)
        original_name = f"{doc}{_suffix(file_name, extracted.kind)}" if original != text else None
        info = DocumentInfo(**{
            **row, "role": Role(row["role"]), "period": tuple(row["period"]), "date": str(row["date"]), "file": f"{doc}.txt",
            "sha256": _sha256(text), "original": original_name, "original_sha256": _sha256(original) if original_name else None,
        })  # fmt: skip
        ingest.sentences(Document(info, text.decode()))
        files = {info.file: text, beside.name(info): reading_json(extracted, info)}
        files |= {original_name: original} if original_name else {}
        with all_or_nothing(found.directory, files):
            store.put(found.directory / MANIFEST, manifest.with_document(found.directory, info).encode())
    return info


def reading_json(extracted: Extracted, info: DocumentInfo) -> bytes:
    """What the reading found, for the file beside the text: kind, pages, headings, what was left out, notes.

    `sha256` is the text's: what is said of places in a text holds for that text only.
    """
    found = {name: value for name, value in asdict(extracted).items() if name != "text"}
    found |= {"sha256": info.sha256, "pages": [[page.start, page.number, page.printed] for page in extracted.pages]}
    return (json.dumps(found, ensure_ascii=True, indent=1, sort_keys=True) + "\n").encode()


def stored_reading(found: Corpus, info: DocumentInfo) -> Extracted:
    """The document with what its reading found, as far as that is kept. Raises CorpusError if the text cannot be used."""
    from crosscheck.files.extracted import Left, LeftOut, Page

    text = corpus.read(found, info).text
    kept = beside.reading(found.directory, info)
    try:
        return Extracted(
            kind=str(kept.get("kind", "text")), text=text, pages=tuple(Page(*row) for row in kept.get("pages", ())),
            headings=tuple((start, end, level) for start, end, level in kept.get("headings", ())),
            left_out=tuple(LeftOut(**{**piece, "kind": Left(piece["kind"])}) for piece in kept.get("left_out", ())),
            properties=dict(kept.get("properties", {})), notes=tuple(kept.get("notes", ())), ocr=bool(kept.get("ocr")),
        )  # fmt: skip
    except (TypeError, ValueError, KeyError):
        return Extracted("text", text, notes=(f"{beside.name(info)} is damaged, so pages and what was left out are not known.",))


def listing(found: Corpus, indexes: Path, counts: Mapping[str, int] | None = None) -> list[Status]:
    """Every document with the state of its files, in the order of the manifest. `counts`: sentences by document, where known."""
    try:
        about = store.manifest(indexes / found.id, "")
    except StaleIndexError:
        about = {}
    whole = about.get("corpus", {}).get("sha256") == found.sha256
    entries = about.get("documents", {})
    return [_status(found, info, whole or entries.get(info.id, {}).get("sha256") == info.sha256, (counts or {}).get(info.id))
            for info in found.documents]  # fmt: skip


def remove(name_or_path: str | Path, doc: str, indexes: Path) -> Removed:
    """Take a document out: its entry from the manifest, its files into `removed/<date>-<id>/` with the entry.

    Raises CorpusError if the corpus is shipped or has no such document, or the disk refuses; the corpus is then as it was.
    """
    with manifest.changing(name_or_path) as found:
        info = found.document(doc)
        lost = orphans(found, info, indexes)
        folder = aside(found.directory, doc)
        moved: list[tuple[Path, Path]] = []
        try:
            folder.mkdir(parents=True)
            store.put(folder / "entry.toml", manifest.entry(info).encode())
            store.put(folder / MANIFEST, (found.directory / MANIFEST).read_bytes())
            store.put(found.directory / MANIFEST, manifest.without_document(found.directory, doc).encode())
            for name in (info.file, info.original, beside.name(info)):
                source = found.directory / name if name else None
                if source and source.is_file():
                    os.replace(source, folder / source.name)  # noqa: PTH105
                    moved.append((source, folder / source.name))
        except OSError as error:
            put_back(found.directory, folder, moved)
            raise CorpusError(f"{found.directory}: {doc} could not be removed ({error.strerror}). It is where it was") from error
    return Removed(info, folder, lost)


def orphans(found: Corpus, info: DocumentInfo, indexes: Path) -> int:
    """How many decided pairs quote the document, and lose their quote without it; the log keeps them all the same."""
    from crosscheck.reviews import anchoring
    from crosscheck.reviews.store import records_of

    records = records_of(found.id, indexes)
    if not records:
        return 0
    documents = dict(_readable(found))
    without = {name: document for name, document in documents.items() if name != info.id}
    now, then = (
        {place.pair_id for place in anchoring.places(records, texts, set()) if place.state is anchoring.State.ORPHANED}
        for texts in (documents, without)
    )
    return len(then - now)


def _readable(found: Corpus) -> Iterator[tuple[str, Document]]:
    for info in found.documents:
        try:
            yield info.id, corpus.read(found, info)
        except CorpusError:
            continue


def _status(found: Corpus, info: DocumentInfo, indexed: bool, sentences: int | None) -> Status:
    text = _state(found.directory / info.file, info.sha256)
    original = _state(found.directory / info.original, info.original_sha256) if info.original else ""
    if sentences is None or text != "ok":
        try:
            sentences = len(ingest.sentences(corpus.read(found, info)))
        except CorpusError:
            sentences = None
    return Status(info, text, original, sentences, indexed)


def _state(path: Path, expected: str | None) -> str:
    try:
        return "ok" if _sha256(path.read_bytes()) == expected else "altered"
    except OSError:
        return "missing"


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CorpusError(f"The text read from the file cannot be written as UTF-8 at {error.start}; save the file anew") from error


def _refuse_known(found: Corpus, doc: str, text: bytes) -> None:
    digest = _sha256(text)
    for info in found.documents:
        if info.id == doc:
            raise CorpusError(f"{found.id}: there is a document {doc!r} already; choose another id with --id, or remove that one first")
        if info.sha256 == digest:
            raise CorpusError(f"{found.id}: this very text is there already, as {info.id!r}; nothing was added")


def _suffix(file_name: str, kind: str) -> str:
    """The ending of the original's name: the brought one if it is a known kind of file, else that of the reader."""
    suffix = Path(file_name).suffix.lower()
    suffix = suffix if suffix in SUFFIXES else _OF_KIND.get(kind, "")
    return suffix if suffix not in ("", ".txt") else ".original.txt"


@contextmanager
def all_or_nothing(directory: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Put the files in place; take them away again if anything fails before the block ends. Raises CorpusError."""
    for name in files:
        if (directory / name).exists():
            raise CorpusError(f"{directory / name}: a file that the corpus does not list is in the way; move it, or choose another id")
    before = (directory / MANIFEST).read_bytes()
    try:
        for name, content in files.items():
            store.put(directory / name, content)
        yield
    except BaseException as error:
        if (directory / MANIFEST).read_bytes() == before:  # an interruption may come after the last step
            for name in files:
                _quietly((directory / name).unlink)
        if isinstance(error, OSError):
            raise CorpusError(f"{directory}: could not be written ({error.strerror}). The corpus is as it was; free some space "
                              "and try again") from error
        raise


def aside(directory: Path, doc: str) -> Path:
    """A folder under `removed/` that is not there yet."""
    base = directory / _REMOVED / f"{date.today().isoformat()}-{doc}"
    number, result = 2, base
    while result.exists():
        result, number = base.with_name(f"{base.name}-{number}"), number + 1
    return result


def put_back(directory: Path, folder: Path, moved: list[tuple[Path, Path]]) -> None:
    """Undo a removal by renaming alone, which a full disk allows: the old manifest was copied into `folder` first."""
    for source, target in moved:
        _quietly(partial(target.replace, source))
    if (folder / MANIFEST).is_file():
        _quietly(partial((folder / MANIFEST).replace, directory / MANIFEST))
    for path in (folder / "entry.toml", folder / MANIFEST):
        _quietly(partial(path.unlink, missing_ok=True))
    _quietly(folder.rmdir)


def _quietly(act: Callable[[], Any]) -> None:
    """Undo as far as the disk allows: the error that made it necessary is the one to be told."""
    try:
        act()
    except OSError:
        return


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
