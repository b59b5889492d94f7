"""A whole run with another judge: its own probabilities, said to be uncalibrated; unjudged pairs seen as such."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from answering import Server, said
from fakes import fake_crosscheck
from models import WordEncoder

from crosscheck import corpus, export, heads, judges, notes, pipeline, search, store, summary
from crosscheck.errors import ModelError, StaleIndexError
from crosscheck.export import run_metadata
from crosscheck.judge import RELATIONS, models
from crosscheck.results import CrossCheck


class Runs:
    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.corpus, self.directory = corpus.load(fake_crosscheck(tmp_path).corpus), tmp_path / "index"
        encoder = WordEncoder()
        monkeypatch.setattr(pipeline.encoders, "load_encoder", lambda name: encoder)
        monkeypatch.setattr(pipeline, "encoder_fingerprint", lambda name: encoder.fingerprint)

    def __call__(self, judge: str, labels: str = "") -> CrossCheck:
        settings = pipeline.settings_for(self.corpus, judge=judge, judge_labels=labels)
        return pipeline.run(self.corpus, self.directory, settings)


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(tmp_path, monkeypatch)


def test_a_classifier_of_the_users_own_judges_a_corpus(runs: Runs, classifier: Callable[..., Path]) -> None:
    check = runs(str(classifier("neutral", "contradiction", "entailment")))
    read = check.table[check.table["judged_by"] == "judge"]
    assert len(read) > 20
    assert (read["qualifies"] == 0).all()
    assert check.table[[str(r) for r in RELATIONS]].sum(axis=1).to_numpy() == pytest.approx(1, abs=1e-5)
    assert check.run["judge"]["scores"] == "uncalibrated"
    assert any("uncalibrated" in note for note in notes.notes(check))
    assert "uncalibrated" in summary.summary(check)
    meta = run_metadata.metadata(check, [], {}, date="2025-01-01")
    assert meta["made_by"]["judge"]["scores"] == "uncalibrated"
    assert not any("/" in str(value) for value in meta["made_by"]["judge"].values())  # no path leaves
    assert any("uncalibrated" in line for line in run_metadata.lines(meta))


def test_another_judge_or_other_labels_make_an_index_stale(runs: Runs, classifier: Callable[..., Path]) -> None:
    folder = str(classifier("LABEL_0", "LABEL_1", "LABEL_2"))
    wanted = []
    for labels in ("contradiction,entailment,neutral", "entailment,contradiction,neutral"):
        settings = pipeline.settings_for(runs.corpus, judge=folder, judge_labels=labels)
        wanted.append(pipeline.about(runs.corpus, settings, judges.load(folder, labels)))
    runs(folder, "contradiction,entailment,neutral")
    assert [pipeline.is_current(runs.directory, one) for one in wanted] == [True, False]


def test_search_uses_the_judge_of_the_index(runs: Runs, classifier: Callable[..., Path]) -> None:
    folder = classifier("neutral", "contradiction", "entailment")
    check = runs(str(folder))
    pairs = search.load(check, runs.directory).ask("Workers may strike without any permission.")
    assert all(pair.scores["qualifies"] == 0 for pair in pairs if pair.judged_by == "judge")
    assert sum(pair.judged_by == "judge" for pair in pairs) == search.READS
    (folder / "config.json").write_text((folder / "config.json").read_text() + "\n")
    with pytest.raises(StaleIndexError, match="another version of"):
        search.load(check, runs.directory)


def answering(question: str) -> tuple[int, dict[str, str], bytes]:
    """Contradicts where the finding tells of a strike, nothing to be parsed where of an advocate, else unrelated."""
    finding = json.loads(question.split("---")[1])["finding"]
    if "advocate" in finding:
        return said("As a model, I would rather not say.")
    return said(json.dumps({"relation": "contradicts" if "strike" in finding else "unrelated", "confidence": 0.97}))


def test_unjudged_pairs_are_seen_and_asked_again(runs: Runs, server: Server, tmp_path: Path) -> None:
    server.answer = answering
    name = f"{server.url}#tiny"
    check = runs(name)
    advocate = check.table["finding"].map(lambda f: "advocate" in check.findings[f].sentence.text)
    unjudged = check.table["judged_by"] == "unjudged"
    assert unjudged.sum() >= 1
    assert set(check.table[unjudged]["finding"]) <= set(check.table[advocate]["finding"])
    assert not check.table[unjudged]["flag"].any()
    assert set(check.table[unjudged]["relation"]) == {"context"}
    assert check.table[check.table["flag"]]["finding"].map(lambda f: "strike" in check.findings[f].sentence.text).all()
    assert f"{unjudged.sum()} pairs are unjudged" in summary.summary(check)
    pair = check.pair(check.table[unjudged].iloc[0]["pair_id"])
    assert summary.answer(check, pair).startswith("UNJUDGED")
    export.write(check, "jsonl", tmp_path / "pairs.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "pairs.jsonl").read_text().splitlines()]
    assert sum(row.get("judged_by") == "unjudged" for row in rows) == unjudged.sum()
    server.requests.clear()
    server.answer = lambda question: said('{"relation": "context", "confidence": 0.9}')
    again = runs(name)
    assert 0 < len(server.requests) <= unjudged.sum()  # the others were kept
    assert not (again.table["judged_by"] == "unjudged").any()
    server.requests.clear()
    runs(name)
    assert server.requests == []


def test_a_failing_judge_leaves_the_index_as_it_was(runs: Runs, server: Server) -> None:
    server.answer = answering
    runs(f"{server.url}#tiny")
    before = store.manifest(runs.directory, "")
    server.answer = lambda question: (404, {}, b"")
    with pytest.raises(ModelError):
        runs(f"{server.url}#other")
    assert store.manifest(runs.directory, "") == before


def test_other_judges_are_weighed_against_what_was_expected() -> None:
    before, likelihood = np.array([[0.1, 0.1, 0.1, 0.2, 0.5]]), np.array([[0.8, 0.0, 0.1, 0.05, 0.05]])
    with np.errstate(divide="ignore"):
        found = heads.weighed(before, np.log(likelihood))
    assert found[0] == pytest.approx(np.array([0.08, 0, 0.01, 0.01, 0.025]) / 0.125)
    assert heads.weighed(np.empty((0, 5)), np.empty((0, 5))).shape == (0, 5)
    fitted = heads.load(models() / "heads.json")
    assert fitted.relation is not None
    assert fitted.uncalibrated().relation is None
    assert fitted.uncalibrated().thresholds.late == fitted.thresholds.late
