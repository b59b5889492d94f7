"""Selecting, counting, grouping and citing, checked against slow and obvious ways of doing the same."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscheck import views
from crosscheck.records import Relation, Role, Sentence
from tests.fakes import CLAIMS, YEARS, fake_crosscheck


@pytest.fixture(scope="module")
def check(tmp_path_factory):
    return fake_crosscheck(tmp_path_factory.mktemp("views")).load()


def slow(check, f):
    """Every pair that the filters keep, found one by one."""
    kept = []
    for pair in check.pairs():
        claim, finding = pair.claim, pair.finding
        said = (claim.sentence.text.casefold(), finding.sentence.text.casefold())
        tests = [
            not f.articles or set(f.articles) & set(claim.articles or (views.NONE,)),
            not f.themes or set(f.themes) & set(claim.themes or (views.NONE,)),
            not f.kinds or claim.kind in f.kinds,
            not f.sources or finding.sentence.doc in f.sources,
            not f.years or finding.year in f.years,
            not f.attributions or finding.attribution in f.attributions,
            not f.grounds or finding.ground in f.grounds,
            pair.relation in f.relations,
            not f.timings or pair.timing in f.timings,
            pair.flag_score >= f.minimum,
            any(all(word in text for word in f.text.casefold().split()) for text in said),
        ]
        if all(tests):
            kept.append(pair.pair_id)
    return kept


def some(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


@settings(max_examples=25, deadline=None)
@given(
    f=st.builds(
        views.Filters,
        articles=some(["2", "8", "13", "none"]), themes=some(["strike", "trade-unions", "none"]),
        kinds=some(["guarantee", "reform"]), sources=some(["observer-2014", "observer-2021"]), years=some(YEARS),
        attributions=some(["source", "court"]), grounds=some(["law", "practice"]),
        relations=st.just(views.SHOWN) | st.just(tuple(Relation)) | st.just(("contradicts",)),
        timings=some(["current", "superseded"]), minimum=st.sampled_from([0.0, 0.6]),
        text=st.sampled_from(["", "union", "LAW right", "nowhere"]),
    )
)  # fmt: skip
def test_select_keeps_what_the_slow_way_keeps(check, f):
    assert list(views.select(check, f)["pair_id"]) == slow(check, f)


def test_unrelated_pairs_are_hidden_unless_chosen(check):
    assert "unrelated" not in set(views.select(check, views.Filters())["relation"])
    assert set(views.select(check, views.Filters(relations=("unrelated",)))["relation"]) == {"unrelated"}


def test_claims_are_listed_as_asked(check):
    f = views.Filters()
    pairs = views.select(check, f)
    listed = {show: views.claim_list(check, f, pairs, show) for show in ("all", "flagged", "related", "silent")}
    assert len(listed["all"]) == len(CLAIMS)
    assert set(listed["related"].index) | set(listed["silent"].index) == set(listed["all"].index)
    assert not set(listed["related"].index) & set(listed["silent"].index)
    assert (listed["flagged"]["flags"] > 0).all()
    assert list(listed["all"]["best"]) == sorted(listed["all"]["best"], reverse=True)
    assert list(views.claim_list(check, f, pairs, order="report")["paragraph"]) == [claim[0] for claim in CLAIMS]


def test_silence_depends_on_the_sources_asked(check):
    f = views.Filters(articles=("7",), sources=("observer-2019",))
    silent = views.claim_list(check, f, views.select(check, f), "silent")
    assert list(silent["paragraph"]) == ["30", "31"]


def test_text_finds_claims_by_their_findings(check):
    f = views.Filters(text="subsistence")
    assert list(views.claim_list(check, f, views.select(check, f))["paragraph"]) == ["30"]


def test_a_claim_is_named_by_document_and_offset(check):
    key = views.claim_key(check.claims[5].sentence)
    f = views.Filters(claim=key)
    assert list(views.claim_list(check, f, views.select(check, f)).index) == [5]


@pytest.mark.parametrize("by", ["articles", "themes"])
def test_matrix_agrees_with_counting_pair_by_pair(check, by):
    table = views.matrix(check, by)
    assert len(table) == table["key"].nunique() * 3
    for row in table.to_dict("records"):
        pairs = [p for p in check.pairs() if row["key"] in (getattr(p.claim, by) or (views.NONE,))]
        pairs = [p for p in pairs if p.finding.sentence.doc == row["source"]]
        assert row["flags"] == sum(p.flag for p in pairs)
        assert row["related"] == sum(p.relation is not Relation.UNRELATED for p in pairs)
        assert row["flagged_claims"] == len({p.claim for p in pairs if p.flag})
        assert row["claims"] == sum(row["key"] in (getattr(c, by) or (views.NONE,)) for c in check.claims)


def test_overall_adds_up(check):
    counts = views.overall(check)
    assert counts["claims"] == len(CLAIMS)
    assert counts["flags"] == sum(p.flag for p in check.pairs())
    assert counts["silent"] == 4


def test_strongest_gives_each_claim_once_best_first(check):
    rows = views.strongest(check, limit=4)
    assert rows["claim"].is_unique
    assert list(rows["flag_score"]) == sorted(rows["flag_score"], reverse=True)
    assert rows.iloc[0]["flag_score"] == check.table.loc[check.table["flag"], "flag_score"].max()


def test_findings_alike_in_several_years_become_one(check):
    pairs = list(check.pairs(check.table[(check.table["claim"] == 6) & (check.table["relation"] != "unrelated")]))
    found = views.groups(pairs)
    assert [group.years for group in found] == [(2014, 2019, 2021), (2019,), (2014, 2019, 2021), (2021,)]
    assert sorted(p.pair_id for group in found for p in group.pairs) == sorted(p.pair_id for p in pairs)
    assert found[0].lead.flag
    assert found[0].persistent
    assert views.groups(reversed(pairs)) == found


def test_overlap_is_shared_words_over_all_words():
    assert views.overlap(frozenset("abc"), frozenset("bcd")) == 2 / 4
    assert views.overlap(frozenset(), frozenset()) == 0


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (Sentence("d", 0, 1, "x", 0, "94", ("II. General", "Article 2")), "para. 94"),
        (Sentence("d", 0, 1, "x", 0, None, ("Section 2. Respect", "a. Expression", "Press and Media:"), 14),
         "Section 2.a, “Press and Media”, p. 14"),
        (Sentence("d", 0, 1, "x", 0, None, ("EXECUTIVE SUMMARY",)), "“EXECUTIVE SUMMARY”"),
        (Sentence("d", 0, 1, "x", 0), ""),
    ],
)  # fmt: skip
def test_place_says_where_a_sentence_stands(sentence, said):
    assert views.place(sentence) == said


def test_citations_prefer_the_symbol(check):
    state = next(info for info in check.corpus.documents if info.role is Role.STATE)
    sentence = check.claims[0].sentence
    assert views.citation(state, sentence) == "E/C.12/RUR/3, para. 12"
    assert views.citation(replace(state, symbol=None), sentence) == "Ruritania, third report, para. 12"


@pytest.mark.parametrize(("items", "said"), [([], ""), ([2014], "2014"), ([1, 2], "1 and 2"), ([1, 2, 3], "1, 2 and 3")])
def test_in_words(items, said):
    assert views.in_words(items) == said
