"""Which findings a claim is worth setting beside: dense, lexical and structural scores, fused.

FAISS (over a sentence's own vector) and BM25 each propose findings; every proposed pair then gets the same features,
and a small logistic model turns them into one number between 0 and 1, the chance that the two are related at all.
The feature list is fixed: its order is the order of the shipped weights.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from crosscheck import adapter
from crosscheck.index import Vectors, paragraphs, unit, windows
from crosscheck.lexicon import Lexicon
from crosscheck.records import Attribution, Claim, Finding, Ground, Kind, Sentence
from crosscheck.sides import bare_heading
from crosscheck.tone import critical, supportive

if TYPE_CHECKING:
    import faiss

_NUMBER = re.compile(r"\b\d[\d,.]*\d\b")  # of two digits or more: years, article numbers, amounts
PROPOSED_DENSE = 250
PROPOSED_LEXICAL = 120

FEATURES = (
    "cosine", "claim_window", "finding_window", "both_windows", "claim_heading", "finding_heading", "both_headings",
    "adapted", "adapted_windows", "adapted_gap",
    "bm25", "bm25_window", "bm25_of_window", "cosine_share", "bm25_share", "hub", "best_cosine", "themes", "same_theme",
    "articles", "numbers", "length", "finding_block", "block", "top_windows", "window_gap",
    *(f"claim_{kind}" for kind in Kind), "claim_length", "critical", "supportive", "law", "practice",
    *(f"by_{speaker}" for speaker in Attribution if speaker is not Attribution.SOURCE),
)
TOP = 10


class Proposed(NamedTuple):
    """Pairs proposed for judging: positions of claims and findings, both of shape (n,), ordered by claim."""

    claim: np.ndarray
    finding: np.ndarray

    def take(self, chosen: np.ndarray) -> "Proposed":
        """Some of the pairs."""
        return Proposed(self.claim[chosen], self.finding[chosen])


@dataclass(frozen=True)
class Side:
    """One side's records with their vectors: own, with neighbours, of the heading, and the mean of the paragraph; each of
    shape (n, d). `adapted` holds the first two after the map for their side, `encoder` says who made them.
    `marks` holds the features of one side alone, by name, each of shape (n,)."""

    sentences: list[Sentence]
    themes: list[frozenset[str]]
    articles: list[frozenset[str]]
    own: np.ndarray
    window: np.ndarray
    heading: np.ndarray
    paragraph: np.ndarray
    adapted: tuple[np.ndarray, np.ndarray]
    encoder: str
    context: list[str]
    numbers: list[frozenset[str]]
    marks: dict[str, np.ndarray]


def claim_side(claims: Sequence[Claim], documents: Mapping[str, Sequence[Sentence]], vectors: Mapping[str, Vectors]) -> Side:
    """The claims, ready to be matched."""
    return _side([c.sentence for c in claims], [frozenset(c.themes) for c in claims],
                 [frozenset(c.articles) for c in claims], documents, vectors, _claim_marks(claims), adapter.CLAIM)


def finding_side(
    findings: Sequence[Finding], articles: Mapping[str, Sequence[str]], documents: Mapping[str, Sequence[Sentence]],
    vectors: Mapping[str, Vectors],
) -> Side:
    """The findings, ready to be matched; `articles` says which articles each theme belongs to."""
    themes = [frozenset(f.themes) for f in findings]
    return _side([f.sentence for f in findings], themes, [frozenset(a for t in ts for a in articles.get(t, ())) for ts in themes],
                 documents, vectors, _finding_marks(findings), adapter.FINDING)


def _claim_marks(claims: Sequence[Claim]) -> dict[str, np.ndarray]:
    marks = {f"claim_{kind}": np.array([c.kind is kind for c in claims], dtype=np.float32) for kind in Kind}
    return marks | {"claim_length": np.log1p([len(c.sentence.text) for c in claims])}


def _finding_marks(findings: Sequence[Finding]) -> dict[str, np.ndarray]:
    texts = [f.sentence.text for f in findings]
    marks = {f"by_{speaker}": np.array([f.attribution is speaker for f in findings], dtype=np.float32) for speaker in Attribution}
    return marks | {
        "length": np.log1p([len(text) for text in texts]),
        "critical": np.log1p([critical(text) for text in texts]),
        "supportive": np.log1p([supportive(text) for text in texts]),
        "law": np.array([f.ground is Ground.LAW for f in findings], dtype=np.float32),
        "practice": np.array([f.ground is Ground.PRACTICE for f in findings], dtype=np.float32),
    }


def _side(
    sentences: list[Sentence], themes: list[frozenset[str]], articles: list[frozenset[str]],
    documents: Mapping[str, Sequence[Sentence]], vectors: Mapping[str, Vectors], marks: dict[str, np.ndarray],
    role: str,
) -> Side:
    place = {(s.doc, s.start): i for group in documents.values() for i, s in enumerate(group)}
    at = [(s.doc, place[s.doc, s.start]) for s in sentences]
    blocks = {doc: [s.block for s in group] for doc, group in documents.items()}
    wide = {doc: windows(vectors[doc].sentences, blocks[doc]) for doc in documents}
    whole = {doc: paragraphs(vectors[doc].sentences, blocks[doc]) for doc in documents}
    own, window = (_stack([found[doc][i] for doc, i in at], vectors) for found in ({d: v.sentences for d, v in vectors.items()}, wide))
    heading = _stack([vectors[doc].headings[i] for doc, i in at], vectors)
    encoder = next((v.encoder for v in vectors.values()), "")
    maps = adapter.shipped()
    return Side(
        sentences, themes, articles, own=own, window=window, heading=heading, encoder=encoder,
        adapted=(maps.vectors(own, heading, role, encoder), maps.vectors(window, heading, role, encoder)),
        paragraph=_stack([whole[doc][i] for doc, i in at], vectors),
        context=[_context(documents[doc], i) for doc, i in at],
        marks=marks,
        numbers=[frozenset(_NUMBER.findall(s.text)) for s in sentences],
    )


def _stack(rows: list[np.ndarray], vectors: Mapping[str, Vectors]) -> np.ndarray:
    if rows:
        return np.stack(rows).astype(np.float32)
    width = next(iter(vectors.values())).sentences.shape[1] if vectors else 0
    return np.empty((0, width), dtype=np.float32)


def _context(sentences: Sequence[Sentence], i: int) -> str:
    """The sentence with its heading and its neighbours of the same block, as one text."""
    near = sentences[max(0, i - 1):i + 2]
    return " ".join([bare_heading(sentences[i].section), *(s.text for s in near if s.block == sentences[i].block)])


def lexicon(findings: Side, spoken: Mapping[str, str] | None = None) -> Lexicon:
    """BM25 over the findings, alone and in context; `spoken` gives the language of each document."""
    return Lexicon([s.text for s in findings.sentences], findings.context, [s.doc for s in findings.sentences], spoken)


def propose(
    claims: Side, findings: Side, index: "faiss.Index", words: Lexicon, *, dense: int = PROPOSED_DENSE,
    lexical: int = PROPOSED_LEXICAL, rows: int = 64,
) -> tuple[Proposed, np.ndarray]:
    """The pairs worth a closer look and their features, float32 of shape (n, len(FEATURES)).

    Claims are taken `rows` at a time, so memory stays level however many there are.
    """
    hub = _hubs(index, claims)
    found, features = [], []
    for start in range(0, len(claims.sentences), rows):
        part = slice(start, start + rows)
        block = _Block(claims, findings, part, words)
        pairs = _proposed(block, index, claims.own[part], dense, lexical)
        features.append(block.features(pairs, hub))
        found.append(Proposed(pairs.claim + start, pairs.finding))
    if not found:
        return Proposed(np.empty(0, np.int64), np.empty(0, np.int64)), np.empty((0, len(FEATURES)), np.float32)
    return Proposed(*(np.concatenate(column) for column in zip(*found, strict=True))), np.concatenate(features)


def _hubs(index: "faiss.Index", claims: Side, nearest: int = 10) -> np.ndarray:
    """How near each finding is to its ten nearest claims: one near to everything says little about any of them."""
    findings = index.reconstruct_n(0, index.ntotal) if index.ntotal else np.empty((0, index.d), np.float32)
    if not len(claims.own) or not len(findings):
        return np.zeros(len(findings), dtype=np.float32)
    k = min(nearest, len(claims.own))
    hubs = [np.partition(findings[i:i + 2048] @ claims.own.T, -k, axis=1)[:, -k:].mean(axis=1)
            for i in range(0, len(findings), 2048)]
    return np.concatenate(hubs).astype(np.float32)


class _Block:
    """Score matrices of some claims against all findings, each of shape (claims, findings)."""

    def __init__(self, claims: Side, findings: Side, part: slice, words: Lexicon) -> None:
        self.claims, self.findings, self.part = claims, findings, part
        own, window, heading = claims.own[part], claims.window[part], claims.heading[part]
        led = unit(window + 0.5 * heading)
        self.dense = {
            "cosine": own @ findings.own.T,
            "claim_window": led @ findings.own.T,
            "finding_window": own @ findings.window.T,
            "both_windows": led @ unit(findings.window + 0.5 * findings.heading).T,
            "claim_heading": heading @ findings.own.T,
            "finding_heading": own @ findings.heading.T,
            "both_headings": heading @ findings.heading.T,
            "finding_block": own @ findings.paragraph.T,
            "block": led @ findings.paragraph.T,
        }
        maps = adapter.shipped()
        for name, mine, theirs in zip(("adapted", "adapted_windows"), claims.adapted, findings.adapted, strict=True):
            self.dense[name] = maps.scores(mine[part], theirs, findings.encoder)
        texts, docs = [s.text for s in claims.sentences[part]], [s.doc for s in claims.sentences[part]]
        self.lexical = {
            "bm25": words.scores(texts, docs),
            "bm25_window": words.scores(texts, docs, context=True),
            "bm25_of_window": words.scores(claims.context[part], docs),
        }

    def features(self, pairs: Proposed, hub: np.ndarray) -> np.ndarray:
        """float32 of shape (n, len(FEATURES)) for the pairs, whose claims count from the block's first."""
        at = (pairs.claim, pairs.finding)
        columns = {name: matrix[at] for name, matrix in self.dense.items()}
        columns |= {name: np.log1p(matrix[at]) for name, matrix in self.lexical.items()}
        best, strongest = self.dense["cosine"].max(axis=1), self.lexical["bm25"].max(axis=1)
        columns["cosine_share"] = columns["cosine"] / np.maximum(best[pairs.claim], 1e-6)
        columns["bm25_share"] = self.lexical["bm25"][at] / np.maximum(strongest[pairs.claim], 1e-6)
        columns["hub"] = hub[pairs.finding]
        columns["best_cosine"] = best[pairs.claim]
        columns["top_windows"] = _strongest(self.dense["both_windows"])[pairs.claim]
        columns["window_gap"] = columns["both_windows"] - columns["top_windows"]
        columns["adapted_gap"] = columns["adapted"] - _strongest(self.dense["adapted"])[pairs.claim]
        columns |= self._labels(pairs)
        return np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float32)

    def _labels(self, pairs: Proposed) -> dict[str, np.ndarray]:
        """What the two sides have in common by name (themes, articles, numbers), and what each brings alone."""
        start = self.part.start
        claims, findings = pairs.claim + start, pairs.finding
        pair = list(zip(claims, findings, strict=True))
        themes = np.array([_share(self.claims.themes[c], self.findings.themes[f]) for c, f in pair], dtype=np.float32)
        articles = np.array([bool(self.claims.articles[c] & self.findings.articles[f]) for c, f in pair], dtype=bool)
        numbers = np.array([bool(self.claims.numbers[c] & self.findings.numbers[f]) for c, f in pair], dtype=bool)
        alone = {name: values[claims] for name, values in self.claims.marks.items()}
        alone |= {name: values[findings] for name, values in self.findings.marks.items()}
        return alone | {"themes": themes, "same_theme": themes > 0, "articles": articles, "numbers": numbers}


def _strongest(scores: np.ndarray) -> np.ndarray:
    """The mean of each row's TOP highest scores, shape (rows,)."""
    most = min(TOP, scores.shape[1])
    return np.partition(scores, -most, axis=1)[:, -most:].mean(axis=1)


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0


def _proposed(block: _Block, index: "faiss.Index", claims: np.ndarray, dense: int, lexical: int) -> Proposed:
    """For each claim of the block the nearest findings by FAISS and the strongest by BM25, each pair once."""
    count = index.ntotal
    chosen = np.zeros((len(claims), count), dtype=bool)
    if count:
        _, near = index.search(claims, min(dense, count))
        np.put_along_axis(chosen, near, True, axis=1)
        for name in ("bm25", "bm25_window"):
            scores = block.lexical[name]
            strong = np.argsort(-scores, axis=1, kind="stable")[:, :lexical]
            np.put_along_axis(chosen, strong, np.take_along_axis(chosen, strong, 1) | (np.take_along_axis(scores, strong, 1) > 0), axis=1)
    claim, finding = np.nonzero(chosen)
    return Proposed(claim, finding)
