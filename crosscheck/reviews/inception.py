"""INCEpTION's UIMA CAS JSON: all reviews over one text of claims and findings.

Of the formats that INCEpTION reads this is the simplest that loses nothing: it is plain JSON, it brings its own type
with it, and a feature holds any text. WebAnno TSV would need the text cut into tokens and has no place for the rest of
a record. Each review or adjudication is one annotation over its finding, of the type TYPE, with every column as a text
feature; a project needs a span layer of that name to show them. UIMA counts UTF-16 units, and so does this module.
"""

import json
from collections.abc import Iterable, Mapping

from crosscheck.reviews.records import Adjudication, Record, Review
from crosscheck.reviews.rows import COLUMNS, record_id, to_row

TYPE = "webanno.custom.CrosscheckReview"
_FEATURES = ("id", *COLUMNS)


def dump(records: Iterable[Record]) -> bytes:
    """The CAS JSON file: for each pair its claim, its finding and an empty line, with its decisions over the finding."""
    text, end, spans, found = [], 0, {}, []
    for record in sorted((r for r in records if isinstance(r, Review | Adjudication)), key=lambda r: (r.pair_id, r.at)):
        if record.pair_id not in spans:
            claim, finding = record.claim.text, record.finding.text
            start = end + _units(claim) + 1
            spans[record.pair_id] = (start, start + _units(finding))
            text.append(f"{claim}\n{finding}\n\n")
            end = start + _units(finding) + 2
        found.append((spans[record.pair_id], {"id": record_id(record), **to_row(record)}))
    structures = [
        {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaNum": 1, "sofaID": "_InitialView", "mimeType": "text",
         "sofaString": "".join(text)},
        {"%ID": 2, "%TYPE": "uima.tcas.DocumentAnnotation", "@sofa": 1, "begin": 0, "end": end, "language": "x-unspecified"},
        *({"%ID": 3 + i, "%TYPE": TYPE, "@sofa": 1, "begin": span[0], "end": span[1], **_texts(row)}
          for i, (span, row) in enumerate(found)),
    ]
    cas = {"%TYPES": {TYPE: _type()}, "%FEATURE_STRUCTURES": structures,
           "%VIEWS": {"_InitialView": {"%SOFA": 1, "%INDEX": 1, "%MEMBERS": [s["%ID"] for s in structures[1:]]}}}
    return (json.dumps(cas, ensure_ascii=False, indent=1) + "\n").encode()


def _texts(row: Mapping[str, object]) -> dict[str, str]:
    return {f"cc_{name}": str(value) for name, value in row.items()}


def _type() -> dict[str, object]:
    features = {f"cc_{name}": {"%NAME": f"cc_{name}", "%RANGE": "uima.cas.String"} for name in _FEATURES}
    return {"%NAME": TYPE, "%SUPER_TYPE": "uima.tcas.Annotation", **features}


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def load(data: bytes) -> list[tuple[str, Mapping[str, object]]]:
    """Rows of a CAS JSON file; annotations of other types are passed over."""
    structures = json.loads(data)["%FEATURE_STRUCTURES"]
    structures = structures if isinstance(structures, list) else [s | {"%ID": i} for i, s in structures.items()]
    return [(f"annotation {s['%ID']}", {name.removeprefix("cc_"): value for name, value in s.items() if name.startswith("cc_")})
            for s in structures if s.get("%TYPE") == TYPE]
