"""Pairs leave crosscheck through here: one file a format, behind one gate.

Before anything is written every quote is found again at its offsets in the stored source. A pair whose quote is not
there is left out and named. The file is written whole or not at all.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crosscheck.errors import CrosscheckError
from crosscheck.export import jsonl, sheet
from crosscheck.records import Pair, Sentence, fold
from crosscheck.results import CrossCheck

FORMATS: dict[str, Callable[[CrossCheck, Iterable[Pair]], Iterator[str]]] = {"jsonl": jsonl.lines, "csv": sheet.lines}


@dataclass(frozen=True)
class Written:
    """How many pairs were written, and which were blocked because a quote is not in its source."""

    rows: int
    blocked: tuple[str, ...]


def write(check: CrossCheck, form: str, path: Path, *, depth: int = 60, flags_only: bool = False) -> Written:
    """Write the first `depth` pairs of every claim to `path`.

    Raises CrosscheckError for an unknown format or a path that cannot be written; what stood there before stays then.
    """
    if form not in FORMATS:
        raise CrosscheckError(f"Unknown export format '{form}'. Allowed: {', '.join(FORMATS)}.")
    table = check.table[check.table["rank"] <= depth]
    pairs = list(check.pairs(table[table["flag"]] if flags_only else table))
    blocked = [pair for pair in pairs if not (traceable(check, pair.claim.sentence) and traceable(check, pair.finding.sentence))]
    names = {pair.pair_id for pair in blocked}
    kept = [pair for pair in pairs if pair.pair_id not in names]
    _replace(path, FORMATS[form](check, kept))
    return Written(len(kept), tuple(f"{p.pair_id} ({p.claim.sentence.doc}, {p.finding.sentence.doc})" for p in blocked))


def traceable(check: CrossCheck, sentence: Sentence) -> bool:
    """Whether the sentence's text is what stands at its offsets in the stored source."""
    document = check.documents.get(sentence.doc)
    return document is not None and 0 <= sentence.start < sentence.end and fold(document.text[sentence.start:sentence.end]) == sentence.text


def _replace(path: Path, lines: Iterable[str]) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
        os.replace(temporary, path)
    except OSError as error:
        raise CrosscheckError(f"Cannot write {path}: {error.strerror}. Choose another file with -o.") from error
    finally:
        temporary.unlink(missing_ok=True)
