"""Markdown: one claim after the other with its findings. Nothing in a quote is read as markup."""

import re
from collections.abc import Iterator
from itertools import groupby

from crosscheck.export import run_metadata
from crosscheck.export.bundle import Bundle

_ACTIVE = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$&:@^=])")


def plain(text: str) -> str:
    """`text` with every character that Markdown or HTML could act on escaped."""
    return _ACTIVE.sub(r"\\\1", text)


def lines(bundle: Bundle) -> Iterator[str]:
    """The document, a few lines at a time."""
    yield f"# {plain(bundle.check.corpus.title)}\n\n"
    yield "What the State says, and what independent sources found. Sources differ; nobody is accused.\n\n"
    by_claim = groupby(bundle.pairs, key=lambda pair: (pair.claim.sentence.doc, pair.claim.sentence.start))
    for _, group in by_claim:
        pairs = list(group)
        claim = pairs[0].claim.sentence
        yield f"## {plain(bundle.cited(claim))}\n\n> {plain(claim.text)}\n\n"
        for pair in pairs:
            shown = bundle.shown(pair)
            yield f"- **{shown.relation}**, {shown.timing} ({plain(bundle.status(pair))}). “{plain(pair.finding.sentence.text)}” "
            yield f"{plain(bundle.cited(pair.finding.sentence))}\n"
            decision = bundle.decision(pair)
            for note in decision.notes if decision else ():
                yield f"  - Grounds: {plain(' '.join(note.split()))}\n"
        yield "\n"
    yield "## How this file was made\n\n"
    for line in run_metadata.lines(bundle.meta):
        yield f"- {plain(line)}\n"
