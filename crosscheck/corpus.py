"""The manifest of a corpus: which texts are compared, who wrote them, and the proof that they are unaltered.

A corpus is a folder with a `corpus.toml` and the documents it lists. Everything a citation needs stands in the
manifest, the SHA-256 of each text included, so a changed byte is noticed before anything is quoted. This module reads
and validates; it writes nothing, follows no path out of the folder, and mends no text: line ends and blanks are kept,
because offsets count them.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import MISSING, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from crosscheck import beside
from crosscheck.errors import CorpusError
from crosscheck.ingest import FORMS
from crosscheck.records import Document, DocumentInfo, Role
from crosscheck.tables import TableInfo, read_rows

MANIFEST = "corpus.toml"
_SHIPPED = Path(__file__).parent / "corpora"
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_HEAD = ("id", "title", "state", "committee", "taxonomy")
_OPTIONAL = ("encoder",)
_FIELDS = tuple(field.name for field in fields(DocumentInfo))
_REQUIRED = tuple(field.name for field in fields(DocumentInfo) if field.default is MISSING)
_YEARS = range(1900, 2200)


@dataclass(frozen=True)
class Corpus:
    """A State's documents and the independent ones they are compared with.

    `state` is the country's name, `committee` the treaty body ("CESCR"), `taxonomy` the treaty whose articles and
    themes are used ("icescr"), or the path of a TOML file with the user's own. Documents keep the order of the manifest.
    `encoder` is the model this corpus asks for (a folder, or a name), where it asks for one. `tables` are scores shown
    beside the claims; no pair depends on them, so they are no part of `sha256`.
    """

    id: str
    title: str
    state: str
    committee: str
    taxonomy: str
    directory: Path
    documents: tuple[DocumentInfo, ...]
    encoder: str | None = None
    tables: tuple[TableInfo, ...] = ()

    @property
    def sha256(self) -> str:
        """A digest of what results depend on: the ids, roles, years, forms and texts, and neither titles nor rights."""
        lines = [f"{self.id}\t{self.state}\t{self.committee}\t{_taxonomy_mark(self.taxonomy)}"]
        for info in sorted(self.documents, key=lambda info: info.id):
            parts = (info.id, info.role, info.year, *info.period, info.language, info.form, info.sha256)
            lines.append("\t".join(map(str, parts)))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def state_documents(self) -> tuple[DocumentInfo, ...]:
        """The documents in which the State speaks."""
        return tuple(info for info in self.documents if info.role is Role.STATE)

    @property
    def independent_documents(self) -> tuple[DocumentInfo, ...]:
        """The documents of everyone else."""
        return tuple(info for info in self.documents if info.role is Role.INDEPENDENT)

    def document(self, doc: str) -> DocumentInfo:
        """The entry with the id `doc`. Raises CorpusError if there is none."""
        for info in self.documents:
            if info.id == doc:
                return info
        known = ", ".join(info.id for info in self.documents)
        raise CorpusError(f"{self.id}: no document {doc!r}; it has {known}")


def shipped() -> list[str]:
    """The ids of the corpora that come with the package, sorted."""
    return sorted(path.parent.name for path in _SHIPPED.glob(f"*/{MANIFEST}"))


def find(name_or_path: str | Path) -> Path:
    """The manifest of a shipped corpus (by id), or of the folder or TOML file at a path.

    A bare id means the shipped corpus; write `./kazakhstan` for a folder of the same name. Raises CorpusError if there
    is no such corpus, naming those there are.
    """
    if str(name_or_path) in shipped():
        return _SHIPPED / str(name_or_path) / MANIFEST
    path = Path(name_or_path)
    manifest = path / MANIFEST if path.is_dir() else path
    if manifest.is_file() and manifest.suffix == ".toml":
        return manifest
    if path.is_dir():
        raise CorpusError(f"{path}: the folder has no {MANIFEST}; begin one there with: crosscheck new {path} --state … --committee …")
    raise CorpusError(f"No corpus {str(name_or_path)!r}; give one of the shipped ones ({', '.join(shipped())}) "
                      f"or the path of a folder with a {MANIFEST}")


def is_shipped(corpus: Corpus) -> bool:
    """Whether the corpus came with the package, and so is not to be changed."""
    return corpus.directory.resolve().is_relative_to(_SHIPPED.resolve())


def load(name_or_path: str | Path, *, whole: bool = True) -> Corpus:
    """Read and validate a corpus's manifest; the documents' texts are only looked for, not read.

    With `whole` false, a corpus in the making is accepted too: without documents, with one side only, or with a text
    missing. Raises CorpusError: no such corpus, not TOML, or every bad entry of the manifest in one message.
    """
    manifest = find(name_or_path)
    table = _parse(manifest)
    problems = _head_problems(table)
    documents: list[DocumentInfo] = []
    for number, row in enumerate(_rows(table, manifest.parent, problems, whole), start=1):
        bad = _row_problems(row, manifest.parent, whole)
        problems += [f"document {number} ({_shown(row)}): {problem}" for problem in bad]
        if not bad:
            documents.append(_info(row))
    problems += _repeated(documents)
    folder = manifest.parent
    tables, bad = read_rows(table.get("tables", []), [info.id for info in documents], lambda file: _file_problem(file, folder, whole))
    problems += bad
    if not problems and whole:
        problems += _missing_roles(documents, manifest.parent)
    if problems:
        raise CorpusError(f"{manifest}: {'; '.join(problems)}. Mend {MANIFEST} and try again")
    head = {key: table[key] for key in _HEAD} | {"taxonomy": _taxonomy(table["taxonomy"], manifest.parent)}
    return Corpus(**head, directory=manifest.parent, documents=tuple(documents), encoder=_encoder(table.get("encoder"), manifest.parent),
                  tables=tables)


def read(corpus: Corpus, info: DocumentInfo) -> Document:
    """The document's text, exactly as stored, once its SHA-256 is the manifest's.

    Raises CorpusError if the file is missing, empty, altered or not UTF-8.
    """
    path = corpus.directory / info.file
    problem = _file_problem(info.file, corpus.directory)
    if problem:
        raise CorpusError(f"{path}: {problem}")
    data = path.read_bytes()
    if not data.strip():
        raise CorpusError(f"{path}: the document is empty; put its text back, or take it out of {MANIFEST}")
    digest = hashlib.sha256(data).hexdigest()
    if digest != info.sha256:
        raise CorpusError(f"{path}: the text is not the one in {MANIFEST} (SHA-256 {digest}, expected {info.sha256}); "
                          f"restore the file, or put the new hash in {MANIFEST} if the change is meant")
    try:
        return Document(info, data.decode("utf-8"), beside.pages(corpus.directory, info))
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: not UTF-8 at byte {error.start}; save the text as UTF-8 and update its hash") from error


def _taxonomy(value: str, directory: Path) -> str:
    """A shipped taxonomy by name; a TOML file of the user's own by its path, which is relative to the corpus's folder."""
    return str(directory / value) if value.endswith(".toml") and (directory / value).is_file() else value


def _encoder(value: str | None, directory: Path) -> str | None:
    """A model's folder by its whole path, taken from the corpus's folder where it lies there; a name as it is."""
    return str((directory / value).resolve()) if value and (directory / value).is_dir() else value


def _taxonomy_mark(value: str) -> str:
    """What the digest says of a taxonomy: its name, or the content of the user's own file, wherever that lies."""
    path = Path(value)
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.suffix == ".toml" and path.is_file() else value


def _parse(manifest: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(manifest.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise CorpusError(f"{manifest}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{manifest}: not valid TOML: {error}; mend that line") from error


def _head_problems(table: dict[str, Any]) -> list[str]:
    """What is wrong with the corpus's own fields."""
    problems = [f"{key!r} is missing or not a text" for key in _HEAD if not _is_text(table.get(key))]
    problems += [f"{key!r} is not a text" for key in _OPTIONAL if key in table and not _is_text(table[key])]
    if _is_text(table.get("id")) and not _ID.fullmatch(table["id"]):
        problems.append(f"id {table['id']!r} may hold only a-z, 0-9 and -")
    allowed = [*_HEAD, *_OPTIONAL, "documents", "tables"]
    unknown = sorted(set(table) - set(allowed))
    return problems + [f"unknown field {key!r}; allowed are {', '.join(allowed)}" for key in unknown]


def _rows(table: dict[str, Any], folder: Path, problems: list[str], whole: bool) -> list[dict[str, Any]]:
    rows = table.get("documents", [])
    fine = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if fine and (rows or not whole):
        return rows
    mend = f"add them with: crosscheck add {folder} FILE" if fine else "write one [[documents]] table for each"
    problems.append(f"it lists no documents; {mend}")
    return []


def _shown(row: dict[str, Any]) -> str:
    return str(row.get("id") or row.get("file") or "no id")


def _row_problems(row: dict[str, Any], directory: Path, whole: bool) -> list[str]:
    """What is wrong with one [[documents]] table; a missing text only if the corpus is to be `whole`."""
    missing = [key for key in _REQUIRED if key not in row]
    unknown = sorted(set(row) - set(_FIELDS))
    problems = [f"missing field {key!r}" for key in missing]
    problems += [f"unknown field {key!r}; allowed are {', '.join(_FIELDS)}" for key in unknown]
    for key in _FIELDS:
        if key in row:
            path = key in ("file", "original")
            must_be_there = whole and key == "file"
            problem = _file_problem(row[key], directory, must_be_there) if path else _field_problem(key, row[key])
            problems += [problem] if problem else []
    return problems


def _field_problem(key: str, value: Any) -> str | None:
    """What is wrong with the value of one field, or None."""
    if key == "year":
        return None if _is_year(value) else f"year {value!r} is not a year"
    if key == "period":
        pair = isinstance(value, list) and len(value) == 2 and all(map(_is_year, value)) and value[0] <= value[1]
        return None if pair else f"period {value!r} is not [first year, last year]"
    if key == "date":
        fine = isinstance(value, date) or (isinstance(value, str) and _DATE.fullmatch(value))
        return None if fine else f"date {value!r} is not a year, month or day such as 2024-05-30"
    if not _is_text(value):
        return f"{key} {value!r} is not a text"
    if key == "id":
        return None if _ID.fullmatch(value) else f"id {value!r} may hold only a-z, 0-9 and -"
    if key in ("sha256", "original_sha256"):
        return None if _SHA256.fullmatch(value) else f"{key} {value!r} is not 64 hexadecimal digits"
    allowed = {"role": [role.value for role in Role], "form": list(FORMS)}.get(key)
    return f"{key} {value!r} is not one of {', '.join(allowed)}" if allowed and value not in allowed else None


def _file_problem(value: Any, directory: Path, must_be_there: bool = True) -> str | None:
    """What is wrong with a document's path: it must be a file inside the corpus's folder, links followed."""
    if not _is_text(value) or "\0" in value:
        return f"file {value!r} is not a path"
    path = Path(value)
    if path.is_absolute() or ".." in path.parts or "\\" in value or not (directory / path).resolve().is_relative_to(directory.resolve()):
        return f"file {value!r} leads out of the corpus's folder; put the file inside it"
    if must_be_there and not (directory / path).is_file():
        return f"file {value!r} is missing; put it in {directory}, or take the document out of {MANIFEST}"
    return None


def _info(row: dict[str, Any]) -> DocumentInfo:
    first, last = row["period"]
    return DocumentInfo(**{**row, "role": Role(row["role"]), "period": (first, last), "date": str(row["date"])})


def _repeated(documents: Iterable[DocumentInfo]) -> list[str]:
    """Ids that two documents share."""
    seen: set[str] = set()
    problems = []
    for info in documents:
        if info.id in seen:
            problems.append(f"two documents have the id {info.id!r}; give each its own")
        seen.add(info.id)
    return problems


def _missing_roles(documents: Iterable[DocumentInfo], folder: Path) -> list[str]:
    """Both sides are needed: without one there is nothing to compare."""
    present = {info.role for info in documents}
    absent = [role.value for role in Role if role not in present]
    return [f"no document with role {role!r}; both sides are needed, add one with: crosscheck add {folder} FILE --role {role}"
            for role in absent]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_year(value: Any) -> bool:
    return type(value) is int and value in _YEARS
