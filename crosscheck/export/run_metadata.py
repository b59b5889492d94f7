"""What made an export: corpus, code, models, settings, date, how much of it people reviewed and how far they agreed.

It goes with every export, inside the file or beside it. It holds no user name, host name or path.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import PurePath

from crosscheck import __version__, notes
from crosscheck.export.decided import Decisions, status
from crosscheck.records import Pair, Role
from crosscheck.results import CrossCheck

_RUN = ("code", "encoder", "judge", "heads", "model", "settings", "counts")
_DRAFT_MARKS = ("advance unedited", "advance version", "unedited version", "without formal editing", "unofficial translation")
_HEAD = 2000  # characters: the cover, where a document says what it is


def today() -> str:
    """The date in UTC, as exports write it."""
    return datetime.now(UTC).date().isoformat()


def metadata(check: CrossCheck, pairs: Sequence[Pair], decisions: Decisions, *, date: str, agreement: Sequence[dict] = (),
             blocked: int = 0, covered: int = 0) -> dict:
    """Everything a reader needs to make the export again or to weigh it. `covered`: how many names were covered."""
    states = Counter(status(decisions.get(pair.pair_id)) for pair in pairs)
    reviewed = sum(pair.pair_id in decisions for pair in pairs)
    return {
        "tool": f"crosscheck {__version__}", "date": date,
        "corpus": {"id": check.corpus.id, "title": check.corpus.title, "state": check.corpus.state,
                   "committee": check.corpus.committee, "sha256": check.corpus.sha256},
        "documents": [{"id": info.id, "title": info.title, "role": str(info.role), "sha256": info.sha256}
                      for info in check.corpus.documents],
        "made_by": {key: _without_paths(check.run[key]) for key in _RUN if key in check.run},
        "pairs": len(pairs), "blocked": blocked, "names_covered": covered, "status": dict(sorted(states.items())),
        "share_reviewed": round(reviewed / len(pairs), 4) if pairs else None, "agreement": list(agreement),
        "warnings": [*warnings(check), *notes.notes(check)],
    }


def _without_paths(value: object) -> object:
    """The value with every path in it cut down to its last name: folders name people."""
    if isinstance(value, dict):
        return {key: _without_paths(entry) for key, entry in value.items()}
    if isinstance(value, str) and (value.startswith((".", "~")) or "\\" in value or PurePath(value).is_absolute()):
        return PurePath(value.replace("\\", "/")).name
    return value


def warnings(check: CrossCheck) -> list[str]:
    """State documents that may not be in their final UN version: no symbol, or their own opening says so."""
    found = []
    for info in check.corpus.documents:
        if info.role is not Role.STATE:
            continue
        opening = check.documents[info.id].text[:_HEAD].lower()
        mark = next((mark for mark in _DRAFT_MARKS if mark in opening), None)
        if not info.symbol:
            found.append(f"{info.id} has no UN symbol: it may not be the final version. Check before you cite its paragraphs.")
        elif mark:
            found.append(f"{info.id} calls itself “{mark}”: paragraph numbers may change in the final UN version.")
    return found


def lines(meta: dict) -> Iterable[str]:
    """The metadata as short plain lines, for a page of text."""
    corpus = meta["corpus"]
    yield f"Made with {meta['tool']} on {meta['date']} from the corpus “{corpus['title']}” (SHA-256 {corpus['sha256'][:16]}…)."
    made = meta["made_by"]
    for name in ("encoder", "judge", "model"):
        if isinstance(made.get(name), dict):
            yield f"{name.capitalize()}: " + ", ".join(f"{key} {str(value)[:40]}" for key, value in sorted(made[name].items()))
    if made.get("settings"):
        yield "Settings: " + ", ".join(f"{key} {value}" for key, value in sorted(made["settings"].items()))
    share = meta["share_reviewed"]
    yield f"Pairs: {meta['pairs']}; reviewed by people: {'none yet' if not share else f'{share:.0%}'}; " + "; ".join(
        f"{name}: {count}" for name, count in meta["status"].items())
    for m in meta["agreement"]:
        if m["value"] is not None:
            yield f"{m['measure']} of {m['of']}: {m['value']:.2f} [{m['low']:.2f}, {m['high']:.2f}] over {m['pairs']} pairs."
    if meta["blocked"]:
        yield f"Left out because a quote was not found in its source: {meta['blocked']}."
    if meta["names_covered"]:
        yield f"Names covered in quotes: {meta['names_covered']}."
    yield from meta["warnings"]
