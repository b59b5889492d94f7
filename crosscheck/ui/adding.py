"""Adding a document from the screen: upload, how it was read, what is proposed, and the user's corrections.

The name of an upload is shown and gives its ending, nothing else; the file is read under a name of our own, and stored
under its id, which is checked. What was read waits in the session until it is confirmed or put aside.
"""

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from crosscheck.corpus import Corpus
from crosscheck.errors import CorpusError
from crosscheck.files.extracted import Extracted
from crosscheck.ingest import FORMS
from crosscheck.keeping import documents, propose, reading_report
from crosscheck.keeping.propose import Proposal
from crosscheck.records import Role
from crosscheck.ui import checking, state

STAGED, TURN, SAID = "documents_staged", "documents_turn", "documents_said"
ROLES = {Role.STATE: "The State", Role.INDEPENDENT: "Independent source"}
LABELS = {
    "id": "Short id", "title": "Title", "short": "Short name beside quotes (optional)", "publisher": "Publisher",
    "symbol": "UN symbol (optional)", "role": "Who speaks in it", "year": "Last year it describes", "period": "Years it describes",
    "date": "Date of publication", "language": "Language (code)", "url": "Address (optional)", "rights": "Rights",
    "attribution": "Attribution", "form": "Read as",
}  # fmt: skip
WIDE = ("title", "publisher", "rights", "attribution", "url")


@dataclass(frozen=True)
class Staged:
    """A file that was read and waits to be confirmed."""

    name: str
    data: bytes
    extracted: Extracted
    proposal: Proposal

    @property
    def mark(self) -> str:
        """What tells one upload from another."""
        return hashlib.sha256(self.data).hexdigest()[:12]


def section(found: Corpus, where: str) -> None:
    """The part of the page where documents are added to the corpus `found`, which lies at `where`."""
    st.subheader("Add a document", anchor=False)
    staged = st.session_state.get(STAGED)
    if staged is None:
        upload(found)
    else:
        confirm(found, where, staged)


def upload(found: Corpus) -> None:
    """Choose a file; it is read at once."""
    turn = st.session_state.get(TURN, 0)
    file = st.file_uploader("PDF, Word, web page, Markdown, EPUB or text", type=[suffix[1:] for suffix in documents.SUFFIXES],
                            key=f"documents_file_{turn}", help="It stays on this machine.")  # fmt: skip
    if file is None:
        return
    try:
        st.session_state[STAGED] = stage(file.name, file.getvalue(), {info.id for info in found.documents})
    except CorpusError as error:
        st.error(state.shown(str(error)), icon=":material/error:")
        st.caption("Nothing was added. Choose another file.")
        return
    st.rerun()


def stage(name: str, data: bytes, taken: set[str]) -> Staged:
    """Read an upload and propose what it is, with progress on the page. Raises CorpusError."""
    suffix = Path(name).suffix.lower()
    with st.status("Reading the file…") as status, tempfile.TemporaryDirectory() as folder:
        st.write(f"{len(data):,} bytes received")
        path = Path(folder) / f"upload{suffix if suffix in documents.SUFFIXES else ''}"
        path.write_bytes(data)
        try:
            extracted = documents.read_file(path)
        except CorpusError as error:
            status.update(label="It could not be read", state="error")
            raise CorpusError(str(error).replace(str(path), name).replace(path.name, name)) from error
        st.write("looking for its symbol, title, date and language")
        proposal = propose.propose(extracted, name, taken)
        status.update(label="Read", state="complete")
    return Staged(name, data, extracted, proposal)


def confirm(found: Corpus, where: str, staged: Staged) -> None:
    """The report, the text beside its pages, and the form."""
    st.write(f"**{state.shown(staged.name)}**")
    left, right = st.columns([3, 2], gap="large")
    with right:
        checking.report(reading_report.report(staged.extracted, staged.proposal.values.get("form")))
    with left:
        values = form(staged)
    with st.expander("Check the text beside its pages"):
        checking.side_by_side(staged.extracted, staged.data if staged.extracted.kind == "pdf" else None, f"documents_staged_{staged.mark}",
                              staged.extracted.properties.get("language", ""))  # fmt: skip
    if values is None:
        return
    try:
        info = documents.add(where, staged.extracted, staged.data, staged.name, read_values(values))
    except CorpusError as error:
        left.error(state.shown(str(error)), icon=":material/error:")
        return
    put_aside(f"{info.label} is added to {found.title}. The cross-check must be run again to take it in.")


def form(staged: Staged) -> dict[str, Any] | None:
    """The proposed values to be corrected; what was entered once it is sent, otherwise None."""
    values: dict[str, Any] = {}
    st.caption("Proposed from the document: check every field. The question mark beside a field says what it was read from.")
    with st.form(f"documents_form_{staged.mark}"):
        for name in (name for name in propose.FIELDS if name in WIDE):
            values[name] = widget(st, name, staged)
        columns = st.columns(3)
        for place, name in enumerate(name for name in propose.FIELDS if name not in WIDE):
            values[name] = widget(columns[place % 3], name, staged)
        with st.container(horizontal=True):
            sent = st.form_submit_button("Add this document", type="primary", icon=":material/add:", key="documents_add")
            aside = st.form_submit_button("Put it aside", key="documents_put_aside")
    if aside:
        put_aside(f"{staged.name} was not added.")
    return values if sent else None


def widget(place: Any, name: str, staged: Staged) -> Any:
    """The input of one field, filled with what is proposed."""
    value = staged.proposal.values.get(name)
    because = staged.proposal.because.get(name)
    key, hint = f"documents_{name}_{staged.mark}", state.shown(reading_report.short(because)) if because else None
    if name in ("role", "form"):
        options: list[Any] = list(ROLES) if name == "role" else list(FORMS)
        at = options.index(value) if value in options else None
        return place.selectbox(LABELS[name], options, index=at, format_func=lambda one: ROLES.get(one, one), key=key, help=hint,
                               placeholder="Please say")  # fmt: skip
    text = "-".join(map(str, value)) if isinstance(value, tuple) else str(value or "")
    return place.text_input(LABELS[name], text, key=key, help=hint, placeholder="2019-2023" if name == "period" else None)


def read_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """What was entered, in the types of a manifest. Raises CorpusError for a year or period that is none."""
    result = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    if period := result.get("period"):
        result["period"] = propose.parse_period(period)
    if year := result.get("year"):
        result["year"] = int(year) if year.isdecimal() else year
    return {name: str(value) if isinstance(value, Role) else value for name, value in result.items() if value not in ("", None)}


def put_aside(said: str) -> None:
    """Forget the upload, say something once, and draw the page anew."""
    st.session_state.pop(STAGED, None)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.session_state[SAID] = said
    st.rerun()
