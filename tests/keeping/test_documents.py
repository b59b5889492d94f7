"""Adding and removing: whole or not at all, by several at once, and never out of the folder."""

import errno
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import beside, corpus, ingest
from crosscheck.errors import CorpusError
from crosscheck.files import reading
from crosscheck.files.extracted import Extracted
from crosscheck.keeping import begin, documents, manifest
from crosscheck.records import Role

from .made import OBSERVER, STATE, both, empty, everything, observer, state, state_text

ROOT = Path(__file__).resolve().parents[2]


def test_a_corpus_in_the_making_is_loaded_but_not_cross_checked(tmp_path: Path) -> None:
    folder = empty(tmp_path / "ruritania")
    assert corpus.load(folder, whole=False).documents == ()
    with pytest.raises(CorpusError, match="lists no documents; add them with: crosscheck add"):
        corpus.load(folder)
    documents.add(folder, state(), b"%PDF", "report.pdf", STATE)
    assert [info.id for info in corpus.load(folder, whole=False).state_documents] == ["rur-5"]
    with pytest.raises(CorpusError, match=r"no document with role 'independent'.*crosscheck add .* FILE --role independent"):
        corpus.load(folder)


def test_text_original_and_reading_stand_beside_each_other(tmp_path: Path) -> None:
    folder = both(tmp_path / "ruritania")
    files = everything(folder)
    assert set(files) == {"corpus.toml", "rur-5.txt", "rur-5.pdf", "rur-5.reading.json", "observer-2021.txt", "observer-2021.html",
                          "observer-2021.reading.json"}
    assert files["rur-5.txt"].decode() == state_text()
    assert files["rur-5.pdf"] == b"%PDF-1.7 a picture of it"
    kept = json.loads(files["rur-5.reading.json"])
    assert kept["pages"] == [[0, 1, None], [state_text().index("5. "), 2, "2"]]
    assert kept["left_out"][2]["kind"] == "footnote"
    loaded = corpus.load(folder)
    assert loaded.document("rur-5").original == "rur-5.pdf"
    assert loaded.document("rur-5").role is Role.STATE
    again = documents.stored_reading(loaded, loaded.document("rur-5"))
    assert again == state()


def test_sentences_know_their_page_until_the_text_is_altered(tmp_path: Path) -> None:
    folder = both(tmp_path / "ruritania")
    loaded = corpus.load(folder)
    document = corpus.read(loaded, loaded.document("rur-5"))
    start = state_text().index("5. ")
    pages = {s.paragraph: s.page for s in ingest.sentences(document) if s.paragraph}
    assert (pages["4"], pages["5"], pages["12"]) == (1, 2, 2)
    assert document.pages == ((0, 1), (start, 2))
    record = folder / "rur-5.reading.json"
    record.write_text(record.read_text().replace(document.info.sha256, "0" * 64))
    assert corpus.read(loaded, document.info).pages == ()
    for damaged in ("{", "[]", json.dumps({"sha256": document.info.sha256, "pages": [[5, 1], [0, 2]]}), '{"pages": 3}'):
        record.write_text(damaged)
        assert beside.pages(folder, document.info) == ()


def test_plain_text_is_its_own_original(tmp_path: Path) -> None:
    folder = empty(tmp_path / "ruritania")
    text = observer().text
    assert documents.add(folder, Extracted("text", text), text.encode(), "a.txt", OBSERVER).original is None
    wide = Extracted("text", text + "More follows here.\n")
    info = documents.add(folder, wide, (text + "More follows here.\n").encode("utf-16"), "b.txt", OBSERVER | {"id": "other"})
    assert info.original == "other.original.txt"


def test_known_endings_are_those_of_the_readers() -> None:
    assert set(documents.SUFFIXES) == set(reading.EXTENSIONS)


@pytest.mark.parametrize("bad", ["../evil", "/etc/x", "a/b", "a\\b", "..", ".", "", "A", "é", "a b", "x" * 81, "-a", "a.b"])
def test_an_id_is_never_a_path(tmp_path: Path, bad: str) -> None:
    folder = empty(tmp_path / "ruritania")
    before = everything(tmp_path)
    with pytest.raises(CorpusError, match="id"):
        documents.add(folder, observer(), b"x", "x.html", OBSERVER | {"id": bad})
    assert everything(tmp_path) == before


@given(st.text(max_size=40))
def test_a_slug_is_an_id_or_nothing(text: str) -> None:
    found = manifest.slug(text)
    assert found == "" or manifest.check_id(found) == found


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_text_survives_the_manifest(text: str) -> None:
    import tomllib

    head = {"id": "x", "title": text, "state": text, "committee": "C", "taxonomy": "icescr"}
    assert tomllib.loads(manifest.head(head)) == head


def test_unicode_names_and_titles(tmp_path: Path) -> None:
    folder = tmp_path / "Қазақстан Côte"
    begin.new(folder, "Қазақстан", "CESCR")
    assert corpus.load(folder, whole=False).id == "cote"
    values = OBSERVER | {"title": "«Еңбек» 女性 \u202etxet\n \x1b[31m", "publisher": 'He said "no" \\ yes'}
    documents.add(folder, observer(), b"x", "доклад ☂.HTML", values)
    info = corpus.load(folder, whole=False).document("observer-2021")
    assert (info.title, info.publisher, info.original) == ("«Еңбек» 女性 txet [31m", 'He said "no" \\ yes', "observer-2021.html")


def test_what_is_there_already_is_not_added_again(tmp_path: Path) -> None:
    folder = both(tmp_path / "ruritania")
    before = everything(folder)
    with pytest.raises(CorpusError, match="there is a document 'rur-5' already"):
        documents.add(folder, observer("Something else was said here."), b"x", "x.html", STATE)
    with pytest.raises(CorpusError, match="this very text is there already, as 'observer-2021'"):
        documents.add(folder, observer(), b"x", "x.html", OBSERVER | {"id": "twice"})
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(CorpusError, match="in the way"):
        documents.add(folder, observer("Another finding was made."), b"x", "x.html", OBSERVER | {"id": "notes"})
    assert everything(folder) == before | {"notes.txt": b"mine"}


def test_every_missing_or_wrong_value_is_named(tmp_path: Path) -> None:
    folder = empty(tmp_path / "ruritania")
    values = {key: value for key, value in OBSERVER.items() if key != "rights"} | {"year": 20, "date": "2021-13-01", "role": "judge"}
    with pytest.raises(CorpusError) as caught:
        documents.add(folder, observer(), b"x", "x.html", values)
    for word in ("rights is missing", "year 20", "2021-13-01", "role 'judge'"):
        assert word in str(caught.value)


def test_a_text_without_a_sentence_is_refused(tmp_path: Path) -> None:
    folder = empty(tmp_path / "ruritania")
    before = everything(folder)
    with pytest.raises(CorpusError, match="no sentence"):
        documents.add(folder, Extracted("text", "12\n"), b"12\n", "x.txt", OBSERVER)
    assert everything(folder) == before


@pytest.mark.parametrize("allowed", range(4))
def test_a_full_disk_leaves_the_corpus_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: int) -> None:
    folder = both(tmp_path / "ruritania")
    before = everything(folder)
    left, real = [allowed], os.fsync

    def full(handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CorpusError, match=r"No space left on device.*as it was"):
        documents.add(folder, observer("A third finding was made."), b"x", "x.html", OBSERVER | {"id": "third"})
    assert everything(folder) == before


@pytest.mark.parametrize("allowed", range(6))
def test_a_removal_that_fails_leaves_the_corpus_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, allowed: int) -> None:
    folder = both(tmp_path / "ruritania")
    before = everything(folder)
    left, real = [allowed], os.replace

    def refusing(source: object, target: object) -> None:  # once: the way back is free
        left[0] -= 1
        if left[0] == -1:
            raise OSError(errno.EACCES, "Permission denied")
        real(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    with pytest.raises(CorpusError, match="Permission denied"):
        documents.remove(folder, "rur-5", tmp_path / "indexes")
    assert everything(folder) == before


def test_two_who_add_at_once_both_succeed(tmp_path: Path) -> None:
    folder = empty(tmp_path / "ruritania")
    code = ("import sys\nfrom tests.keeping.made import *\n"
            "for n in range(4):\n    documents.add(sys.argv[1], observer(f'Finding {sys.argv[2]} {n} was made by them.'), b'x', 'x.html',"
            " OBSERVER | {'id': f'{sys.argv[2]}-{n}'})")
    command = [sys.executable, "-c", code, str(folder)]
    running = [subprocess.Popen([*command, name], cwd=ROOT, stderr=subprocess.PIPE) for name in ("ann", "ben")]
    assert [process.communicate()[1].decode()[-500:] for process in running] == ["", ""]
    found = corpus.load(folder, whole=False)
    assert {info.id for info in found.documents} == {f"{name}-{n}" for name in ("ann", "ben") for n in range(4)}
    assert {status.text for status in documents.listing(found, tmp_path)} == {"ok"}


def test_a_removed_document_is_kept_aside(tmp_path: Path) -> None:
    folder = both(tmp_path / "ruritania")
    before = everything(folder)
    removed = documents.remove(folder, "rur-5", tmp_path / "indexes")
    assert removed.folder == folder / "removed" / f"{date.today().isoformat()}-rur-5"
    assert [info.id for info in corpus.load(folder, whole=False).documents] == ["observer-2021"]
    assert {path.name for path in removed.folder.iterdir()} == {"rur-5.txt", "rur-5.pdf", "rur-5.reading.json", "entry.toml", "corpus.toml"}
    assert (removed.folder / "rur-5.txt").read_bytes() == before["rur-5.txt"]
    documents.add(folder, state(), b"%PDF", "report.pdf", STATE)
    assert documents.remove(folder, "rur-5", tmp_path / "indexes").folder.name.endswith("rur-5-2")
    with pytest.raises(CorpusError, match="no document 'rur-5'"):
        documents.remove(folder, "rur-5", tmp_path / "indexes")


def test_comments_of_the_user_stay(tmp_path: Path) -> None:
    folder = both(tmp_path / "ruritania")
    path = folder / "corpus.toml"
    entry = '[[documents]]\nid = "observer'
    path.write_text("# mine\n" + path.read_text().replace(entry, f"# about the observer\n{entry}"))
    documents.remove(folder, "rur-5", tmp_path)
    assert path.read_text().startswith("# mine\n")
    assert "# about the observer\n[[documents]]" in path.read_text()
    documents.add(folder, state(), b"%PDF", "report.pdf", STATE)
    assert "# about the observer\n[[documents]]" in path.read_text()
    documents.remove(folder, "rur-5", tmp_path)
    documents.remove(folder, "observer-2021", tmp_path)
    assert corpus.load(folder, whole=False).documents == ()


def test_an_unusual_manifest_is_written_anew(tmp_path: Path) -> None:
    import tomllib

    folder = both(tmp_path / "ruritania")
    path = folder / "corpus.toml"
    table = tomllib.loads(path.read_text())
    rows = ",\n".join("{" + ", ".join(f"{key} = {json.dumps(value)}" for key, value in row.items()) + "}" for row in table["documents"])
    path.write_text("".join(f"{key} = {json.dumps(table[key])}\n" for key in table if key != "documents") + f"documents = [{rows}]\n")
    assert len(corpus.load(folder).documents) == 2
    documents.add(folder, observer("A third finding was made."), b"x", "x.html", OBSERVER | {"id": "third"})
    documents.remove(folder, "observer-2021", tmp_path)
    assert [info.id for info in corpus.load(folder).documents] == ["rur-5", "third"]


def test_the_listing_tells_altered_and_missing(tmp_path: Path) -> None:
    folder = both(tmp_path / "ruritania")
    (folder / "rur-5.txt").write_text("altered")
    (folder / "observer-2021.html").unlink()
    state_, other = documents.listing(corpus.load(folder, whole=False), tmp_path)
    assert (state_.text, state_.original, state_.sentences, state_.indexed) == ("altered", "ok", None, False)
    assert (other.text, other.original, other.sentences) == ("ok", "missing", 2)
    (folder / "rur-5.txt").unlink()
    assert documents.listing(corpus.load(folder, whole=False), tmp_path)[0].text == "missing"


def test_a_shipped_corpus_is_copied_and_not_changed(tmp_path: Path) -> None:
    for act in (lambda: documents.add("kazakhstan", observer(), b"x", "x.html", OBSERVER),
                lambda: documents.remove("kazakhstan", "usdos-2014", tmp_path)):
        with pytest.raises(CorpusError, match="crosscheck new FOLDER --from kazakhstan"):
            act()
    shipped = corpus.load("kazakhstan")
    made = begin.copy("kazakhstan", tmp_path / "mine")
    assert [info.sha256 for info in made.documents] == [info.sha256 for info in shipped.documents]
    assert made.id == "mine"
    with pytest.raises(CorpusError, match="something already"):
        begin.copy("kazakhstan", tmp_path / "mine")
    with pytest.raises(CorpusError, match="id of a corpus that came with"):
        begin.copy("kazakhstan", tmp_path / "kazakhstan")
    assert shipped.sha256 == "b081885bd0e3d04c2c318c46c0de09789ca52c7edbd4bc5f80670fa3fa3a1acd"  # indexes of this corpus stay current


def test_a_taxonomy_of_ones_own_is_taken_into_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[articles]\n1 = "Pay"\n[[themes]]\nid = "pay"\nwords = ["pay"]\narticles = ["1"]\n')
    begin.new(tmp_path / "corpora" / "one", "Ruritania", "A regional court", str(own))
    made = corpus.load(tmp_path / "corpora" / "one", whole=False)
    before = made.sha256
    (tmp_path / "corpora").rename(tmp_path / "moved")
    made = corpus.load(tmp_path / "moved" / "one", whole=False)
    assert made.sha256 == before  # wherever it lies
    Path(made.taxonomy).write_text(own.read_text() + "# changed\n")
    assert made.sha256 != before
    with pytest.raises(Exception, match="--taxonomy"):
        begin.new(tmp_path / "two", "Ruritania", "A regional court")
    assert not (tmp_path / "two").exists()
