"""A citation cannot be forged: what is exported is found again in the stored source, and what is not there is blocked."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import export
from crosscheck.export.gate import Gate, traceable
from crosscheck.records import Document, fold

QUOTES, FORGED = 1000, 100


def exported(check, path):
    written = export.write(check, "jsonl", path)
    return written, [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_thousand_exported_quotes_are_found_again_byte_for_byte(drawn, kazakhstan, tmp_path):
    written, rows = exported(drawn, tmp_path / "pairs.jsonl")
    assert written.blocked == ()
    quotes = [row[side] for row in rows for side in ("claim", "finding")]
    stored = {info.id: (kazakhstan.directory / info.file).read_bytes() for info in kazakhstan.documents}
    chosen = random.Random(1).sample(quotes, QUOTES)
    for quote in chosen:
        characters = stored[quote["doc"]].decode("utf-8")
        there = characters[quote["start"]:quote["end"]]
        assert fold(there) == quote["text"]
        assert there.encode() in stored[quote["doc"]]
        first = len(characters[:quote["start"]].encode())
        assert stored[quote["doc"]][first:first + len(there.encode())] == there.encode()


def forge(pair, kind, lot):
    """The pair with one quote spoilt in the way of `kind`."""
    side = lot.choice(("claim", "finding"))
    record = getattr(pair, side)
    s = record.sentence
    spot = lot.randrange(len(s.text))
    changed = {
        "letter": lambda: replace(s, text=s.text[:spot] + ("x" if s.text[spot] != "x" else "y") + s.text[spot + 1:]),
        "word": lambda: replace(s, text=s.text + " indeed"),
        "shift": lambda: replace(s, start=s.start + 1, end=s.end + 1),
        "longer": lambda: replace(s, end=s.end + 1),
        "outside": lambda: replace(s, start=s.start + 10**8, end=s.end + 10**8),
        "backwards": lambda: replace(s, start=s.end, end=s.start),
        "document": lambda: replace(s, doc="nowhere"),
        "paragraph": lambda: replace(s, paragraph="9999"),
        "page": lambda: replace(s, page=9999),
        "empty": lambda: replace(s, text=""),
    }[kind]()
    return replace(pair, **{side: replace(record, sentence=changed)})


KINDS = ("letter", "word", "shift", "longer", "outside", "backwards", "document", "paragraph", "page", "empty")


def test_a_hundred_corrupted_quotes_are_all_blocked_and_named(drawn):
    lot = random.Random(2)
    pairs = lot.sample(list(drawn.pairs()), FORGED)
    forged = [forge(pair, KINDS[n % len(KINDS)], lot) for n, pair in enumerate(pairs)]
    kept, blocked = Gate(drawn).sift(forged)
    assert kept == []
    assert [b.pair_id for b in blocked] == [pair.pair_id for pair in pairs]
    assert all(b.reason for b in blocked)


def test_a_pair_under_another_pairs_name_is_blocked(check):
    one, other = list(check.pairs())[:2]
    kept, blocked = Gate(check).sift([replace(one, pair_id=other.pair_id), other])
    assert kept == [other]
    assert blocked[0].reason == f"its quotes make the pair {one.pair_id}"


def test_a_document_altered_in_memory_blocks_its_quotes(check):
    doc = check.documents["observer-2019"]
    altered = replace(check, documents=check.documents | {"observer-2019": Document(doc.info, doc.text + " ")})
    kept, blocked = Gate(altered).sift(check.pairs())
    assert {pair.finding.sentence.doc for pair in kept} == {"observer-2014", "observer-2021"}
    assert {b.reason for b in blocked} == {"the text of observer-2019 is not the one its SHA-256 names"}


def test_write_leaves_a_blocked_pair_out_and_names_it(check, tmp_path):
    spoilt = list(check.claims)
    spoilt[0] = replace(spoilt[0], sentence=replace(spoilt[0].sentence, text="Something else."))
    wrong = replace(check, claims=spoilt)
    written, rows = exported(wrong, tmp_path / "out.jsonl")
    gone = int((check.table["claim"] == 0).sum())
    assert (written.rows, len(rows), len(written.blocked)) == (len(check.table) - gone, len(check.table) - gone, gone)
    assert "the quote is not at" in written.blocked[0]
    assert "Something else." not in (tmp_path / "out.jsonl").read_text()
    assert json.loads((tmp_path / "out.jsonl.run.json").read_text())["blocked"] == gone


@given(st.data())
def test_only_a_span_that_holds_the_quote_exactly_passes(check, data):
    sentence = data.draw(st.sampled_from(check.claims)).sentence
    length = len(check.documents[sentence.doc].text)
    start, end = data.draw(st.integers(-5, length + 5)), data.draw(st.integers(-5, length + 5))
    moved = replace(sentence, start=start, end=end)
    inside = 0 <= start < end <= length
    assert traceable(check, moved) == (inside and check.documents[sentence.doc].text[start:end] == sentence.text)


@pytest.mark.parametrize("form", export.FORMATS)
def test_every_format_is_written_whole_and_the_same_twice(check, tmp_path, form):
    for name in ("a", "b"):
        assert export.write(check, form, tmp_path / name, depth=3, date="2025-01-02").rows == 3 * len(check.claims)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert not list(tmp_path.glob(".*.tmp"))


def test_an_unknown_format_and_a_bad_path_say_what_to_do(check, tmp_path):
    with pytest.raises(export.CrosscheckError, match="Allowed: jsonl, csv, xlsx"):
        export.write(check, "pdf", tmp_path / "x")
    with pytest.raises(export.CrosscheckError, match="Choose another file"):
        export.write(check, "csv", tmp_path / "no" / "x.csv")
