"""The shipped corpus with the shipped models, end to end. Slow the first time: it makes the index once a session."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from crosscheck import corpus, results, scores, search
from crosscheck.evaluate import load_gold, match, measures
from crosscheck.export import traceable
from crosscheck.records import Pair, Relation, Timing
from crosscheck.results import CrossCheck


@pytest.fixture(scope="session")
def check(real_indexes: Path) -> CrossCheck:
    return results.load(corpus.load("kazakhstan"), real_indexes / "kazakhstan")


def pairs_of(check: CrossCheck, paragraph: str, claim: str, *finding: str) -> list[Pair]:
    """Pairs of the claims of a paragraph that hold `claim` with findings that hold one of `finding`."""
    numbers = [i for i, c in enumerate(check.claims) if c.sentence.paragraph == paragraph and claim in c.sentence.text]
    rows = check.table[check.table["claim"].isin(numbers)]
    return [p for p in check.pairs(rows) if any(f in p.finding.sentence.text for f in finding)]


def test_a_prohibition_that_does_not_exist_is_contradicted(check: CrossCheck) -> None:
    pairs = pairs_of(check, "125", "explicit prohibition", "does not specifically prohibit discrimination")
    assert any(p.relation is Relation.CONTRADICTS and p.flag for p in pairs)
    assert all(p.relation in (Relation.CONTRADICTS, Relation.QUALIFIES) and p.flag for p in pairs)


def test_an_election_solely_by_the_senate_is_flagged(check: CrossCheck) -> None:
    pairs = pairs_of(check, "91", "elected solely by the Senate", "nominated by the president", "recommended by the president")
    assert any(p.flag for p in pairs)


def test_a_suspension_since_lifted_is_superseded(check: CrossCheck) -> None:
    pairs = pairs_of(check, "285", "In 2022, the Federation of Trade Unions of Kazakhstan re-established", "suspended the membership")
    assert pairs
    assert all(p.timing is Timing.SUPERSEDED and not p.flag for p in pairs)


def test_every_quote_stands_in_its_source(check: CrossCheck) -> None:
    assert all(traceable(check, record.sentence) for record in [*check.claims, *check.findings])


def test_exports_are_the_same_twice(check: CrossCheck, tmp_path: Path, real_indexes: Path) -> None:
    command = [sys.executable, "-m", "crosscheck.cli", "export", "--indexes", str(real_indexes), "--format", "jsonl", "-o"]
    for name in ("a.jsonl", "b.jsonl"):
        subprocess.run([*command, str(tmp_path / name)], check=True, capture_output=True)
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()
    first = json.loads((tmp_path / "a.jsonl").open(encoding="utf-8").readline())
    assert list(first)[:8] == ["pair_id", "rank", "claim", "finding", "scores", "relation", "timing", "flag"]
    text = check.documents[first["claim"]["doc"]].text
    assert " ".join(text[first["claim"]["start"]:first["claim"]["end"]].split()) == first["claim"]["text"]


def test_any_claim_can_be_asked(check: CrossCheck, real_indexes: Path) -> None:
    found = search.load(check, real_indexes / "kazakhstan").ask("Trade unions act independently of State bodies.", limit=10)
    assert [p.rank for p in found] == list(range(1, 11))
    assert any(p.flag and "union" in p.finding.sentence.text.lower() for p in found[:5])


def test_an_index_of_another_encoder_is_refused(check: CrossCheck, real_indexes: Path) -> None:
    from crosscheck.errors import StaleIndexError

    with pytest.raises(StaleIndexError, match=r"built with all-MiniLM-L6-v2 \(384 numbers\).*crosscheck run kazakhstan --encoder other"):
        search.load(check, real_indexes / "kazakhstan", encoder="other")


def test_baselines_are_what_the_judged_pairs_say_they_are(check: CrossCheck, real_indexes: Path, shared: Path) -> None:
    gold = load_gold(shared / "gold" / "dev.jsonl")
    systems = scores.compared(check, real_indexes / "kazakhstan", gold)
    cosine, words = (measures(match(gold, systems[name])) for name in ("MiniLM cosine", "BM25"))
    assert cosine["ndcg10"] == pytest.approx(0.34, abs=0.02)
    assert cosine["flag_ap"] == pytest.approx(0.09, abs=0.02)
    assert words["ndcg10"] == pytest.approx(0.27, abs=0.03)
    assert measures(match(gold, systems["oracle judge"]))["flag_p"] > 0.95


def test_evaluation_says_when_it_flatters(check: CrossCheck, real_indexes: Path, shared: Path, tmp_path: Path) -> None:
    text = scores.evaluation(check, real_indexes / "kazakhstan", shared / "gold" / "dev.jsonl", tmp_path / "scores.json", tmp_path)
    assert "took part in training" in text
    content = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert content["cross_validated"]["ndcg10"] > content["scores"]["MiniLM + BM25"]["ndcg10"]
    assert (tmp_path / "precision-recall.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_the_notebook_runs(real_indexes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbclient, nbformat = pytest.importorskip("nbclient"), pytest.importorskip("nbformat")
    monkeypatch.setenv("CROSSCHECK_INDEXES", str(real_indexes))
    folder = Path(__file__).resolve().parent.parent / "notebooks"
    for path in sorted(folder.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}}).execute()
        assert any("image/png" in out.get("data", {}) for cell in notebook.cells for out in cell.get("outputs", []))
