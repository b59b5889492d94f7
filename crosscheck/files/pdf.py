"""Read a PDF: its text layer in reading order, its pages, and what does not belong to the flow.

The file itself is opened by another process (`pdf_worker`), which a time and a memory limit hold: a hostile file can
end that process, not this one. Scripts, links and attachments of the file are not looked at. A PDF made of pictures is
recognized through an installed `tesseract`; without one it is refused with a word about it.
"""

import json
import re
import subprocess
import sys
import time
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

from crosscheck.errors import CorpusError
from crosscheck.files import ocr, pdf_flow, pdf_furniture, pdf_notes, pdf_text
from crosscheck.files.extracted import Extracted, Left, LeftOut
from crosscheck.files.pdf_lines import ASIDE, HIDDEN, Atom, Sheet, lines, raise_marks
from crosscheck.files.pdf_words import Words, plain

_WORKER = Path(__file__).with_name("pdf_worker.py")
_FEW = 25  # characters: a page of a picture and fewer is a scanned page
_COVERED = 0.4  # of the page: what a picture of a page covers at least
_WRONG = 0.3  # of a page's characters: more that no font names make the page unreadable
_MOST_WORDS = 50_000  # on one page
_KEYS = {"Title": "title", "Author": "author", "CreationDate": "date"}
_DATE = re.compile(r"D?:?(\d{4})(\d\d)(\d\d)")
_RIGHT_TO_LEFT = (
    "The text runs from right to left; PDF files often keep such text out of order, numbers and brackets above all:"
    " check it, or add the DOCX or HTML."
)


def read_pdf(data: bytes, name: str, *, most_pages: int = 3000, seconds: float = 120, languages: str = "eng") -> Extracted:
    """The text of a PDF and what was left out of it. `languages` are tesseract's names ("eng+rus") for scanned pages.

    Raises CorpusError, naming the file and the remedy, if it is empty, no PDF, locked, damaged, too long, without text,
    or not read within `seconds`.
    """
    until = time.monotonic() + seconds
    head, *answers = _answers(data, name, most_pages, seconds)
    notes = _broken(answers, name)
    scanned = [number for number, page in enumerate(answers, 1) if _is_scanned(page)]
    sheets = [_sheet(number, page, name) for number, page in enumerate(answers, 1)]
    if scanned and (2 * len(scanned) >= len(sheets) or ocr.program()):
        for number in scanned:
            picture = _png(data, name, ["scan", str(number)], until - time.monotonic())
            sheets[number - 1] = ocr.sheet(picture, number, sheets[number - 1].box, name, languages, until)
        notes.append(f"The text of {_pages(scanned)} was recognized from pictures; check it against the page before you quote it.")
    left = [LeftOut(Left.PICTURE, "", number) for number in scanned if not sheets[number - 1].atoms]
    if left:
        notes.append(f"{_pages([item.page for item in left])}: a picture without text.")
    notes += _unreadable(answers, name)
    done = _composed(sheets, name, until)
    recognized = bool(scanned) and len(left) < len(scanned)
    left = [*left, *_aside(answers), *done.left_out]
    notes += [_RIGHT_TO_LEFT] if _runs_left(done.text) else []
    return replace(done, left_out=tuple(left), properties=_properties(head), notes=tuple(notes), ocr=recognized)


def _properties(head: dict[str, Any]) -> dict[str, str]:
    """What the file says of itself; a date as year, month and day."""
    found = {ours: head["info"].get(theirs, "").strip() for theirs, ours in _KEYS.items()} | {"language": head.get("language", "")}
    date = _DATE.match(found["date"])
    found["date"] = "-".join(date.groups()) if date else ""
    return {key: value for key, value in found.items() if value}


def _runs_left(text: str) -> bool:
    letters = [unicodedata.bidirectional(char) for char in text[:20_000] if char.isalpha()]
    return sum(way in {"R", "AL"} for way in letters) > 0.3 * max(len(letters), 1)


def page_picture(data: bytes, page: int, width: int = 900) -> bytes:
    """One page (from 1) as a PNG of `width` pixels. Raises CorpusError if it cannot be drawn."""
    return _png(data, "the PDF", ["picture", str(page), str(max(50, min(width, 4000)))], 60)


def _composed(sheets: list[Sheet], name: str, until: float) -> Extracted:
    """The text of the sheets, without notes on the file."""
    size = pdf_furniture.usual_size(sheets)
    left, printed = pdf_furniture.take_out(sheets)
    made = []
    for sheet in sheets:
        if time.monotonic() > until:
            raise CorpusError(_late(name))
        raise_marks(sheet.atoms)
        made.append(lines(sheet))
    made, notes = pdf_notes.take_out(made, size)
    flow = [line for page in made for line in page if line.text or line.marks]
    if not flow:
        raise CorpusError(f"{name}: has no text; if its pages are pictures, recognize their text (OCR) and add the file again")
    words = Words([line.text for line in flow])
    written = pdf_text.written(pdf_flow.stretches(flow, pdf_flow.setting(flow, size)), words, notes)
    left += pdf_text.footnotes(notes, written)
    pages = pdf_text.pages(written, len(sheets), printed)
    return Extracted("pdf", written.text, pages, tuple(written.headings), tuple(sorted(left, key=lambda item: item.page or 0)))


def _answers(data: bytes, name: str, most: int, seconds: float) -> list[dict[str, Any]]:
    """What the worker says of the file, then of each page."""
    if not data.strip(b"\0 \r\n\t"):
        raise CorpusError(f"{name}: is empty; copy the file again")
    if b"%PDF-" not in data[:1024]:
        raise CorpusError(f"{name}: is no PDF, whatever its name says; save the document as PDF, DOCX or TXT and add that")
    out = _worker(data, name, ["read", str(most)], seconds)
    try:
        answers = [json.loads(line) for line in out.splitlines()]
    except ValueError:
        answers = []
    failed = next((answer for answer in answers if "error" in answer), None)
    if failed is not None or len(answers) < 2 or len(answers) != answers[0].get("pages", -1) + 1:
        raise CorpusError(_problem(name, failed or {"error": "damaged"}, most))
    return answers


def _worker(data: bytes, name: str, arguments: list[str], seconds: float) -> bytes:
    command = [sys.executable, "-P", str(_WORKER), *arguments]
    try:
        return subprocess.run(command, input=data, capture_output=True, timeout=max(seconds, 0.1), check=False).stdout
    except subprocess.TimeoutExpired:
        raise CorpusError(_late(name)) from None


def _png(data: bytes, name: str, arguments: list[str], seconds: float) -> bytes:
    made = _worker(data, name, arguments, seconds)
    if not made.startswith(b"\x89PNG"):
        raise CorpusError(f"{name}: page {arguments[1]} cannot be drawn; open the file in a PDF viewer and print it to a new PDF")
    return made


def _late(name: str) -> str:
    return f"{name}: is not read within the time allowed; split it into parts, or print it to a new PDF"


def _problem(name: str, answer: dict[str, Any], most: int) -> str:
    return f"{name}: " + {
        "password": "is locked with a password; save a copy without one and add that",
        "pages": f"has {answer.get('pages')} pages, and at most {most} are read; split it into parts",
        "much": "holds more text than any report; split it into parts",
    }.get(answer["error"], "is damaged and cannot be read; open it in a PDF viewer, print it to a new PDF and add that")


def _broken(answers: list[dict[str, Any]], name: str) -> list[str]:
    broken = [number for number, page in enumerate(answers, 1) if page.get("broken")]
    if len(broken) == len(answers):
        raise CorpusError(_problem(name, {"error": "damaged"}, 0))
    return [f"{_pages(broken)} could not be read and is missing: the file is damaged there."] if broken else []


def _is_scanned(page: dict[str, Any]) -> bool:
    return page.get("pictured", 0) >= _COVERED and page.get("inked", 0) < _FEW


def _unreadable(answers: list[dict[str, Any]], name: str) -> list[str]:
    """A note on pages whose fonts do not say what their signs mean; an error if that is most of the document."""
    wrong = [number for number, page in enumerate(answers, 1) if page.get("wrong", 0) > _WRONG * max(page.get("inked", 0), 1)]
    inked, lost = sum(page.get("inked", 0) for page in answers), sum(answers[number - 1]["inked"] for number in wrong)
    if wrong and 2 * lost > inked:
        raise CorpusError(f"{name}: its fonts do not say which letters they show; recognize the text (OCR) and add the file again")
    return [f"{_pages(wrong)}: the fonts do not say which letters they show; do not rely on the text there."] if wrong else []


def _pages(numbers: list[Any]) -> str:
    """Page numbers as said: "pages 3, 5-7"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    said = ", ".join("-".join(map(str, run)) for run in runs)
    return f"{'page' if len(numbers) == 1 else 'pages'} {said}"


def _sheet(number: int, page: dict[str, Any], name: str) -> Sheet:
    if len(page.get("atoms", ())) > _MOST_WORDS:
        raise CorpusError(f"{name}: page {number} holds more words than a page can; open it in a PDF viewer and print it to a new PDF")
    shown = [atom for atom in page.get("atoms", ()) if not atom[-1] & (HIDDEN | ASIDE)]
    atoms = [Atom(plain(text), left, right, base, size, flags) for text, left, right, base, size, flags in shown]
    low, bottom, high, top = page.get("box", (0, 0, 595, 842))
    return Sheet(number, (low, bottom, high, top), [atom for atom in atoms if atom.text])


def _aside(answers: list[dict[str, Any]]) -> list[LeftOut]:
    """What no reader sees, and what stands across the direction of its page, a page at a time."""
    found = []
    for number, page in enumerate(answers, 1):
        for flag, kind in ((HIDDEN, Left.HIDDEN), (ASIDE, Left.RUNNING_HEAD)):
            words = [plain(atom[0]) for atom in page.get("atoms", ()) if atom[-1] & flag and not (flag == ASIDE and atom[-1] & HIDDEN)]
            if words:
                found.append(LeftOut(kind, " ".join(words), number))
    return found
