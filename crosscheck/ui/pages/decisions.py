"""The log of decisions: is it whole, files out of it and into it, and what became of it after a rebuild."""

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from crosscheck import __version__
from crosscheck.results import CrossCheck
from crosscheck.reviews import anchoring, blind, exchange, standing
from crosscheck.reviews.records import Adjudication, Review, ReviewError, Setting, utc_now
from crosscheck.reviews.store import Store
from crosscheck.ui import components, desk, state
from crosscheck.ui.components import show, tag

FORMATS = {
    "csv": ("CSV", "csv", "for spreadsheets"), "xlsx": ("Excel (XLSX)", "xlsx", "for spreadsheets"),
    "jsonl": ("JSON Lines", "jsonl", "for other programs"), "labelstudio": ("Label Studio", "json", "tasks with annotations"),
    "inception": ("INCEpTION", "zip", "documents with spans"),
}  # fmt: skip
TYPES = ("csv", "xlsx", "jsonl", "json", "zip", "sqlite")
WHY = "Sign in to see the log: it names who decided what."
LATEST = 20


def run_of(check: CrossCheck) -> dict[str, object]:
    """What is written beside every exported row about the run."""
    return {"corpus": check.corpus.id, "corpus_sha256": check.corpus.sha256, "crosscheck": __version__, "model": desk.model(check)}


def whole(store: Store, log: desk.Log) -> None:
    """How many rows there are, and whether all are as they were stored."""
    kinds = {"Decisions": Review, "Adjudications": Adjudication}
    counts = {name: sum(isinstance(r, kind) for r in log.records) for name, kind in kinds.items()}
    counts = {"Rows": len(log.records), **counts, "Reviewers": len(store.reviewers())}
    for column, (name, count) in zip(st.columns(4), counts.items(), strict=True):
        column.metric(name, f"{count:,}")
    st.caption(f"Kept in {state.shown(store.name)}. Rows are added and never changed; each is chained to the one before.")
    if st.button("Verify the log", key="decisions_verify", icon=":material/verified:"):
        verdict = store.verify()
        if verdict.fault:
            st.error(f"{state.shown(verdict.fault)}. The {verdict.rows} rows before it are sound. Keep this file and compare it with a "
                     "backup or an export.", icon=":material/gpp_bad:")  # fmt: skip
        else:
            st.success(f"{verdict.rows} rows, all as they were stored. Write this down to notice a later change of the whole: "
                       f"`{verdict.head or 'no rows yet'}`", icon=":material/verified:")  # fmt: skip


def setting(store: Store, log: desk.Log, who: str) -> None:
    """Whether the machine's label waits for one's own decision."""
    present = standing.settings(log.records)["hide_machine"] != "no"
    hide = st.toggle("Hide the machine's label until one's own first decision", value=present, key=f"decisions_hide_{present}",
                     help="For the whole project. Decisions made with the label in sight do not count as blind.")  # fmt: skip
    if hide != present:
        store.save(Setting(who, "hide_machine", "yes" if hide else "no", utc_now()))
        st.rerun()


def export(check: CrossCheck, log: desk.Log) -> None:
    """One button a format."""
    st.subheader("Export", anchor=False)
    st.caption("Label Studio and INCEpTION hold decisions and adjudications alone; the other three hold the whole log.")
    with st.container(horizontal=True):
        for form, (title, ending, what) in FORMATS.items():
            st.download_button(
                title, partial(exchange.dump, log.records, form, run_of(check)), f"{check.corpus.id}-reviews.{ending}",
                key=f"decisions_export_{form}", help=what.capitalize(), icon=":material/download:", on_click="ignore",
            )  # fmt: skip


def import_(store: Store) -> None:
    """Take in a colleague's file or database; say what was added."""
    st.subheader("Import and merge", anchor=False)
    st.caption("A file that was exported here, or a colleague's reviews.sqlite. Rows that are here already are passed over; "
               "nothing is lost and nothing counted twice. A file with a bad row is refused whole.")  # fmt: skip
    with st.form("decisions_import", border=False, clear_on_submit=True):
        file = st.file_uploader("File of decisions", type=list(TYPES), key="decisions_file")
        rename = st.text_input("Other names for its reviewers (optional)", key="decisions_rename",
                               placeholder="Anna=Anna K., Ben=Ben L.")  # fmt: skip
        sent = st.form_submit_button("Take in", icon=":material/upload:", key="decisions_take_in")
    if sent and file is None:
        st.warning("Choose a file first.", icon=":material/upload_file:")
    elif sent and file is not None:
        try:
            done = take_in(store, file.name, file.getvalue(), names(rename))
        except ReviewError as error:
            st.error(state.shown(str(error)), icon=":material/error:")
        else:
            st.success(f"{state.shown(file.name)}: {done.added} rows added, {done.known} were here before.", icon=":material/merge:")


def names(text: str) -> dict[str, str]:
    """`Old=New, …` as a mapping. Raises ReviewError if a part is no such thing."""
    parts = [part.partition("=") for part in text.split(",") if part.strip()]
    result = {old.strip(): new.strip() for old, _, new in parts}
    if not all(old and new for old, new in result.items()):
        raise ReviewError(f"“{text}” cannot be read as names. Write Old=New, with a comma between two.")
    return result


def take_in(store: Store, name: str, data: bytes, rename: dict[str, str]) -> exchange.Merged:
    """Merge an uploaded file by the ending of its name. Raises ReviewError if it cannot be read."""
    ending = Path(name).suffix.lower().removeprefix(".")
    if ending != "sqlite":
        form = {"json": "labelstudio", "zip": "inception"}.get(ending, ending)
        return exchange.take_in(store, exchange.load(data, form, name), rename)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "other.sqlite"
        path.write_bytes(data)
        with Store.open(path, create=False) as other:
            return exchange.merge(store, other, rename)


def rebuilt(check: CrossCheck, log: desk.Log) -> None:
    """Decisions whose pair this build does not have as it was."""
    placed = anchoring.places(log.records, check.documents, state.pair_ids(check))
    away = [place for place in placed if place.state is not anchoring.State.HELD]
    st.subheader("After a rebuild", anchor=False)
    if not away:
        st.caption("All decided pairs stand in this index as they were decided.")
        return
    meaning = {"moved": "Found again in the changed text", "unlisted": "Texts unchanged, but this build does not propose the pair",
               "orphaned": "Quote not found: kept in the log, and listed here"}  # fmt: skip
    head = tag("tr", *(tag("th", name, scope="col") for name in ("Pair", "What became of it", "Claim", "Finding")))
    rows = [tag("tr", tag("td", place.pair_id), tag("td", meaning[place.state], tag("div", place.reason, cls="cc-cite")),
                tag("td", place.claim.text), tag("td", place.finding.text)) for place in away]  # fmt: skip
    show(tag("table", tag("thead", head), tag("tbody", *rows), cls="cc-table cc-marked"))


def open_to(log: desk.Log, record: Review | Adjudication, who: str) -> bool:
    """Whether `who` may see this decision yet: their own, or any once they decided the pair."""
    return record.reviewer == who or blind.view(log.records, record.pair_id, who).decided


def latest(store: Store, log: desk.Log, who: str) -> None:
    """The last decisions that this reviewer may see."""
    people = store.reviewers()
    last = [r for r in log.records if isinstance(r, Review | Adjudication)][-LATEST:][::-1]
    rows = [r for r in last if open_to(log, r, who)]
    if not last:
        return
    st.subheader("Latest decisions", anchor=False)
    if len(rows) < len(last):
        st.caption(f"{len(last) - len(rows)} of the last {len(last)} are hidden until you have decided their pairs yourself.")
    if not rows:
        return
    head = tag("tr", *(tag("th", name, scope="col") for name in ("Time (UTC)", "Who", "Decision", "Claim and finding", "Note")))
    body = [tag("tr", tag("td", r.at[:19].replace("T", " ")), tag("td", people.get(r.reviewer, r.reviewer)),
                tag("td", f"{components.relation_name(r.relation)}, {r.timing}", tag("div", type(r).__name__.lower(), cls="cc-cite")),
                tag("td", r.claim.text, tag("div", r.finding.text, cls="cc-cite")), tag("td", r.note)) for r in rows]  # fmt: skip
    show(tag("table", tag("thead", head), tag("tbody", *body), cls="cc-table cc-marked cc-log"))


def main() -> None:
    """Draw the page."""
    check = state.load()
    store = state.reviews(check)
    who = desk.sign_in(store, WHY)
    with st.container(key="decisions_head", horizontal=True, vertical_alignment="center"):
        st.title("The log of decisions", anchor=False)
        desk.who_line(store, who, "decisions")
    with state.plainly():
        import_slot = st.container()
        with import_slot:
            import_(store)
        log = desk.read(check, store)
        export(check, log)
        whole(store, log)
        setting(store, log, who)
        rebuilt(check, log)
        latest(store, log, who)


main()
