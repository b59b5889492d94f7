"""The passages a reviewer can name as deciding: clauses of a sentence, or words found again in a paragraph.

Everything is a span of code points into the document, so that what is kept is a place and not a copy. Words that are
not in the text are refused; nothing is matched by likeness.
"""

import re

from crosscheck.records import Sentence

SHORTEST = 15
_BREAK = re.compile(r"(?<=[,;:،؛])\s+|\s+(?=[–—(])|(?<=[，；：])")
_ALIKE = {"'": "['’‘]", "’": "['’‘]", "‘": "['’‘]", '"': '["“”]', "“": '["“”]', "”": '["“”]', "-": "[-–‑]", "–": "[-–‑]"}

Span = tuple[int, int]


def clauses(text: str, sentence: Sentence) -> list[Span]:
    """The clauses of a sentence of the document `text`, in order; none for a sentence of one clause.

    A clause ends at a comma, semicolon, colon, dash or bracket; one of fewer than SHORTEST characters joins the next.
    """
    cuts = [m.span() for m in _BREAK.finditer(text, sentence.start, sentence.end)]
    starts = [sentence.start, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), sentence.end]
    spans: list[Span] = []
    begun = None
    for start, end in zip(starts, ends, strict=True):
        begun = start if begun is None else begun
        if end - begun >= SHORTEST:
            spans.append((begun, end))
            begun = None
    if begun is not None and spans:
        spans[-1] = (spans[-1][0], sentence.end)
    return spans if len(spans) > 1 else []


def following(options: list[Span], present: Span | None) -> Span | None:
    """The option after `present`: from none to the first, and from the last (or one typed in) back to none."""
    if present is None:
        return options[0] if options else None
    at = options.index(present) + 1 if present in options else len(options)
    return options[at] if at < len(options) else None


def find(text: str, words: str, sentences: list[Sentence]) -> Span | None:
    """Where `words` stand in the paragraph of `sentences`, white space, case and the form of quotes aside; the first place."""
    pieces = words.split()
    if not pieces or not sentences:
        return None
    pattern = r"\s+".join("".join(_ALIKE.get(c, re.escape(c)) for c in piece) for piece in pieces)
    match = re.compile(pattern, re.IGNORECASE).search(text, sentences[0].start, sentences[-1].end)
    return match.span() if match else None


def pieces(text: str, sentence: Sentence, span: Span | None) -> tuple[str, str, str]:
    """The sentence before, inside and after `span`; together they are the sentence."""
    start, end = (min(max(place, sentence.start), sentence.end) for place in span or (sentence.end, sentence.end))
    return text[sentence.start:start], text[start:end], text[end:sentence.end]
