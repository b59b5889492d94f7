"""The manifest: what is accepted, what is refused and in which words."""

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest

from crosscheck import corpus
from crosscheck.corpus import MANIFEST, Corpus
from crosscheck.errors import CorpusError
from crosscheck.records import Role

STATE_TEXT = "I. General\n1. The law protects everyone.\n"
OTHER_TEXT = "The law protects few.\n"
HEAD = {"id": "ruritania", "title": "A test", "state": "Ruritania", "committee": "CESCR", "taxonomy": "icescr"}


def entry(doc: str, role: str, text: str, /, **changes: Any) -> dict[str, Any]:
    row = {
        "id": doc,
        "file": f"{doc}.txt",
        "title": doc,
        "publisher": "somebody",
        "role": role,
        "year": 2020,
        "period": [2019, 2020],
        "date": "2020-05-01",
        "language": "en",
        "rights": "none",
        "attribution": "somebody",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "form": "plain",
    }
    return {key: value for key, value in (row | changes).items() if value is not None}


def toml(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return str(value)


def write(folder: Path, rows: list[dict[str, Any]], head: dict[str, Any] | None = None) -> Path:
    parts = [f"{key} = {toml(value)}" for key, value in (HEAD if head is None else head).items()]
    for row in rows:
        parts += ["", "[[documents]]", *(f"{key} = {toml(value)}" for key, value in row.items())]
    (folder / MANIFEST).write_text("\n".join(parts), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "report.txt").write_text(STATE_TEXT, encoding="utf-8", newline="")
    (tmp_path / "article.txt").write_text(OTHER_TEXT, encoding="utf-8", newline="")
    return write(tmp_path, [entry("report", "state", STATE_TEXT), entry("article", "independent", OTHER_TEXT)])


def refused(where: Path | str, *words: str) -> None:
    with pytest.raises(CorpusError) as caught:
        corpus.load(where)
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message


def test_shipped_corpus_is_whole(kazakhstan: Corpus) -> None:
    assert corpus.shipped() == ["kazakhstan"]
    assert [info.id for info in kazakhstan.documents] == [
        "cescr-kaz-3",
        "usdos-2014",
        "usdos-2019",
        "usdos-2021",
        "hrmi-spotlight-2020",
    ]
    assert [info.id for info in kazakhstan.state_documents] == ["cescr-kaz-3"]
    assert len(kazakhstan.independent_documents) == 4
    report = kazakhstan.document("cescr-kaz-3")
    assert (report.symbol, report.date, report.period, report.year) == (
        "E/C.12/KAZ/3",
        "2024-05-30",
        (2019, 2023),
        2023,
    )
    for info in kazakhstan.documents:
        assert info.rights
        assert info.attribution
        stored = (kazakhstan.directory / info.file).read_bytes()
        assert corpus.read(kazakhstan, info).text.encode() == stored


def test_shipped_texts_are_the_given_ones(kazakhstan: Corpus, shared: Path) -> None:
    for info in kazakhstan.documents:
        assert (kazakhstan.directory / info.file).read_bytes() == (shared / "corpus" / info.file).read_bytes()


def test_found_by_id_folder_and_file(folder: Path) -> None:
    assert corpus.find("kazakhstan").name == MANIFEST
    assert corpus.load(folder) == corpus.load(folder / MANIFEST) == corpus.load(str(folder))
    loaded = corpus.load(folder)
    assert loaded.directory == folder
    assert [info.role for info in loaded.documents] == [Role.STATE, Role.INDEPENDENT]
    assert loaded.documents[0].period == (2019, 2020)


def test_unknown_corpus_lists_what_there_is(tmp_path: Path) -> None:
    refused("atlantis", "atlantis", "kazakhstan", MANIFEST)
    refused(tmp_path, str(tmp_path), MANIFEST)


def test_unknown_document_lists_what_there_is(kazakhstan: Corpus) -> None:
    with pytest.raises(CorpusError, match=r"nothing.*cescr-kaz-3"):
        kazakhstan.document("nothing")


def test_line_ends_and_blanks_are_kept(folder: Path) -> None:
    text = "\ufeffOne line.\r\nAnother\u00a0one. \r\n\r\n"
    (folder / "article.txt").write_bytes(text.encode())
    write(folder, [entry("report", "state", STATE_TEXT), entry("article", "independent", text)])
    loaded = corpus.load(folder)
    assert corpus.read(loaded, loaded.document("article")).text == text


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"The law protects fex.\n", "SHA-256"),
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (None, "missing"),
    ],
)
def test_altered_empty_and_vanished_texts_are_refused(folder: Path, data: bytes | None, expected: str) -> None:
    loaded = corpus.load(folder)
    path = folder / "article.txt"
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CorpusError, match=expected) as caught:
        corpus.read(loaded, loaded.document("article"))
    assert "article.txt" in str(caught.value)


def test_text_that_is_not_utf8_is_refused(folder: Path) -> None:
    data = "Ça va".encode("latin-1")
    (folder / "article.txt").write_bytes(data)
    row = entry("article", "independent", "", sha256=hashlib.sha256(data).hexdigest())
    loaded = corpus.load(write(folder, [entry("report", "state", STATE_TEXT), row]))
    with pytest.raises(CorpusError, match=r"article\.txt: not UTF-8 at byte 0"):
        corpus.read(loaded, loaded.document("article"))


def test_a_changed_byte_of_the_shipped_corpus_is_noticed(kazakhstan: Corpus, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(kazakhstan.directory, copy)
    path = copy / "cescr-kaz-3.txt"
    path.write_bytes(path.read_bytes().replace(b"520. The third", b"520. The Third"))
    altered = corpus.load(copy)
    with pytest.raises(CorpusError, match="SHA-256"):
        corpus.read(altered, altered.document("cescr-kaz-3"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sha256": None}, "missing field 'sha256'"),
        ({"pages": 3}, "unknown field 'pages'"),
        ({"role": "judge"}, "role 'judge' is not one of state, independent"),
        ({"form": "pdf"}, "form 'pdf' is not one of un-state-report, usdos, article, plain"),
        ({"id": "Mixed Case"}, "id 'Mixed Case'"),
        ({"year": "2020"}, "year '2020'"),
        ({"period": [2021, 2020]}, "period [2021, 2020]"),
        ({"date": "last spring"}, "date 'last spring'"),
        ({"sha256": "abc"}, "64 hexadecimal digits"),
        ({"title": "  "}, "title '  '"),
        ({"file": "gone.txt"}, "'gone.txt' is missing"),
        ({"file": "../article.txt"}, "leads out"),
        ({"file": "/etc/hostname"}, "leads out"),
        ({"file": "."}, "missing"),
    ],
)
def test_bad_entries_are_refused(folder: Path, changes: dict[str, Any], expected: str) -> None:
    bad = entry("article", "independent", OTHER_TEXT, **changes)
    refused(write(folder, [entry("report", "state", STATE_TEXT), bad]), str(folder / MANIFEST), "document 2", expected)


def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_text(OTHER_TEXT, encoding="utf-8")
    (folder / "article.txt").unlink()
    (folder / "article.txt").symlink_to(outside)
    refused(folder, "leads out")


def test_all_bad_entries_are_reported_together(folder: Path) -> None:
    rows = [entry("report", "state", STATE_TEXT, role="x"), entry("article", "independent", OTHER_TEXT, year=0)]
    refused(
        write(folder, rows, HEAD | {"id": "A B"}), "id 'A B'", "document 1 (report)", "document 2 (article)", "year 0"
    )


def test_one_sided_empty_and_repeated_corpora_are_refused(folder: Path) -> None:
    state, other = entry("report", "state", STATE_TEXT), entry("article", "independent", OTHER_TEXT)
    refused(write(folder, [state]), "no document with role 'independent'")
    refused(write(folder, [other]), "no document with role 'state'")
    refused(write(folder, [state, other, other]), "two documents have the id 'article'")
    refused(write(folder, []), "lists no documents")
    refused(write(folder, [state, other], {key: HEAD[key] for key in HEAD if key != "state"}), "'state' is missing")
    (folder / MANIFEST).write_text("id = [", encoding="utf-8")
    refused(folder, "not valid TOML")
    (folder / MANIFEST).write_bytes(b'id = "\xff"')
    refused(folder, "not UTF-8")


def test_digest_follows_texts_and_years_but_not_titles(folder: Path) -> None:
    state, other = entry("report", "state", STATE_TEXT), entry("article", "independent", OTHER_TEXT)
    digest = corpus.load(folder).sha256
    assert corpus.load(write(folder, [other, state])).sha256 == digest
    assert corpus.load(write(folder, [state, other | {"title": "another", "rights": "all"}])).sha256 == digest
    assert corpus.load(write(folder, [state, other | {"year": 2019}])).sha256 != digest
    assert corpus.load(write(folder, [state, other | {"sha256": "0" * 64}])).sha256 != digest
