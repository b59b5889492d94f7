"""How a file was read: what a user must know before quoting from it.

Pages, the numbered paragraphs found and those missing, headings, language, footnotes, and everything that was left out of
the flow, with the reason. The same report is a record for the app and lines for the terminal. It judges nothing: a gap may
be the reader's fault or the document's, and the user is told where to look.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from crosscheck import ingest
from crosscheck.errors import CorpusError
from crosscheck.files.extracted import Extracted, Left, LeftOut
from crosscheck.keeping import clues
from crosscheck.records import Document, DocumentInfo, Role, fold

EXAMPLES = 3
_NUMBERED = re.compile(r"^[ \t]*(\d{1,4})[ \t]?\.(?![\d.])[ \t]*(?=\S)", re.MULTILINE)
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Numbering:
    """The printed paragraph numbers: those believed (`first` to `last`, `count` of them), those missing in between
    (`gaps`), printed twice (`repeats`), and printed at the head of a line but not in sequence (`passed_over`)."""

    count: int = 0
    first: int = 0
    last: int = 0
    gaps: tuple[int, ...] = ()
    repeats: tuple[int, ...] = ()
    passed_over: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOutKind:
    """How many pieces of one kind were left out of the flow, and the first few of them, each on one line."""

    kind: Left
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """How a file was read. `printed` is the first and last number printed on the pages, where there are such;
    `asides` counts what the reading of the text sets aside later (printed numbers, bullets), by reason."""

    kind: str
    form: str
    ocr: bool
    pages: int
    printed: tuple[str, str] | None
    numbering: Numbering
    headings: tuple[str, ...]
    language: str
    footnotes: int
    left_out: tuple[LeftOutKind, ...]
    asides: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    words: int
    sentences: int


def form_of(extracted: Extracted) -> str:
    """The form the text is best read in: numbered paragraphs, a State Department report, an article, or plain text.

    Raises nothing: what fits no other form is plain.
    """
    found = ingest.layout(as_document(extracted.text, "usdos"))
    sections = [h for h in found.headings if re.match(r"(?i)section\s+\d", h.text)]
    if len(sections) >= 2 or (sections and any(h.rank == 2 for h in found.headings)):
        return "usdos"
    numbers = numbering(extracted.text, "un-state-report")
    if numbers.count >= 8 and numbers.first <= 2 and numbers.count >= 0.7 * numbers.last:
        return "un-state-report"
    return "article" if len(ingest.layout(as_document(extracted.text, "article")).headings) > 1 else "plain"


def numbering(text: str, form: str) -> Numbering:
    """The paragraph numbers printed in `text`, as read in that form."""
    found = ingest.layout(as_document(text, form))
    labels = [int(match[1]) for a in found.asides if a.reason == "printed number" and (match := _NUMBERED.match(text[a.start :]))]
    if not labels:
        return Numbering()
    believed, twice = set(labels), Counter(labels)
    taken = {aside.start for aside in found.asides}
    prose = {block.start for block in found.blocks}
    lines = ((match.end() - len(match[0].lstrip()), int(match[1])) for match in _NUMBERED.finditer(text))
    passed = (number for at, number in lines if at not in taken and at in prose)
    return Numbering(
        len(believed), min(believed), max(believed), tuple(n for n in range(1, max(believed)) if n not in believed),
        tuple(sorted(n for n, times in twice.items() if times > 1)), tuple(passed),
    )  # fmt: skip


def report(extracted: Extracted, form: str | None = None) -> ReadingReport:
    """The report on a file as read, and as its text will be read in `form` (the one that fits best, if none is given)."""
    form, language = form or form_of(extracted), clues.language(extracted.text)[0]
    document = as_document(extracted.text, form, language)
    found = ingest.layout(document)
    try:
        sentences = len(ingest.sentences(document))
    except CorpusError:
        sentences = 0
    printed = [page.printed for page in extracted.pages if page.printed]
    own = tuple(fold(extracted.text[start:end]) for start, end, _ in extracted.headings)
    return ReadingReport(
        kind=extracted.kind, form=form, ocr=extracted.ocr, pages=len(extracted.pages),
        printed=(printed[0], printed[-1]) if printed else None, numbering=numbering(extracted.text, form),
        headings=own or tuple(fold(heading.text) for heading in ingest.outline(document)),
        language=language, footnotes=sum(piece.kind is Left.FOOTNOTE for piece in extracted.left_out),
        left_out=_left_out(extracted.left_out), asides=tuple(sorted(Counter(aside.reason for aside in found.asides).items())),
        notes=extracted.notes, words=len(extracted.text.split()), sentences=sentences,
    )  # fmt: skip


def lines(report: ReadingReport) -> list[str]:
    """The report for a terminal. Nothing in it can act on the terminal: unprintable characters are shown as a dot."""
    return [f"  {name:12}{printable(value)}" for name, value in rows(report)]


def rows(report: ReadingReport) -> list[tuple[str, str]]:
    """The report as names and values in words."""
    printed = f", printed {report.printed[0]} to {report.printed[1]}" if report.printed else ", no page numbers printed"
    pages = f"{report.pages:,}{printed}" if report.pages else "none in this kind of file"
    told = [
        ("read as", f"{report.kind}" + (", recognized from pictures (OCR): check it against the pages" if report.ocr else "")),
        ("pages", pages),
        ("form", report.form),
        ("paragraphs", numbered(report.numbering)),
        ("headings", some(report.headings)),
        ("language", report.language or "cannot be told"),
        ("footnotes", f"{report.footnotes:,}, kept apart from the text" if report.footnotes else "none"),
        ("length", f"{report.words:,} words, {report.sentences:,} sentences"),
    ]
    told += [("left out", f"{kind.count:,} × {kind.kind}: {some(kind.examples, kind.count)}") for kind in report.left_out]
    told += [("set aside", f"{count:,} × {reason}") for reason, count in report.asides]
    told += [("note", note) for note in report.notes]
    return told


def numbered(found: Numbering) -> str:
    """The numbering in words."""
    if not found.count:
        return "not numbered"
    parts = [f"{found.count:,} numbered paragraphs, {found.first} to {found.last}"]
    parts.append(f"missing: {spans(found.gaps)}" if found.gaps else "no gap")
    parts += [f"printed twice: {spans(found.repeats)}"] if found.repeats else []
    parts += [f"out of sequence, not taken for paragraph numbers: {spans(found.passed_over)}"] if found.passed_over else []
    return "; ".join(parts)


def spans(numbers: Sequence[int], most: int = 12) -> str:
    """`3, 7-9, 12`: runs of numbers joined, the first `most` of them."""
    runs = []
    ordered = sorted(set(numbers))
    for _, group in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        runs.append(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}")
    return ", ".join(runs[:most]) + (f" and {len(runs) - most} more" if len(runs) > most else "")


def some(texts: Sequence[str], count: int | None = None) -> str:
    """How many there are and the first few, quoted and shortened."""
    if not texts:
        return "none" if count is None else "not shown"
    shown = "; ".join(f"“{short(text)}”" for text in texts[:EXAMPLES])
    return f"{len(texts):,}: {shown}" if count is None else shown


def short(text: str) -> str:
    """`text` on one line, at most _LONGEST characters of it."""
    flat = fold(text)
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1].rstrip() + "…"


def printable(text: str) -> str:
    """`text` with a dot for every character that a terminal would act on instead of showing it."""
    return "".join(char if char.isprintable() or char in " \u00a0" else "·" for char in text)


def _left_out(pieces: Iterable[LeftOut]) -> tuple[LeftOutKind, ...]:
    groups: dict[Left, list[LeftOut]] = {}
    for piece in pieces:
        groups.setdefault(piece.kind, []).append(piece)
    return tuple(LeftOutKind(kind, len(group), _first(group)) for kind in Left if (group := groups.get(kind)))


def _first(group: Sequence[LeftOut]) -> tuple[str, ...]:
    """The first different pieces, each with its mark and page."""
    texts: dict[str, str] = {}
    for piece in group:
        mark = f"{piece.mark} " if piece.mark else ""
        texts.setdefault(fold(piece.text), mark + short(piece.text) + (f" (p. {piece.page})" if piece.page else ""))
        if len(texts) == EXAMPLES:
            break
    return tuple(texts.values())


def as_document(text: str, form: str, language: str = "") -> Document:
    """The text as a document that nobody has described yet."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    info = DocumentInfo("document", "the file", "", "", Role.INDEPENDENT, 2000, (2000, 2000), "2000", language, "", "", digest, form)
    return Document(info, text)
