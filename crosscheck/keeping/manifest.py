"""Writes `corpus.toml`: one entry more or one less, and every other line as the user left it.

A new entry is put at the end, a removed one is cut out where it stands, so comments stay. The result is read back before
it is stored; where it does not say what was meant (a manifest written in an unusual way), the whole is written anew, without
comments. Files are replaced in one step. This module decides nothing about documents and never touches a shipped corpus.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from crosscheck import corpus
from crosscheck.corpus import MANIFEST, Corpus
from crosscheck.errors import CorpusError
from crosscheck.records import DocumentInfo
from crosscheck.tables import TableInfo

WAIT = 60.0  # seconds to wait for a colleague who is adding, too
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_TABLE = {name: re.compile(rf"^[ \t]*\[\[[ \t]*{name}[ \t]*\]\]", re.MULTILINE) for name in ("documents", "tables")}
_OTHER_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_COMMENTS = re.compile(r"(?:^[ \t]*(?:#.*)?(?:\n|\Z))+\Z", re.MULTILINE)
_ORDER = (
    "id", "file", "original", "title", "short", "publisher", "symbol", "role", "year", "period", "date", "language", "url",
    "rights", "attribution", "sha256", "original_sha256", "form",
)  # fmt: skip


def slug(text: str) -> str:
    """`text` as an id may be written: small letters, digits and hyphens, at most 60; empty if nothing of it can be."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")


def is_id(value: object) -> bool:
    """Whether `value` may be an id, and so a file's name."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def check_id(value: str) -> str:
    """`value` if it may be an id, and so a file's name. Raises CorpusError if not."""
    if is_id(value):
        return value
    raise CorpusError(f"{value!r} cannot be an id: it may hold only a-z, 0-9 and -, and 80 of them; choose another, such as "
                      f"{slug(value) or 'document-1'!r}")


def to_change(name_or_path: str | Path) -> Corpus:
    """A corpus that may be changed, loaded as one in the making. Raises CorpusError for a shipped one, saying how to copy it."""
    found = corpus.load(name_or_path, whole=False)
    if corpus.is_shipped(found):
        raise CorpusError(f"The corpus {found.id!r} came with crosscheck and stays as it is. Copy it into a folder of your own with: "
                          f"crosscheck new FOLDER --from {found.id}, and change the copy")
    return found


@contextmanager
def changing(name_or_path: str | Path) -> Iterator[Corpus]:
    """Hold the corpus's lock and give the corpus as it stands then. Raises CorpusError if another holds it for a minute."""
    directory = to_change(name_or_path).directory
    try:
        lock = FileLock(directory / ".lock", timeout=WAIT)
        lock.acquire()
    except Timeout:
        raise CorpusError(f"{directory}: another crosscheck is changing this corpus. Wait until it has finished, then try again") from None
    except OSError as error:
        raise CorpusError(f"{directory}: cannot be written ({error.strerror}). Make the folder writable, or copy the corpus") from error
    try:
        yield to_change(name_or_path)
    finally:
        lock.release()


def entry(info: DocumentInfo) -> str:
    """The `[[documents]]` table of a document."""
    row = _row(info)
    return "\n".join(["[[documents]]", *(f"{key} = {_value(row[key])}" for key in _ORDER if key in row)]) + "\n"


def table_entry(info: TableInfo) -> str:
    """The `[[tables]]` table of a table of scores."""
    row = _table_row(info)
    return "\n".join(["[[tables]]", *(f"{key} = {_value(value)}" for key, value in row.items())]) + "\n"


def head(found: Mapping[str, str]) -> str:
    """The opening of a manifest: the corpus's own fields."""
    return "".join(f"{key} = {_value(found[key])}\n" for key in (*corpus._HEAD, *corpus._OPTIONAL) if key in found)


def with_document(directory: Path, info: DocumentInfo) -> str:
    """The text of the manifest in `directory` with one document more."""
    text, table = _read(directory)
    rows = [*table.get("documents", []), _row(info)]
    return _checked(text.rstrip() + "\n\n" + entry(info), table | {"documents": rows})


def with_table(directory: Path, info: TableInfo) -> str:
    """The text of the manifest in `directory` with one table of scores more."""
    text, table = _read(directory)
    rows = [*table.get("tables", []), _table_row(info)]
    return _checked(text.rstrip() + "\n\n" + table_entry(info), table | {"tables": rows})


def without_document(directory: Path, doc: str) -> str:
    """The text of the manifest in `directory` without the document of that id."""
    return without_entry(directory, "documents", doc)


def without_entry(directory: Path, kind: str, doc: str) -> str:
    """The text of the manifest in `directory` without the entry of that id among its "documents" or "tables"."""
    text, table = _read(directory)
    rows = table.get(kind, [])
    place = next(i for i, row in enumerate(rows) if row.get("id") == doc)
    starts = [match.start() for match in _TABLE[kind].finditer(text)]
    cut = text
    if len(starts) == len(rows):
        following = _OTHER_TABLE.search(text, text.index("]]", starts[place]))
        end = following.start() if following else len(text)
        comments = _COMMENTS.search(text, starts[place], end)  # those after the entry belong to what follows
        cut = text[: starts[place]] + text[comments.start() if comments else end :]
    left = [row for i, row in enumerate(rows) if i != place]
    others = {key: value for key, value in table.items() if key != kind}
    return _checked(cut.rstrip() + "\n", {**table, kind: left} if left else others)


def _row(info: DocumentInfo) -> dict[str, Any]:
    row = {key: value for key, value in asdict(info).items() if value is not None}
    return row | {"role": str(info.role), "period": list(info.period)}


def _table_row(info: TableInfo) -> dict[str, Any]:
    return {key: value for key, value in asdict(info).items() if value is not None}


def _read(directory: Path) -> tuple[str, dict[str, Any]]:
    text = (directory / MANIFEST).read_bytes().decode("utf-8")
    return text, tomllib.loads(text)


def _checked(text: str, meant: dict[str, Any]) -> str:
    """`text` if it says what is `meant`; otherwise the same written plainly, without the user's comments."""
    try:
        if tomllib.loads(text) == meant:
            return text
    except tomllib.TOMLDecodeError:
        pass
    rows = [f"[[{name}]]\n" + "".join(f"{key} = {_value(value)}\n" for key, value in row.items())
            for name in _TABLE for row in meant.get(name, [])]  # fmt: skip
    return "\n".join([head(meant), *rows])


def _value(value: Any) -> str:
    """A value in TOML. What a terminal or an editor would act on is written as its number."""
    if not isinstance(value, str):
        return str(value)  # a number, a list of two years, or a date: all are written alike in Python and TOML
    escaped = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escaped.get(char) or (char if char.isprintable() else f"\\U{ord(char):08x}") for char in value) + '"'
