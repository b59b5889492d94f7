"""Names wait for a decision, and what is covered keeps its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import export
from crosscheck.export import safety
from crosscheck.export.decided import Decision
from crosscheck.export.safety import COVER, Audience, Redaction, SafetyError
from crosscheck.records import Relation, Timing, fold

SMALL = frozenset({"aid", "later", "state", "guaranteed", "village", "the", "green", "said", "held"})


@pytest.mark.parametrize(("text", "found"), [
    ("Judge Rose Black met Ivan Petrov’s lawyer in Aktau.", [("Rose Black", "person"), ("Ivan Petrov", "person"), ("Aktau", "place")]),
    ("Baltabay said so on Monday.", [("Baltabay", "unclear")]),
    ("The Ministry of Labour said State-guaranteed aid was held.", []),
    ("Dr. A. B. Smith of Green Village", [("A. B. Smith", "person")]),
    ("Police held Anna Maria O’Neill near Dover district.", [("Anna Maria O’Neill", "person"), ("Dover", "place")]),
    ("Ruritania and Ruritanian workers", []),
    ("В городе Иван Петров работал.", [("Иван Петров", "person")]),
])  # fmt: skip
def test_names_are_told_from_institutions_and_ordinary_words(text, found):
    assert [entry for entry in safety.names(text, "Ruritania", SMALL) if entry[0] != "В"] == found


def test_a_surname_alone_belongs_to_the_person_named_in_full():
    texts = [("Yerlan Baltabay was held.", "one"), ("Later Baltabay’s union closed.", "two")]
    listed = [(m.name, m.kind, m.times, m.first) for m in safety.in_texts(texts, "", SMALL)]
    assert listed == [("Baltabay", "person", 1, "two"), ("Yerlan Baltabay", "person", 1, "one")]


def test_what_goes_to_others_waits_for_every_decision():
    found = safety.in_texts([("Ivan Petrov met Anna Lee.", "here")])
    assert safety.decide(found, {}, Audience.DRAFT).names == ()
    with pytest.raises(SafetyError, match=r"1 names in the quotes have no decision: Anna Lee\. .*--list-names"):
        safety.decide(found, {"Ivan Petrov": "keep"}, Audience.PUBLIC)
    assert safety.decide(found, {"Ivan Petrov": "keep", "*": "redact"}, Audience.STATE).names == ("Anna Lee",)


@given(st.text("ab \n.,’-Ié", max_size=60), st.lists(st.text("abIé ", min_size=1, max_size=8), max_size=4))
def test_covering_changes_letters_of_names_and_nothing_else(text, names):
    redaction = Redaction(tuple(names))
    covered = redaction.apply(text)
    assert len(covered) == len(text)
    assert len(fold(covered)) == len(fold(text))
    inside = {i for start, end in redaction.spans(text) for i in range(start, end)}
    for place, (before, after) in enumerate(zip(text, covered, strict=True)):
        assert after == (COVER if place in inside and not before.isspace() else before)
    assert not any(redaction.spans(covered.replace(COVER, "█")))



def test_an_export_with_a_covered_name_keeps_offsets_that_point_at_it(check, tmp_path):
    path = tmp_path / "x.jsonl"
    written = export.write(check, "jsonl", path, names={"Ombudsman": "redact"}, depth=2)
    assert written.blocked == ()
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    covered = [row[side] for row in rows for side in ("claim", "finding") if "covered" in row[side]]
    assert covered
    for quote in covered:
        text = check.documents[quote["doc"]].text
        assert all(text[start:end] == "Ombudsman" for start, end in quote["covered"])
        stored = fold(text[quote["start"]:quote["end"]])
        assert len(stored) == len(quote["text"])
        assert all(a == b or b == COVER for a, b in zip(stored, quote["text"], strict=True))
    assert json.loads((tmp_path / "x.jsonl.run.json").read_text())["names_covered"] == 1


@pytest.mark.parametrize("form", [form for form in export.FORMATS if form != "xlsx"])
def test_a_covered_name_stands_in_no_format_not_even_around_a_quote_or_in_a_note(check, tmp_path, form):
    decisions = {pair.pair_id: Decision(Relation.QUALIFIES, Timing.CURRENT, "one", "2024-05-30T09:00:00.000000Z", ("Ask the Ombudsman.",))
                 for pair in list(check.pairs())[:40]}  # fmt: skip
    path = tmp_path / form
    export.write(check, form, path, names={"Ombudsman": "redact"}, decisions=decisions)
    assert "Ombudsman" not in path.read_text(encoding="utf-8")


def test_the_list_of_names_comes_back_as_decisions(tmp_path):
    found = safety.in_texts([("Ivan Petrov met Anna Lee.", "here")])
    path = tmp_path / "names.csv"
    path.write_text(safety.to_csv(found, {"Anna Lee": "redact"}), encoding="utf-8")
    assert safety.from_csv(path) == {"Anna Lee": "redact"}
    path.write_text("name,decision\nA,maybe\nB,keep\n", encoding="utf-8")
    with pytest.raises(SafetyError, match="line 2: 'maybe'"):
        safety.from_csv(path)
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SafetyError, match="no columns name and decision"):
        safety.from_csv(path)
    with pytest.raises(SafetyError, match="Cannot read"):
        safety.from_csv(tmp_path / "absent.csv")
