"""`python -m benchmarks`: how long the stages take on this machine, each beside a baseline measured in the same run.

Needs an index of the shipped corpus (`crosscheck run`). Prints medians, 95th percentiles and ratios.
"""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from crosscheck import candidates, corpus, encoders, pipeline, results, scores, search
from crosscheck.judge import ShippedJudge

CLAIMS = (
    "Trade unions act independently of State bodies.", "Workers have the right to strike.",
    "The Ombudsman is elected solely by the Senate.",
    "National legislation prohibits discrimination on the basis of gender identity.", "Forced labour is prohibited by law.",
)


def timed(work: Callable[[], object], rounds: int = 5) -> np.ndarray:
    """Seconds of each round, after one that is not counted."""
    work()
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return np.array(seconds)


def compare(name: str, ours: np.ndarray, baseline_name: str, baseline: np.ndarray) -> None:
    """One line: our median, the baseline's, and their ratio."""
    a, b = np.median(ours), np.median(baseline)
    print(f"{name:44} {a * 1000:9.1f} ms   {baseline_name:34} {b * 1000:9.1f} ms   ratio {b / a:6.2f}")


def main() -> None:
    """Run every benchmark."""
    loaded = corpus.load("kazakhstan")
    directory = Path(os.environ.get("CROSSCHECK_INDEXES", "indexes")) / loaded.id
    check = results.load(loaded, directory)
    asked = search.load(check, directory)
    answers = np.concatenate([timed(lambda text=text: asked.ask(text), rounds=20) for text in CLAIMS])
    print(f"free search, warm: median {np.median(answers) * 1000:.0f} ms, 95th percentile {np.quantile(answers, 0.95) * 1000:.0f} ms")
    _encoding([f.sentence.text for f in check.findings[:256]])
    _judging(check)
    _matching(check, directory)
    with tempfile.TemporaryDirectory() as folder:
        _runs(loaded, Path(folder))


def _encoding(texts: list[str]) -> None:
    encoder = encoders.load_encoder()
    whole = timed(lambda: encoder.encode(texts), rounds=3)
    compare(f"encode {len(texts)} sentences", whole, "one at a time", timed(lambda: [encoder.encode([t]) for t in texts], rounds=1))


def _judging(check: results.CrossCheck) -> None:
    judge = ShippedJudge()
    pairs = [(p.claim.sentence.text, p.finding.sentence.text) for p in check.pairs(check.table.head(256))]
    batched = timed(lambda: judge.logits(pairs), rounds=3)
    compare(f"judge {len(pairs)} pairs", batched, "one at a time", timed(lambda: [judge.logits([p]) for p in pairs], rounds=1))
    print(f"  {len(pairs) / np.median(batched):.0f} pairs a second")


def _matching(check: results.CrossCheck, directory: Path) -> None:
    matched = scores.stored_match(check, directory)
    queries, stored = matched.claims.own, matched.findings.own
    faiss = timed(lambda: matched.index.search(queries, candidates.PROPOSED_DENSE))
    plain = timed(lambda: np.argsort(-(queries @ stored.T), axis=1)[:, :candidates.PROPOSED_DENSE])
    compare(f"nearest {candidates.PROPOSED_DENSE} of {len(stored)} for {len(queries)} claims", faiss, "NumPy, sorted", plain)
    propose = timed(lambda: candidates.propose(matched.claims, matched.findings, matched.index, matched.lexicon), rounds=2)
    every = len(stored)
    full = timed(lambda: candidates.propose(matched.claims, matched.findings, matched.index, matched.lexicon, dense=every), rounds=1)
    compare("features of proposed pairs", propose, "features of every pair", full)


def _runs(loaded: corpus.Corpus, folder: Path) -> None:
    started = time.perf_counter()
    pipeline.run(loaded, folder / loaded.id)
    first = np.array([time.perf_counter() - started])
    compare("second run, nothing changed", timed(lambda: pipeline.run(loaded, folder / loaded.id), rounds=3), "first run", first)


if __name__ == "__main__":
    main()
