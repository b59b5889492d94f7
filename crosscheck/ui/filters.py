"""The filters of the claims page: which there are, how they are labelled, and how they become `views.Filters`."""

import streamlit as st

from crosscheck import views
from crosscheck.records import Attribution, Ground, Kind, Relation, Timing
from crosscheck.results import CrossCheck
from crosscheck.ui import components, filing, state
from crosscheck.ui import names as organizations
from crosscheck.ui.address import Field

SHOW = {"all": "All claims", "flagged": "Flagged", "related": "With findings", "silent": "Silent"}
ORDER = {"strongest": "Strongest flag first", "most": "Most flags first", "report": "As in the report"}
STEPS = [i / 20 for i in range(20)]
_MANY = ("article", "theme", "source", "year", "relation", "timing", "attribution", "ground", "kind")


def names(check: CrossCheck, field: str) -> dict[str, str]:
    """The articles or themes of the taxonomy, then any others that claims carry, by id and title; NONE last."""
    known = state.taxonomy(check)
    if field == "article":
        titles = {number: f"{number} · {title}" for number, title in known.articles.items()}
    else:
        titles = {theme.id: theme.title for theme in known.themes}
    used = {entry for entries in check.claim_frame.get(f"{field}s", ()) for entry in entries}
    others = {entry: entry for entry in sorted(used - set(titles))}
    return titles | others | {views.NONE: f"No {field}"}


def fields(check: CrossCheck) -> list[Field]:
    """Everything about the claims page that its address holds."""
    sources = views.independent(check)
    return [
        Field("article", [], list(names(check, "article"))), Field("theme", [], list(names(check, "theme"))),
        Field("source", [], [info.id for info in sources]), Field("year", [], sorted({f.year for f in check.findings})),
        Field("relation", list(views.SHOWN), [str(r) for r in Relation]), Field("timing", [], [str(t) for t in Timing]),
        Field("attribution", [], [str(a) for a in Attribution]), Field("ground", [], [str(g) for g in Ground]),
        Field("organization", [], organizations.listed(check)),
        Field("kind", [], [str(k) for k in Kind]), Field("minimum", 0.0, STEPS), Field("text", ""),
        Field("show", "all", list(SHOW)), Field("order", "strongest", list(ORDER)), Field("page", 1), Field("claim", ""),
    ]  # fmt: skip


def chosen() -> views.Filters:
    """What the widgets say now."""
    said = {name: st.session_state[f"claims_{name}"] for name in (*_MANY, "minimum", "text", "claim")}
    many = {f"{name}s": tuple(said[name]) for name in _MANY}
    many["relations"] = many["relations"] or views.SHOWN
    return views.Filters(**many, minimum=said["minimum"], text=said["text"], claim=said["claim"])


def first_page() -> None:
    """A changed filter starts the list anew."""
    st.session_state["claims_page"] = 1


def clear() -> None:
    """Every filter back to its default."""
    defaults = {name: [] for name in _MANY} | {"relation": list(views.SHOWN), "minimum": 0.0, "text": "", "show": "all"}
    defaults |= {"organization": [], "likeness": False}
    for name, default in defaults.items():
        st.session_state[f"claims_{name}"] = default
    first_page()


def draw(check: CrossCheck) -> None:
    """The widgets, in the sidebar."""
    years = sorted({finding.year for finding in check.findings})
    labels = {info.id: info.label for info in check.corpus.documents}
    with st.sidebar:
        st.text_input(
            "Words in the claim or finding",
            key="claims_text",
            on_change=first_page,
            icon=":material/search:",
            placeholder="e.g. trade union",
        )
        _many("Article", "article", names(check, "article"))
        _many("Theme", "theme", names(check, "theme"))
        st.toggle("Also themes by likeness of meaning", key=filing.LIKENESS, on_change=first_page,
                  help="Beside the themes that words and headings name. Of those it adds about two in three are right.")  # fmt: skip
        organizations.draw(check, first_page)
        _many("Source", "source", {info.id: labels[info.id] for info in views.independent(check)})
        _many("Year of the finding", "year", {year: str(year) for year in years})
        st.pills(
            "Relation",
            [str(r) for r in Relation],
            selection_mode="multi",
            key="claims_relation",
            format_func=components.relation_name,
            on_change=first_page,
            help="How a finding stands to the claim. Unrelated pairs are hidden unless chosen.",
        )
        st.pills(
            "Timing",
            [str(t) for t in Timing],
            selection_mode="multi",
            key="claims_timing",
            on_change=first_page,
            format_func=components.TIMINGS.__getitem__,
            help="Superseded: the claim asserts a later change to just that.",
        )
        _many("Who speaks", "attribution", {str(key): label for key, label in components.SPEAKERS.items()})
        _many("Law or practice", "ground", {str(key): label for key, label in components.GROUNDS.items()})
        _many("Kind of claim", "kind", {str(kind): kind.capitalize() for kind in Kind})
        st.select_slider(
            "Flag score at least",
            STEPS,
            key="claims_minimum",
            on_change=first_page,
            format_func=lambda score: f"{score:.2f}",
            help="The probability that the finding contradicts or qualifies the claim and is current.",
        )
        st.button("Clear all filters", key="claims_clear", on_click=clear, width="stretch", icon=":material/filter_alt_off:")


def _many(label: str, name: str, options: dict) -> None:
    st.multiselect(
        label,
        list(options),
        key=f"claims_{name}",
        on_change=first_page,
        placeholder="All",
        format_func=lambda option: state.shown(options.get(option, str(option))),
    )
