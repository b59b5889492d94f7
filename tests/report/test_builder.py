"""What enters a report, what is left out, and that the machine concludes nothing."""

import hashlib
import string
import tomllib
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from crosscheck import topics
from crosscheck.errors import CrosscheckError
from crosscheck.export.safety import Audience, SafetyError
from crosscheck.records import Claim, Document, Kind, Relation, Sentence, pair_id
from crosscheck.report import budget, committee, compose, matrix, text, wording
from crosscheck.report.blocks import Annex, Contents, Heading, Mark, Note, Paragraph, Table, plain
from crosscheck.report.builder import build, pairs_of
from crosscheck.report.choice import Choice, Include, Order, Quotation
from crosscheck.report.matrix import Assessment
from tests.report.conftest import SUBJECTS, decision, pair_of


def body(blocks):
    """The paragraphs before the annexes."""
    end = next(i for i, block in enumerate(blocks) if isinstance(block, Annex))
    return [block for block in blocks[:end] if isinstance(block, Paragraph)]


def said(blocks):
    return "\n".join(plain(block.parts) for block in blocks)


def statements(report):
    return [statement for issue in report.issues for statement in issue.statements]


def test_only_settled_pairs_enter_and_the_rest_is_counted(check):
    settled, single = pair_of(check, "elected solely", "nominated"), pair_of(check, "right to strike", "limits the right")
    decisions = {settled.pair_id: decision(), single.pair_id: decision(by="one")}
    made = build(check, Choice("CESCR", themes=SUBJECTS), decisions)
    assert [p.pair_id for s in statements(made) for p in pairs_of(s)] == [settled.pair_id]
    assert made.waiting > 5
    both = build(check, Choice("CESCR", themes=SUBJECTS, include=Include.REVIEWED), decisions)
    assert {p.pair_id for s in statements(both) for p in pairs_of(s)} == {settled.pair_id, single.pair_id}


def test_people_overrule_the_machine(check):
    pair = pair_of(check, "elected solely", "nominated")
    assert pair.relation is Relation.CONTRADICTS
    made = build(check, Choice("CESCR", themes=("ombudsman",), include=Include.UNREVIEWED),
                 {pair.pair_id: decision("unrelated")})
    assert pair.pair_id not in {p.pair_id for s in statements(made) for p in pairs_of(s)}


def test_a_suggestion_is_marked_wherever_it_stands_and_a_decided_pair_is_not(check, report):
    blocks = compose.compose(report)
    marks = [part for block in body(blocks) for part in block.parts if isinstance(part, Mark) and "not reviewed]" in part.text]
    assert len(marks) == sum(len(s.groups) + len(s.changed) for s in statements(report))
    table = next(block for block in blocks if isinstance(block, Table))
    assert {row[-1] for row in table.rows} == {"machine suggestion, not reviewed"}
    decisions = {p.pair_id: decision() for p in report.bundle.pairs}
    decided = compose.compose(build(check, Choice("CESCR", themes=SUBJECTS), decisions))
    assert "not reviewed" not in said(body(decided))
    assert {row[-1] for row in next(b for b in decided if isinstance(b, Table)).rows} == {
        "adjudicated. Reviewers’ grounds: Practice differs."}


def test_each_statement_stands_with_its_place_and_each_finding_with_its_years_and_note(report):
    blocks = body(compose.compose(report))
    words = said(blocks)
    assert "In paragraph 13 of its report, the State party says: “The Ombudsman is elected solely by the Senate.”" in words
    assert "Observer, describing 2014 and 2021, reports otherwise: “The Ombudsman was nominated" in words
    assert "Sources say this in nearly the same words for 2014, 2019 and 2021." in words
    assert "What changed meanwhile: the State party’s statement speaks of a later change to what Observer, describing 2014" in words
    notes = [part.text for block in blocks for part in block.parts if isinstance(part, Note)]
    assert "E/C.12/RUR/3, para. 13." in notes
    assert any("Observer Institute, Ruritania 2021 Report, Section 7.a, p." in note and "2014 Report" in note for note in notes)


def test_paragraph_numbers_run_through_and_references_point_back(report):
    numbered = [block for block in body(compose.compose(report)) if block.style == "numbered"]
    assert [block.number for block in numbered] == list(range(1, len(numbered) + 1))
    referring = [block for block in numbered if "already set out in paragraph" in plain(block.parts)]
    assert referring
    for block in referring:
        told = int(plain(block.parts).split("set out in paragraph ")[1].split(",")[0])
        assert told < block.number
        assert "reports" in plain(numbered[told - 1].parts)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_fixed_words_accuse_nobody_and_every_language_has_the_same(check, language):
    phrases = {name: tomllib.loads((Path(wording.__file__).parent / "words" / f"{name}.toml").read_text(encoding="utf-8"))
               for name in wording.languages()}  # fmt: skip
    assert {frozenset(table) for table in phrases.values()} == {frozenset(phrases["en"])}
    for name, phrase in phrases[language].items():
        assert set(_fields(phrase)) == set(_fields(phrases["en"][name])), name
        for word in ("lied", "false", "violat", "fail", "mensonge", "faux", "viol", "mentira", "falso", "machine learning"):
            assert word not in phrase.lower(), name
    made = build(check, Choice("CESCR", themes=SUBJECTS, include=Include.UNREVIEWED, language=language))
    assert text.markdown(compose.compose(made))


def _fields(phrase):
    return [name for _, name, _, _ in string.Formatter().parse(phrase) if name]


def test_silence_is_said_with_what_was_searched(check):
    made = build(check, Choice("CESCR", themes=("education",), include=Include.UNREVIEWED))
    assert [len(issue.silent) for issue in made.issues] == [2]
    words = said(body(compose.compose(made)))
    assert ("On other statements, in paragraphs 60 and 61 of the State party’s report, Observer 2014, Observer 2019 and Observer 2021 were "
            "searched and nothing related was found. This is not evidence of compliance.") in words
    assert "Suggested question" not in words


def test_pairs_left_out_for_want_of_a_review_are_not_called_silence(check):
    made = build(check, Choice("CESCR", themes=("strike",)))
    assert [issue for issue in made.issues if issue.silent] == []
    assert made.waiting == 3


def test_limits_of_statements_and_findings_are_kept_and_said(check):
    made = build(check, Choice("CESCR", themes=("trade-unions",), include=Include.UNREVIEWED, per_issue=1, per_claim=1,
                               relations=(Relation.QUALIFIES, Relation.CONTEXT)))
    assert [(len(issue.statements), issue.more) for issue in made.issues] == [(1, 2)]
    assert "Not set out here: 2 further statements" in said(body(compose.compose(made)))


def test_the_order_may_be_that_of_the_report(check):
    made = build(check, Choice("CESCR", themes=("trade-unions",), include=Include.UNREVIEWED, order=Order.REPORT))
    paragraphs = [int(s.claim.sentence.paragraph) for s in statements(made)]
    assert paragraphs == sorted(paragraphs)


def test_recommendations_may_head_the_report_instead(check):
    made = build(check, Choice("CESCR", recommendations=("33",), include=Include.UNREVIEWED))
    headings = [block.text for block in compose.compose(made) if isinstance(block, Heading)]
    assert "Recommendation in paragraph 33" in headings
    assert {s.claim.recommendation for s in statements(made)} == {"33"}


def test_whole_paragraphs_or_places_only(check):
    choice = Choice("CESCR", themes=("strike",), include=Include.UNREVIEWED)
    whole = said(body(compose.compose(build(check, replace(choice, quotation=Quotation.PARAGRAPH)))))
    assert "“Workers have the right to strike. A strike may be declared after conciliation.”" in whole
    bare = said(body(compose.compose(build(check, replace(choice, quotation=Quotation.REFERENCE)))))
    assert "Workers have the right to strike" not in bare
    assert "(not quoted; see the source)" in bare


def test_a_report_for_others_waits_for_names_those_of_the_matrix_included(check):
    choice = Choice("CESCR", themes=("strike",), include=Include.UNREVIEWED, audience=Audience.STATE)
    assert build(check, choice).mentions == ()
    held = build(check, replace(choice, names={"strike": "redact"}))
    quoting = [block for block in body(compose.compose(held)) if any(isinstance(part, Note) for part in block.parts)]
    assert "██████." in said(quoting)
    assert "Names that are withheld in quotations are covered letter by letter (█)" in said(body(compose.compose(held)))
    assert "strike" not in said(quoting).replace("strikes", "")
    with pytest.raises(SafetyError, match="Mirov"):
        build(_naming(check), choice)


def _naming(check):
    """The check with a person named in a silent statement that only the matrix quotes."""
    old, added = check.documents["ruritania-3"], "Ivan Mirov leads the miners."
    text_ = old.text + added
    info = replace(old.info, sha256=hashlib.sha256(text_.encode()).hexdigest())
    sentence = Sentence("ruritania-3", len(old.text), len(text_), added, 10**6, "99", ("Article 8",))
    claims = [*check.claims, Claim(sentence, Kind.PRACTICE, ("8",), ("strike",), "44")]
    strike = check.table[check.table["claim"] == 7]
    silent = strike.iloc[:1].assign(claim=len(check.claims), relation="unrelated", flag=False)
    rows = pd.concat([strike, silent], ignore_index=True)
    sha = {name: document.info.sha256 for name, document in check.documents.items()} | {"ruritania-3": info.sha256}
    spans = [(claims[c].sentence, check.findings[f].sentence) for c, f in zip(rows["claim"], rows["finding"], strict=True)]
    rows["pair_id"] = [pair_id(sha[a.doc], (a.start, a.end), sha[b.doc], (b.start, b.end)) for a, b in spans]
    sentences = check.sentences | {"ruritania-3": [*check.sentences["ruritania-3"], sentence]}
    return replace(check, documents=check.documents | {"ruritania-3": Document(info, text_)}, claims=claims, table=rows,
                   sentences=sentences)


@pytest.mark.parametrize(("field", "value"), [("themes", "no-such"), ("articles", "99"), ("recommendations", "1"), ("pairs", "f" * 16)])
def test_what_there_is_not_is_refused_by_name(check, field, value):
    with pytest.raises(CrosscheckError, match=value):
        build(check, Choice("CESCR", **{field: (value,)}))


def test_the_matrix_leaves_the_assessment_to_a_person(check, report):
    rows = {row.recommendation: row for row in matrix.rows(check, {}, Include.UNREVIEWED)}
    assert list(rows) == ["9", "30", "33"]
    assert rows["9"].silent
    assert not rows["33"].silent
    assert {c.recommendation for c in rows["33"].claims} == {"33"}
    tables = [block for block in compose.compose(report) if isinstance(block, Table)]
    cells = tables[1].rows
    assert [row[0] for row in cells] == ["33. (title not given in the report)"]
    assert cells[0][3] == "[to be written by the reviewer]"
    assessed = compose.compose(report, {"33": Assessment("Not implemented", "see paragraphs 5 to 9", "Anna")})
    assert [b for b in assessed if isinstance(b, Table)][1].rows[0][3] == "Not implemented (see paragraphs 5 to 9) – Anna"


def test_a_matrix_of_settled_pairs_counts_what_waits(check):
    row = next(row for row in matrix.rows(check, {}) if row.recommendation == "33")
    assert row.groups == ()
    assert row.waiting > 0
    assert not row.silent


def test_assessments_are_read_from_a_table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("recommendation,assessment,grounds,reviewer\n33,Partly,Law only,Ann\n9,,,\n", encoding="utf-8")
    assert matrix.load_assessments(path) == {"33": Assessment("Partly", "Law only", "Ann")}
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(CrosscheckError, match="it needs recommendation, assessment"):
        matrix.load_assessments(path)


def test_the_budget_counts_the_body_and_knows_the_limits():
    blocks = [Paragraph(("cover words here",), "title"), Contents(), Heading("One two"), Paragraph(("three four", Note("five"))), Annex(),
              Table(("a", "b"), (("c d", "e"),), (1, 1))]
    cescr, ccpr = committee.load("CESCR"), committee.load("ccpr")
    measured = budget.measure(blocks, cescr, "coalition")
    assert (measured.words, measured.notes, measured.total, measured.annex_words, measured.limit.pages) == (4, 1, 5, 5, 15)
    assert measured.pages == 5 / cescr.words_per_page
    long = [Contents(), Paragraph(("word " * 10_001,))]
    assert budget.measure(long, ccpr, "organization").over
    assert not budget.measure([Contents(), Paragraph(("word " * 10_000,))], ccpr, "organization").over
    assert "no limit known" in str(budget.measure(long, committee.load("crc"), "organization"))
    with pytest.raises(CrosscheckError, match="limits for organization, coalition"):
        budget.measure(long, cescr, "person")


def test_every_committee_file_can_be_read_and_a_stub_says_what_it_lacks():
    assert {"cescr", "ccpr"} <= set(committee.shipped())
    for name in committee.shipped():
        loaded = committee.load(name)
        assert loaded.not_filled_in
        assert loaded.limits or "the limits of length" in loaded.not_filled_in
        if loaded.taxonomy:
            assert topics.load_taxonomy(loaded.taxonomy)
    assert [limit.pages for limit in committee.load("cescr").limits] == [10, 15]
    assert {limit.words for limit in committee.load("ccpr").limits} == {10_000}


def test_a_bad_committee_file_is_refused_with_every_fault(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text('id = "x"\nname = ""\ntitle = "T"\ntreaty = "T"\nsize = 3\n[[limits]]\nwho = "us"\npages = 0\n', encoding="utf-8")
    with pytest.raises(CrosscheckError, match=r"'name' is missing.*unknown field 'size'.*the limit"):
        committee.load(path)
    with pytest.raises(CrosscheckError, match="give one of"):
        committee.load("nobody")
