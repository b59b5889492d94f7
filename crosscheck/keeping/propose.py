"""Metadata proposed from a document, each value with the words it was read from, for a person to confirm or correct.

A proposal is never taken silently for more than it is: what cannot be read is left open, and the side a document stands on
is proposed only where its symbol, title or publisher shows it, because a text on the wrong side spoils every pair.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crosscheck import ingest, languages
from crosscheck.errors import CorpusError
from crosscheck.files.extracted import Extracted, Left
from crosscheck.ingest import FORMS
from crosscheck.keeping import clues, manifest, reading_report
from crosscheck.keeping.reading_report import printable, short
from crosscheck.records import Role, fold

FIELDS = ("id", "title", "short", "publisher", "symbol", "role", "year", "period", "date", "language", "url", "rights", "attribution",
          "form")  # fmt: skip
REQUIRED = tuple(name for name in FIELDS if name not in ("short", "symbol", "url"))
_ID_LENGTH = 40
OPENING = 4000  # characters in which a document says what it is
_STATE_TITLE = re.compile(
    r"\breports?\b.{0,60}\b(?:submitted|due|of states? part)|\breports? (?:submitted )?by\b|\b(?:initial|periodic) reports?\b|core document"
    r"|\brepl(?:y|ies) (?:of|by|from|to)\b|information (?:received from|provided by) .{3,40} on follow|national report"
    r"|rapport (?:initial|p[ée]riodique)|\br[ée]ponses (?:de|du|d’)|informe (?:inicial|peri[óo]dico)|\brespuestas de"
    r"|периодический доклад|первоначальный доклад|ответы", re.IGNORECASE)  # fmt: skip
_OTHER_TITLE = re.compile(r"concluding observations|list of issues|general comment|compilation|summary of (?:stakeholder|other)"
                          r"|special rapporteur|shadow report|alternative report|parallel report|observations finales"
                          r"|observaciones finales|liste de points"
                          r"|lista de cuestiones|заключительные замечания|перечень вопросов", re.IGNORECASE)  # fmt: skip
_REPLIES = re.compile(r"\brepl(?:y|ies)\b|\br[ée]ponses\b|\brespuestas\b|\bответы\b", re.IGNORECASE)
_ANSWER_SYMBOL = re.compile(r"/(?:Q|QPR|CO)/.*/Add\.\d+$|/RQ/|/FCO/")  # to a list of issues, to concluding observations
_STATE_SYMBOL = re.compile(r"(?:/[A-Z]{3}/\d+(?:-\d+)?(?:/(?:Add|Rev|Corr)\.\d+)*|/CORE/.*|WG\.6/\d+/[A-Z]{3}/1)$")
_OTHER_SYMBOL = re.compile(r"/CO/|/Q/|/QPR/|/GC/|/NGO/|/CSS/|/NHS/|WG\.6/\d+/[A-Z]{3}/[23]$")
_GOVERNMENT = re.compile(r"(?:the )?(?:government of|ministry of|ministère d|ministerio de|gobierno de|министерство|правительство)",
                         re.IGNORECASE)  # fmt: skip
_PUBLISHED = re.compile(r"(?:©|\(c\)|copyright)\s*(?:by\s+)?(?:(?:19|20)\d\d(?:[-–](?:19|20)\d\d)?,?\s*)?(?:by\s+)?([A-Z][^\n.;©,]{3,70})"
                        r"|\bpublished by:?\s+(?:the\s+)?([A-Z][^\n.;,]{3,70})", re.IGNORECASE)  # fmt: skip
_NO_TITLE = re.compile(r"microsoft word|untitled|\.(?:docx?|pdf|rtf|indd|html?|odt|txt)\s*$|^\W*$|^document\d*$", re.IGNORECASE)
_USDOS = "United States Department of State, Bureau of Democracy, Human Rights and Labor"
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Values by field, and by field the words or reason each was taken from. `missing` are the required ones still open."""

    values: Mapping[str, Any] = field(default_factory=dict)
    because: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """The required fields without a value."""
        return tuple(name for name in REQUIRED if not self.values.get(name))


def propose(extracted: Extracted, file_name: str, taken: Collection[str] = (), given: Mapping[str, Any] | None = None) -> Proposal:
    """What the document shows of itself; `given` values stand, and others follow from them. `taken`: ids in use."""
    found = _Found(extracted, dict(given or {}))
    for step in (_language, _form, _symbol, _title, _publisher, _role, _date, _period, _year, _rights, _attribution, _short):
        step(found)
    if "id" not in found.values:
        found.put("id", _free_id(found.values, file_name, taken), "from its symbol, publisher and year")
    return Proposal(found.values, found.because)


def check(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` as a manifest takes them. Raises CorpusError naming every field that is missing or cannot be."""
    clean = {name: fold(_text(value)) if isinstance(value, str) else value for name, value in values.items() if value not in (None, "")}
    faults = [f"{name} is missing" for name in REQUIRED if name not in clean]
    for name, value in clean.items():
        if name not in FIELDS:
            faults.append(f"{name} is no field of a document")
        elif wrong := fault(name, value):
            faults.append(wrong)
    if faults:
        raise CorpusError(f"The document cannot be added: {'; '.join(faults)}. Give what is asked, for example --{faults[0].split()[0]} …")
    return clean


def parse_period(text: str) -> tuple[int, int]:
    """`2019-2023` or `2021` as first and last year. Raises CorpusError."""
    match = re.fullmatch(r"\s*(\d{4})\s*(?:[-–—/]\s*(\d{4}))?\s*", text)
    if not match or int(match[1]) > int(match[2] or match[1]):
        raise CorpusError(f"{text!r} is not a period; write it as 2019-2023, or 2021 for one year")
    return int(match[1]), int(match[2] or match[1])


def lines(proposal: Proposal) -> list[str]:
    """The proposal for a terminal: field, value, and what it was read from."""
    shown = []
    for name in FIELDS:
        value = proposal.values.get(name)
        if value is None and name not in REQUIRED:
            continue
        text = "-".join(map(str, value)) if isinstance(value, tuple) else str(value) if value else "? (please say)"
        why = proposal.because.get(name)
        shown.append(printable(f"  {name:12}{text}" + (f"   [{short(why)}]" if why else "")))
    return shown


class _Found:
    """A proposal in the making."""

    def __init__(self, extracted: Extracted, given: dict[str, Any]) -> None:
        self.extracted = extracted
        self.opening = extracted.text[:OPENING]
        self.first_lines = [fold(line) for line in self.opening.splitlines() if line.strip()][:40]
        self.values: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        self.because = dict.fromkeys(self.values, "given")

    def put(self, name: str, value: Any, why: str) -> None:
        """Record a value, unless one stands already or there is none."""
        if value and name not in self.values:
            self.values[name], self.because[name] = value, why

    def get(self, name: str) -> Any:
        """The value so far, or an empty text."""
        return self.values.get(name) or ""


def _language(found: _Found) -> None:
    code, sure = clues.language(found.extracted.text)
    found.put("language", code, f"its commonest words or letters ({sure:.0%} sure)")
    found.put("language", languages.code(found.extracted.properties.get("language", "")), "the file says so")


def _form(found: _Found) -> None:
    form = reading_report.form_of(found.extracted)
    why = {"usdos": "its section headings", "un-state-report": "its numbered paragraphs", "article": "its headings",
           "plain": "few or no headings"}  # fmt: skip
    found.put("form", form, why[form])


def _symbol(found: _Found) -> None:
    heads = [piece.text for piece in found.extracted.left_out if piece.kind is Left.RUNNING_HEAD]
    if taken := clues.symbol(found.first_lines, heads):
        found.put("symbol", *taken)


def _title(found: _Found) -> None:
    headline = [line for line in found.first_lines[:25] if _STATE_TITLE.search(line) or _OTHER_TITLE.search(line)]
    if headline and not re.match(r"\d+\s*\.", headline[0]) and len(headline[0]) < 300:
        found.put("title", re.sub(r"[\s*,]+$", "", headline[0]), "a line of its opening")
    told = fold(found.extracted.properties.get("title", ""))
    if len(told.split()) > 1 and not _NO_TITLE.search(told):
        found.put("title", told, "the file's properties")
    own = sorted(found.extracted.headings, key=lambda heading: (heading[2], heading[0]))
    if own and own[0][0] < OPENING:
        found.put("title", fold(found.extracted.text[own[0][0] : own[0][1]])[:300], "its first heading")
    outline = ingest.outline(reading_report.as_document(found.extracted.text, found.get("form")))
    found.put("title", next((heading.text for heading in outline if heading.start < OPENING), ""), "its first heading")
    found.put("title", next((line for line in found.first_lines if 2 <= len(line.split()) <= 30), ""), "its first line")


def _publisher(found: _Found) -> None:
    committee = clues.body(found.get("symbol"))
    if committee:
        found.put("publisher", f"United Nations, {clues.COMMITTEES[committee]}", "its symbol")
    if found.get("symbol").startswith(("A/HRC/", "HRI/")):
        found.put("publisher", "United Nations" + (", Human Rights Council" if "HRC" in found.get("symbol") else ""), "its symbol")
    if found.get("form") == "usdos":
        found.put("publisher", _USDOS, "the sections of its country reports")
    named = next((line for line in found.first_lines[:15] if line in clues.COMMITTEES.values()), "")
    found.put("publisher", named and f"United Nations, {named}", "a line of its opening")
    if match := _PUBLISHED.search(found.opening) or _PUBLISHED.search(found.extracted.text[-OPENING:]):
        found.put("publisher", fold(match[1] or match[2]).rstrip(" -–—"), fold(match[0]))
    ministry = next((line for line in found.first_lines[:10] if _GOVERNMENT.match(line) and len(line) < 120), "")
    found.put("publisher", ministry, "a line of its opening")
    for name in ("publisher", "author"):
        found.put("publisher", fold(found.extracted.properties.get(name, "")), f"the file's properties ({name})")


def _role(found: _Found) -> None:
    symbol, title, publisher = found.get("symbol"), found.get("title"), found.get("publisher")
    if _ANSWER_SYMBOL.search(symbol):
        found.put("role", "state", f"its symbol: {symbol}")
    if _OTHER_SYMBOL.search(symbol):
        found.put("role", "independent", f"its symbol: {symbol}")
    if _STATE_SYMBOL.search(symbol):
        found.put("role", "state", f"its symbol: {symbol}")
    if _OTHER_TITLE.search(title) and not _REPLIES.search(title):
        found.put("role", "independent", f"its title: {short(title)}")
    if _STATE_TITLE.search(title) and re.search("United Nations|Committee", publisher):
        found.put("role", "state", f"its title: {short(title)}")
    if found.get("form") == "usdos":
        found.put("role", "independent", "a report of another State's government")
    if _GOVERNMENT.match(publisher):
        found.put("role", "state", f"its publisher: {publisher}")


def _date(found: _Found) -> None:
    if taken := clues.dated(found.opening):
        found.put("date", *taken)
    told = re.match(r"(\d{4}-\d{2}-\d{2}|\d{4}-\d{2}|\d{4})(?!\d)", found.extracted.properties.get("date", ""))
    found.put("date", told[1] if told else "", "the file's properties, which may be when it was made into this file")


def _period(found: _Found) -> None:
    if (year := found.get("year")) and found.get("role") != "state":
        found.put("period", (year, year), "the year given")
    titles = [found.get("title"), "\n".join(found.first_lines[:4])]
    if found.get("role") != "state" and (one := clues.single_year(titles[0]) or clues.single_year(titles[1])):
        found.put("period", (one[0], one[0]), one[1])
    if taken := clues.period(found.extracted.text[: OPENING * 10] if found.get("role") == "state" else found.opening):
        found.put("period", *taken)
    if one := clues.single_year(found.get("title")):
        found.put("period", (one[0], one[0]), one[1])
    if day := _YEAR.match(str(found.get("date"))):
        found.put("period", (int(day[0]), int(day[0])), "the year of its date: correct it to the years it describes")


def _year(found: _Found) -> None:
    found.put("year", found.values["period"][1] if found.get("period") else None, "the last year of its period")
    found.put("date", str(found.get("year")), "its year: no other date was found")


def _rights(found: _Found) -> None:
    if found.get("symbol") or "United Nations" in found.get("publisher"):
        found.put("rights", "United Nations document", "its publisher")
    if found.get("publisher") == _USDOS:
        found.put("rights", "Work of the US Government, not subject to copyright in the United States (17 U.S.C. 105)", "its publisher")
    ends = found.opening + "\n" + found.extracted.text[-OPENING:]
    if match := re.search(r"(?:©|\bcopyright\b|creative commons|CC BY)[^\n]{3,120}", ends, re.IGNORECASE):
        found.put("rights", fold(match[0]), "its own words")
    found.put("rights", "Not stated in the document", "nothing was found; look it up before you quote at length")


def _attribution(found: _Found) -> None:
    symbol = f"UN Doc. {found.get('symbol')}" if found.get("symbol") else ""
    parts = [found.get("publisher"), found.get("title"), symbol, str(found.get("date"))]
    if found.get("publisher") and found.get("title"):
        found.put("attribution", ", ".join(part for part in parts if part), "its publisher, title and date")


def _short(found: _Found) -> None:
    if found.get("form") == "usdos" and found.get("year"):
        found.put("short", f"US State Department {found.get('year')}", "its publisher and year")
    elif not found.get("symbol") and found.get("publisher") and found.get("year") and len(found.get("publisher")) <= 40:
        found.put("short", f"{found.get('publisher')} {found.get('year')}", "its publisher and year")


def _free_id(values: Mapping[str, Any], file_name: str, taken: Collection[str]) -> str:
    """An id that nobody has: from the symbol, else short name, else title, else file name, else a number."""
    named = (manifest.slug(str(values.get(name) or "")) for name in ("symbol", "short", "title"))
    base = next(filter(None, named), "") or manifest.slug(file_name.rsplit(".", 1)[0]) or "document"
    base = base if len(base) <= _ID_LENGTH else base[: _ID_LENGTH + 1].rsplit("-", 1)[0][:_ID_LENGTH]
    number = 2
    result = base
    while result in taken:
        result, number = f"{base}-{number}", number + 1
    return result


def _text(value: str) -> str:
    """`value` without what cannot be written in UTF-8 or would act on a terminal."""
    return "".join(char for char in value.encode("utf-8", "ignore").decode() if char.isprintable() or char.isspace())


def fault(name: str, value: Any) -> str | None:
    """What is wrong with the value of one field, in the words of the manifest's own rules."""
    if name == "id":
        return None if manifest.is_id(value) else f"id {value!r} may hold only a-z, 0-9 and -, and 80 of them"
    if name == "role":
        return None if value in list(Role) else f"role {value!r} is not one of {', '.join(Role)}"
    if name == "form":
        return None if value in FORMS else f"form {value!r} is not one of {', '.join(FORMS)}"
    if name == "period":
        fine = isinstance(value, tuple | list) and len(value) == 2 and all(type(year) is int and 1900 <= year < 2200 for year in value)
        return None if fine and value[0] <= value[1] else f"period {value!r} is not a first and a last year"
    if name == "year":
        return None if type(value) is int and 1900 <= value < 2200 else f"year {value!r} is not a year"
    if name == "date":
        return None if _is_date(str(value)) else f"date {value!r} is not a year, month or day such as 2024-05-30"
    if name == "language" and not re.fullmatch(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*", str(value)):
        return f"language {value!r} is not a code such as en"
    return None if isinstance(value, str) else f"{name} {value!r} is not a text"


def _is_date(value: str) -> bool:
    parts = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", value)
    try:
        return parts is not None and bool(date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1)))
    except ValueError:
        return False
