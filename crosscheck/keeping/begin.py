"""Begin a corpus: an empty one for any State and committee, or a copy of one that ships, which a user may then change."""

import os
import shutil
import tempfile
from pathlib import Path

from crosscheck import beside, corpus, store, topics
from crosscheck.corpus import MANIFEST, Corpus
from crosscheck.errors import CorpusError, CrosscheckError
from crosscheck.keeping import manifest

_TREATIES = {"cescr": "icescr", "ccpr": "iccpr"}  # the others' taxonomies bear the committee's name
_OWN_TAXONOMY = "taxonomy.toml"


def new(folder: Path, state: str, committee: str, taxonomy: str | None = None, title: str | None = None, id_: str | None = None) -> Corpus:
    """Make `folder` with a manifest that lists no document yet. `taxonomy`: a shipped one's name or a TOML file, which is
    copied into the folder; by default the committee's own.

    Raises CrosscheckError if the folder holds anything, or the committee's taxonomy has to be named.
    """
    chosen = taxonomy or _taxonomy_of(committee)
    topics.load_taxonomy(chosen)
    own = Path(chosen) if chosen not in topics.shipped_taxonomies() else None
    about = {"id": _id(folder, id_), "title": title or f"{state}: report to the {committee} and independent sources", "state": state,
             "committee": committee, "taxonomy": _OWN_TAXONOMY if own else chosen}  # fmt: skip
    if empty := [name for name, value in about.items() if not value.strip()]:
        raise CorpusError(f"{folder}: {', '.join(empty)} cannot be empty; say which it is")
    files = {MANIFEST: (manifest.head(about) + "\n# Documents are added with: crosscheck add FOLDER FILE\n").encode()}
    files |= {_OWN_TAXONOMY: own.read_bytes()} if own else {}
    _make(folder, files)
    return corpus.load(folder, whole=False)


def copy(name: str, folder: Path, indexes: Path | None = None, id_: str | None = None) -> Corpus:
    """Copy a corpus into `folder` under an id of its own. With `indexes`, what was computed for it and its reviews are taken
    along, so that only what changes is computed again.

    Raises CrosscheckError if the folder holds anything, or a text of the corpus is missing or altered.
    """
    source = corpus.load(name)
    about = {"id": _id(folder, id_), "title": source.title, "state": source.state, "committee": source.committee}
    about["taxonomy"] = _OWN_TAXONOMY if Path(source.taxonomy).is_file() else source.taxonomy
    about |= {"encoder": source.encoder} if source.encoder else {}
    files: dict[str, bytes] = {_OWN_TAXONOMY: Path(source.taxonomy).read_bytes()} if Path(source.taxonomy).is_file() else {}
    for info in source.documents:
        corpus.read(source, info)  # an altered text is not copied
        names = (info.file, info.original, beside.name(info))
        files |= {one: (source.directory / one).read_bytes() for one in names if one and (source.directory / one).is_file()}
    files |= {info.file: (source.directory / info.file).read_bytes() for info in source.tables}
    entries = "\n".join([*(manifest.entry(info) for info in source.documents), *(manifest.table_entry(info) for info in source.tables)])
    _make(folder, {**files, MANIFEST: f"{manifest.head(about)}\n{entries}".encode()})
    made = corpus.load(folder)
    if indexes:
        _take_along(indexes, source.id, made.id)
    return made


def _id(folder: Path, given: str | None) -> str:
    """The corpus's id, from the folder's name. It names a folder among the indexes, so no shipped corpus's is taken."""
    found = given or manifest.slug(folder.resolve().name)
    if not found:
        raise CorpusError(f"{folder}: its name holds nothing that an id can be made of (a-z, 0-9 and -); give one with --id")
    if found in corpus.shipped():
        raise CorpusError(f"{folder}: {found!r} is the id of a corpus that came with crosscheck; name the folder otherwise, or give --id")
    return manifest.check_id(found)


def _taxonomy_of(committee: str) -> str:
    """The shipped taxonomy of a committee's treaty. Raises CrosscheckError where there is none."""
    name = _TREATIES.get(committee.lower(), committee.lower())
    known = topics.shipped_taxonomies()
    if name in known:
        return name
    raise CrosscheckError(f"No articles and themes ship for {committee!r}; name the nearest with --taxonomy ({', '.join(known)}), or give "
                          "a TOML file of your own like those")


def _make(folder: Path, files: dict[str, bytes]) -> None:
    """Make the folder with these files, or nothing at all: it is written beside and moved into place."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CorpusError(f"{folder}: there is something already; name a folder that is new or empty")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-", ignore_cleanup_errors=True) as beside:
            made = Path(beside) / "corpus"
            made.mkdir()
            for name, content in files.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                store.put(made / name, content)
            if not folder.exists():
                os.replace(made, folder)  # noqa: PTH105
                return
            for path in sorted(made.iterdir(), key=lambda path: path.name == MANIFEST):  # the manifest last
                os.replace(path, folder / path.name)  # noqa: PTH105
    except OSError as error:
        raise CorpusError(f"{folder}: could not be made ({error.strerror}). Nothing was changed; choose another place") from error


def _take_along(indexes: Path, old: str, new_: str) -> None:
    """Copy what was computed for the corpus `old`, and merge its reviews, into the folder of `new_`.

    The copy is stale, as the ids differ, but a run finds vectors and judgements in it. Without it, all is computed anew.
    """
    from crosscheck.reviews import exchange
    from crosscheck.reviews.store import Store, location, records_of

    source, target = indexes / old, indexes / new_
    records = records_of(old, indexes) if str(location(old, indexes)) != str(location(new_, indexes)) else []
    if (source / store.MANIFEST).is_file() and not (target / store.MANIFEST).exists():
        with store.writing(target):
            for path in sorted(source.iterdir(), key=lambda path: path.name == store.MANIFEST):  # the manifest last
                if path.is_file() and path.suffix in (".json", ".npy", ".parquet", ".faiss"):
                    shutil.copyfile(path, target / path.name)
    if records:
        target.mkdir(parents=True, exist_ok=True)
        with Store.open(location(new_, indexes)) as log:
            exchange.take_in(log, records)
