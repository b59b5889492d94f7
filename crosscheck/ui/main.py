"""The app: page set-up and navigation. Run with `streamlit run crosscheck/ui/main.py`, or through `app.py`."""

from pathlib import Path

import streamlit as st

from crosscheck.ui import components, state

# A named icon would be fetched from a font server, and nothing here may call out.
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1f4e79" stroke-width="3">'
    '<path d="M3 8h14M13 4l4 4-4 4M21 16H7M11 12l-4 4 4 4"/></svg>'
)
_PAGES = {
    "Evidence": (
        ("overview", "Overview", ":material/grid_on:"),
        ("claims", "Claims", ":material/compare_arrows:"),
        ("search", "Search", ":material/search:"),
        ("pair", "One pair", ":material/link:"),
    ),
    "Review": (
        ("review", "Review desk", ":material/rate_review:"),
        ("adjudicate", "Adjudication", ":material/gavel:"),
        ("agreement", "Agreement", ":material/handshake:"),
        ("calibration", "Guideline and practice", ":material/school:"),
        ("decisions", "Log, import and export", ":material/swap_vert:"),
    ),
    "Export": (("report", "Report", ":material/description:"),),
    "About": (
        ("documents", "Sources", ":material/library_books:"),
        ("about", "How to read this", ":material/help:"),
    ),
}


def run() -> None:
    """Set the page up and show the page of the address."""
    st.set_page_config("crosscheck", page_icon=_ICON, layout="wide", initial_sidebar_state="auto")
    components.style()
    pages = {group: _group(entries) for group, entries in _PAGES.items()}
    st.navigation({group: found for group, found in pages.items() if found}, position="top").run()


def _group(entries: tuple[tuple[str, str, str], ...]) -> list[st.Page]:
    return [
        st.Page(
            state.page(name),
            title=title,
            icon=icon,
            url_path=name,
            default=name == "overview",
            visibility="hidden" if name == "pair" else "visible",
        )
        for name, title, icon in entries
        if Path(state.page(name)).is_file()
    ]


if __name__ == "__main__":
    run()
