"""A finished cross-check in a page of plain text, for the terminal."""

import sys
import textwrap
import time
from collections import Counter

from crosscheck import notes, topics
from crosscheck.records import Pair, Sentence
from crosscheck.results import CrossCheck
from crosscheck.views import citation

WIDTH = 110


class Clock:
    """Says progress lines on the terminal with the seconds since the start."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def say(self, line: str) -> None:
        """Print one line at once."""
        print(f"[{time.monotonic() - self._start:6.1f} s] {line}", file=sys.stderr, flush=True)


def summary(check: CrossCheck) -> str:
    """Claims by article, findings by source, flags by theme, and the ten strongest flags with their citations."""
    taxonomy = topics.load_taxonomy(check.corpus.taxonomy)
    flags = check.table[check.table["flag"]].sort_values(["flag_score", "pair_id"], ascending=[False, True])
    lines = [check.corpus.title, f"{len(check.claims)} claims, {len(check.findings)} findings, {len(check.table)} pairs, "
             f"{len(flags)} flags on {flags['claim'].nunique()} claims", ""]
    lines += [part for note in notes.notes(check) for part in (*textwrap.wrap(f"Note: {note}", WIDTH, subsequent_indent="  "), "")]
    articles = Counter(a for claim in check.claims for a in claim.articles)
    lines += ["Claims by article", *_table({f"{a}  {taxonomy.articles[a]}": articles[a] for a in taxonomy.articles if articles[a]}), ""]
    sources = Counter(finding.sentence.doc for finding in check.findings)
    flagged = Counter(check.findings[i].sentence.doc for i in flags["finding"])
    lines += ["Findings by source", *(f"  {sources[info.id]:6}  {info.label} ({info.year}), {flagged[info.id]} flags"
                                     for info in check.corpus.independent_documents), ""]
    themes = Counter(t for i in flags["claim"] for t in check.claims[i].themes)
    lines += ["Flags by theme of the claim", *_table({taxonomy.theme(t).title: n for t, n in themes.most_common()}), ""]
    lines += ["The ten strongest flags. They say where sources differ; a person decides what that means.", ""]
    for pair in check.pairs(flags.head(10)):
        lines += [answer(check, pair, with_claim=True), ""]
    return "\n".join(lines)


def _table(counts: dict[str, int]) -> list[str]:
    return [f"  {count:6}  {name}" for name, count in counts.items()]


def _cited(check: CrossCheck, sentence: Sentence) -> list[str]:
    return _quote(sentence.text, citation(check.documents[sentence.doc].info, sentence))


def answer(check: CrossCheck, pair: Pair, *, with_claim: bool = False) -> str:
    """A pair in a few lines: relation, score, quotes and citations."""
    head = f"{pair.relation.upper()}, {pair.timing}, flag score {pair.flag_score:.2f}  [{pair.pair_id}]"
    if pair.judged_by == "unjudged":
        head = f"UNJUDGED, the judge's answer could not be read  [{pair.pair_id}]"
    parts = [head]
    if with_claim:
        parts += _cited(check, pair.claim.sentence)
    return "\n".join(parts + _cited(check, pair.finding.sentence))


def _quote(text: str, source: str) -> list[str]:
    return [*textwrap.wrap(f"“{text}”", WIDTH, initial_indent="  ", subsequent_indent="   "), f"    — {source}"]
