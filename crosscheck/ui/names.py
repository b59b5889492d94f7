"""Organizations on screen: the filter by one, what a claim or finding names, and merging and splitting their names."""

import pandas as pd
import streamlit as st

from crosscheck import names
from crosscheck.keeping import corrections
from crosscheck.names import Correction, Organization
from crosscheck.records import Sentence
from crosscheck.results import CrossCheck
from crosscheck.ui import filing, state

KEY = "claims_organization"
OFTEN = 2  # times an organization is named to be listed in the filter


def organizations(check: CrossCheck) -> list[Organization]:
    """All organizations of the documents, the most often named first, as users corrected them."""
    with state.plainly():
        path = filing.where(check, corrections.NAMES)
        found = tuple(corrections.names(path))
        return _organizations(check, state.mark(check), found)


@st.cache_resource(show_spinner="Finding organizations…", max_entries=4)
def _organizations(_check: CrossCheck, mark: str, found: tuple[Correction, ...]) -> list[Organization]:
    return names.organizations(_check.sentences, _check.corpus.state, found)


def listed(check: CrossCheck) -> list[str]:
    """The names that the filter offers."""
    return [one.name for one in organizations(check) if one.count >= OFTEN]


def label(one: Organization) -> str:
    """`Federation of Trade Unions (FTUK, FPRK) · 21`."""
    short = [form for form, _ in one.forms if names.name_forms.acronym(form) and form != one.name][:3]
    return f"{one.name} ({', '.join(short)}) · {one.count}" if short else f"{one.name} · {one.count}"


def draw(check: CrossCheck, changed) -> None:
    """The filter, and a way to merge or split names, where the sidebar is being drawn; nothing where nobody is named."""
    found = organizations(check)
    labels = {one.name: label(one) for one in found}
    if not (offered := listed(check)):
        return
    st.multiselect("Organization named", offered, key=KEY, on_change=changed, placeholder="All",
                   format_func=lambda name: state.shown(labels.get(name, str(name))),
                   help="Claims and findings that name it, by any of its names and acronyms.")  # fmt: skip
    with st.popover("Merge or split names", icon=":material/merge:", width="stretch"):
        _correct(check, found)


def _correct(check: CrossCheck, found: list[Organization]) -> None:
    """Two small forms; what is done stands in a file of its own and can be taken back there."""
    who = st.text_input("Your name", value=st.session_state.get("desk_who") or "", key="claims_names_who", max_chars=80)
    everyone = [one.name for one in found]
    same = st.multiselect("These are one organization", everyone, key="claims_names_merge", format_func=state.shown)
    merge = st.button("Merge them", key="claims_names_merged", disabled=len(same) < 2)
    several = [(one, form) for one in found if len(one.forms) > 1 for form, _ in one.forms]
    apart = st.selectbox("This name means another one", several, index=None, key="claims_names_split",
                         format_func=lambda pair: state.shown(f"{pair[1]} (with {pair[0].name})"))  # fmt: skip
    split = st.button("Set it apart", key="claims_names_apart", disabled=apart is None)
    if (merge or split) and not who.strip():
        st.warning("Say who you are, so that others know whom to ask.", icon=":material/person:")
    elif merge:
        filing.keep(filing.where(check, corrections.NAMES), Correction("merge", tuple(same), who.strip()))
    elif split and apart:
        filing.keep(filing.where(check, corrections.NAMES), Correction("split", (apart[1],), who.strip()))


def _places(check: CrossCheck) -> frozenset[names.Place] | None:
    """Where the chosen organizations are named; None where none is chosen."""
    wanted = set(st.session_state.get(KEY) or ())
    return frozenset(place for one in organizations(check) if one.name in wanted for place in one.places) if wanted else None


def pairs(check: CrossCheck, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table of pairs whose claim or finding names one of the chosen organizations; all where none is chosen."""
    places = _places(check)
    if places is None or table.empty:
        return table
    claims = {i for i, claim in enumerate(check.claims) if (claim.sentence.doc, claim.sentence.start) in places}
    findings = {i for i, finding in enumerate(check.findings) if (finding.sentence.doc, finding.sentence.start) in places}
    return table[table["claim"].isin(claims) | table["finding"].isin(findings)]


def claims(check: CrossCheck, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a list of claims that name one of the chosen organizations or have a pair that does."""
    places = _places(check)
    if places is None or rows.empty:
        return rows
    named = [place in places for place in zip(rows["doc"], rows["start"], strict=True)]
    return rows[pd.Series(named, index=rows.index) | (rows["related"] > 0)]


def said(check: CrossCheck, sentence: Sentence) -> list[str]:
    """The organizations that a sentence names, the best known first."""
    return [one.name for one in organizations(check) if (sentence.doc, sentence.start) in one.places]
