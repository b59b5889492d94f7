"""What every page needs before it draws: the settings, the loaded cross-check, and where the pages are.

Settings come from the environment and are read here only. Loaded data is shared by all sessions and kept until the
index on disk changes; pages read it and never write to it. A mendable error is shown as its own message.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from crosscheck import corpus, results, store, topics, views
from crosscheck.errors import CrosscheckError
from crosscheck.results import CrossCheck
from crosscheck.reviews import anchoring, queues
from crosscheck.reviews.store import Store, location

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class Settings:
    """Which corpus is shown, and the folder that holds its index."""

    corpus: str
    indexes: Path


def settings() -> Settings:
    """CROSSCHECK_CORPUS (an id or a path) and CROSSCHECK_INDEXES, with their defaults."""
    return Settings(os.environ.get("CROSSCHECK_CORPUS") or "kazakhstan", Path(os.environ.get("CROSSCHECK_INDEXES") or "indexes"))


def page(name: str) -> str:
    """The path of a page, as links and navigation want it."""
    return str(PAGES / f"{name}.py")


@contextmanager
def plainly() -> Iterator[None]:
    """Show a CrosscheckError as its own message, which says what to do, and end the page."""
    try:
        yield
    except CrosscheckError as error:
        st.error(shown(str(error)), icon=":material/error:")
        st.caption("Once that is done, reload this page.")
        st.stop()


def shown(text: str) -> str:
    """`text` for a Streamlit label or message, with nothing in it read as Markdown, formula, icon or colour."""
    escaped = "".join(f"\\{char}" if char in r"\`*_{}[]()#+-.!|~$<>:&" else char for char in text)
    return escaped.replace("\n", " ")


def load() -> CrossCheck:
    """The cross-check of the settings. Shows what is wrong, and stops the page, if it cannot be used."""
    with plainly():
        wanted = settings()
        found = corpus.load(wanted.corpus)
        directory = (wanted.indexes / found.id).resolve()
        return _check(str(found.directory.resolve()), found.sha256, str(directory), _version(directory))


def taxonomy(check: CrossCheck) -> topics.Taxonomy:
    """The articles and themes that this cross-check is filed under."""
    with plainly():
        return _taxonomy(check.corpus.taxonomy)


def search(check: CrossCheck) -> Any:
    """The free search over the same index (`ask(text, limit) -> list[Pair]`); loads its models on first use."""
    with plainly():
        directory = (settings().indexes / check.corpus.id).resolve()
        return _search(check, str(directory), _version(directory))


def _version(directory: Path) -> str:
    """The SHA-256 of the index's manifest, or nothing where there is none."""
    path = directory / store.MANIFEST
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


@st.cache_resource(show_spinner="Reading the index…", max_entries=4)
def _check(corpus_dir: str, corpus_sha256: str, directory: str, version: str) -> CrossCheck:
    """Cached by what was made from what: a rebuilt index or an altered corpus is read anew."""
    return results.load(corpus.load(corpus_dir), Path(directory))


@st.cache_resource(show_spinner=False)
def _taxonomy(name: str) -> topics.Taxonomy:
    return topics.load_taxonomy(name)


@st.cache_resource(show_spinner="Loading the language models (only once)…", max_entries=2)
def _search(_check: CrossCheck, directory: str, version: str) -> Any:
    from crosscheck import search as engine

    return engine.load(_check, Path(directory))


def matrix(check: CrossCheck, by: str) -> Any:
    """`views.matrix`, computed once for each index."""
    return _matrix(check, mark(check), by)


def mark(check: CrossCheck) -> str:
    """What tells one loaded cross-check from another."""
    return f"{check.corpus.sha256}:{id(check)}"


@st.cache_resource(show_spinner=False, max_entries=8)
def _matrix(_check: CrossCheck, mark: str, by: str) -> Any:
    return views.matrix(_check, by)


def overall(check: CrossCheck) -> dict[str, int]:
    """`views.overall`, computed once for each index."""
    return _overall(check, mark(check))


@st.cache_resource(show_spinner=False, max_entries=4)
def _overall(_check: CrossCheck, mark: str) -> dict[str, int]:
    return views.overall(_check)


def reviews(check: CrossCheck) -> Store:
    """The review log of this corpus, opened once for all sessions."""
    with plainly():
        return _reviews(str(location(check.corpus.id, settings().indexes)))


@st.cache_resource(show_spinner="Opening the reviews…", max_entries=4)
def _reviews(where: str) -> Store:
    # someone waits at the screen: rather a message and the decision kept in sight than ten seconds of silence
    return Store.open(where, wait=4.0)


def queue(check: CrossCheck, kind: str, reviewer: str, subject: str, limit: int) -> list[str]:
    """`queues.queue`, worked out once for each index; the seed is the corpus, so that colleagues get the same pairs."""
    return _queue(check, mark(check), kind, reviewer, subject, limit)


@st.cache_resource(show_spinner=False, max_entries=64)
def _queue(_check: CrossCheck, mark: str, kind: str, reviewer: str, subject: str, limit: int) -> list[str]:
    return queues.queue(_check, kind, reviewer, subject=subject, limit=limit, seed=_check.corpus.id)


def pair_ids(check: CrossCheck) -> frozenset[str]:
    """The ids of all pairs of this build."""
    return _pair_ids(check, mark(check))


@st.cache_resource(show_spinner=False, max_entries=4)
def _pair_ids(_check: CrossCheck, mark: str) -> frozenset[str]:
    return frozenset(_check.table["pair_id"])


def pair_themes(check: CrossCheck) -> dict[str, tuple[str, ...]]:
    """`queues.themes_of`, once for each index."""
    return _pair_themes(check, mark(check))


@st.cache_resource(show_spinner=False, max_entries=4)
def _pair_themes(_check: CrossCheck, mark: str) -> dict[str, tuple[str, ...]]:
    return queues.themes_of(_check)


def moved(check: CrossCheck, store: Store, away: tuple[str, ...]) -> dict[str, str]:
    """New pair id by old for the decided pairs `away`, which this build does not list under their old id."""
    return _moved(check, store, mark(check), store.name, away)


@st.cache_resource(show_spinner="Finding earlier decisions again…", max_entries=8)
def _moved(_check: CrossCheck, _store: Store, mark: str, name: str, away: tuple[str, ...]) -> dict[str, str]:
    wanted = set(away)
    records = [record for record in _store.records() if getattr(record, "pair_id", None) in wanted]
    return anchoring.moved(anchoring.places(records, _check.documents, _pair_ids(_check, mark)))
