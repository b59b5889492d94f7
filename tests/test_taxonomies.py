"""The seven treaties as data: every article, themes that find what they should, headings of any form, and clear errors."""

from pathlib import Path

import pytest

from crosscheck import corpus, topics
from crosscheck.errors import CrosscheckError
from crosscheck.keeping import begin
from crosscheck.report import committee

ARTICLES = {"icescr": 15, "iccpr": 27, "cedaw": 16, "crc": 42, "cat": 16, "cerd": 7, "crpd": 33}
COMMITTEES = {"CESCR": "icescr", "CCPR": "iccpr", "CEDAW": "cedaw", "CRC": "crc", "CAT": "cat", "CERD": "cerd", "CRPD": "crpd"}
SAID = [
    ("cedaw", "Women hold 27 per cent of the seats in parliament.", "participation"),
    ("cedaw", "A quota for women was introduced as a temporary special measure.", "special-measures"),
    ("cedaw", "Rural women own a tenth of the agricultural land.", "rural-women"),
    ("cedaw", "The minimum age of marriage is 18, and forced marriage is a crime.", "marriage-family"),
    ("crc", "The number of children in institutions fell as foster families were found.", "alternative-care"),
    ("crc", "Corporal punishment in schools is prohibited.", "corporal-punishment"),
    ("crc", "The age of criminal responsibility was raised to 14.", "justice"),
    ("crc", "All newborns receive a birth certificate.", "registration-nationality"),
    ("cat", "Detainees have access to a lawyer from the moment of arrest.", "safeguards"),
    ("cat", "Statements made under duress are inadmissible as evidence.", "coerced-confessions"),
    ("cat", "No one was extradited on the basis of diplomatic assurances.", "non-refoulement"),
    ("cat", "Officers beat detainees to extract confessions.", "torture"),
    ("cerd", "Roma children attended a separate school.", "segregation"),
    ("cerd", "The Criminal Code punishes incitement to racial hatred.", "hate-speech"),
    ("cerd", "Indigenous peoples were not consulted on their ancestral lands.", "indigenous"),
    ("crpd", "Persons under guardianship cannot vote.", "legal-capacity"),
    ("crpd", "The bus station has ramps and tactile paving.", "accessibility"),
    ("crpd", "Psychoneurological institutions still house 20,000 people.", "independent-living"),
    ("crpd", "Television news is interpreted into sign language.", "expression"),
]
HEADINGS = [
    ("Article 11", ["11"]), ("Articles 13 and 14", ["13", "14"]), ("Arts. 10–12", ["10", "11", "12"]),
    ("Articles 1 through 3", ["1", "2", "3"]),
    ("General measures of implementation (arts. 4, 42 and 44 (6))", ["4", "42", "44"]),
    ("Family (arts. 5; 9-11; 18, paras. 1-2; and 39)", ["5", "9", "10", "11", "18", "39"]),
    ("Article 5 (d) (i)", ["5"]), ("Article XI", ["11"]), ("Articles II and III", ["2", "3"]), ("Article 2, paragraph 3: remedies", ["2"]),
    ("Artículos 13 y 14", ["13", "14"]), ("Articles 6 à 9", ["6", "7", "8", "9"]), ("Article 1er", ["1"]), ("Статьи 13 и 14", ["13", "14"]),
    ("An article in 20 parts", []), ("Particles 3", []), ("Article v. State", []),
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_a_treaty_is_whole(name: str) -> None:
    taxonomy = topics.load_taxonomy(name)
    assert list(taxonomy.articles) == [str(n) for n in range(1, ARTICLES[name] + 1)]
    assert COMMITTEES[taxonomy.committee] == name
    assert len(taxonomy.themes) >= 25
    reached = {article for theme in taxonomy.themes for article in theme.articles}
    assert all(theme.articles and theme.description and len(theme.words) >= 2 for theme in taxonomy.themes)
    assert len(reached) >= 0.45 * len(taxonomy.articles)


@pytest.mark.parametrize(("name", "text", "theme"), SAID)
def test_a_theme_is_found_in_words_of_either_side(name: str, text: str, theme: str) -> None:
    assert theme in topics.themes(text, (), topics.load_taxonomy(name))


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_a_theme_is_not_found_everywhere(name: str) -> None:
    """A sentence about nothing of the kind has no theme, and no theme's word is one letter from meaning everything."""
    taxonomy = topics.load_taxonomy(name)
    assert topics.themes("The report was printed on recycled paper in the autumn of that year.", (), taxonomy) == ()


@pytest.mark.parametrize(("heading", "numbers"), HEADINGS)
def test_the_articles_of_a_heading(heading: str, numbers: list[str]) -> None:
    for name in ARTICLES:
        taxonomy = topics.load_taxonomy(name)
        expected = tuple(number for number in taxonomy.articles if number in numbers)
        assert topics.articles(("Part two", heading), (), taxonomy) == expected


@pytest.mark.parametrize(("name", "taxonomy"), COMMITTEES.items())
def test_a_committee_finds_its_treaty(name: str, taxonomy: str, tmp_path: Path) -> None:
    assert begin.new(tmp_path / "one", "Ruritania", name).taxonomy == taxonomy
    assert corpus.load(tmp_path / "one", whole=False).committee == name
    assert committee.load(name).taxonomy == taxonomy


def test_every_bad_entry_of_ones_own_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(
        'colour = "red"\n[articles]\n1 = "One"\n2 = 5\n'
        '[[themes]]\nid = "Water"\nwords = ["x", 3]\narticles = [1]\n'
        '[[themes]]\nid = "pay"\nword = ["pay"]\narticles = "1"\n'
        '[[themes]]\nid = "pay"\nwords = ["pay"]\narticles = ["9"]\ntitle = ""\n',
        encoding="utf-8",
    )
    with pytest.raises(CrosscheckError) as caught:
        topics.load_taxonomy(path)
    for part in (
        "unknown entry 'colour'", "article 2 needs a title", "theme 1 (Water): its id", "3 among its words",
        "articles [1] must be in quotation marks",
        "theme 2 (pay): unknown entry 'word'", "theme 2 (pay): needs a list of words", 'articles must be a list such as ["1"]',
        "theme 3 (pay): its id is used twice", "articles 9 are not in [articles]", "theme 3 (pay): title must be a text",
    ):  # fmt: skip
        assert part in str(caught.value)


def test_a_file_without_articles_is_shown_how_one_begins(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('title = "Mine"\n', encoding="utf-8")
    with pytest.raises(CrosscheckError, match=r"no \[articles\] table; a taxonomy begins \[articles\] 1 = "):
        topics.load_taxonomy(path)


def test_the_documented_example_can_be_used(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "taxonomy.md").read_text(encoding="utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(page.split("```toml\n")[1].split("```")[0], encoding="utf-8")
    mine = topics.load_taxonomy(path)
    assert topics.themes("Wells gave no drinking-water.", (), mine) == ("wells",)
    assert mine.theme("wells").description.startswith("Water that people drink")
