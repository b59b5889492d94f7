"""`crosscheck eval`: a stored cross-check against judged pairs, beside its baselines and oracles, in one run.

The oracles show where a loss happens: one keeps our candidates and judges them as the gold does; the other is handed
just the gold's related findings and judges them as we do. Intervals are bootstrapped over State paragraphs, because
the claims of one paragraph are not independent of each other.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from crosscheck import candidates, heads, judges, matching, plots, store, topics
from crosscheck.candidates import FEATURES, Proposed
from crosscheck.evaluate import GAINS, Gold, Matched, Predicted, Span, best_threshold, load_gold, match, measures, overlaps, relations
from crosscheck.index import Vectors, array_from
from crosscheck.judge import RELATIONS, ShippedJudge, models
from crosscheck.reading import place_within, strongest
from crosscheck.records import Document, Relation, Sentence
from crosscheck.results import CrossCheck

SHOWN = ("ndcg10", "flag_recall10", "flag_recall50", "flagged_in_first10", "flag_ap", "flag_p", "flag_r", "flag_f1", "precision50",
         "precision100", "macro_f1", "flag_ece", "flag_ap_judged", "precision50_judged", "contradictions_called_corroboration")
RESAMPLES = 200
READ_BY_OTHERS = 40


def evaluation(check: CrossCheck, directory: Path, gold_path: Path, json_path: Path | None = None, plot_dir: Path | None = None,
               beside: str | None = None) -> str:
    """Every measure of the cross-check, its baselines and oracles, as a table; also as JSON and plots where asked.

    `beside` names another judge, such as a plain inference head, to be set beside ours on fused candidates. Raises
    GoldError if the judged pairs cannot be read or none is of this corpus.
    """
    gold = [pair for pair in load_gold(gold_path) if pair.claim.doc in check.documents and pair.finding.doc in check.documents]
    systems = {"crosscheck": system(check)} | compared(check, directory, gold, beside)
    matched = {name: match(gold, rows) for name, rows in systems.items()}
    scores = {name: measures(claims) for name, claims in matched.items()}
    ours = matched["crosscheck"]
    intervals = bootstrap(ours)
    parts = {label: {name: measures(group) for name, group in _split(ours, check, gold, by).items()} for label, by in SPLITS.items()}
    seen = trained_on(check, gold)
    content = {"gold": gold_path.name, "claims": len(ours), "pairs": len(gold), "trained_on": seen, "scores": scores,
               "intervals": intervals, "by": parts, "cross_validated": card().get("cross_validated", {})}
    if json_path:
        json_path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if plot_dir:
        plots.evaluation(ours, plot_dir)
    return _text(content, ours)


def system(check: CrossCheck) -> list[Predicted]:
    """The stored pairs as predictions."""
    claims, findings = [_span(c.sentence) for c in check.claims], [_span(f.sentence) for f in check.findings]
    return [Predicted(claims[row.claim], findings[row.finding], int(row.rank), Relation(row.relation), bool(row.flag),
                      float(row.flag_score)) for row in check.table.itertuples(index=False)]


def _span(sentence: Sentence) -> Span:
    return Span(sentence.doc, sentence.start, sentence.end)


def compared(check: CrossCheck, directory: Path, gold: Sequence[Gold], beside: str | None = None) -> dict[str, list[Predicted]]:
    """The baselines and oracles over the same claims and findings."""
    matched = stored_match(check, directory)
    pairs, features = candidates.propose(matched.claims, matched.findings, matched.index, matched.lexicon)
    judged = {pair.claim for pair in gold}
    wanted = [i for i, s in enumerate(matched.claims.sentences) if any(overlaps(_span(s), claim) for claim in judged)]
    keep = np.flatnonzero(np.isin(pairs.claim, wanted))
    pairs, features = pairs.take(keep), features[keep]
    cosine, words = features[:, FEATURES.index("cosine")], features[:, FEATURES.index("bm25_share")]
    fused = _min_max(cosine, pairs.claim) + 0.5 * words
    ours = system(check)
    other = {beside.rstrip("/").split("/")[-1][-16:]: other_judge(check, matched, pairs, fused, gold, beside)} if beside else {}
    return other | {
        "BM25": _baseline(check, pairs, np.expm1(features[:, FEATURES.index("bm25")]), gold),
        "MiniLM cosine": _baseline(check, pairs, cosine, gold),
        "MiniLM + BM25": _baseline(check, pairs, fused, gold),
        "always qualifies": _baseline(check, pairs, cosine, gold, share=1.0),
        "oracle judge": oracle_judge(gold, ours),
        "oracle candidates": oracle_candidates(matched, pairs, features, gold),
    }


def other_judge(check: CrossCheck, matched: matching.Matched, pairs: Proposed, fused: np.ndarray, gold: Sequence[Gold],
                name: str) -> list[Predicted]:
    """Another judge's own probabilities on the strongest fused candidates, with the flag threshold that suits it best here."""
    keep = strongest(pairs.claim, fused, READ_BY_OTHERS)
    chosen = pairs.take(keep)
    said = np.exp(judges.load(name).logits(matched.side_texts(chosen)).astype(float))
    against = said[:, heads.AGAINST].sum(axis=1)
    claims, findings = [_span(c.sentence) for c in check.claims], [_span(f.sentence) for f in check.findings]
    order = np.lexsort((chosen.finding, -heads.expected_gain(said), chosen.claim))
    rank = place_within(chosen.claim[order]) + 1
    rows = [Predicted(claims[chosen.claim[i]], findings[chosen.finding[i]], int(r), RELATIONS[int(said[i].argmax())], False,
                      float(against[i])) for r, i in zip(rank, order, strict=True)]
    threshold = flag_threshold(match(gold, rows))
    return [row._replace(flag=row.flag_score >= threshold) for row in rows]


def stored_match(check: CrossCheck, directory: Path) -> matching.Matched:
    """The stored vectors made ready for matching again; no model is loaded."""
    mend = f"crosscheck run {check.corpus.id}"
    about = store.manifest(directory, mend)
    arrays = {doc: [array_from(store.load(directory, about, f"{kind}-{doc}.npy", mend)) for kind in ("vectors", "headings")]
              for doc in check.documents}
    material = matching.Material(check.corpus, topics.load_taxonomy(check.corpus.taxonomy), check.documents,
                                 check.sentences, check.claims, check.findings)
    encoder = about["encoder"]["fingerprint"]
    return matching.Matched(material, {doc: Vectors(own, headings, "", encoder) for doc, (own, headings) in arrays.items()})


def _min_max(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Values scaled to 0..1 within each group."""
    result = np.zeros_like(values)
    for g in np.unique(group):
        part = values[group == g]
        result[group == g] = (part - part.min()) / max(float(np.ptp(part)), 1e-9)
    return result


def _baseline(check: CrossCheck, pairs: Proposed, score: np.ndarray, gold: Sequence[Gold], share: float | None = None) -> list[Predicted]:
    """Ranked by one score; flagged from the threshold with the best F1 on this very gold, which favours the baseline."""
    claims, findings = [_span(c.sentence) for c in check.claims], [_span(f.sentence) for f in check.findings]
    order = np.lexsort((pairs.finding, -score, pairs.claim))
    rank = place_within(pairs.claim[order]) + 1
    rows = [Predicted(claims[pairs.claim[i]], findings[pairs.finding[i]], int(r), Relation.UNRELATED, False, float(score[i]))
            for r, i in zip(rank, order, strict=True)]
    threshold = -np.inf if share else flag_threshold(match(gold, rows))
    return [row._replace(relation=Relation.QUALIFIES, flag=True) if row.flag_score >= threshold else row for row in rows]


def flag_threshold(claims: Sequence[Matched]) -> float:
    """The flag score from which flagging gives the highest F1 on these claims."""
    rows = [(row.flag_score, any(claim.gold[j].flag for j in hits))
            for claim in claims for row, hits in zip(claim.predicted, claim.hits, strict=True)]
    if not rows:
        return np.inf
    score, truth = (np.array(column) for column in zip(*rows, strict=True))
    return best_threshold(score, truth, sum(pair.flag for claim in claims for pair in claim.gold))


def oracle_judge(gold: Sequence[Gold], rows: Iterable[Predicted]) -> list[Predicted]:
    """Our candidates, judged and ordered as the gold does: what the candidates alone would allow."""
    result = []
    for claim in match(gold, rows):
        true = []
        for row, hits in zip(claim.predicted, claim.hits, strict=True):
            best = max((claim.gold[i] for i in hits), key=lambda g: GAINS[g.relation], default=None)
            relation = best.relation if best else Relation.UNRELATED
            flag = bool(best and best.flag)
            true.append((-GAINS[relation], row.rank, row._replace(relation=relation, flag=flag, flag_score=float(flag))))
        result += [row._replace(rank=i) for i, (_, _, row) in enumerate(sorted(true, key=lambda t: t[:2]), 1)]
    return result


def oracle_candidates(
    matched: matching.Matched, pairs: Proposed, features: np.ndarray, gold: Sequence[Gold],
) -> list[Predicted]:
    """Just the gold's related findings, judged by our judge: what the judge alone would allow."""
    claims, findings = [_span(s) for s in matched.claims.sentences], [_span(s) for s in matched.findings.sentences]
    related = {c: [g.finding for g in gold if g.relation is not Relation.UNRELATED and overlaps(g.claim, claims[c])]
               for c in set(pairs.claim.tolist())}
    keep = np.array([i for i, (c, f) in enumerate(zip(pairs.claim, pairs.finding, strict=True))
                     if any(overlaps(finding, findings[f]) for finding in related[c])], dtype=np.int64)
    chosen, model = pairs.take(keep), heads.load(models() / "heads.json")
    texts = matched.side_texts(chosen)
    logits = ShippedJudge().logits(texts)
    around = matched.around(chosen, model.alone(features[keep], logits))
    probabilities = model.relations(features[keep], logits, around)
    decided = model.decide(probabilities, model.superseded(matching.timing_rows(matched.material, chosen)), texts)
    order = np.lexsort((chosen.finding, -heads.expected_gain(probabilities), chosen.claim))
    rank = place_within(chosen.claim[order]) + 1
    return [Predicted(claims[chosen.claim[i]], findings[chosen.finding[i]], int(r), RELATIONS[decided.relation[i]], bool(decided.flag[i]),
                      float(decided.flag_score[i])) for r, i in zip(rank, order, strict=True)]


def bootstrap(claims: Sequence[Matched], resamples: int = RESAMPLES, seed: int = 0) -> dict[str, tuple[float, float]]:
    """95 % intervals of every shown measure, resampling State paragraphs with replacement."""
    paragraphs: dict[str, list[Matched]] = {}
    for claim in claims:
        paragraphs.setdefault(claim.gold[0].paragraph, []).append(claim)
    names, chance = sorted(paragraphs), np.random.default_rng(seed)
    drawn = []
    for _ in range(resamples):
        sample = [claim for i in chance.integers(0, len(names), len(names)) for claim in paragraphs[names[i]]]
        drawn.append([measures(sample)[name] for name in SHOWN])
    low, high = np.quantile(np.array(drawn), (0.025, 0.975), axis=0)
    return {name: (float(a), float(b)) for name, a, b in zip(SHOWN, low, high, strict=True)}


SPLITS: dict[str, Callable[[CrossCheck, Gold], str]] = {
    "theme": lambda check, g: g.theme or "-",
    "source": lambda check, g: g.finding.doc,
    "year": lambda check, g: str(check.documents[g.finding.doc].info.year),
    "kind": lambda check, g: next((str(c.kind) for c in check.claims if overlaps(_span(c.sentence), g.claim)), "no claim"),
}


def _split(
    claims: Sequence[Matched], check: CrossCheck, gold: Sequence[Gold], by: Callable[[CrossCheck, Gold], str],
) -> dict[str, list[Matched]]:
    """The claims and predictions of each part: by the finding's document where the part is one, else by the claim."""
    labels = {g: by(check, g) for g in gold}
    rows = [row for claim in claims for row in claim.predicted]
    result = {}
    for name in sorted(set(labels.values())):
        part = [g for g in gold if labels[g] == name]
        documents = {g.finding.doc for g in part}
        result[name] = match(part, [row for row in rows if row.finding.doc in documents])
    return result


def trained_on(check: CrossCheck, gold: Sequence[Gold]) -> int:
    """How many of the judged claims took part in training the shipped models."""
    known = set(card().get("trained_on", ()))
    return sum(claim_key(check.documents, claim) in known for claim in {g.claim for g in gold})


def claim_key(documents: Mapping[str, Document], claim: Span) -> str:
    """A claim's name in the model card: a short hash of its document's content and its span."""
    sha = documents[claim.doc].info.sha256
    return hashlib.sha256(f"{sha}:{claim.start}:{claim.end}".encode()).hexdigest()[:12]


def card() -> dict:
    """The shipped judge's card."""
    return json.loads((models() / "judge.json").read_text(encoding="utf-8"))


def _text(content: dict, ours: Sequence[Matched]) -> str:
    names, width = list(content["scores"]), max(len(n) for n in SHOWN)
    cv = content["cross_validated"] if content["trained_on"] else {}
    head = f"{content['claims']} judged claims, {content['pairs']} judged pairs ({content['gold']})"
    lines = [head, ""]
    if content["trained_on"]:
        lines += [f"{content['trained_on']} of these claims took part in training the shipped models: the column crosscheck flatters them.",
                  "The column cross-validated is what models reached that never saw the claim's paragraph.", ""]
    columns = (["cross-validated"] if cv else []) + names
    lines.append(" " * width + "".join(f"{n:>19}" for n in columns) + "   95 % interval (crosscheck)")
    for measure in SHOWN:
        values = ([cv.get(measure, float("nan"))] if cv else []) + [content["scores"][n][measure] for n in names]
        low, high = content["intervals"][measure]
        lines.append(f"{measure:{width}}" + "".join(f"{v:19.3f}" for v in values) + f"   {low:.3f} to {high:.3f}")
    lines += ["", "Judged pairs: rows as judged, columns as said", *_confusion(ours), ""]
    for label, parts in content["by"].items():
        lines += [f"By {label}", *(f"  {name:24} ndcg10 {m['ndcg10']:.3f}  flag_ap {m['flag_ap']:.3f}  flag_f1 {m['flag_f1']:.3f}"
                                   for name, m in parts.items()), ""]
    return "\n".join(lines)


def _confusion(claims: Sequence[Matched]) -> list[str]:
    truth, said = relations(claims)
    lines = [" " * 14 + "".join(f"{r:>14}" for r in Relation)]
    for t in Relation:
        counts = (sum(a is t and b is s for a, b in zip(truth, said, strict=True)) for s in Relation)
        lines.append(f"{t:14}" + "".join(f"{n:14}" for n in counts))
    return lines
