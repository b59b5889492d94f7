"""Read a PDF's characters in a process of its own, and write them as JSON lines.

PDF files are other people's programs: a hostile or broken one can hang or kill the library that opens it, and that
library must not be used by two threads at once. So this file runs as a script: the file comes on standard input, the
answer goes to standard output, and whoever started it sets the time. It imports nothing of the package, follows no
link, runs no script of the file and opens no attachment. It decides nothing: what is a line, a column or a footnote is
told from its answer elsewhere.

`read MOST_PAGES` writes {"pages", "info"} and then a line a page; `picture PAGE WIDTH` and `scan PAGE` write a PNG.
Whatever goes wrong is one line {"error": kind}.
"""

import ctypes
import json
import math
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

BOLD, ITALIC, SPACED, HIDDEN, ASIDE = 1, 2, 4, 8, 16
_MEMORY = 3 << 30
_MOST_CHARS = 30_000_000
_PIXELS = 30_000_000
_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # the library's names for a hyphen at a line's end
_BULLETS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "•", 0xF0FC: "•", 0xF06F: "•", 0xF02D: "–"}
_SCAN_DPI = 300


def main(arguments: list[str]) -> None:
    """Do what the arguments say with the file on standard input."""
    _bound()
    task, *numbers = arguments
    data = sys.stdin.buffer.read()
    try:
        document = pdfium.PdfDocument(data)
        pages = len(document)
    except pdfium.PdfiumError as error:
        _say({"error": "password" if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD else "damaged"})
        return
    if task == "read":
        _read(document, pages, int(numbers[0]))
    else:
        _picture(document, int(numbers[0]), int(numbers[1]) if task == "picture" else None)


def _bound() -> None:
    try:
        import resource
    except ImportError:  # not on this system; the time limit still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=True) + "\n")


def _read(document: Any, pages: int, most: int) -> None:
    if pages > most:
        _say({"error": "pages", "pages": pages})
        return
    info = {key: value for key, value in document.get_metadata_dict().items() if value}
    _say({"pages": pages, "info": info, "language": _language(document)})
    left = _MOST_CHARS
    for index in range(pages):
        try:
            page = document[index]
            answer = _page(page, left)
            page.close()
        except pdfium.PdfiumError:
            answer = {"broken": True}
        left -= answer.get("chars", 0)
        if left <= 0:
            _say({"error": "much"})
            return
        _say(answer)


def _language(document: Any) -> str:
    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if not 2 < size < 200:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


def _page(page: Any, most: int) -> dict[str, Any]:
    text = page.get_textpage()
    count = text.count_chars()
    if count > most:
        return {"chars": count}
    box = page.get_bbox()
    shown = _pictured(page, box)
    chars = list(_chars(text, count))
    turn = _turn(chars)
    atoms = [_turned(atom, turn) for atom in _atoms(text, chars, turn, box, shown)]
    left, bottom, right, top = _turned_box(box, turn)
    wrong = sum(char[6] for char in chars)
    return {
        "box": [round(left, 1), round(bottom, 1), round(right, 1), round(top, 1)],
        "chars": count, "inked": len(chars), "wrong": wrong, "pictured": round(shown, 2), "atoms": atoms,
    }  # fmt: skip


def _pictured(page: Any, box: tuple[float, float, float, float]) -> float:
    """The largest share of the page that one picture covers."""
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1.0)
    best = 0.0
    for number, thing in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)):
        if number > 500:
            break
        try:
            left, bottom, right, top = thing.get_bounds()
        except pdfium.PdfiumError:
            continue
        width, height = min(right, box[2]) - max(left, box[0]), min(top, box[3]) - max(bottom, box[1])
        best = max(best, max(width, 0.0) * max(height, 0.0) / area)
    return min(best, 1.0)


def _chars(text: Any, count: int) -> Iterator[tuple[int, str, float, float, tuple[float, float, float, float], bool, bool]]:
    """Each printed character: its index, itself, its origin, its box, whether a space stands before it, whether it is
    one that no font could name."""
    x, y, box = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    spaced, high = False, 0
    for index in range(count):
        code = raw.FPDFText_GetUnicode(text, index)
        if code in (0x20, 0xA0, 0x09, 0x0A, 0x0D, 0x3000) or 0x2000 <= code <= 0x200A or code == 0x202F:
            spaced = True
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        if raw.FPDFText_IsGenerated(text, index) == 1 or code in (0x200B, 0x2060, 0xFEFF):
            continue
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetLooseCharBox(text, index, box)
        name = _HYPHENS.get(code) or _BULLETS.get(code) or chr(code)
        private = 0xE000 <= code < 0xF900 or code < 0x20
        wrong = (private and name == chr(code)) or 0x7F <= code < 0xA0 or code == 0xFFFD
        yield index, name, x.value, y.value, (box.left, box.bottom, box.right, box.top), spaced, wrong
        spaced = False


def _turn(chars: list[Any]) -> int:
    """By how many quarter turns the text of a page stands, told from where each character's follower stands."""
    votes = [0, 0, 0, 0]
    for (_, _, x, y, box, *_), (_, _, to_x, to_y, *_) in pairwise(chars):
        dx, dy, reach = to_x - x, to_y - y, 2 * max(box[2] - box[0], box[3] - box[1])
        if max(abs(dx), abs(dy)) > reach or max(abs(dx), abs(dy)) < 0.1:
            continue
        if abs(dx) > 4 * abs(dy):
            votes[0 if dx > 0 else 2] += 1
        elif abs(dy) > 4 * abs(dx):
            votes[1 if dy > 0 else 3] += 1
    if votes[2] > votes[0]:  # right to left looks like a page on its head; a page on its head is much rarer
        votes[0], votes[2] = votes[2], votes[0]
    return votes.index(max(votes))


def _atoms(text: Any, chars: list[Any], turn: int, box: tuple[float, float, float, float], shown: float) -> Iterator[list[Any]]:
    """Runs of characters without a space in them, of one size on one baseline: text, box, baseline, size, flags."""
    run: list[Any] = []
    for char in chars:
        if run and (char[5] or not _follows(run[-1], char, turn)):
            yield _atom(text, run, turn, box, shown)
            run = []
        run.append(char)
    if run:
        yield _atom(text, run, turn, box, shown)


def _follows(before: Any, char: Any, turn: int) -> bool:
    (left, bottom, right, top), (to_left, to_bottom, to_right, to_top) = before[4], char[4]
    if turn % 2:
        left, right, to_left, to_right, bottom, top, to_bottom, to_top = bottom, top, to_bottom, to_top, left, right, to_left, to_right
        off = abs(before[2] - char[2])
    else:
        off = abs(before[3] - char[3])
    height = max(top - bottom, 0.1)
    if off > 0.08 * height or abs((to_top - to_bottom) - height) > 0.12 * height:
        return False
    gap = max(to_left - right, left - to_right)
    return gap < 0.16 * height and min(abs(to_left - left), abs(to_right - right)) < 3 * height


def _atom(text: Any, run: list[Any], turn: int, box: tuple[float, float, float, float], shown: float) -> list[Any]:
    first = run[0][0]
    matrix = raw.FS_MATRIX()
    scale, aside = 1.0, False
    if raw.FPDFText_GetMatrix(text, first, matrix):
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        angle = math.degrees(math.atan2(matrix.b, matrix.a)) - 90 * turn
        aside = abs((angle + 45) % 90 - 45) > 4 or round(angle / 90) % 2 == 1
    size = abs(raw.FPDFText_GetFontSize(text, first) * scale)
    left, right = min(c[4][0] for c in run), max(c[4][2] for c in run)
    bottom, top = min(c[4][1] for c in run), max(c[4][3] for c in run)
    flags = _style(text, first) | (SPACED if run[0][5] else 0) | (ASIDE if aside else 0)
    outside = right < box[0] or left > box[2] or top < box[1] or bottom > box[3]
    if outside or size < 1.5 or (shown < 0.5 and _unseen(text, first)):
        flags |= HIDDEN
    return ["".join(c[1] for c in run), left, bottom, right, top, run[0][2], run[0][3], size, flags]


def _style(text: Any, index: int) -> int:
    buffer, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, buffer, 128, flags)
    name = buffer.value.lower()
    named = any(word in name for word in (b"bold", b"black", b"heavy"))
    bold = named or raw.FPDFText_GetFontWeight(text, index) >= 600 or flags.value & (1 << 18)
    italic = flags.value & 64 or b"italic" in name or b"oblique" in name
    return (BOLD if bold else 0) | (ITALIC if italic else 0)


def _unseen(text: Any, index: int) -> bool:
    thing = raw.FPDFText_GetTextObject(text, index)
    return bool(thing) and raw.FPDFTextObj_GetTextRenderMode(thing) == raw.FPDF_TEXTRENDERMODE_INVISIBLE


def _turned_box(box: Any, turn: int) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    return [(left, bottom, right, top), (bottom, -right, top, -left), (-right, -top, -left, -bottom), (-top, left, -bottom, right)][turn]


def _turned(atom: list[Any], turn: int) -> list[Any]:
    """An atom as it stands once the page is turned upright: text, left, right, baseline, size, flags."""
    name, left, bottom, right, top, x, y, size, flags = atom
    low, _, high, _ = _turned_box((left, bottom, right, top), turn)
    base = [y, -x, -y, x][turn]
    return [name, round(low, 2), round(high, 2), round(base, 2), round(size, 2), flags]


def _picture(document: Any, number: int, width: int | None) -> None:
    if not 1 <= number <= len(document):
        _say({"error": "page", "pages": len(document)})
        return
    page = document[number - 1]
    wide, high = page.get_size()
    scale = width / max(wide, 1.0) if width else _SCAN_DPI / 72
    scale = min(scale, math.sqrt(_PIXELS / max(wide * high, 1.0)))
    image = page.render(scale=scale, grayscale=width is None).to_pil()
    image.save(sys.stdout.buffer, format="PNG")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (MemoryError, pdfium.PdfiumError, OSError, ValueError):
        _say({"error": "damaged"})
