"""Pairs leave crosscheck through here: one file a format, behind two gates.

Before anything is written every quote is found again at its offsets in the stored source (`gate`): a pair whose quote is
not there is left out and named. And names in the quotes are listed for a decision (`safety`): what goes to others waits
until each has one. The file is written whole or not at all. How it was made stands in it, or beside it as FILE.run.json
where the format has no room for it.
"""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crosscheck.errors import CrosscheckError
from crosscheck.export import claimreview, jsonl, markdown, run_metadata, safety, sheet, sources, uwazi, webannotation
from crosscheck.export.bundle import Bundle
from crosscheck.export.decided import Decisions
from crosscheck.export.gate import Blocked, Gate, traceable
from crosscheck.export.safety import Audience, Mention
from crosscheck.records import Pair, Sentence
from crosscheck.results import CrossCheck

__all__ = ["FORMATS", "Audience", "Bundle", "Written", "bundle", "replace_file", "traceable", "write"]

Content = str | bytes | Iterable[str]


def _xlsx(bundle: Bundle) -> bytes:
    from crosscheck.export import xlsx  # openpyxl takes a moment, and the other formats do not need it

    return xlsx.book(bundle)


FORMATS: dict[str, Callable[[Bundle], Content]] = {
    "jsonl": jsonl.bundle_lines, "csv": sheet.bundle_lines, "xlsx": _xlsx, "markdown": markdown.lines,
    "claimreview": claimreview.document, "webannotation": webannotation.document, "bibtex": sources.bibtex,
    "csl": sources.csl, "uwazi": uwazi.lines,
}  # fmt: skip
BESIDE = ("jsonl", "csv", "csl", "uwazi")
_SIDECAR = ".run.json"


@dataclass(frozen=True)
class Written:
    """How many pairs were written, which were blocked and why, what to warn of, and the names that stand in the quotes."""

    rows: int
    blocked: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()


def write(
    check: CrossCheck, form: str, path: Path, *, depth: int = 60, flags_only: bool = False, decisions: Decisions | None = None,
    agreement: Sequence[dict] = (), audience: Audience = Audience.DRAFT, names: Mapping[str, str] | None = None, date: str = "",
) -> Written:
    """Write the first `depth` pairs of every claim to `path`, and FILE.run.json beside it for the forms in BESIDE.

    `decisions` and `agreement` come from `export.decided`; `names` says keep or redact for each name (`*` for the rest).
    Raises CrosscheckError for an unknown format or a path that cannot be written; SafetyError if it goes to others and a
    name has no decision. What stood there before stays then.
    """
    if form not in FORMATS:
        raise CrosscheckError(f"Unknown export format '{form}'. Allowed: {', '.join(FORMATS)}.")
    table = check.table[check.table["rank"] <= depth]
    pairs = check.pairs(table[table["flag"]] if flags_only else table)
    made, blocked, found = bundle(check, pairs, decisions or {}, agreement, audience, names or {}, date)
    replace_file(path, FORMATS[form](made))
    if form in BESIDE:
        replace_file(path.with_name(path.name + _SIDECAR), json.dumps(made.meta, ensure_ascii=False, indent=1) + "\n")
    return Written(len(made.pairs), tuple(map(str, blocked)), tuple(made.meta["warnings"]), tuple(found))


def bundle(
    check: CrossCheck, pairs: Iterable[Pair], decisions: Decisions, agreement: Sequence[dict], audience: Audience,
    names: Mapping[str, str], date: str = "", also: Iterable[Sentence] = (),
) -> tuple[Bundle, list[Blocked], list[Mention]]:
    """Both gates: the pairs that may leave as every format gets them, those blocked, and the names found.

    `also` are sentences quoted beside the pairs, whose names are listed too.
    """
    kept, blocked = Gate(check).sift(pairs)
    decisions = {pair.pair_id: decisions[pair.pair_id] for pair in kept if pair.pair_id in decisions}
    notes = (note for decision in decisions.values() for note in decision.notes)
    found = safety.mentions(check, [s for pair in kept for s in (pair.claim.sentence, pair.finding.sentence)] + list(also), notes)
    redaction = safety.decide(found, names, audience)
    decisions = {key: replace(d, notes=tuple(map(redaction.apply, d.notes))) for key, d in decisions.items()}
    meta = run_metadata.metadata(check, kept, decisions, date=date or run_metadata.today(), agreement=agreement,
                                 blocked=len(blocked), covered=len(redaction.names))
    covered = [redaction.pair(check, pair) for pair in kept]
    return Bundle(check, covered, meta, decisions, redaction), blocked, found


def replace_file(path: Path, content: Content) -> None:
    """Write the file whole, or leave what stood there. Raises CrosscheckError if the disk refuses."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            for part in [content] if isinstance(content, str | bytes) else content:
                file.write(part if isinstance(part, bytes) else part.encode("utf-8"))
        temporary.replace(path)
    except OSError as error:
        raise CrosscheckError(f"Cannot write {path}: {error.strerror}. Choose another file with -o.") from error
    finally:
        temporary.unlink(missing_ok=True)
