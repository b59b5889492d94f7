"""What stands beside a document's text: the record of how its original was read, with the pages.

A text that was read from a PDF keeps that PDF and `<text>.reading.json` in the corpus's folder. The record speaks of one text
only: where the text was altered since, its pages are not used, because they would send a reader to the wrong page.
"""

import json
from pathlib import Path
from typing import Any

from crosscheck.records import DocumentInfo


def name(info: DocumentInfo) -> str:
    """The name of the file with the record of the reading."""
    return f"{info.file.removesuffix('.txt')}.reading.json"


def reading(directory: Path, info: DocumentInfo) -> dict[str, Any]:
    """What the reading of the document's original found; empty where nothing is kept, or it speaks of another text."""
    try:
        found = json.loads((directory / name(info)).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and found.get("sha256") == info.sha256 else {}


def pages(directory: Path, info: DocumentInfo) -> tuple[tuple[int, int], ...]:
    """(first code point, physical number) of every page of the document's original, in order; empty where not known."""
    try:
        found = tuple((start, number) for start, number, *_ in reading(directory, info).get("pages", ()))
    except (TypeError, ValueError):
        return ()
    fine = all(type(n) is int and n >= 0 for pair in found for n in pair) and list(found) == sorted(found)
    return found if fine else ()
