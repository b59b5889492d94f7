"""A table of scores more, a table less: the forms of the HRMI Rights Tracker, recognised by their columns.

A table is stored as it was brought, byte for byte, and read once before it is: what cannot be read, or has no row for the
corpus's State, is not added. Its terms of use are not known here; the user is told to look.
"""

import hashlib
import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from crosscheck import store, tables, tracker
from crosscheck.corpus import MANIFEST, Corpus
from crosscheck.errors import CorpusError
from crosscheck.keeping import manifest
from crosscheck.keeping.documents import all_or_nothing, aside, put_back
from crosscheck.tables import TableInfo
from crosscheck.tracker_lists import attribution, publishers

SUFFIX = ".csv"
LARGEST = 64 << 20  # bytes; the whole world over all years is one
_TITLES = {
    "hrmi-esr": "HRMI Rights Tracker: economic and social rights", "hrmi-cpr": "HRMI Rights Tracker: civil and political rights",
    "hrmi-risk": "HRMI Rights Tracker: people at risk",
}  # fmt: skip
_RELEASE = re.compile(r"(?<![a-z0-9])v\d+(?:[-.]\d+)*", re.IGNORECASE)


def content(path: Path) -> bytes:
    """The file's bytes. Raises CorpusError if it cannot be read or is too large to be a table of scores."""
    try:
        if path.stat().st_size > LARGEST:
            raise CorpusError(f"{path}: {path.stat().st_size:,} bytes; a table of scores has at most {LARGEST:,}: give the table itself")
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror}); check the path") from error


def propose(found: Corpus, data: bytes, name: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], tracker.Table]:
    """The fields of an entry for this table (`given` ones stand), and the rows of the corpus's State.

    Raises CorpusError where the file is no table of the tracker, cannot be read, or has no row for the State.
    """
    table = tracker.read(data, name, name)
    of_state = tracker.of_state(table, found.state, given.get("country"))
    years = [row.year for row in table.scores] + [row.year for row in table.at_risk]
    release = _RELEASE.search(Path(name).stem)
    values = {
        "id": _free_id(table.kind, _ids(found)), "kind": table.kind,
        "title": _TITLES[table.kind], "publisher": publishers()[0], "year": max(years, default=None),
        "release": release[0] if release else None, "rights": "Not stated in the table: look up the publisher’s terms before you publish",
        "attribution": attribution(),
    }  # fmt: skip
    return {**values, **{key: value for key, value in given.items() if value is not None}}, of_state


def add(name_or_path: str | Path, data: bytes, name: str, values: Mapping[str, Any]) -> TableInfo:
    """Store a table with its entry. Raises CorpusError if the corpus is shipped, a field is missing or wrong, the id or the very
    table is there already, or the disk refuses; the corpus is then as it was."""
    with manifest.changing(name_or_path) as found:
        doc = manifest.check_id(str(values.get("id", "")))
        row = {key: value for key, value in values.items() if value is not None}
        row |= {"file": f"{doc}{SUFFIX}", "sha256": hashlib.sha256(data).hexdigest()}
        read, problems = tables.read_rows([row], _ids(found), lambda _: None)
        if problems:
            raise CorpusError(f"{name}: {'; '.join(problems)}. Give the field as an option and try again")
        info = read[0]
        if same := [known.id for known in found.tables if known.sha256 == info.sha256]:
            raise CorpusError(f"{found.id}: this very table is there already, as {same[0]!r}; nothing was added")
        tracker.of_state(tracker.read(data, name, info.id, info.kind), found.state, info.country)
        with all_or_nothing(found.directory, {info.file: data}):
            store.put(found.directory / MANIFEST, manifest.with_table(found.directory, info).encode())
    return info


def remove(name_or_path: str | Path, table: str) -> Path:
    """Take a table out and move its file aside; gives the folder it lies in. Raises CorpusError; the corpus is then as it was."""
    with manifest.changing(name_or_path) as found:
        info = next((info for info in found.tables if info.id == table), None)
        if info is None:
            raise CorpusError(f"{found.id}: no table {table!r}; it has {', '.join(info.id for info in found.tables) or 'none'}")
        folder = aside(found.directory, table)
        moved: list[tuple[Path, Path]] = []
        try:
            folder.mkdir(parents=True)
            store.put(folder / "entry.toml", manifest.table_entry(info).encode())
            store.put(folder / MANIFEST, (found.directory / MANIFEST).read_bytes())
            store.put(found.directory / MANIFEST, manifest.without_entry(found.directory, "tables", table).encode())
            source = found.directory / info.file
            if source.is_file():
                os.replace(source, folder / source.name)  # noqa: PTH105
                moved.append((source, folder / source.name))
        except OSError as error:
            put_back(found.directory, folder, moved)
            raise CorpusError(f"{found.directory}: {table} could not be removed ({error.strerror}). It is where it was") from error
    return folder


def lines(values: Mapping[str, Any], table: tracker.Table) -> list[str]:
    """What a terminal shows of a table before it is added."""
    rows = table.scores or table.at_risk
    years = sorted({row.year for row in rows})
    told = [f"  {len(rows):,} rows for {', '.join(table.countries)}, {len({row.code for row in rows})} rights, "
            f"{years[0]} to {years[-1]}" if years else "  no rows"]  # fmt: skip
    told += [f"  {table.missing:,} values are missing in the table and left out"] if table.missing else []
    told += [f"  rights that are not known, kept under their codes: {', '.join(table.unknown)}"] if table.unknown else []
    return told + [f"  {name:12}{value}" for name, value in values.items() if value is not None]


def status(found: Corpus, info: TableInfo) -> str:
    """Whether a table's file is "ok", "altered" or "missing"."""
    try:
        data = (found.directory / info.file).read_bytes()
    except OSError:
        return "missing"
    return "ok" if hashlib.sha256(data).hexdigest() == info.sha256 else "altered"


def _ids(found: Corpus) -> list[str]:
    return [info.id for info in found.documents] + [info.id for info in found.tables]


def _free_id(base: str, taken: Collection[str]) -> str:
    number, result = 2, base
    while result in taken:
        result, number = f"{base}-{number}", number + 1
    return result
