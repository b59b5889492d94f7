"""Reviews through files and back: nothing lost, nothing altered unseen, nothing a spreadsheet would run."""

import argparse
import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from crosscheck.records import Relation, Timing
from crosscheck.reviews import commands, exchange, inception, labelstudio
from crosscheck.reviews.records import (
    Adjudication,
    Answer,
    Confidence,
    Quote,
    Review,
    Reviewer,
    ReviewError,
    Setting,
    Suggestion,
    Withdrawal,
)
from crosscheck.reviews.rows import COLUMNS, REAL, TEXT, WHOLE, from_row, record_id, to_row
from crosscheck.reviews.store import Store
from tests.reviews.samples import CLAIM, FINDING, at, review

letters = st.one_of(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), st.sampled_from("=+-@\t\r\n'_x,;\""))
text = st.text(letters, max_size=20) | st.just("_x000D_")
some = text.filter(lambda t: t.strip())
names = st.text("abcdefghé .@", min_size=1, max_size=10).filter(lambda t: t == t.strip())
times = st.integers(0, 3599).map(at)
labels = {"relation": st.sampled_from(Relation), "timing": st.sampled_from(Timing)}
spans = st.tuples(st.integers(0, 10**6), st.integers(1, 500))
quotes = st.builds(lambda doc, span, words, before, after: Quote(doc, "c" * 64, span[0], sum(span), words, before, after),
                   some, spans, text, text, text)
seconds = st.floats(0, 10**6)
reviews = st.builds(Review, pair_id=some, reviewer=names, claim=quotes, finding=quotes, at=times, deciding=st.none() | quotes,
                    confidence=st.sampled_from(Confidence), note=text, seconds=seconds, blind=st.booleans(),
                    suggestion=st.none() | st.builds(Suggestion, score=st.floats(0, 1), model=text, **labels), **labels)
settled = st.builds(Adjudication, pair_id=some, reviewer=names, note=some, claim=quotes, finding=quotes, at=times,
                    seconds=seconds,
                    settles=st.lists(st.text("0123456789abcdef", min_size=32, max_size=32), max_size=3).map(tuple), **labels)
others = st.one_of(st.builds(Reviewer, names, some, times), st.builds(Setting, names, some, some, times),
                   st.builds(Answer, reviewer=names, item=some, seconds=seconds, at=times, **labels),
                   st.builds(Withdrawal, pair_id=some, reviewer=names, review=some, at=times, note=text, blind=st.booleans()))
records = st.lists(st.one_of(reviews, settled, others), max_size=4)


@given(st.one_of(reviews, settled, others))
def test_a_row_is_the_record_again(record) -> None:
    row = to_row(record)
    assert from_row(row) == record
    assert from_row({name: str(value) for name, value in row.items()}) == record
    assert record_id(from_row(dict(reversed(row.items())) | {"unknown": "x", "empty": ""})) == record_id(record)


def test_every_column_has_one_type() -> None:
    assert sorted(COLUMNS) == sorted({*TEXT, *WHOLE, *REAL})


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
@settings(max_examples=40)
@given(records)
def test_a_table_brings_back_every_record(form: str, kept) -> None:
    data = exchange.dump(kept, form, {"model": "=judge 1", "depth": 60, "skipped": None})
    assert exchange.load(data, form) == kept
    assert exchange.dump(kept, form, {"model": "=judge 1", "depth": 60}) == data


@pytest.mark.parametrize("form", ["labelstudio", "inception"])
@settings(max_examples=40)
@given(st.lists(st.one_of(reviews, settled), max_size=4, unique_by=record_id))
def test_other_tools_formats_bring_back_every_decision(form: str, kept) -> None:
    found = exchange.load(exchange.dump(kept, form), form)
    assert sorted(found, key=record_id) == sorted(kept, key=record_id)


@given(text)
def test_no_guarded_cell_is_a_formula_and_the_text_comes_back(cell: str) -> None:
    guarded = exchange.guard(cell)
    assert guarded[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert exchange.unguard(guarded) == cell


def test_no_cell_of_a_file_is_a_formula() -> None:
    hostile = [review("p1", "@sum", "context", note=note, claim=replace(CLAIM, text=note))
               for note in ('=HYPERLINK("http://x")', "+1", "-1", "@x", "\t=1", "\r=1", "'=1")]
    cells = [c for row in csv.reader(io.StringIO(exchange.dump(hostile, "csv").decode("utf-8-sig"), newline="")) for c in row]
    assert not [c for c in cells if c[:1] in ("=", "+", "-", "@", "\t", "\r")]
    sheet = load_workbook(io.BytesIO(exchange.dump(hostile, "xlsx"))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


def test_altered_and_unreadable_rows_are_named_and_nothing_is_taken_in() -> None:
    rows = exchange.table([review("p1", "anna", "context"), review("p2", "anna", "context"), review("p3", "anna", "context")])
    rows[1]["relation"] = "unrelated"
    rows[2] |= {"relation": "maybe"}
    data = "\n".join(map(json.dumps, rows)).encode()
    with pytest.raises(ReviewError, match=r"2 rows.*line 2: its id does not match.*line 3: relation is 'maybe'; it must be"):
        exchange.load(data, "jsonl", "colleague.jsonl")
    rows[1]["id"] = ""
    assert exchange.load(json.dumps(rows[1]).encode(), "jsonl")[0].relation == "unrelated"
    for form in exchange.FORMATS:
        with pytest.raises(ReviewError, match=f"x.file cannot be read as {form}"):
            exchange.load(b"\xff\xfe no such file", form, "x.file")
    with pytest.raises(ReviewError, match=r"lacks reviewer|column 'reviewer'"):
        exchange.load(b"a,b\n1,2\n", "csv")


def test_a_semicolon_file_of_a_european_spreadsheet_is_read() -> None:
    data = exchange.dump([review("p1", "anna", "context", note="plain")], "csv").decode("utf-8-sig")
    assert exchange.load(data.replace(",", ";").encode(), "csv") == [review("p1", "anna", "context", note="plain")]


def test_what_someone_decides_in_label_studio_becomes_a_new_review() -> None:
    tasks = json.loads(exchange.dump([review("p1", "anna", "context", 5, note="Old.")], "labelstudio"))
    (task,) = tasks
    changed = json.loads(json.dumps(task["annotations"][0]))
    next(r for r in changed["result"] if r["from_name"] == "relation")["value"]["choices"] = ["qualifies"]
    new = {"completed_by": 7, "created_at": "2024-05-30T12:00:00.5+03:00", "lead_time": 4.25, "was_cancelled": False, "result": [
        {"from_name": "relation", "to_name": "finding", "type": "choices", "value": {"choices": ["contradicts"]}},
        {"from_name": "timing", "to_name": "finding", "type": "choices", "value": {"choices": ["current"]}}]}
    task["annotations"] = [changed, new, new | {"was_cancelled": True}]
    first, second = exchange.load(json.dumps(tasks).encode(), "labelstudio")
    assert (first.relation, first.reviewer, first.note, first.blind) == ("qualifies", "anna", "Old.", False)
    assert first.at > at(5)
    assert (second.relation, second.reviewer, second.seconds) == ("contradicts", "label-studio-7", 4.25)
    assert (second.at, second.claim, second.finding) == ("2024-05-30T09:00:00.500000Z", CLAIM, FINDING)
    assert all(f'name="{name}"' in labelstudio.CONFIG for name in ("relation", "timing", "confidence", "note", "record"))


def test_inception_spans_lie_over_the_finding_in_utf16_units() -> None:
    claim = replace(CLAIM, text="Smile \U0001f600 law.")
    cas = json.loads(exchange.dump([review("p1", "anna", "context", claim=claim), review("p2", "ben", "context")], "inception"))
    sofa = cas["%FEATURE_STRUCTURES"][0]["sofaString"].encode("utf-16-le")
    for structure in cas["%FEATURE_STRUCTURES"][2:]:
        assert structure["%TYPE"] == inception.TYPE
        assert sofa[2 * structure["begin"]:2 * structure["end"]].decode("utf-16-le") == FINDING.text
    assert cas["%FEATURE_STRUCTURES"][1]["end"] == len(sofa) // 2


def fill(path: Path, *kept: object) -> Store:
    store = Store.open(path)
    store.save_all(kept)
    return store


def test_two_laptops_merge_without_duplicates_or_loss(tmp_path: Path) -> None:
    shared = [review("p1", "anna", "context", 1), review("p1", "ben", "qualifies", 2)]
    here = fill(tmp_path / "a.sqlite", *shared, review("p2", "anna", "context", 3))
    settle = Adjudication("p1", "carl", Relation.QUALIFIES, Timing.CURRENT, "So.", tuple(map(record_id, shared)), CLAIM, FINDING,
                          at(9))
    there = fill(tmp_path / "b.sqlite", settle, *shared, review("p2", "ben", "context", 4), review("p1", "anna", "unrelated", 5),
                 Withdrawal("p1", "anna", record_id(shared[0]), at(6)))
    assert exchange.merge(here, there) == exchange.Merged(5, 4)
    assert exchange.merge(here, there) == exchange.Merged(0, 9)
    assert exchange.merge(there, here) == exchange.Merged(1, 9)
    assert set(here.records()) == set(there.records())
    assert len(here.records()) == 10
    assert (here.verify().fault, there.verify().fault) == (None, None)


def test_two_people_with_one_id_are_told_apart_by_renaming(tmp_path: Path) -> None:
    here, there = Store.open(tmp_path / "a.sqlite"), Store.open(tmp_path / "b.sqlite")
    here.join("anna", "Anna K.")
    there.join("anna", "Anna B.")
    first = review("p1", "anna", "context", 1)
    there.save(first)
    there.save(Withdrawal("p1", "anna", record_id(first), at(2)))
    with pytest.raises(ReviewError, match="--rename anna=OTHER"):
        exchange.merge(here, there)
    assert len(here.records()) == 1
    assert exchange.merge(here, there, {"anna": "anna-b"}).added == 3
    assert exchange.merge(here, there, {"anna": "anna-b"}).added == 0
    assert here.reviewers() == {"anna": "Anna K.", "anna-b": "Anna B."}
    assert here.records(Withdrawal)[0].review == record_id(here.records(Review)[0])


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    commands.add_parser(parser.add_subparsers())
    args = parser.parse_args(["reviews", *arguments])
    return args.run(args)


def test_the_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    indexes, url = tmp_path / "indexes", str(tmp_path / "b.sqlite")
    place = ("--indexes", str(indexes))
    with pytest.raises(ReviewError, match="There are no reviews at"):
        run("verify", "--corpus", "norland", *place)
    fill(indexes / "norland" / "reviews.sqlite", review("p1", "anna", "context", 1), review("p1", "ben", "context", 2)).close()
    for name, form in (("r.csv", ()), ("r.jsonl", ()), ("r.xlsx", ()), ("r.json", ("--format", "labelstudio"))):
        assert run("export", "--corpus", "norland", *place, "-o", str(tmp_path / name), *form) == 0
        assert run("import", "--url", url, str(tmp_path / name), *form) == 0
    assert "4 rows added, 0" in capsys.readouterr().out
    assert run("merge", "--corpus", "norland", *place, url) == 0
    assert "0 rows added" in capsys.readouterr().out
    assert run("agreement", "--corpus", "norland", *place, "--raw", str(tmp_path / "raw.csv")) == 0
    assert "anna / ben" in capsys.readouterr().out
    assert "p1,ben,context,current" in (tmp_path / "raw.csv").read_text(encoding="utf-8-sig")
    assert run("verify", "--corpus", "norland", *place) == 0
    head = capsys.readouterr().out.split()[-1]
    assert run("verify", "--corpus", "norland", *place, "--head", head) == 0
    with pytest.raises(ReviewError, match="does not tell its format"):
        run("export", "--corpus", "norland", *place, "-o", str(tmp_path / "r.doc"))
    with pytest.raises(ReviewError, match="Write OLD=NEW"):
        run("merge", "--corpus", "norland", *place, url, "--rename", "anna")
