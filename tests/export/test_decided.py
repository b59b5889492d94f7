"""Decisions from the log, and what goes with every export."""

from dataclasses import replace

import pytest

from crosscheck import export
from crosscheck.export import decided, run_metadata
from crosscheck.records import Document, Relation, Timing
from crosscheck.reviews.anchoring import quotes
from crosscheck.reviews.records import Adjudication, Review
from crosscheck.reviews.rows import record_id


def review(check, pair, who, relation, second, note=""):
    claim, finding = quotes(pair, check.documents)
    at = f"2024-05-30T09:00:{second:02d}.000000Z"
    return Review(pair.pair_id, who, Relation(relation), Timing.CURRENT, claim, finding, at, note=note)


def test_two_who_agree_settle_one_does_not_and_a_dispute_has_no_decision(check):
    one, two, three, four = list(check.pairs())[:4]
    first = review(check, four, "ann", "context", 5)
    second = review(check, four, "ben", "qualifies", 6)
    claim, finding = quotes(four, check.documents)
    records = [
        review(check, one, "ann", "qualifies", 1, "Practice differs."), review(check, one, "ben", "qualifies", 2),
        review(check, two, "ann", "context", 3),
        review(check, three, "ann", "context", 4), review(check, three, "ben", "qualifies", 4),
        first, second,
        Adjudication(four.pair_id, "cy", Relation.CONTRADICTS, Timing.CURRENT, "The law says so.", (record_id(first), record_id(second)),
                     claim, finding, "2024-05-30T09:00:09.000000Z"),
    ]  # fmt: skip
    found = decided.decisions(check, records)
    assert {key: (d.by, d.relation, d.notes) for key, d in found.items()} == {
        one.pair_id: ("agreement", Relation.QUALIFIES, ("Practice differs.",)),
        two.pair_id: ("one", Relation.CONTEXT, ()),
        four.pair_id: ("adjudication", Relation.CONTRADICTS, ("The law says so.",)),
    }
    assert [decided.status(found.get(p.pair_id)) for p in (one, two, three, four)] == [
        "agreed by reviewers", "decided by one reviewer", decided.UNREVIEWED, "adjudicated"]  # fmt: skip
    assert found[four.pair_id].applied(four).flag
    measures = decided.agreement(records)
    assert [(m["of"], m["pairs"]) for m in measures] == [("relation", 3), ("flag", 3)]


def test_without_reviews_nothing_is_decided_and_agreement_is_undefined(check):
    assert decided.decisions(check, []) == {}
    assert [m["value"] for m in decided.agreement([])] == [None, None]


def test_the_metadata_names_models_and_settings_but_no_folder(check):
    run = {"encoder": {"name": "/home/ann/models/mpnet", "fingerprint": "ab12"}, "settings": {"encoder": "C:\\Users\\ann\\m", "depth": 60},
           "judge": {"name": "./judge"}, "code": "ff", "files": {"secret": 1}}  # fmt: skip
    meta = run_metadata.metadata(replace(check, run=run), [], {}, date="2025-01-02")
    assert meta["made_by"] == {"encoder": {"name": "mpnet", "fingerprint": "ab12"}, "settings": {"encoder": "m", "depth": 60},
                               "judge": {"name": "judge"}, "code": "ff"}
    assert meta["share_reviewed"] is None
    assert not any("ann" in line.split() for line in run_metadata.lines(meta))


@pytest.mark.parametrize(("opening", "symbol", "warned"), [
    ("Third report\nAdvance unedited version\n", "E/C.12/RUR/3", "calls itself “advance unedited”"),
    ("Third report\n", None, "has no UN symbol"),
    ("Third report\n", "E/C.12/RUR/3", ""),
])  # fmt: skip
def test_a_state_report_that_is_not_final_is_warned_of(check, opening, symbol, warned):
    info = replace(check.documents["ruritania-3"].info, symbol=symbol)
    documents = check.documents | {"ruritania-3": Document(info, opening + check.documents["ruritania-3"].text)}
    corpus = replace(check.corpus, documents=tuple(info if one.id == info.id else one for one in check.corpus.documents))
    found = run_metadata.warnings(replace(check, corpus=corpus, documents=documents))
    assert len(found) == bool(warned)
    assert warned in " ".join(found)


def test_write_returns_warnings_and_names(check, tmp_path):
    written = export.write(check, "jsonl", tmp_path / "x.jsonl")
    assert written.warnings == ()
    assert all(mention.times > 0 for mention in written.mentions)
