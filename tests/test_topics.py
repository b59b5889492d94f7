"""Taxonomies as data, and what they find."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import topics
from crosscheck.errors import CrosscheckError

ICESCR = topics.load_taxonomy("icescr")
ICCPR = topics.load_taxonomy("iccpr")

MINE = """
id = "mine"
title = "My list"
[articles]
1 = "One"
2 = "Two"
[[themes]]
id = "water"
articles = ["2", "1"]
words = ["drinking water", "well*", "non-potable", "WASH"]
"""


def _written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_shipped_taxonomies_have_their_treatys_articles() -> None:
    assert {"iccpr", "icescr"} <= set(topics.shipped_taxonomies())
    assert list(ICESCR.articles) == [str(n) for n in range(1, 16)]
    assert list(ICCPR.articles) == [str(n) for n in range(1, 28)]
    for taxonomy in (ICESCR, ICCPR):
        assert len(taxonomy.themes) >= 25
        for theme in taxonomy.themes:
            assert theme.articles
            assert set(theme.articles) <= set(taxonomy.articles)
            assert len(set(theme.words)) == len(theme.words), f"{taxonomy.id}: {theme.id} lists a word twice"


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Trade unions carry out their activities independently of State bodies.", "trade-unions"),
        ("The law gives workers the right to form and join independent labor unions.", "trade-unions"),
        ("Workers may not strike unless a labor dispute is unresolvable.", "strike"),
        ("Since 2017 the Ombudsman has been elected solely by the Senate.", "ombudsman"),
        ("National legislation contains an explicit prohibition of discrimination.", "non-discrimination"),
        ("The minimum wage was increased to 85,000 tenge.", "wages"),
        ("Crisis centers received funding from international grants.", "domestic-violence"),
        ("Measures protect women’s rights.", "gender-equality"),
        ("Antidiscrimination legislation was not enforced.", "non-discrimination"),
    ],
)
def test_a_theme_is_found_in_the_words_of_either_side(text: str, theme: str) -> None:
    assert theme in topics.themes(text, (), ICESCR)


def test_a_word_matches_whole_words_spaces_and_hyphens(tmp_path: Path) -> None:
    taxonomy = topics.load_taxonomy(_written(tmp_path, MINE))

    def found(text: str) -> tuple[str, ...]:
        return topics.themes(text, (), taxonomy)

    assert found("Drinking\n water") == found("drinking-water") == found("Wells") == ("water",)
    assert found("nonpotable") == found("non potable") == found("the WASH sector") == ("water",)
    assert found("swell") == found("to wash") == found("drinking the water") == ()
    assert taxonomy.theme("water").title == "Water"
    with pytest.raises(KeyError):
        taxonomy.theme("fire")


def test_headings_give_themes_but_a_chapter_of_many_subjects_does_not() -> None:
    rest = "It was amended."

    def found(*section: str) -> tuple[str, ...]:
        return topics.themes(rest, section, ICESCR)

    assert found("Section 7. Worker Rights", "b. Prohibition of Forced or Compulsory Labor") == ("forced-labour",)
    assert found("Section 6. Discrimination, Societal Abuses, and Trafficking in Persons") == ()
    assert found("Section 4. Corruption and Lack of Transparency in Government") == ("corruption",)
    assert found("III. Information", "Article 1 of the Covenant") == ()


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (("III. Information on the Covenant", "Article 8", "Recommendation regarding the right to strike"), ("8",)),
        (("Articles 13 and 14",), ("13", "14")),
        (("Articles 10-12",), ("10", "11", "12")),
        (("Articles 4, 5 and 7",), ("4", "5", "7")),
        (("Article 2, paragraph 3: remedies",), ("2",)),
        (("Equality (arts. 2 (2) and 3)",), ("2", "3")),
        (("Article 99",), ("12",)),
        (("II. General",), ("12",)),
    ],
)
def test_an_article_heading_wins_else_the_theme_decides(section: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert topics.articles(section, ("health",), ICESCR) == expected


@pytest.mark.parametrize(
    ("heading", "text", "number", "title"),
    [
        ("Recommendation regarding trade union rights (para. 33)", "", "33", "Trade union rights"),
        ("Recommendation on drug use (para. 47)", "", "47", "Drug use"),
        ("Recommendation (para. 13)", "", "13", ""),
        ("Recommendation regarding the Covenant (concluding observations, para. 5)", "", "5", "The Covenant"),
        ("Recommendations regarding pay (para. 26) and hours of rest (para. 30)", "", "26", "Pay"),
        ("Recommendations regarding pay (para. 26) and hours of rest (para. 30)", "Everyone has hours of rest.", "30",
         "Hours of rest"),
        ("Recommendations regarding pay (para. 26) and hours of rest (para. 30)", "See (recommendation, para. 30).",
         "30", "Hours of rest"),
        ("Reply to paragraph 12 of the list of issues", "", "12", ""),
        ("Article 8", "", None, ""),
    ],
)
def test_the_recommendation_a_section_answers(heading: str, text: str, number: str | None, title: str) -> None:
    section = ("Article 8", heading)
    assert topics.recommendation(section, text) == number
    assert topics.recommendation_title(section, text) == title


def test_a_bad_taxonomy_is_refused_with_every_fault(tmp_path: Path) -> None:
    bad = (
        MINE + '[[themes]]\nid = "Water"\nwords = []\n'
        '[[themes]]\nid = "water"\narticles = ["9"]\nwords = ["x"]\n'
    )
    with pytest.raises(CrosscheckError) as caught:
        topics.load_taxonomy(_written(tmp_path, bad))
    for part in ("theme 2 (Water)", "list of words", "used twice", "articles 9"):
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["id = ", "title = 'no articles'", "[articles]\n1 = 'a'\n[themes]\nx = 1"])
def test_an_unusable_file_is_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(CrosscheckError) as caught:
        topics.load_taxonomy(_written(tmp_path, text))
    assert "\n" not in str(caught.value).replace("\\n", "")


def test_an_unknown_name_lists_those_there_are() -> None:
    with pytest.raises(CrosscheckError, match="iccpr, icescr"):
        topics.load_taxonomy("cesrc")


@given(st.text(), st.lists(st.text(max_size=40), max_size=3))
def test_any_text_is_read_without_complaint(text: str, section: list[str]) -> None:
    named = topics.themes(text, section, ICESCR)
    assert list(named) == [theme.id for theme in ICESCR.themes if theme.id in named]
    assert set(topics.articles(section, named, ICESCR)) <= set(ICESCR.articles)
    topics.recommendation(section, text)
