"""Under which themes claims are filed on screen: by their words, as users corrected them, and, if asked for, by likeness.

Pairs are never touched: only what filters and cards say of a claim's themes changes here.
"""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import streamlit as st

from crosscheck import index, store, theme_vectors, views
from crosscheck.errors import CrosscheckError
from crosscheck.keeping import corrections
from crosscheck.keeping.corrections import ThemeCorrection
from crosscheck.kept import Kept
from crosscheck.records import Claim
from crosscheck.results import CrossCheck
from crosscheck.ui import speaking, state

LIKENESS = "claims_likeness"


def load() -> CrossCheck:
    """The cross-check of the settings, its claims under the themes that users gave them."""
    check = state.load()
    with state.plainly():
        path = where(check, corrections.THEMES)
        digest = _digest(path)
        return _corrected(check, state.mark(check), str(path), digest) if digest else check


def where(check: CrossCheck, name: str) -> Path:
    """The file that keeps corrections of that kind."""
    return corrections.place(check.corpus, _directory(check), name)


def _directory(check: CrossCheck) -> Path:
    return (state.settings().indexes / check.corpus.id).resolve()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


@st.cache_resource(show_spinner=False, max_entries=4)
def _corrected(_check: CrossCheck, mark: str, path: str, digest: str) -> CrossCheck:
    changed = corrections.corrected(_check.claims, corrections.themes(Path(path)))
    if not changed:
        return _check
    return replace(_check, claims=[replace(c, themes=changed[i][0]) if i in changed else c for i, c in enumerate(_check.claims)])


def by_whom(check: CrossCheck, claim: Claim) -> tuple[str, ...]:
    """Who corrected the claim's themes, the first first."""
    path = where(check, corrections.THEMES)
    sentence = claim.sentence
    mine = [c for c in corrections.themes(path) if (c.doc, c.paragraph, c.quote) == (sentence.doc, sentence.paragraph or "", sentence.text)]
    return tuple(dict.fromkeys(c.by or "somebody" for c in mine))


def likened(check: CrossCheck) -> dict[int, str]:
    """By position, the theme that likeness of meaning adds to a claim; empty until a reader asks for it."""
    return _likened(check, state.mark(check), str(_directory(check))) if st.session_state.get(LIKENESS) else {}


@st.cache_resource(show_spinner="Comparing claims with the themes (only once)…", max_entries=2)
def _likened(_check: CrossCheck, mark: str, directory: str) -> dict[int, str]:
    from crosscheck import encoders

    about, taxonomy = store.manifest(Path(directory), "crosscheck run"), state.taxonomy(_check)
    encoder = encoders.load_encoder(about.get("encoder", {}).get("name", encoders.DEFAULT))
    kept, result = Kept(Path(directory)), dict[int, str]()
    themes = theme_vectors.descriptions(taxonomy, encoder)
    for info in _check.corpus.state_documents:
        sentences = _check.sentences[info.id]
        vectors = kept.vectors(info.id, index.vectors_key(encoder, sentences))
        if vectors is None:
            continue
        found = dict(zip((s.start for s in sentences), theme_vectors.nearest(vectors.sentences, themes).tolist(), strict=True))
        of_doc = [i for i, claim in enumerate(_check.claims) if claim.sentence.doc == info.id]
        near = [found[_check.claims[i].sentence.start] for i in of_doc]
        added = theme_vectors.added(np.array(near), [_check.claims[i].themes for i in of_doc], taxonomy)
        result |= {of_doc[at]: theme for at, theme in added.items()}
    return result


def with_likened(check: CrossCheck) -> CrossCheck:
    """The cross-check with the themes that likeness adds, for the filters of a page; itself where none is asked for."""
    found = likened(check)
    return _extended(check, state.mark(check)) if found else check


@st.cache_resource(show_spinner=False, max_entries=2)
def _extended(_check: CrossCheck, mark: str) -> CrossCheck:
    found = likened(_check)
    return replace(_check, claims=[replace(c, themes=(*c.themes, found[i])) if i in found else c for i, c in enumerate(_check.claims)])


def editor(check: CrossCheck, claim: Claim, titles: dict[str, str]) -> None:
    """A small form to correct the themes of one claim, and who did so before."""
    sentence = claim.sentence
    key = f"claims_themes_{sentence.doc}_{sentence.start}"
    known = [theme for theme in titles if theme != views.NONE]
    with st.expander("Correct the themes of this claim", icon=":material/label:"):
        if by := by_whom(check, claim):
            st.caption(f"Corrected by {state.shown(views.in_words(by))}.")
        with st.form(f"{key}_form", border=False):
            wanted = st.multiselect("Themes", known, default=[t for t in claim.themes if t in known], key=key,
                                    format_func=lambda theme: state.shown(titles[theme]))  # fmt: skip
            who = st.text_input("Your name", value=st.session_state.get("desk_who") or "", key=f"{key}_who", max_chars=80)
            pressed = st.form_submit_button("Keep these themes", icon=":material/save:")
        if not pressed:
            return
        added, removed = [t for t in wanted if t not in claim.themes], [t for t in claim.themes if t not in wanted]
        if not who.strip():
            st.warning("Say who you are, so that others know whom to ask.", icon=":material/person:")
        elif added or removed:
            keep(where(check, corrections.THEMES), ThemeCorrection(
                sentence.doc, sentence.paragraph or "", sentence.text, tuple(added), tuple(removed), who.strip()))


def keep(path: Path, entry: corrections.Correction | ThemeCorrection) -> None:
    """Store a correction and draw the page anew with it; say so where it cannot be stored."""
    try:
        corrections.add(path, entry)
    except CrosscheckError as error:
        st.error(state.shown(str(error)), icon=":material/error:")
        return
    st.rerun()


def repeated(check: CrossCheck) -> dict[speaking.Place, tuple[speaking.Finding, ...]]:
    """`speaking.repeated`, computed once for each index."""
    return _repeated(check, state.mark(check))


@st.cache_resource(show_spinner=False, max_entries=4)
def _repeated(_check: CrossCheck, mark: str) -> dict[speaking.Place, tuple[speaking.Finding, ...]]:
    return speaking.repeated(_check)
