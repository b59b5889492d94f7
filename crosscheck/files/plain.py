"""Read plain text, and tell in which encoding any text is written.

UTF-8 is believed whenever the bytes are valid UTF-8; a byte order mark is believed before that. Only then is anything
guessed, among the encodings that Latin and Russian texts come in, and the guess is told. Lines stay as they are: whether
they are wrapped at a page's width is for the reading of paragraphs to find out.
"""

import codecs
import re

from crosscheck.errors import CorpusError
from crosscheck.files.extracted import Extracted
from crosscheck.files.flow import TURNED, clean

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 1 << 20
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_MOST_CONTROL = 0.1
_KNOWN = re.compile(
    r"us-ascii|ascii|utf-?(?:8|16|32)(?:-?[lb]e)?|(?:iso-?)?8859-?\d{1,2}|iso-?8859-?\d{1,2}|latin-?\d|(?:windows|cp)-?\d{3,4}|koi8-[ru]|"
    r"gb2312|gbk|gb18030|big5|euc-?(?:jp|kr)|shift[_-]?jis|iso-2022-jp|tis-620|mac(?:intosh|-?roman|-?cyrillic)"
)
_NAMES = dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"), "windows-1252")  # as browsers do


def read_text(data: bytes, name: str) -> Extracted:
    """Read plain text; its lines, tabs and form feeds are kept. `name` is the file's, for messages.

    Raises CorpusError if the bytes are no text.
    """
    text, notes = decode(data)
    check(text, name, zeros=0)
    body, turned = clean(text)
    return Extracted("text", body, notes=(*notes, TURNED) if turned else notes)


def check(text: str, name: str, zeros: int = _SAMPLE) -> None:
    """Raise CorpusError if more than a tenth of `text` is control characters, or more than `zeros` are zero bytes."""
    controls = len(_CONTROL.findall(text[:_SAMPLE]))
    if controls > _MOST_CONTROL * len(text[:_SAMPLE]) or text.count("\x00") > zeros:
        raise CorpusError(f"{name}: is not text, but holds {controls:,} control characters; save it as PDF, DOCX or UTF-8 text")


def decode(data: bytes, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """The text of `data`, and notes on what had to be guessed. `declared` is the encoding that the file names, if any."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), _damaged(data, encoding)
    wanted = _NAMES.get(declared.strip().lower(), declared.strip().lower())
    sixteen = _sixteen(data)
    if sixteen:
        return data.decode(sixteen, errors="replace"), (f"The text has no byte order mark; it was read as {sixteen.upper()}.",)
    if not wanted.startswith("utf-16") and wanted != "utf-8" and _KNOWN.fullmatch(wanted):
        try:
            return data.decode(wanted), ()
        except (UnicodeDecodeError, LookupError):
            pass
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        guess = _guessed(data)
        said = f"The text is not UTF-8; it was read as {guess}. If letters look wrong, save the file as UTF-8."
        return data.decode(guess, errors="replace"), (said,)


def _damaged(data: bytes, encoding: str) -> tuple[str, ...]:
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return (f"The text is damaged from byte {error.start:,}: some characters could not be read.",)
    return ()


def _sixteen(data: bytes) -> str:
    """ "utf-16-le" or "utf-16-be" if every other byte of most of the text is zero, as in Latin text without a mark; else ""."""
    sample = data[: _SAMPLE - _SAMPLE % 2]
    half = len(sample) // 2
    if half < 2 or b"\0" not in sample:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.05 * half else ""


def _guessed(data: bytes) -> str:
    """Russian letters stand beside one another, accented Latin ones between plain ones; KOI8-R has its small letters where
    windows-1251 has its capitals."""
    sample = data[:_SAMPLE]
    runs = b"".join(_HIGH_RUN.findall(sample))
    if len(runs) * 2 <= len(_HIGH.findall(sample)):
        return "windows-1252"
    small = sum(byte >= 0xE0 for byte in runs)
    large = sum(0xC0 <= byte < 0xE0 for byte in runs)
    return "koi8-r" if large > small else "windows-1251"
