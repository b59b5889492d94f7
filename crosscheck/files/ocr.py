"""Recognize the text of a picture of a page through an installed `tesseract`, and hand its words on with their places.

Nothing of tesseract is shipped or fetched. Its words come back as words of a page, so that columns, running heads and
footnotes of a scanned page are told as those of any other.
"""

import csv
import io
import shutil
import statistics
import subprocess
import time

from crosscheck.errors import CorpusError
from crosscheck.files.pdf_lines import Atom, Sheet

_SECONDS = 120.0  # for one page
_SURE = 20.0  # per cent: words that tesseract believes less are specks


def program() -> str | None:
    """Where tesseract is installed, or None."""
    return shutil.which("tesseract")


def sheet(picture: bytes, number: int, box: tuple[float, float, float, float], name: str, languages: str, until: float) -> Sheet:
    """The words of a page's PNG as a sheet. `box` is the page's in points; `until` a time of the monotonic clock.

    Raises CorpusError if there is no tesseract, if it fails, or if time runs out.
    """
    command = program()
    if command is None:
        raise CorpusError(f"{name}: its pages are pictures without text; install tesseract, or recognize the text (OCR) and add it again")
    call = [command, "stdin", "stdout", "-l", languages, "--dpi", "300", "tsv"]
    try:
        seconds = max(0.1, min(_SECONDS, until - time.monotonic()))
        done = subprocess.run(call, input=picture, capture_output=True, timeout=seconds, check=False)
    except (subprocess.TimeoutExpired, OSError):
        raise CorpusError(f"{name}: page {number} was not recognized in time; recognize the text (OCR) in parts and add those") from None
    if done.returncode:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
        raise CorpusError(f"{name}: tesseract cannot read page {number} ({said}); check that the language {languages!r} is installed")
    return Sheet(number, box, _atoms(done.stdout.decode("utf-8", "replace"), box))


def _atoms(table: str, box: tuple[float, float, float, float]) -> list[Atom]:
    """The words of tesseract's table. It counts pixels from the upper left corner; a line's words share a baseline."""
    rows = list(csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE))
    page = next((row for row in rows if row.get("level") == "1"), None)
    wide = _number(page, "width") if page else 0.0
    scale = (box[2] - box[0]) / wide if wide else 72 / 300
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        if row.get("level") == "5" and (row.get("text") or "").strip() and _number(row, "conf") >= _SURE:
            lines.setdefault(tuple(row[key] for key in ("block_num", "par_num", "line_num")), []).append(row)
    heights = [max(_number(row, "height") for row in line) for line in lines.values()]
    usual = statistics.median(heights) if heights else 0.0
    found = []
    for line in lines.values():
        base = box[3] - scale * statistics.median(_number(row, "top") + _number(row, "height") for row in line)
        high = max(_number(row, "height") for row in line)
        size = scale * (usual if 0.75 < high / max(usual, 1.0) < 1.35 else high)
        for row in line:
            left = box[0] + scale * _number(row, "left")
            found.append(Atom(row["text"].strip(), left, left + scale * _number(row, "width"), base, size))
    return found


def _number(row: dict[str, str], key: str) -> float:
    try:
        return float(row[key])
    except (KeyError, TypeError, ValueError):
        return 0.0
