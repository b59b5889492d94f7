"""The documents compared: who wrote them, under what rights, and the proof that they are unaltered; adding and removing them."""

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from crosscheck import corpus, store
from crosscheck.corpus import Corpus
from crosscheck.errors import CorpusError, CrosscheckError, StaleIndexError
from crosscheck.keeping import documents, reading_report
from crosscheck.keeping.commands import orphaned
from crosscheck.keeping.documents import Status
from crosscheck.records import Role
from crosscheck.results import CrossCheck
from crosscheck.ui import adding, checking, corpora, state
from crosscheck.ui.components import show, tag

if TYPE_CHECKING:
    from crosscheck.pipeline import Settings

STATES = {"ok": "unaltered", "altered": "ALTERED since it was added: restore it, or remove the document", "missing": "MISSING"}
REMOVING, CHECKED = "documents_removing", "doc"


def usable(found: Corpus, wanted: state.Settings) -> CrossCheck | None:
    """The cross-check of these very documents; otherwise None, and the page says why and what to do."""
    directory = wanted.indexes / found.id
    mend = f"crosscheck run {found.id if corpus.is_shipped(found) or not Path(wanted.corpus).exists() else wanted.corpus}"
    try:
        whole = corpus.load(wanted.corpus)
        if store.manifest(directory, f"crosscheck run {found.id}").get("corpus", {}).get("sha256") == whole.sha256:
            return state.load()
        st.warning(f"The documents were changed since the last cross-check. Run it again below, or with: {state.shown(mend)}",
                   icon=":material/sync_problem:")  # fmt: skip
    except CorpusError as error:
        st.info(state.shown(f"There is nothing to compare yet. {error}"), icon=":material/info:")
        return None
    except StaleIndexError as error:
        st.error(state.shown(str(error)), icon=":material/error:")
    run(whole, directory)
    return None


def run(found: Corpus, directory: Path) -> None:
    """A button that cross-checks the corpus, with progress; only what changed is computed."""
    if not st.button("Run the cross-check", type="primary", icon=":material/play_arrow:", key="documents_run",
                     help="Only what changed is embedded and judged. It may take minutes; leave this page open."):  # fmt: skip
        return
    from crosscheck import pipeline

    with st.status("Cross-checking…", expanded=True) as status:
        try:
            pipeline.run(found, directory, settings(found, directory), progress=tell)
        except CrosscheckError as error:
            status.update(label="It stopped; what was there before is unchanged", state="error")
            st.error(state.shown(str(error)), icon=":material/error:")
            return
        status.update(label="Done", state="complete")
    st.session_state[adding.SAID] = "The cross-check is up to date."
    st.rerun()


def tell(line: str) -> None:
    """A line of progress; it may name a model, so it is shown as it is written."""
    st.text(line.strip())


def settings(found: Corpus, directory: Path) -> "Settings":
    """The settings of the last run, whatever was chosen then; those of the corpus if there was none or it now says otherwise."""
    from crosscheck import pipeline

    fresh = pipeline.settings_for(found)
    try:
        kept = store.manifest(directory, "").get("settings", {})
    except StaleIndexError:
        return fresh
    known = {field.name for field in fields(pipeline.Settings)}
    return fresh if found.encoder or not kept or set(kept) - known else pipeline.Settings(**kept)


def card(found: Corpus, check: CrossCheck | None, status: Status) -> None:
    """One document's card."""
    info = status.info
    first, last = info.period
    records = [] if check is None else check.claims if info.role is Role.STATE else check.findings
    used = f", {sum(record.sentence.doc == info.id for record in records):,} {'claims' if info.role is Role.STATE else 'findings'}"
    facts = {
        "Role": adding.ROLES[info.role], "Publisher": info.publisher, "Symbol": info.symbol or "",
        "Period covered": str(first) if first == last else f"{first}–{last}", "Date": info.date, "Language": info.language,
        "Rights": info.rights, "Attribution": info.attribution, "Address": info.url or "",
        "Read as": f"{info.form}: {'?' if status.sentences is None else f'{status.sentences:,}'} sentences{used if check else ''}",
        "Text": STATES[status.text], "Original": f"{info.original}, {STATES[status.original]}" if info.original else "",
        "Index": "taken in" if status.indexed else "not yet cross-checked", "SHA-256": info.sha256,
    }  # fmt: skip
    with st.container(border=True, key=f"documents_{info.id}"):
        rows = [tag("tr", tag("th", name, scope="row"), tag("td", value)) for name, value in facts.items() if value]
        show(
            tag("h3", f"{info.label}: {info.title}" if info.label != info.title else info.title, cls="cc-head"),
            tag("table", tag("tbody", *rows), cls="cc-table"),
        )
        with st.container(horizontal=True):
            if st.button("Check its text", key=f"documents_check_{info.id}", icon=":material/plagiarism:"):
                chosen = st.query_params.get(CHECKED) == info.id
                st.query_params.from_dict({} if chosen else {CHECKED: info.id})
            if not corpus.is_shipped(found) and st.button("Remove", key=f"documents_remove_{info.id}", icon=":material/delete:"):
                st.session_state[REMOVING] = info.id
        if st.session_state.get(REMOVING) == info.id:
            removal(found, status)
        if st.query_params.get(CHECKED) == info.id:
            checked(found, status)


def removal(found: Corpus, status: Status) -> None:
    """Ask before a document is taken out, saying what it costs."""
    wanted, info = state.settings(), status.info
    with state.plainly():
        lost = documents.orphans(found, info, wanted.indexes)
    st.warning(f"Remove {state.shown(info.label)}? {orphaned(lost)} Its files are kept in the folder “removed”.", icon=":material/delete:")
    with st.container(horizontal=True):
        yes = st.button("Yes, remove it", key="documents_remove_yes", type="primary")
        no = st.button("Keep it", key="documents_remove_no")
    if no:
        del st.session_state[REMOVING]
        st.rerun()
    if yes:
        del st.session_state[REMOVING]
        with state.plainly():
            removed = documents.remove(found.directory, info.id, wanted.indexes)
        adding.put_aside(f"{info.label} is removed; its files are in {removed.folder}. The cross-check must be run again.")


def checked(found: Corpus, status: Status) -> None:
    """The ingestion report of a stored document, and its text beside its pages."""
    info = status.info
    try:
        extracted = documents.stored_reading(found, info)
    except CorpusError as error:
        st.error(state.shown(str(error)), icon=":material/error:")
        return
    checking.report(reading_report.report(extracted, info.form))
    pdf = None
    if extracted.kind == "pdf" and status.original == "ok":
        pdf = (found.directory / str(info.original)).read_bytes()
    checking.side_by_side(extracted, pdf, f"documents_{info.id}", info.language)


def said() -> None:
    """What the last action did, once."""
    if message := st.session_state.pop(adding.SAID, ""):
        st.success(state.shown(message), icon=":material/check:")


def main() -> None:
    """Draw the page."""
    wanted = state.settings()
    st.title("Sources", anchor=False)
    st.caption("Every text is kept whole and unaltered; its SHA-256 is checked whenever it is read.")
    said()
    with state.plainly():
        found = corpus.load(wanted.corpus, whole=False)
    check = usable(found, wanted)
    if corpus.is_shipped(found):
        corpora.copy(found, wanted.indexes)
    else:
        adding.section(found, wanted.corpus)
    st.subheader("Documents", anchor=False)
    if not found.documents:
        st.caption("There are no documents yet. Add the State's report and at least one independent source.")
    for status in sorted(listed(found, check, wanted), key=lambda one: (one.info.role is Role.INDEPENDENT, one.info.year, one.info.id)):
        card(found, check, status)
    corpora.new()
    if check is not None:
        st.subheader("How this index was made", anchor=False)
        st.json({name: value for name, value in check.run.items() if name != "files"}, expanded=2)


def listed(found: Corpus, check: CrossCheck | None, wanted: state.Settings) -> list[Status]:
    """`documents.listing`; sentences are counted anew only where the cross-check does not know them."""
    counts = {doc: len(sentences) for doc, sentences in check.sentences.items()} if check else {}
    return documents.listing(found, wanted.indexes, counts)


main()
