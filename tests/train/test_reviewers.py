"""Learning from reviewers: little moves without evidence, nothing is kept that is not better, and runs say what they used."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import cli, corpus, learned, linear, pipeline, results
from crosscheck.errors import CrosscheckError, ModelError, StaleIndexError
from crosscheck.evaluate import load_gold, overlaps
from crosscheck.pipeline import Settings
from crosscheck.records import Relation, Timing
from crosscheck.reviews import anchoring
from crosscheck.reviews.records import Adjudication, Review, ReviewError, utc_now
from crosscheck.reviews.rows import record_id
from crosscheck.reviews.store import Store
from crosscheck.scores import _span
from crosscheck.train import reviewers, ridge
from tests.fakes import fake_crosscheck
from tests.models import NegationJudge, WordEncoder


class Calibrated(NegationJudge):
    calibrated = True


def test_a_refitted_model_is_the_one_that_scikit_learn_would_fit_from_nothing() -> None:
    from sklearn.linear_model import LogisticRegression

    chance = np.random.default_rng(0)
    rows, labels = chance.normal(size=(300, 3)), chance.integers(0, 3, 300)
    rows[:, 0] += labels
    zero = linear.Linear(("x", "y", "z"), ("a", "b", "c"), np.zeros(3), np.ones(3), np.zeros((3, 3)), np.zeros(3))
    found = ridge.fit(zero, rows, labels, np.ones(300), 1e-6)
    wanted = LogisticRegression(C=1e6, max_iter=5000, tol=1e-10).fit(rows, labels).predict_proba(rows)
    assert found.probabilities(rows) == pytest.approx(wanted, abs=1e-3)


@given(st.floats(0.01, 1e4), st.integers(1, 20))
def test_a_stronger_pull_moves_less_and_the_strongest_nothing(strength: float, n: int) -> None:
    chance = np.random.default_rng(n)
    prior = linear.Linear(("x", "y"), ("a", "b"), np.zeros(2), np.ones(2), chance.normal(size=(2, 2)), np.zeros(2))
    rows, labels = chance.normal(size=(n, 2)), chance.integers(0, 2, n)

    def away(pull: float) -> float:
        found = ridge.fit(prior, rows, labels, np.ones(n), pull)
        return float(((found.weights - prior.weights) ** 2).sum() + ((found.bias - prior.bias) ** 2).sum())

    assert away(strength * 10) <= away(strength) + 1e-9
    assert ridge.fit(prior, rows, labels, np.ones(n), math.inf) is prior


def test_paragraphs_stay_together() -> None:
    groups = [f"p{i % 13}" for i in range(100)]
    fold = ridge.folds(groups)
    assert all(len({f for f, g in zip(fold, groups, strict=True) if g == name}) == 1 for name in set(groups))
    assert set(fold) == set(range(ridge.FOLDS))


class Desk:
    """A made-up corpus, cross-checked and reviewed by made-up people."""

    def __init__(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.corpus = corpus.load(fake_crosscheck(tmp_path, copies=3).corpus)
        self.indexes, self.judge = tmp_path / "made", Calibrated()
        self.directory = self.indexes / self.corpus.id
        self.log = self.directory / "reviews.sqlite"
        monkeypatch.setattr(pipeline.encoders, "load_encoder", lambda name="": WordEncoder())
        monkeypatch.setattr(pipeline, "encoder_fingerprint", lambda name: WordEncoder.fingerprint)

    def run(self) -> results.CrossCheck:
        return pipeline.run(self.corpus, self.directory, Settings(floor=0.0), judge=self.judge)

    def review(self, check: results.CrossCheck, most: int, people: tuple[str, ...] = ("anna", "ben")) -> None:
        """Decide every third pair the other way round than the judge, so that there is much to learn whatever ships:
        unrelated where its own rule sees a negation on one side, else a challenge."""
        made = []
        for pair in list(check.pairs(check.table.iloc[::3]))[:most]:
            said = self.judge.logits([(pair.claim.sentence.text, pair.finding.sentence.text)])[0]
            relation = Relation.UNRELATED if said.argmax() in (0, 2) else Relation.QUALIFIES
            made += [Review(pair.pair_id, who, relation, Timing.CURRENT, *anchoring.quotes(pair, check.documents), at=utc_now())
                     for who in people]
        with Store.open(self.log) as store:
            store.save_all(made)

    def learn(self, check: results.CrossCheck, **more) -> reviewers.Learning:
        return reviewers.learn(check, self.directory, self.log, judge=self.judge, date="2024-06-01", **more)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def test_from_decisions_to_a_run_that_names_them_and_back(desk: Desk) -> None:
    first = desk.run()
    assert first.run["heads"]["from"] == "shipped"
    desk.review(first, 300)
    learning = desk.learn(first)
    assert learning.written == desk.directory / learned.FILE, learning.text
    assert learning.measures["log_loss"]["after"] < learning.measures["log_loss"]["before"]
    about = json.loads(learning.written.read_text(encoding="utf-8"))["about"]
    with Store.open(desk.log, create=False) as store:
        assert about["log"] == store.verify().head
    assert (about["pairs"], about["judge"], about["date"]) == (300, desk.judge.fingerprint, "2024-06-01")
    second = desk.run()
    assert second.run["heads"] | {"fingerprint": ""} == {
        "from": "reviews", "fingerprint": "", "pairs": 300, "paragraphs": about["paragraphs"], "date": "2024-06-01", "log": about["log"]}
    assert not np.allclose(first.table["qualifies"].sort_values(), second.table["qualifies"].sort_values())
    assert reviewers.forget(desk.directory)
    assert not reviewers.forget(desk.directory)
    third = desk.run()
    assert third.table.equals(first.table)


def test_learning_again_gives_the_same_file(desk: Desk) -> None:
    check = desk.run()
    desk.review(check, 300)
    first = desk.learn(check).written.read_bytes()
    desk.run()
    assert desk.learn(desk.run()).written.read_bytes() == first


def test_too_few_decisions_are_refused_with_what_is_missing(desk: Desk) -> None:
    check = desk.run()
    desk.review(check, 12)
    with pytest.raises(CrosscheckError, match=r"28 more pairs \(12 of 40\).*State paragraphs.*Nothing was changed"):
        desk.learn(check, anyway=True)
    assert not (desk.directory / learned.FILE).exists()


def test_single_reviews_count_only_where_asked(desk: Desk) -> None:
    check = desk.run()
    desk.review(check, 300, ("anna",))
    with pytest.raises(CrosscheckError, match="300 decided by one person"):
        desk.learn(check)
    assert "300 decided pairs" in desk.learn(check, singles=True).text


def test_what_is_not_better_is_not_kept_unless_asked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    check = desk.run()
    desk.review(check, 300)
    monkeypatch.setattr(reviewers, "verdict_of", lambda table, odds: (False, "made so"))
    kept = desk.learn(check)
    assert kept.written is None
    assert "kept as they were" in kept.text
    assert not (desk.directory / learned.FILE).exists()
    assert desk.learn(check, anyway=True).written


@pytest.mark.parametrize(("loss", "ap", "f1", "odds", "better"), [
    ((1.0, 0.8), (0.5, 0.5), (0.4, 0.4), 0.95, True), ((1.0, 1.0), (0.5, 0.9), (0.4, 0.4), 1.0, False),
    ((1.0, 0.8), (0.5, 0.49), (0.4, 0.4), 1.0, False), ((1.0, 0.8), (0.5, 0.6), (0.4, 0.4), 0.85, False),
    ((1.0, 0.8), (0.5, 0.6), (0.4, 0.39), 1.0, False),
])  # fmt: skip
def test_better_means_surely_better(loss: tuple, ap: tuple, f1: tuple, odds: float, better: bool) -> None:
    table = {name: dict(zip(("before", "after"), values, strict=True))
             for name, values in (("log_loss", loss), ("flag_ap", ap), ("macro_f1", f1))}
    assert reviewers.verdict_of(table, odds)[0] is better


def test_an_adjudication_outweighs_the_reviews(desk: Desk) -> None:
    from crosscheck.train.reviewed import reviewed

    check = desk.run()
    pair = next(check.pairs())
    quotes = anchoring.quotes(pair, check.documents)
    reviews = [Review(pair.pair_id, who, relation, Timing.CURRENT, *quotes, at=utc_now())
               for who, relation in (("anna", Relation.CONTEXT), ("ben", Relation.QUALIFIES))]
    assert len(reviewed(check, desk.directory, reviews, desk.judge, singles=True)) == 0
    settled = Adjudication(pair.pair_id, "clara", Relation.QUALIFIES, Timing.CURRENT, "Practice differs.",
                           tuple(record_id(r) for r in reviews), *quotes, at=utc_now())
    data = reviewed(check, desk.directory, [*reviews, settled], desk.judge)
    assert data.by == {"adjudication": 1}
    assert data.flags.tolist() == [True]


def test_an_altered_log_teaches_nothing(desk: Desk) -> None:
    import sqlite3

    check = desk.run()
    desk.review(check, 300)
    with sqlite3.connect(desk.log) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE log SET relation = 'context' WHERE seq = 5")
    with pytest.raises(ReviewError, match="not as it was stored"):
        desk.learn(check)


def test_heads_of_another_judge_are_an_error_and_not_passed_over(desk: Desk) -> None:
    check = desk.run()
    desk.review(check, 300)
    desk.learn(check)
    desk.judge.fingerprint = "negation-2"
    with pytest.raises(ModelError, match=r"another version of the judge.*--forget"):
        desk.run()
    (desk.directory / learned.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="learned from reviews cannot be used"):
        desk.run()


def test_search_refuses_an_index_of_other_heads(desk: Desk) -> None:
    from crosscheck import search

    check = desk.run()
    desk.review(check, 300)
    desk.learn(check)
    with pytest.raises(StaleIndexError, match="other heads"):
        search.load(check, desk.directory, judge=desk.judge)
    assert search.load(desk.run(), desk.directory, judge=desk.judge).ask("Unions are free.", 3)


def test_the_command_says_what_is_missing_and_what_to_give(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.run()
    where = ["--indexes", str(desk.indexes)]
    assert cli.main(["train", "--reviews", str(desk.corpus.directory), *where]) == 1
    assert "There are no reviews" in capsys.readouterr().err
    assert cli.main(["train", "--reviews", str(desk.corpus.directory), *where, "--forget"]) == 0
    assert "nothing to forget" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stop:
        cli.main(["train"])
    assert stop.value.code == 2


def test_reviewers_of_the_shipped_corpus_move_the_heads_or_leave_them(shared: Path, real_indexes: Path, tmp_path: Path) -> None:
    """People who decide as the judged pairs say: what is written is better by its own measures, or nothing is."""
    loaded = corpus.load("kazakhstan")
    directory = real_indexes / loaded.id
    check = results.load(loaded, directory)
    gold = load_gold(shared / "gold" / "dev.jsonl")
    made = []
    for c in [i for i, claim in enumerate(check.claims) if any(overlaps(_span(claim.sentence), g.claim) for g in gold)][:40]:
        for pair in check.pairs(check.table[(check.table["claim"] == c) & (check.table["judged_by"] == "judge")].head(6)):
            sides = _span(pair.claim.sentence), _span(pair.finding.sentence)
            hit = next((g for g in gold if overlaps(g.claim, sides[0]) and overlaps(g.finding, sides[1])), None)
            relation, timing = (hit.relation, hit.timing) if hit else (Relation.UNRELATED, Timing.CURRENT)
            made += [Review(pair.pair_id, who, relation, timing, *anchoring.quotes(pair, check.documents), at=utc_now()) for who in "ab"]
    with Store.open(tmp_path / "reviews.sqlite") as store:
        store.save_all(made)
    learning = reviewers.learn(check, directory, tmp_path / "reviews.sqlite", out=tmp_path / "out", known=True)
    print(learning.text)
    assert len(learning.measures) == 5
    if learning.written:
        assert learning.measures["log_loss"]["after"] < learning.measures["log_loss"]["before"]
        assert learning.measures["flag_ap"]["after"] >= learning.measures["flag_ap"]["before"]
    else:
        assert not (tmp_path / "out").exists()
    with pytest.raises(CrosscheckError, match="took part in training"):
        reviewers.learn(check, directory, tmp_path / "reviews.sqlite", out=tmp_path / "out")
