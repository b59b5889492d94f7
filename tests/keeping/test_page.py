"""The page "Sources": adding, checking, removing and running from the screen, and what it refuses."""

import io
import os
import struct
import zlib
from pathlib import Path

import pytest

pytest.importorskip("streamlit")

import streamlit as st
from streamlit.testing.v1 import AppTest

from crosscheck import corpus
from crosscheck.errors import CorpusError
from crosscheck.files.extracted import Extracted
from crosscheck.keeping import documents
from crosscheck.ui import checking
from tests.models import WordEncoder

from .made import OBSERVER, both, empty, everything, observer, state
from .test_commands import decided

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<script>alert(1)</script> **bold** $x$ :red[y] [l](http://e.org)"


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCHECK_CORPUS", str(tmp_path / "ruritania"))
    monkeypatch.setenv("CROSSCHECK_INDEXES", str(tmp_path / "indexes"))
    monkeypatch.chdir(tmp_path)
    st.cache_resource.clear()
    st.cache_data.clear()


def picture() -> bytes:
    """A PNG of one grey point."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    out = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    out.seek(0, io.SEEK_END)
    for name, data in ((b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0\x80")), (b"IEND", b"")):
        out.write(chunk(name, data))
    return out.getvalue()


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages that were drawn."""
    from crosscheck.files import pdf

    drawn: list[int] = []
    monkeypatch.setattr(pdf, "page_picture", lambda data, page, width=900: (drawn.append(page), picture())[1])
    return drawn


def reader(monkeypatch: pytest.MonkeyPatch, found: Extracted | CorpusError) -> list[str]:
    """Every file is read as `found`; the names under which files were read are kept."""
    from crosscheck.files import reading

    names: list[str] = []

    def read(path: Path) -> Extracted:
        names.append(path.name)
        if isinstance(found, CorpusError):
            raise CorpusError(f"{path.name}: {found}")
        return found

    monkeypatch.setattr(reading, "read_file", read)
    return names


def opened() -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.switch_page("crosscheck/ui/pages/documents.py")
    return sound(app.run())


def sound(app: AppTest) -> AppTest:
    assert not app.exception, app.exception[0].message
    return app


def markup(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def said(app: AppTest) -> str:
    kinds = ("caption", "markdown", "info", "warning", "error", "success")
    return "\n".join(element.value for kind in kinds for element in app.get(kind)).replace("\\", "")


def field(app: AppTest, name: str):
    """The form's input of a field; its key ends with the upload's mark."""
    return next(w for kind in ("text_input", "selectbox") for w in app.get(kind) if w.key and w.key.startswith(f"documents_{name}_"))


def press(app: AppTest, key: str) -> AppTest:
    return sound(app.button(key=key).click().run())


def uploaded(app: AppTest, name: str, data: bytes = b"anything") -> AppTest:
    return sound(app.file_uploader[0].set_value((name, data, "application/pdf")).run())


def test_an_upload_is_read_confirmed_and_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: list[int]) -> None:
    folder = empty(tmp_path / "ruritania")
    names = reader(monkeypatch, state())
    app = uploaded(opened(), "../../../etc/pass<b>wd.PDF", b"%PDF-1.7")
    assert names == ["upload.pdf"]
    assert "missing: 8" in markup(app)
    assert field(app, "symbol").value == "CEDAW/C/RUR/5"
    assert field(app, "role").value == "state"
    assert pages == [1]
    app = sound(next(w for w in app.number_input if w.key.endswith("_page")).set_value(2).run())
    assert pages == [1, 2]
    assert "printed number 2" in said(app)
    assert "See the Act of 2019." in markup(app)
    field(app, "title").set_value("A <i>better</i> title")
    field(app, "period").set_value("2018-2021")
    app = press(app, "documents_add")
    assert "is added" in said(app)
    info, = corpus.load(folder, whole=False).documents
    assert (info.id, info.original) == ("cedaw-c-rur-5", "cedaw-c-rur-5.pdf")
    assert (info.title, info.period) == ("A <i>better</i> title", (2018, 2021))
    assert (folder / "cedaw-c-rur-5.pdf").read_bytes() == b"%PDF-1.7"
    assert "A &lt;i&gt;better&lt;/i&gt; title" in markup(app)
    assert not (tmp_path / "etc").exists()
    assert "no document with role 'independent'" in said(app)


def test_what_is_missing_or_wrong_is_said_and_nothing_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = empty(tmp_path / "ruritania")
    before = everything(folder)
    reader(monkeypatch, observer())
    app = uploaded(opened(), "review.html")
    assert field(app, "role").value is None
    app = press(app, "documents_add")
    assert "role is missing" in app.error[0].value.replace("\\", "")
    field(app, "role").set_value("independent")
    field(app, "id").set_value("../../evil")
    app = press(app, "documents_add")
    assert "'../../evil' may hold only" in app.error[0].value.replace("\\", "")
    field(app, "id").set_value("fine")
    field(app, "period").set_value("long ago")
    app = press(app, "documents_add")
    assert "'long ago' is not a period" in app.error[0].value.replace("\\", "")
    assert everything(folder) == before
    app = press(app, "documents_put_aside")
    assert "was not added" in said(app)
    assert everything(folder) == before
    assert len(app.file_uploader) == 1


def test_a_file_that_cannot_be_read_is_named_as_it_was_brought(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty(tmp_path / "ruritania")
    reader(monkeypatch, CorpusError("is protected with a password; save it without one"))
    app = uploaded(opened(), "secret <b>.pdf")
    assert "secret <b>.pdf: is protected" in app.error[0].value.replace("\\", "")
    assert "Nothing was added" in said(app)
    assert len(app.file_uploader) == 1


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = empty(tmp_path / "ruritania")
    before = everything(folder)
    reader(monkeypatch, state())
    app = uploaded(opened(), "report.pdf")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        app = press(app, "documents_add")
    assert "No space left on device" in app.error[0].value.replace("\\", "")
    assert everything(folder) == before


def test_hostile_text_is_shown_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty(tmp_path / "ruritania")
    found = Extracted("html", f"{HOSTILE}\n\nA heading {HOSTILE}\n\nThe ministry said: {HOSTILE} and more of it.\n", notes=(HOSTILE,))
    reader(monkeypatch, found)
    app = uploaded(opened(), f"{HOSTILE}.html".replace("/", ""))
    assert "<script" not in markup(app)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; **bold** $x$ :red[y]" in markup(app)
    for kind in ("caption", "markdown", "warning"):
        assert all(":red[" not in element.value for element in app.get(kind))


def test_a_run_takes_the_documents_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder) -> None:
    folder = both(tmp_path / "ruritania")
    app = opened()
    assert "There is no index" in app.error[0].value
    assert "not yet cross-checked" in markup(app)
    app = press(app, "documents_run")
    assert "up to date" in said(app)
    assert not app.error
    assert "not yet cross-checked" not in markup(app)
    encoder.encoded.clear()
    documents.add(folder, observer("Mines were closed to inspectors in that year."), b"x", "x.html", OBSERVER | {"id": "third"})
    app = sound(app.run())
    assert "changed since the last cross-check" in said(app)
    press(app, "documents_run")
    assert "Mines were closed to inspectors in that year." in encoder.encoded
    assert not any("third less than men" in text for text in encoder.encoded)


def test_removing_is_confirmed_and_says_what_it_costs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, indexes, doc = decided(tmp_path)
    monkeypatch.setenv("CROSSCHECK_CORPUS", str(folder))
    monkeypatch.setenv("CROSSCHECK_INDEXES", str(indexes))
    before = everything(folder)
    app = press(opened(), f"documents_remove_{doc}")
    assert "1 decided pair quotes it" in said(app)
    app = press(app, "documents_remove_no")
    assert everything(folder) == before
    app = press(press(app, f"documents_remove_{doc}"), "documents_remove_yes")
    assert "is removed" in said(app)
    assert doc not in [info.id for info in corpus.load(folder).documents]
    assert "changed since the last cross-check" in said(app)
    assert app.button(key="documents_run")


def test_a_stored_document_is_checked_beside_its_pages(tmp_path: Path, pages: list[int]) -> None:
    folder = both(tmp_path / "ruritania")
    app = press(opened(), "documents_check_rur-5")
    assert pages == [1]
    assert "missing: 8" in markup(app)
    assert app.query_params["doc"] in ("rur-5", ["rur-5"])
    (folder / "rur-5.pdf").write_bytes(b"another")
    st.cache_data.clear()
    app = sound(app.run())
    assert pages == [1]  # an altered original is no proof of anything
    assert "ALTERED" in markup(app)
    (folder / "rur-5.txt").write_text("another")
    app = sound(app.run())
    assert "is not the one in" in app.error[-1].value.replace("\\", "")


def test_pages_and_parts_cover_the_text() -> None:
    for found in (state(), Extracted("text", "One line.\n" * 3000), Extracted("text", "x" * 9000)):
        spans = checking.parts(found)
        assert "".join(found.text[start:end] for start, end, _, _ in spans) == found.text
    assert checking.parts(Extracted("text", "")) == []


def test_a_shipped_corpus_is_copied_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: WordEncoder) -> None:
    both(tmp_path / "ruritania")
    monkeypatch.setattr(corpus, "_SHIPPED", tmp_path)
    monkeypatch.setenv("CROSSCHECK_CORPUS", "ruritania")
    app = opened()
    assert "came with crosscheck and stays as it is" in said(app)
    assert not app.file_uploader
    assert not any(button.key.startswith("documents_remove") for button in app.button)
    app.text_input(key="documents_copy_folder").set_value("")
    app = press(app, "documents_copy_send")
    assert "Name the folder" in said(app)
    app.text_input(key="documents_copy_folder").set_value(str(tmp_path / "own" / "mine"))
    monkeypatch.setattr(corpus, "_SHIPPED", tmp_path, raising=True)
    app.button(key="documents_copy_send").click()
    monkeypatch.setattr(corpus, "is_shipped", lambda found: found.id == "ruritania")
    app = sound(app.run())
    assert "now shows" in said(app)
    assert os.environ["CROSSCHECK_CORPUS"] == str(tmp_path / "own" / "mine")
    assert len(app.file_uploader) == 1
    assert corpus.load(tmp_path / "own" / "mine").id == "mine"


def test_a_corpus_is_begun_from_the_screen(tmp_path: Path) -> None:
    both(tmp_path / "ruritania")
    app = opened()
    app.text_input(key="documents_new_folder").set_value(str(tmp_path / "freedonia"))
    app.text_input(key="documents_new_state").set_value("")
    app = press(app, "documents_new_send")
    assert "state cannot be empty" in said(app)
    app.text_input(key="documents_new_state").set_value("Freedonia")
    app = press(app, "documents_new_send")
    assert "There are no documents yet" in said(app)
    made = corpus.load(tmp_path / "freedonia", whole=False)
    assert (made.state, made.committee, made.taxonomy) == ("Freedonia", "CESCR", "icescr")
