"""From a corpus to pairs with stand-ins for the models: what is kept, what is computed again, what is refused."""

from pathlib import Path

import pandas as pd
import pytest
from fakes import fake_crosscheck
from models import NegationJudge, WordEncoder

from crosscheck import corpus, pipeline, reading, results, store
from crosscheck.errors import CrosscheckError, StaleIndexError
from crosscheck.pipeline import Settings


class Run:
    """A made-up corpus that can be cross-checked again and again."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.corpus_dir = fake_crosscheck(tmp_path).corpus
        self.directory = tmp_path / "index"
        self.encoder, self.judge = WordEncoder(), NegationJudge()
        monkeypatch.setattr(pipeline.encoders, "load_encoder", lambda name: self.encoder)
        monkeypatch.setattr(pipeline, "encoder_fingerprint", lambda name: self.encoder.fingerprint)

    def __call__(self, **settings) -> results.CrossCheck:
        return pipeline.run(corpus.load(self.corpus_dir), self.directory, Settings(**settings), judge=self.judge)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(tmp_path, monkeypatch)


def test_every_pair_is_whole(run: Run) -> None:
    check = run(floor=0.0)
    assert tuple(check.table.columns) == results.COLUMNS
    assert len(check.table) == len(check.claims) * len(check.findings)  # fewer findings than the depth
    sums = check.table[list(results.SCORES[1:])].sum(axis=1)
    assert sums.to_numpy() == pytest.approx(1, abs=1e-5)
    assert check.table.groupby("claim")["rank"].apply(lambda r: list(r) == list(range(1, len(r) + 1))).all()
    flagged = check.table[check.table["flag"]]
    assert set(flagged["relation"]) <= {"contradicts", "qualifies"}
    assert set(flagged["timing"]) <= {"current"}
    assert check.table["pair_id"].is_unique


def test_quotes_are_slices_of_their_sources(run: Run) -> None:
    from crosscheck.export import traceable

    check = run()
    assert all(traceable(check, record.sentence) for record in [*check.claims, *check.findings])


def test_the_same_input_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    run()
    first = {p.name: p.read_bytes() for p in run.directory.iterdir() if p.name != ".lock"}
    run.directory = tmp_path / "again"
    run()
    assert {p.name: p.read_bytes() for p in run.directory.iterdir() if p.name != ".lock"} == first


def test_nothing_is_computed_when_nothing_changed(run: Run) -> None:
    first = run()
    run.encoder.encoded.clear()
    run.judge.read.clear()
    second = run()
    assert (run.encoder.encoded, run.judge.read) == ([], [])
    pd.testing.assert_frame_equal(first.table, second.table)


def test_a_changed_setting_reads_only_what_was_not_read(run: Run) -> None:
    run(reads=2, floor=0.0)
    run.encoder.encoded.clear()
    run.judge.read.clear()
    run(reads=3, floor=0.0)
    assert run.encoder.encoded == []
    assert 0 < len(run.judge.read) < 3 * 40


def test_a_new_document_embeds_only_that_document(run: Run) -> None:
    run()
    run.encoder.encoded.clear()
    add_document(run.corpus_dir)
    check = run()
    assert "Miners were dismissed after a strike." in run.encoder.encoded
    assert not any("gender identity" in text for text in run.encoder.encoded)
    assert "observer-2022" in {f.sentence.doc for f in check.findings}


def add_document(folder: Path) -> None:
    import hashlib

    text = "Miners were dismissed after a strike.\n"
    (folder / "observer-2022.txt").write_bytes(text.encode())
    entry = f"""
[[documents]]
id = "observer-2022"
file = "observer-2022.txt"
title = "Observer 2022"
publisher = "Observer"
role = "independent"
year = 2022
period = [2022, 2022]
date = "2023"
language = "en"
rights = "none"
attribution = "Observer, 2022"
sha256 = "{hashlib.sha256(text.encode()).hexdigest()}"
form = "plain"
"""
    with (folder / "corpus.toml").open("a", encoding="utf-8") as file:
        file.write(entry)


def test_an_index_of_other_documents_is_refused_with_the_command(run: Run) -> None:
    run()
    add_document(run.corpus_dir)
    loaded = corpus.load(run.corpus_dir)
    with pytest.raises(StaleIndexError, match=f"crosscheck run {loaded.id}"):
        results.load(loaded, run.directory)


def test_an_interrupted_run_leaves_the_earlier_result(run: Run) -> None:
    before = run().table
    add_document(run.corpus_dir)

    class Interrupted(NegationJudge):
        fingerprint = "another"

        def logits(self, pairs, progress=None):
            raise KeyboardInterrupt

    run.judge = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        run()
    text = (run.corpus_dir / "corpus.toml").read_text(encoding="utf-8")
    start = text.index('[[documents]]\nid = "observer-2022"')
    (run.corpus_dir / "corpus.toml").write_text(text[:start].rstrip() + "\n", encoding="utf-8")
    pd.testing.assert_frame_equal(results.load(corpus.load(run.corpus_dir), run.directory).table, before)


def test_a_damaged_file_is_made_anew_by_a_run(run: Run) -> None:
    run()
    damaged = next(run.directory.glob("vectors-*.npy"))
    damaged.write_bytes(b"nonsense")
    about = store.manifest(run.directory, "")
    with pytest.raises(CrosscheckError, match="is damaged"):
        store.load(run.directory, about, damaged.name.split(".")[0] + ".npy", "crosscheck run")
    run.judge.fingerprint = "negation-2"
    assert len(run().table)
    assert store.load(run.directory, store.manifest(run.directory, ""), damaged.name.split(".")[0] + ".npy", "")


def test_strongest_keeps_the_best_of_each_group_and_breaks_ties_by_place() -> None:
    import numpy as np

    group = np.array([0, 0, 0, 1, 1])
    score = np.array([0.1, 0.5, 0.5, 0.2, 0.9])
    assert reading.strongest(group, score, 2).tolist() == [1, 2, 4, 3]
