"""From the screen to a corpus of one's own: a copy of the one shown, or a new one for any State and committee.

The served app shows the corpus that CROSSCHECK_CORPUS names; a corpus made here takes its place for this server.
"""

import os
from pathlib import Path

import streamlit as st

from crosscheck import topics
from crosscheck.corpus import Corpus
from crosscheck.errors import CrosscheckError
from crosscheck.keeping import begin
from crosscheck.ui import adding, state

OTHER = "Other (say which)"
COMMITTEES = ("CESCR", "CCPR", "CEDAW", "CRC", "CAT", "CERD", "CRPD", OTHER)


def copy(found: Corpus, indexes: Path) -> None:
    """Offer to copy a shipped corpus, which stays as it is, into a folder of the user's."""
    st.info("This corpus came with crosscheck and stays as it is. Copy it into a folder of your own to add or remove documents; your "
            "reviews are taken along.", icon=":material/folder_copy:")  # fmt: skip
    with st.form("documents_copy", border=False):
        folder = st.text_input("Folder for your copy (new or empty)", str(Path.cwd() / f"my-{found.id}"), key="documents_copy_folder")
        sent = st.form_submit_button("Copy this corpus", icon=":material/folder_copy:", key="documents_copy_send")
    if sent:
        try:
            made = begin.copy(found.id, _folder(folder), indexes)
        except CrosscheckError as error:
            st.error(state.shown(str(error)), icon=":material/error:")
        else:
            _switch(made)


def new() -> None:
    """Begin a corpus of another State or committee."""
    with st.expander("Begin another corpus"), st.form("documents_new", border=False):
        folder = st.text_input("Its folder (new or empty)", key="documents_new_folder", placeholder=str(Path.cwd() / "my-country"))
        country = st.text_input("State", key="documents_new_state")
        committee = st.selectbox("Committee", COMMITTEES, key="documents_new_committee")
        other = st.text_input("Another committee", key="documents_new_other", help="Only if it is not in the list")
        taxonomy = st.selectbox("Articles and themes", [None, *topics.shipped_taxonomies()], key="documents_new_taxonomy",
                                format_func=lambda one: one or "The committee's own")  # fmt: skip
        if not st.form_submit_button("Begin it", icon=":material/create_new_folder:", key="documents_new_send"):
            return
        try:
            made = begin.new(_folder(folder), country.strip(), other.strip() if committee == OTHER else committee, taxonomy)
        except CrosscheckError as error:
            st.error(state.shown(str(error)), icon=":material/error:")
            return
    _switch(made)


def _folder(text: str) -> Path:
    if not text.strip() or "\0" in text:
        raise CrosscheckError("Name the folder that it should lie in")
    return Path(text.strip()).expanduser()


def _switch(made: Corpus) -> None:
    """Show that corpus from now on, in every window of this server."""
    os.environ["CROSSCHECK_CORPUS"] = str(made.directory)
    adding.put_aside(f"This app now shows {made.title}, in {made.directory}. Open it later with: crosscheck app {made.directory}")
