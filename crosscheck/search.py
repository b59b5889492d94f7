"""Any sentence set against a corpus's findings, answered from its index.

The same scores, judge and heads as a full run; only the claim is the user's own, so it has no heading, neighbours or
paragraph. Nothing is stored.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crosscheck import candidates, encoders, heads, index, judges, learned, pipeline, store, surroundings, topics
from crosscheck.candidates import Proposed, Side
from crosscheck.claims import explain
from crosscheck.encoders import Encoder
from crosscheck.errors import CrosscheckError, StaleIndexError
from crosscheck.heads import Heads
from crosscheck.index import Vectors
from crosscheck.judge import RELATIONS, SHIPPED, Judge
from crosscheck.reading import strongest
from crosscheck.records import Claim, Finding, Kind, Pair, Relation, Sentence, fold, pair_id
from crosscheck.results import CrossCheck
from crosscheck.sides import side, sides
from crosscheck.timing import superseded_features

if TYPE_CHECKING:
    import faiss

YOUR_CLAIM = "your-claim"
READS = 8
MOST_CHARACTERS = 2000


class Search:
    """A loaded index, encoder and judge that answer claims one at a time."""

    def __init__(self, check: CrossCheck, findings: Side, stored: "faiss.Index", encoder: Encoder, judge: Judge,
                 fitted: Heads | None = None) -> None:
        self._check, self._findings, self._encoder, self._judge = check, findings, encoder, judge
        self._index = stored
        spoken = {info.id: info.language for info in check.corpus.documents}
        own = next((info.language for info in check.corpus.state_documents), "")  # a pasted claim is taken for the State's language
        self._lexicon = candidates.lexicon(findings, spoken | {YOUR_CLAIM: own})
        self._heads = fitted or learned.heads_for(judge)
        self._taxonomy = topics.load_taxonomy(check.corpus.taxonomy)
        texts = {doc: sides(list(group)) for doc, group in check.sentences.items()}
        place = {(s.doc, s.start): texts[doc][i] for doc, group in check.sentences.items() for i, s in enumerate(group)}
        self._texts = [place[f.sentence.doc, f.sentence.start] for f in check.findings]

    def ask(self, text: str, limit: int = 20) -> list[Pair]:
        """The `limit` findings a reader of the claim `text` should see first, judged.

        Few pairs are read, so that little is said around each: a run is surer of the same pair.

        Raises CrosscheckError if `text` is empty or longer than 2,000 characters.
        """
        claim = self._claim(text)
        vector = self._encoder.encode([claim.sentence.text])
        vectors = {YOUR_CLAIM: Vectors(vector, np.zeros_like(vector), "", self._encoder.fingerprint)}
        asked = candidates.claim_side([claim], {YOUR_CLAIM: [claim.sentence]}, vectors)
        pairs, features = candidates.propose(asked, self._findings, self._index, self._lexicon)
        score = self._heads.candidates(features)
        keep = strongest(pairs.claim, score, max(limit, READS))
        return self._judged(claim, pairs.finding[keep], features[keep], score[keep])[:limit]

    def _claim(self, text: str) -> Claim:
        text = fold(text)
        if not text:
            raise CrosscheckError("There is no claim to search for. Paste a sentence.")
        if len(text) > MOST_CHARACTERS:
            raise CrosscheckError(f"The claim has {len(text)} characters; {MOST_CHARACTERS} is the most. Paste a sentence or two.")
        themes = topics.themes(text, (), self._taxonomy)
        return Claim(Sentence(YOUR_CLAIM, 0, len(text), text, 0), explain(text)[0] or Kind.PRACTICE,
                     topics.articles((), themes, self._taxonomy), themes)

    def _judged(self, claim: Claim, found: np.ndarray, features: np.ndarray, score: np.ndarray) -> list[Pair]:
        read = min(READS, len(found))
        logits = np.full((len(found), len(RELATIONS)), np.nan, dtype=np.float32)
        texts = [(side(claim.sentence.text), self._texts[f]) for f in found]
        if read:
            logits[:read] = self._judge.logits(texts[:read])
        pairs = Proposed(np.zeros(len(found), dtype=np.int64), found)
        around = surroundings.around(pairs, self._heads.alone(features, logits), [claim.sentence], self._findings.sentences)
        probabilities = self._heads.relations(features, logits, around)
        late = self._heads.superseded(self._timing(claim, found))
        judged_by = np.where(np.arange(len(found)) >= read, "screen", np.where(np.isnan(logits[:, 0]), "unjudged", "judge"))
        decided = heads.withheld(self._heads.decide(probabilities, late, texts), judged_by == "unjudged")
        order = np.lexsort((found, -heads.expected_gain(probabilities)))
        result = []
        for rank, i in enumerate(order, 1):
            finding = self._check.findings[found[i]]
            scores = {"candidate": float(score[i])} | {str(r): float(probabilities[i, k]) for k, r in enumerate(RELATIONS)}
            result.append(Pair(
                self._pair_id(claim, finding), rank, claim, finding, scores, Relation(RELATIONS[decided.relation[i]]),
                heads.timing_name(bool(decided.superseded[i])), bool(decided.flag[i]), float(decided.flag_score[i]),
                str(judged_by[i])))
        return result

    def _timing(self, claim: Claim, found: np.ndarray) -> np.ndarray:
        start = min(info.period[0] for info in self._check.corpus.state_documents)
        text = claim.sentence.text
        rows = [list(superseded_features(text, text, f.sentence.text, f.year, start).values())
                for f in (self._check.findings[i] for i in found)]
        return np.array(rows, dtype=np.float64).reshape(len(rows), -1)

    def _pair_id(self, claim: Claim, finding: Finding) -> str:
        sha = self._check.documents[finding.sentence.doc].info.sha256
        return pair_id(claim.sentence.text, (0, claim.sentence.end), sha, (finding.sentence.start, finding.sentence.end))


def load(check: CrossCheck, directory: Path, *, encoder: str | None = None, judge: Judge | None = None) -> Search:
    """Search over the index in `directory`, with the encoder and the judge that made it.

    Raises StaleIndexError if `encoder` names another one, or if a model of that name has since changed; ModelError if one
    cannot be used any more.
    """
    mend = f"crosscheck run {check.corpus.id}"
    about = store.manifest(directory, mend)
    built, dimension = about["encoder"], about["dimension"]
    if encoder is not None and encoder != built["name"]:
        raise StaleIndexError(f"Index '{check.corpus.id}' was built with {built['name']} ({dimension} numbers); this search asks for "
                              f"{encoder}. Rebuild it with: {mend} --encoder {encoder}")
    model = encoders.load_encoder(built["name"])
    if pipeline.encoder_fingerprint(built["name"]) != built["fingerprint"] or model.dimension != dimension:
        raise StaleIndexError(f"Index '{check.corpus.id}' was built with another version of {built['name']}. Rebuild it with: {mend}")
    vectors = {doc: _vectors(directory, about, doc, mend) for doc in check.documents}
    taxonomy = topics.load_taxonomy(check.corpus.taxonomy)
    articles = {theme.id: theme.articles for theme in taxonomy.themes}
    findings = candidates.finding_side(check.findings, articles, check.sentences, vectors)
    stored = index.index_from(store.load(directory, about, "findings.faiss", mend), dimension, len(check.findings), mend)
    judge = judge or _judge(about, check.corpus.id, mend)
    return Search(check, findings, stored, model, judge, _heads(about, judge, directory, mend))


def _heads(about: dict, judge: Judge, directory: Path, mend: str) -> Heads:
    """The heads that the index was made with. Raises StaleIndexError if they were learned anew or forgotten since."""
    fitted = learned.heads_for(judge, directory)
    made = about.get("heads", {}).get("fingerprint") or learned.shipped().fingerprint
    if made != fitted.fingerprint:
        raise StaleIndexError(f"{directory} was made with other heads: some were learned from reviews, or forgotten, since then. "
                              f"Make it anew with: {mend}")
    return fitted


def _judge(about: dict, corpus: str, mend: str) -> Judge:
    """The judge that the index was made with."""
    settings = about.get("settings", {})
    judge = judges.load(settings.get("judge", SHIPPED), settings.get("judge_labels", ""))
    if about.get("judge", {}).get("fingerprint", judge.fingerprint) != judge.fingerprint:
        raise StaleIndexError(f"Index '{corpus}' was judged by another version of {judge.name}. Make it anew with: {mend}")
    return judge


def _vectors(directory: Path, about: dict, doc: str, mend: str) -> Vectors:
    own, headings = (index.array_from(store.load(directory, about, f"{name}-{doc}.npy", mend)) for name in ("vectors", "headings"))
    return Vectors(own, headings, "", about["encoder"]["fingerprint"])
