"""What users correct by hand: which names mean one organization (names.toml), which themes a claim has (themes.toml).

The files lie in the corpus's folder, so that they travel with it; a shipped corpus stays as it is, and they lie beside its
index. Entries are only ever added, each with who made it and when; the last word on a thing counts. A claim is named by its
document, paragraph and quote, so that a correction outlives a rebuild; where the quote is gone, it rests.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from crosscheck import corpus, store
from crosscheck.corpus import Corpus
from crosscheck.errors import CrosscheckError
from crosscheck.keeping import manifest
from crosscheck.names import Correction
from crosscheck.records import Claim, fold

NAMES, THEMES = "names.toml", "themes.toml"
_OPENING = "# Corrections made by users, the latest last. Entries may be taken out; each stands for itself.\n"
_FIELDS = {NAMES: ("action", "forms", "by", "at"), THEMES: ("doc", "paragraph", "quote", "add", "remove", "by", "at")}
_LISTS = ("forms", "add", "remove")


@dataclass(frozen=True, slots=True)
class ThemeCorrection:
    """Themes that a user gave to a claim or took from it; `paragraph` is empty where the claim has no number."""

    doc: str
    paragraph: str
    quote: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    by: str = ""
    at: str = ""


def place(found: Corpus, directory: Path, name: str) -> Path:
    """Where a corpus keeps its corrections: in its folder, or, of a shipped one, in `directory`, which holds its index."""
    return (directory if corpus.is_shipped(found) else found.directory) / name


def names(path: Path) -> list[Correction]:
    """What users said of names, in order; none where there is no file. Raises CrosscheckError naming every bad entry."""
    rows = _read(path)
    problems = []
    for n, row in rows:
        needed = {"merge": 2, "split": 1}.get(row.get("action", ""))
        if needed is None:
            problems.append(f"entry {n}: action {row.get('action')!r} is not merge or split")
        elif len(row.get("forms", ())) < needed:
            problems.append(f"entry {n}: {row['action']} needs {needed} forms or more")
    _none(problems, path)
    return [Correction(row["action"], tuple(row["forms"]), row.get("by", ""), row.get("at", "")) for _, row in rows]


def themes(path: Path) -> list[ThemeCorrection]:
    """What users said of themes, in order; none where there is no file. Raises CrosscheckError naming every bad entry."""
    rows = _read(path)
    problems = [f"entry {n}: {key} is missing" for n, row in rows for key in ("doc", "quote") if not row.get(key)]
    problems += [f"entry {n}: neither adds nor removes a theme" for n, row in rows if not row.get("add") and not row.get("remove")]
    _none(problems, path)
    return [ThemeCorrection(row["doc"], row.get("paragraph", ""), row["quote"], tuple(row.get("add", ())), tuple(row.get("remove", ())),
                            row.get("by", ""), row.get("at", "")) for _, row in rows]


def add(path: Path, entry: Correction | ThemeCorrection) -> None:
    """Put one correction at the end of the file, on disk when this returns. Raises CrosscheckError where it cannot be written."""
    row: dict[str, Any] = {key: getattr(entry, key) for key in _FIELDS[path.name]} | {"at": entry.at or _now()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_name(f".{path.name}.lock"), timeout=10):
            (themes if path.name == THEMES else names)(path)  # a file that cannot be read is not written over
            text = path.read_text(encoding="utf-8") if path.is_file() else _OPENING
            store.put(path, f"{text.rstrip()}\n\n{_entry(row)}".encode())
    except Timeout:
        raise CrosscheckError(f"{path}: someone else is writing it. Try again") from None
    except OSError as error:
        raise CrosscheckError(f"{path}: cannot be written ({error.strerror}). Make its folder writable, or copy the corpus") from error


def corrected(claims: Sequence[Claim], corrections: Iterable[ThemeCorrection]) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    """For each claim that a correction names, by its position: its themes now, and who made them so."""
    where: Mapping[tuple[str, str, str], int] = {
        (claim.sentence.doc, claim.sentence.paragraph or "", claim.sentence.text): i for i, claim in reversed(list(enumerate(claims)))
    }
    result: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for correction in corrections:
        at = where.get((correction.doc, correction.paragraph, fold(correction.quote)))
        if at is not None:
            now, by = result.get(at, (claims[at].themes, ()))
            kept = tuple(theme for theme in now if theme not in correction.remove)
            kept += tuple(theme for theme in correction.add if theme not in kept)
            result[at] = kept, (*by, correction.by) if correction.by and correction.by not in by else by
    return result


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """The entries with their numbers from 1, each known field of the right kind."""
    if not path.is_file():
        return []
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError) as error:
        raise CrosscheckError(f"{path}: not valid TOML ({error}); mend that line, or take the file away") from error
    rows = table.get("corrections", [])
    if set(table) - {"corrections"} or not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CrosscheckError(f"{path}: may hold only [[corrections]] tables; mend it, or take the file away")
    allowed = _FIELDS[path.name]
    problems = []
    for number, row in enumerate(rows, start=1):
        problems += [f"entry {number}: unknown {key!r}, allowed are {', '.join(allowed)}" for key in sorted(set(row) - set(allowed))]
        problems += [f"entry {number}: {key} {row[key]!r} is not " + ("a list of texts" if key in _LISTS else "a text")
                     for key in allowed if key in row and not _fits(row[key], key in _LISTS)]
    _none(problems, path)
    return list(enumerate(rows, start=1))


def _fits(value: Any, listed: bool) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value) if listed else isinstance(value, str)


def _none(problems: list[str], path: Path) -> None:
    if problems:
        raise CrosscheckError(f"{path}: {'; '.join(problems)}. Mend these entries and try again")


def _entry(row: Mapping[str, Any]) -> str:
    lines = [f"{key} = [{', '.join(map(manifest._value, value))}]" if key in _LISTS else f"{key} = {manifest._value(value)}"
             for key, value in row.items() if value]
    return "\n".join(["[[corrections]]", *lines]) + "\n"
