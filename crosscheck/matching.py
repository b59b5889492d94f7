"""A corpus read and made ready for comparison: claims and findings with their vectors, FAISS index and BM25."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crosscheck import attribution, candidates, claims, index, ingest, languages, surroundings, topics
from crosscheck.candidates import Proposed
from crosscheck.corpus import Corpus, read
from crosscheck.index import Vectors
from crosscheck.records import Claim, Document, Finding, Kind, Sentence
from crosscheck.sides import sides
from crosscheck.timing import superseded_features

if TYPE_CHECKING:
    import faiss


@dataclass(frozen=True)
class Material:
    """A corpus read: texts, sentences, claims and findings."""

    corpus: Corpus
    taxonomy: topics.Taxonomy
    documents: dict[str, Document]
    sentences: dict[str, list[Sentence]]
    claims: list[Claim]
    findings: list[Finding]


def read_corpus(corpus: Corpus) -> Material:
    """Read every document and find the claims and findings in it."""
    taxonomy = topics.load_taxonomy(corpus.taxonomy)
    documents = {info.id: read(corpus, info) for info in corpus.documents}
    sentences = {doc: ingest.sentences(document) for doc, document in documents.items()}
    found_claims = [c for info in corpus.state_documents for c in claims_of(sentences[info.id], info.language, taxonomy)]
    findings = [f for info in corpus.independent_documents for f in findings_of(sentences[info.id], info.year, taxonomy)]
    return Material(corpus, taxonomy, documents, sentences, found_claims, findings)


def claims_of(sentences: Sequence[Sentence], language: str, taxonomy: topics.Taxonomy) -> list[Claim]:
    """The claims of a State document. The cues know English alone: in another language every sentence long enough to assert
    something is a claim, a figure where it gives one in digits."""
    if languages.english(language):
        return claims.claims(sentences, taxonomy)
    found = []
    for s in (s for s in sentences if languages.asserts(s.text)):
        named = topics.themes(s.text, s.section, taxonomy)
        kind = Kind.FIGURE if claims.explain(s.text)[0] is Kind.FIGURE else Kind.PRACTICE
        found.append(Claim(s, kind, topics.articles(s.section, named, taxonomy), named, topics.recommendation(s.section, s.text)))
    return found


def findings_of(sentences: Sequence[Sentence], year: int, taxonomy: topics.Taxonomy) -> list[Finding]:
    """Every sentence of an independent document as a finding: who speaks, of law or practice, on what themes."""
    result = []
    for i, s in enumerate(sentences):
        before = sentences[i - 1].text if i and sentences[i - 1].block == s.block else ""
        speaker, _ = attribution.attribution(s.text, before)
        result.append(Finding(s, year, speaker, attribution.ground(s.text), topics.themes(s.text, s.section, taxonomy)))
    return result


class Matched:
    """Claims and findings with their vectors, the FAISS index and BM25 over the findings, ready to be compared."""

    def __init__(self, material: Material, vectors: Mapping[str, Vectors]) -> None:
        articles = {theme.id: theme.articles for theme in material.taxonomy.themes}
        self.material = material
        self.claims = candidates.claim_side(material.claims, material.sentences, vectors)
        self.findings = candidates.finding_side(material.findings, articles, material.sentences, vectors)
        self.index: faiss.Index = index.build(self.findings.own)
        self.lexicon = candidates.lexicon(self.findings, {info.id: info.language for info in material.corpus.documents})
        texts = {doc: sides(list(group)) for doc, group in material.sentences.items()}
        self.text = {(s.doc, s.start): texts[doc][i] for doc, group in material.sentences.items() for i, s in enumerate(group)}

    def side_texts(self, pairs: Proposed) -> list[tuple[str, str]]:
        """Both sides of every pair as the judge reads them."""
        claim_text = [self.text[s.doc, s.start] for s in self.claims.sentences]
        finding_text = [self.text[s.doc, s.start] for s in self.findings.sentences]
        return [(claim_text[c], finding_text[f]) for c, f in zip(pairs.claim, pairs.finding, strict=True)]

    def around(self, pairs: Proposed, alone: np.ndarray) -> np.ndarray:
        """What is said around each pair, shape (n, 6), from what every pair alone suggests, shape (n, 5): `surroundings.around`."""
        return surroundings.around(pairs, alone, self.claims.sentences, self.findings.sentences)


def timing_rows(material: Material, pairs: Proposed) -> np.ndarray:
    """The timing model's inputs for every pair, shape (n, len(timing.FEATURES))."""
    paragraphs = [_paragraph(material, claim) for claim in material.claims]
    starts = {info.id: info.period[0] for info in material.corpus.state_documents}
    rows = [list(superseded_features(material.claims[c].sentence.text, paragraphs[c], material.findings[f].sentence.text,
                                     material.findings[f].year, starts[material.claims[c].sentence.doc]).values())
            for c, f in zip(pairs.claim, pairs.finding, strict=True)]
    return np.array(rows, dtype=np.float64).reshape(len(rows), -1)


def _paragraph(material: Material, claim: Claim) -> str:
    """The text of the numbered paragraph (or else the block) that a claim stands in."""
    s = claim.sentence
    same = [o for o in material.sentences[s.doc] if (o.paragraph == s.paragraph if s.paragraph else o.block == s.block)]
    return " ".join(o.text for o in same)
