"""W3C Web Annotation as JSON-LD: each finding annotated with the claim it stands beside, both by position and by quote.

Positions count code points from 0, as the recommendation asks. A quote in which a name is covered keeps its position
and loses its quote selector, whose text would not be in the source; words around it that hold a name are left out.
"""

from crosscheck.export.bundle import Bundle
from crosscheck.export.linked import document_iri, dumped, pair_iri
from crosscheck.records import Pair, Sentence

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32


def document(bundle: Bundle) -> str:
    """An AnnotationCollection whose one page holds an Annotation a pair."""
    collection = "urn:crosscheck:annotations"
    page = {"id": f"{collection}:1", "type": "AnnotationPage", "partOf": collection, "startIndex": 0,
            "items": [_annotation(bundle, pair) for pair in bundle.pairs]}
    return dumped({"@context": [CONTEXT, {"run": {"@id": "urn:crosscheck:run", "@type": "@json"}}], "id": collection,
                   "type": "AnnotationCollection", "label": bundle.check.corpus.title, "total": len(bundle.pairs), "first": page,
                   "run": bundle.meta})


def _annotation(bundle: Bundle, pair: Pair) -> dict:
    shown, decision = bundle.shown(pair), bundle.decision(pair)
    said = [_text(str(shown.relation), "tagging"), _text(str(shown.timing), "tagging"), _text(bundle.status(pair), "assessing")]
    said += [_text(note, "commenting") for note in (decision.notes if decision else ())]
    return {
        "id": pair_iri(pair), "type": "Annotation", "motivation": "linking",
        "created": decision.at if decision else f"{bundle.meta['date']}T00:00:00Z",
        "body": [{**_specific(bundle, pair.claim.sentence), "purpose": "linking"}, *said],
        "target": _specific(bundle, pair.finding.sentence),
    }


def _text(value: str, purpose: str) -> dict:
    return {"type": "TextualBody", "value": value, "format": "text/plain", "language": "en", "purpose": purpose}


def _specific(bundle: Bundle, sentence: Sentence) -> dict:
    info = bundle.info(sentence)
    source = {"id": document_iri(info), "type": "Text", "format": "text/plain", "language": info.language, "rights": info.rights}
    return {"type": "SpecificResource", "source": source, "selector": _selectors(bundle, sentence)}


def _selectors(bundle: Bundle, sentence: Sentence) -> list[dict]:
    text, (start, end) = bundle.check.documents[sentence.doc].text, (sentence.start, sentence.end)
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    first, last = max(0, start - AROUND), end + AROUND
    covered = bundle.redaction.spans(text[max(0, first - AROUND):last + AROUND])  # a name may reach over the edge
    covered = [(a + max(0, first - AROUND), b + max(0, first - AROUND)) for a, b in covered]
    if _touches(covered, start, end):
        return [position]
    quote = {"type": "TextQuoteSelector", "exact": text[start:end]}
    for name, (a, b) in (("prefix", (first, start)), ("suffix", (end, last))):
        if not _touches(covered, a, b):
            quote[name] = text[a:b]
    return [position, quote]


def _touches(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    return any(a < end and b > start for a, b in spans)
