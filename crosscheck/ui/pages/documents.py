"""The documents compared: who wrote them, under what rights, and the proof that they are unaltered; then the run."""

import streamlit as st

from crosscheck.records import DocumentInfo, Role
from crosscheck.results import CrossCheck
from crosscheck.ui import state
from crosscheck.ui.components import show, tag

ROLES = {Role.STATE: "The State", Role.INDEPENDENT: "Independent source"}


def document(check: CrossCheck, info: DocumentInfo) -> None:
    """One document's card."""
    records = check.claims if info.role is Role.STATE else check.findings
    used = sum(record.sentence.doc == info.id for record in records)
    first, last = info.period
    facts = {
        "Role": ROLES[info.role], "Publisher": info.publisher, "Symbol": info.symbol or "",
        "Period covered": str(first) if first == last else f"{first}–{last}", "Date": info.date, "Language": info.language,
        "Rights": info.rights, "Attribution": info.attribution, "Address": info.url or "",
        "Read as": f"{info.form}: {len(check.sentences.get(info.id, [])):,} sentences, {used:,} "
                   f"{'claims' if info.role is Role.STATE else 'findings'}",
        "SHA-256": info.sha256,
    }  # fmt: skip
    with st.container(border=True, key=f"documents_{info.id}"):
        rows = [tag("tr", tag("th", name, scope="row"), tag("td", value)) for name, value in facts.items() if value]
        show(
            tag("h3", f"{info.label}: {info.title}" if info.label != info.title else info.title, cls="cc-head"),
            tag("table", tag("tbody", *rows), cls="cc-table"),
        )


def main() -> None:
    """Draw the page."""
    check = state.load()
    st.title("Sources", anchor=False)
    st.caption("Every text is kept whole and unaltered; its SHA-256 is checked whenever it is read.")
    for info in sorted(check.corpus.documents, key=lambda info: (info.role is Role.INDEPENDENT, info.year, info.id)):
        document(check, info)
    st.subheader("How this index was made", anchor=False)
    st.json({name: value for name, value in check.run.items() if name != "files"}, expanded=2)


main()
