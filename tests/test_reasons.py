"""What can be pointed at in a pair: marks that are slices of their sentences, negations that reach their word, and silence."""

import ast
import dataclasses
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import reasons, results
from crosscheck.reasons import Around, Sort
from crosscheck.reasons.opposed import _denials
from crosscheck.records import Attribution, Claim, Finding, Ground, Kind, Pair, Relation, Sentence, Timing
from tests.fakes import CLAIMS, FINDINGS, fake_crosscheck

ROOM = Path(reasons.__file__).parent


def pair(claim: str, finding: str, year: int = 2019, judged_by: str = "judge", timing: Timing = Timing.CURRENT,
         speaker: Attribution = Attribution.SOURCE, ground: Ground = Ground.LAW) -> Pair:
    one, other = (Sentence(doc, 0, max(1, len(text)), text, 0, section=("1. Rights",)) for doc, text in (("s", claim), ("f", finding)))
    scores = {str(relation): 0.2 for relation in Relation} | {"candidate": 0.5}
    return Pair("0" * 16, 1, Claim(one, Kind.GUARANTEE), Finding(other, year, speaker, ground), scores, Relation.CONTRADICTS, timing,
                True, 0.4, judged_by)


def opposed(claim: str, finding: str) -> list[tuple[str, str]]:
    found = reasons.reasons(pair(claim, finding)).of(Sort.OPPOSED)
    return [(r.claim[0].text, r.finding[0].text) for r in found]


def test_a_denied_word_is_opposed_to_the_same_word_undenied() -> None:
    claim = "National legislation contains an explicit prohibition of discrimination on the basis of gender identity."
    finding = "The law does not specifically prohibit discrimination based on gender identity."
    assert opposed(claim, finding) == [("prohibition", "does not specifically prohibit")]
    assert opposed(finding, claim) == [("does not specifically prohibit", "prohibition")]
    assert opposed(finding, finding) == opposed(claim, claim) == []


@pytest.mark.parametrize(("claim", "finding", "wanted"), [
    ("Trade unions act independently of State bodies.", "The government exercised considerable influence on the unions.",
     [("independently", "influence")]),
    ("The Labour Code guarantees equal pay for women.", "The law does not require equal pay for women.",
     [("guarantees", "does not require")]),
    ("Every worker may join a trade union freely.", "Some workers were excluded from the trade union.",
     [("Every worker", "Some workers")]),
    ("Treatment is given after the patient gives consent.", "Patients received treatment without their consent.",
     [("consent", "without their consent")]),
    ("Trade unions act independently of State bodies.", "The government did not influence the unions.", []),
    ("Interference in union affairs is prohibited.", "Independent union leaders met to discuss affairs.", []),
    ("There is no maximum monthly wage.", "The monthly minimum wage was above the poverty line.", []),
    ("The association may not only publish but also teach.", "The association may publish and teach.", []),
    ("Courts act independently.", "The weather exercised influence on the harvest.", []),
])  # fmt: skip
def test_what_speaks_against_what(claim: str, finding: str, wanted: list) -> None:
    assert opposed(claim, finding) == wanted


def test_a_negation_reaches_its_own_word_alone() -> None:
    text = "The law does not specifically prohibit discrimination, and workers strike without fear."
    denied = {text[d.start:].split(",")[0]: d.place for d in _denials(text)}
    words = text.replace(",", "").replace(".", "").split()
    assert [words[place] for place in denied.values()] == ["prohibit", "fear"]


def test_rarer_words_come_first_and_the_most_common_are_left_out() -> None:
    known = reasons.rarity(["The ministry spoke of the ombudsman."] * 3 + ["The ministry spoke."] * 5 + ["Workers met."] * 300)
    both = pair("The ministry answers the ombudsman; workers do too.", "Workers told the ministry of an ombudsman.")
    said = reasons.reasons(both, None, known)
    assert [r.claim[0].text for r in said.of(Sort.ALIGNED)] == ["ombudsman", "ministry"]


def test_shared_words_are_whole_runs_and_no_false_friends() -> None:
    said = reasons.reasons(pair("State organs protect freedom of assembly.", "Organizations enjoyed freedom of assembly."))
    assert [r.claim[0].text for r in said.of(Sort.ALIGNED)] == ["freedom of assembly"]


def test_where_nothing_is_found_the_score_stands_alone() -> None:
    said = reasons.reasons(pair("Mines are inspected.", "Elections took place."))
    assert said.bare
    assert reasons.NOTHING
    assert not reasons.reasons(pair("Mines are inspected.", "Mines were closed.")).bare


def test_figures_are_those_that_were_compared() -> None:
    text = "In 2022, {} complaints of discrimination were received."
    said = reasons.reasons(pair(text.format(14), text.format(20)))
    (figure,) = said.of(Sort.FIGURES)
    assert (figure.claim[0].text, figure.finding[0].text) == ("14", "20")
    assert "-6" in figure.text or "−6" in figure.text


def test_the_change_that_timing_went_by_is_shown() -> None:
    claim, finding = "The Act entered into force in 2023 and made registration simpler.", "Registration was difficult."
    around = Around(claim, period=(2019, 2023))
    (late,) = reasons.reasons(pair(claim, finding, 2014, timing=Timing.SUPERSEDED), around).of(Sort.TIMING)
    assert late.claim[0].text == "entered into force"
    assert "2023, after the year 2014" in late.text
    assert "took it for a later change" in late.text
    (early,) = reasons.reasons(pair(claim, finding, 2014), around).of(Sort.TIMING)
    assert "did not take it" in early.text
    (none,) = reasons.reasons(pair("Registration is simple.", finding), Around("Registration is simple.")).of(Sort.TIMING)
    assert none.text == "Neither the claim nor its paragraph tells of a dated change."
    (above,) = reasons.reasons(pair("It is simple.", finding, 2014), Around(f"{claim} It is simple.", period=(2019, 2023))).of(Sort.TIMING)
    assert above.text.startswith("The claim's paragraph")
    assert above.claim == ()


def test_who_speaks_and_law_or_practice_are_told_by_their_words() -> None:
    said = reasons.reasons(pair("The law provides for inspections.", "NGOs reported that inspections did not take place.",
                                speaker=Attribution.CIVIL_SOCIETY, ground=Ground.PRACTICE))
    assert said.of(Sort.SPEAKER)[0].finding[0].text == "NGOs reported"
    (ground,) = said.of(Sort.GROUND)
    assert (ground.claim, ground.finding[0].text) == ((), "did not")


def test_what_the_judge_was_given_is_told_only_where_it_read() -> None:
    before = Around(claim_before="Unions are free.", finding_before="Unions met.")
    read = reasons.reasons(pair("They act independently.", "It was limited."), before).read
    assert read == ("They act independently. | 1. Rights | Unions are free.", "It was limited. | 1. Rights | Unions met.")
    assert reasons.reasons(pair("They act.", "It was.", judged_by="screen")).read is None


def neighbours(tmp_path: Path) -> tuple[results.CrossCheck, Pair]:
    """A cross-check by the shipped judge in which the pair, the next finding and a sibling claim were all read and judged."""
    check = fake_crosscheck(tmp_path).load()
    table = check.table.copy()
    doc = [f.sentence.doc for f in check.findings]
    finding = next(i for i in range(len(doc) - 1) if doc[i] == doc[i + 1])
    rows = [table[(table["claim"] == c) & (table["finding"] == f)].index for c, f in ((0, finding), (0, finding + 1), (1, finding))]
    assert all(len(row) == 1 for row in rows)
    table["judged_by"], table["relation"] = "judge", "unrelated"
    for row, relation in zip(rows, ("context", "qualifies", "corroborates"), strict=True):
        table.loc[row, "relation"] = relation
    claims = [check.claims[0], dataclasses.replace(check.claims[1], sentence=dataclasses.replace(
        check.claims[1].sentence, paragraph=check.claims[0].sentence.paragraph, block=check.claims[0].sentence.block)), *check.claims[2:]]
    known = dataclasses.replace(check, table=table, claims=claims, run={"judge": {"scores": "calibrated"}})
    return known, next(known.pairs(table.loc[rows[0]]))


def test_how_the_pairs_beside_are_judged_is_told_where_it_was_weighed_in(tmp_path: Path) -> None:
    check, one = neighbours(tmp_path)
    (said,) = reasons.of(check, one).of(Sort.BESIDE)
    assert said.text == ("What the judge said beside it was weighed in: "
                         "the sentence after the finding is judged “qualifies” beside this claim; the same finding is "
                         "judged “corroborates” beside another claim of the same paragraph.")
    assert not reasons.of(check, one, others=False).of(Sort.BESIDE)
    assert not reasons.of(dataclasses.replace(check, run={"judge": {"scores": "uncalibrated"}}), one).of(Sort.BESIDE)
    assert not reasons.of(check, dataclasses.replace(one, judged_by="screen")).of(Sort.BESIDE)


def test_other_languages_have_shared_words_and_no_english_rules() -> None:
    said = reasons.reasons(pair("Закон запрещает дискриминацию.", "Дискриминация не запрещена законом."), Around(spoken=("ru", "ru")))
    assert {r.sort for r in said.found} == {Sort.ALIGNED}
    mixed = reasons.reasons(pair("Закон запрещает дискриминацию.", "The law prohibits discrimination."), Around(spoken=("ru", "en")))
    assert mixed.found == ()


WORDS = st.sampled_from([
    "the", "law", "does", "not", "prohibit", "prohibits", "unions", "union", "independently", "influence", "no", "without", "free",
    "limited",
    "every", "some", "worker", "workers", "in", "2019", "14", "complaints", "NGOs", "reported", "that", ",", ";", "but", "because", "it",
    "amended", "since", "2022", "🙂", "don’t", "İstanbul", "ﬁne", "права", "(", ")", "“", "”", "Ⅳ", "ẞ", "were", "failed", "to",
])  # fmt: skip
TEXTS = st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=60), st.sampled_from([row[5] for row in CLAIMS]),
                  st.sampled_from([row[1] for row in FINDINGS]))


@given(TEXTS, TEXTS, TEXTS)
def test_every_mark_is_a_slice_of_its_sentence(claim: str, finding: str, before: str) -> None:
    found = reasons.reasons(pair(claim, finding), Around(f"{before} {claim}", before, before, (2019, 2023)))
    for reason in found.found:
        for text, marks in ((claim, reason.claim), (finding, reason.finding)):
            assert all(0 <= m.start < m.end <= len(text) and m.text == text[m.start:m.end] for m in marks)
            assert reason.sort in (Sort.YEARS, Sort.TIMING) or all(m.text in reason.text for m in marks)
    assert found == reasons.reasons(pair(claim, finding), Around(f"{before} {claim}", before, before, (2019, 2023)))


def test_a_pair_of_a_crosscheck_brings_what_stands_around_it(tmp_path: Path) -> None:
    check = fake_crosscheck(tmp_path).load()
    for one in check.pairs(check.table[check.table["flag"]]):
        found = reasons.of(check, one)
        assert found.of(Sort.YEARS)[0].text.startswith("The State's report covers 2019–2023; ")
        assert found.read is not None


def test_reasons_import_nothing_heavy() -> None:
    allowed = {"attribution", "errors", "figures", "languages", "reasons", "records", "sides", "timing", "results"}
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for first, *rest in (name.split(".") for name in names):
                assert first in sys.stdlib_module_names | {"Stemmer"} or (first == "crosscheck" and set(rest[:1]) <= allowed), (path, names)


# ---- the shipped corpus


@pytest.fixture(scope="module")
def check(real_indexes: Path, kazakhstan) -> results.CrossCheck:
    return results.load(kazakhstan, real_indexes / "kazakhstan")


def of_paragraph(check: results.CrossCheck, paragraph: str, claim: str, finding: str) -> list[reasons.Reasons]:
    numbers = [i for i, c in enumerate(check.claims) if c.sentence.paragraph == paragraph and claim in c.sentence.text]
    rows = check.table[check.table["claim"].isin(numbers)]
    known = reasons.rarity(s.text for group in check.sentences.values() for s in group)
    found = [reasons.of(check, p, known) for p in check.pairs(rows) if finding in p.finding.sentence.text]
    assert found
    return found


def test_a_prohibition_that_does_not_exist(check: results.CrossCheck) -> None:
    for found in of_paragraph(check, "125", "explicit prohibition", "does not specifically prohibit discrimination"):
        assert [(r.claim[0].text, r.finding[0].text) for r in found.of(Sort.OPPOSED)] == [("prohibition", "does not specifically prohibit")]
        assert any(r.claim[0].text == "gender identity" for r in found.of(Sort.ALIGNED))
        assert found.of(Sort.GROUND)[0].text.startswith("The finding speaks of the law")


def test_an_election_solely_by_the_senate(check: results.CrossCheck) -> None:
    for found in of_paragraph(check, "91", "elected solely by the Senate", "recommended by the president and is elected by the Senate"):
        assert not found.of(Sort.OPPOSED)  # "solely" beside "recommended by the president": no rule is sure of that
        assert any("Senate" in r.claim[0].text for r in found.of(Sort.ALIGNED))
        assert "names 2017, before the year 2021" in found.of(Sort.TIMING)[0].text


def test_a_suspension_since_lifted(check: results.CrossCheck) -> None:
    claim = "In 2022, the Federation of Trade Unions of Kazakhstan re-established"
    for found in of_paragraph(check, "285", claim, "suspended the membership"):
        assert found.of(Sort.TIMING)[0].claim[0].text == "re-established its"
        assert "2022, after the year 20" in found.of(Sort.TIMING)[0].text


def test_every_mark_of_the_shipped_flags_is_a_slice(check: results.CrossCheck) -> None:
    for one in check.pairs(check.table[check.table["flag"]]):
        for reason in reasons.of(check, one).found:
            for sentence, marks in ((one.claim.sentence, reason.claim), (one.finding.sentence, reason.finding)):
                assert all(m.text == sentence.text[m.start:m.end] for m in marks)
