"""The sources as BibTeX and CSL-JSON, for the reference manager in which a writer keeps them."""

import json
import re
from collections.abc import Iterable

from crosscheck.export import run_metadata
from crosscheck.export.bundle import Bundle
from crosscheck.records import DocumentInfo

_LATEX = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{", "}": r"\}",
          "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def bibtex(bundle: Bundle) -> str:
    """One @techreport a document, after a note that says how the file was made."""
    note = "\n".join(run_metadata.lines(bundle.meta)).replace("@", "(at)")
    head = "".join(f"% {line}\n" for line in note.splitlines())
    return head + "\n" + "\n".join(_entry(info) for info in bundle.sources())


def _entry(info: DocumentInfo) -> str:
    fields = {"title": info.title, "author": info.publisher, "institution": info.publisher, "year": info.date[:4],
              "number": info.symbol, "url": info.url, "language": info.language,
              "note": f"Describes {_years(info)}. {info.rights}. SHA-256 of the text: {info.sha256}"}
    month = info.date[5:7]
    lines = [f"  {name} = {{{'{' + _latex(value) + '}' if name == 'author' else _latex(value)}}},"
             for name, value in fields.items() if value]
    lines += [f"  month = {int(month)},"] if month else []
    return f"@techreport{{{info.id},\n" + "\n".join(lines) + "\n}\n"


def _years(info: DocumentInfo) -> str:
    return "–".join(str(year) for year in sorted(set(info.period)))


def _latex(text: str) -> str:
    return re.sub(r"[\\&%$#_{}~^]", lambda match: _LATEX[match[0]], text)


def csl(bundle: Bundle) -> str:
    """A CSL-JSON list, one item a document."""
    return json.dumps([_item(info) for info in bundle.sources()], ensure_ascii=False, indent=1) + "\n"


def _item(info: DocumentInfo) -> dict:
    item = {
        "id": info.id, "type": "article" if info.form == "article" else "report", "title": info.title,
        "title-short": info.label, "author": [{"literal": info.publisher}], "publisher": info.publisher,
        "issued": {"date-parts": [list(_parts(info.date))]}, "language": info.language, "number": info.symbol, "URL": info.url,
        "note": f"Describes {_years(info)}. {info.rights}. SHA-256 of the text: {info.sha256}",
    }  # fmt: skip
    return {name: value for name, value in item.items() if value}


def _parts(date: str) -> Iterable[int]:
    return (int(part) for part in date.split("-"))
