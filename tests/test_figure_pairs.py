"""Figures against figures: what is compared, what is not, and arithmetic that a reader can redo."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscheck import matching
from crosscheck.figure_pairs import by_claim, figure_pairs
from crosscheck.figure_sums import arithmetic
from crosscheck.figures import Figure, Qualifier, Unit, figures
from crosscheck.records import Claim, Finding, Kind, Sentence

YEARS = {"state": 2023}
COUNCILS = ("Under the Labour Code enterprises set up 18,229 works councils with more than 24,000 technical inspectors.",
            "In April there were 15,575 production councils and 17,595 volunteer labor inspectors.")  # fmt: skip


def _claim(text: str, *themes: str, at: int = 0, paragraph: str | None = "9") -> Claim:
    return Claim(Sentence("state", at, at + len(text), text, 0, paragraph), Kind.FIGURE, (), themes)


def _finding(text: str, *themes: str, year: int = 2021, at: int = 0) -> Finding:
    return Finding(Sentence("other", at, at + len(text), text, 0), year, themes=themes)


def _pairs(ours: str, theirs: str, theme: str = "work"):
    return figure_pairs([_claim(ours, theme)], [_finding(theirs, theme)], YEARS)


def test_councils_of_other_words_are_compared_with_both_values_years_and_the_sum() -> None:
    councils, inspectors = _pairs(*COUNCILS)
    assert (councils.a.value, councils.b.value, councils.difference) == (18229, 15575, 18229 - 15575)
    assert councils.percent == pytest.approx(100 * 2654 / 15575)
    assert councils.arithmetic == ("18,229 works councils [report of 2023] − 15,575 production councils [report of 2021] = "
                                   "2,654 higher (17.0 % of the source’s figure)")
    assert not councils.same_words
    assert any("words differ" in note for note in councils.notes)
    assert "The years differ: 2023 and 2021." in councils.notes
    assert "= more than 6,405 higher" in inspectors.arithmetic


def test_spelling_on_either_side_of_the_atlantic_is_one() -> None:
    (pair,) = _pairs("Across the country, 50 crisis centres offer services.", "There were 49 crisis centers in 2021.")
    assert (pair.same_words, pair.difference, pair.b.year, pair.b.stated) == (True, 1, 2021, True)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Legal aid is given by 6,033 lawyers.", "Some 60 lawyers took part in the defense."),  # nothing else in common
        ("There are more than 22,000 NGOs in the country.", "Tax cases of a group of 13 NGOs were opened."),  # a part
        ("The fund holds 5,000 tenge for crisis centres.", "The fund holds 12 dollars for crisis centers."),  # no conversion
        ("Some 96 per cent of settlements have water.", "There are 120 settlements with water."),  # no whole is stated
        ("There are 725,000 persons with disabilities.", "Only 95,642 persons with disabilities were employed."),  # a part
        ("There are 385,800 persons with disabilities who are of working age.", "There were 626,740 persons with disabilities."),
        ("There are 897,000 indigenous persons.", "There were 176 indigenous persons killed in 2021."),
        ("The centre held 149 criminal cases.", "Courts heard 71 criminal cases."),  # "criminal" tells nothing
        ("It paid 150,000 Ruritanian dinars.", "A fine of 50 Ruritanian dinars is set."),  # money of a word only
        ("The wage gap was 28 per cent of the public sector.", "The wage gap was 40 percent of the private sector."),
    ],
)
def test_what_is_not_compared(ours: str, theirs: str) -> None:
    assert _pairs(ours, theirs) == []


def test_a_share_is_set_beside_a_count_only_with_its_whole_and_the_division() -> None:
    whole = _claim("There are 7,863 general education schools in the country.", "education", at=900, paragraph="480")
    part = _claim("Conditions for inclusive education exist at 4,674 general education schools.", "education")
    said = _finding("Authorities reported that 55 percent of schools were equipped for inclusive education.", "education")
    (pair,) = figure_pairs([part, whole], [said], YEARS)
    assert pair.a.value == round(100 * 4674 / 7863, 1) == 59.4
    assert pair.notes[0] == "4,674 of 7,863 general education schools (para. 480) = 59.4 %"
    assert "= 4.4 percentage points higher" in pair.arithmetic
    assert figure_pairs([part], [said], YEARS) == []


def test_n_of_m_in_one_sentence_is_a_share() -> None:
    (pair,) = _pairs("Access ramps exist at 40 per cent of public buildings.", "Access ramps existed at 22,000 of 54,000 public buildings.")
    assert pair.b.value == round(100 * 22 / 54, 1)
    assert "22,000 of 54,000 public buildings = 40.7 %" in pair.notes


def test_several_alike_in_both_sentences_go_in_their_order() -> None:
    pairs = _pairs("The 69 old prisons held 84,741 inmates in space for 36,956 inmates.",
                   "The 68 old prisons held 90,155 inmates in space for 41,018 inmates.")
    assert [(p.a.value, p.b.value) for p in pairs] == [(69, 68), (84741, 90155), (36956, 41018)]


def test_part_of_a_year_is_said() -> None:
    said = "During the first seven months of the year, 1,682 corruption-related offenses were registered."
    (pair,) = _pairs("In 2019 there were 2,245 corruption offences.", said)
    assert any("first seven months" in note for note in pair.notes)


def _figure(value: float, qualifier: Qualifier = Qualifier.EXACT) -> Figure:
    return Figure(value, Unit.COUNT, "unions", 0, 1, "", qualifier, None, 2020)


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (_figure(10), _figure(4), "= 6 higher (150.0 %"),
        (_figure(10, Qualifier.MORE), _figure(4), "= more than 6 higher (more than"),
        (_figure(4, Qualifier.MORE), _figure(10), "= less than 6 lower"),
        (_figure(10), _figure(4, Qualifier.MORE), "= less than 6 higher"),
        (_figure(10, Qualifier.LESS), _figure(4, Qualifier.MORE), "= less than 6 higher"),
        (_figure(10, Qualifier.MORE), _figure(4, Qualifier.MORE), "cannot be told"),
        (_figure(10, Qualifier.ABOUT), _figure(4), "= about 6 higher (about"),
        (_figure(10, Qualifier.MORE), _figure(4, Qualifier.ABOUT), "= roughly more than 6 higher"),
        (_figure(4), _figure(4), ": no difference"),
        (_figure(4), _figure(0), "= 4 higher"),
    ],
)
def test_a_difference_is_no_surer_than_its_figures(a: Figure, b: Figure, expected: str) -> None:
    assert expected in arithmetic(a, b)


@given(st.sampled_from(list(Qualifier)), st.sampled_from(list(Qualifier)), st.integers(0, 9), st.integers(0, 9))
def test_bounds_hold_for_every_value_they_allow(qa: Qualifier, qb: Qualifier, a: int, b: int) -> None:
    """Whatever the exact values behind "more than" and "up to", the size of the difference keeps what is said of it."""
    text = arithmetic(_figure(a, qa), _figure(b, qb))
    if "cannot" in text or Qualifier.ABOUT in (qa, qb):
        return
    real = {Qualifier.EXACT: lambda v: [v], Qualifier.MORE: lambda v: [v, v + 1, v + 50], Qualifier.LESS: lambda v: [v, max(0, v - 1), 0]}
    size, way = abs(a - b), 1 if a > b else -1
    for x, y in itertools.product(real[qa](a), real[qb](b)):
        if "more than" in text.split(" = ")[-1]:
            assert way * (x - y) >= size
        elif "less than" in text.split(" = ")[-1]:
            assert way * (x - y) <= size
        elif qa is qb is Qualifier.EXACT:
            assert abs(x - y) == size


OTHERS = ("There were 12 theatres.", "Nothing is counted here.", "It rose from 3 to 5 per cent in 2020.")


@settings(max_examples=40)
@given(st.lists(st.sampled_from([*COUNCILS, *OTHERS]), max_size=5))
def test_pairs_keep_order_spans_and_sums(texts: list[str]) -> None:
    claims = [_claim(text, "work", at=1000 * n) for n, text in enumerate(texts)]
    findings = [_finding(text, "work", at=1000 * n) for n, text in enumerate(texts)]
    pairs = figure_pairs(claims, findings, YEARS)
    assert pairs == figure_pairs(claims, findings, YEARS)
    starts = [pair.claim.sentence.start for pair in pairs]
    assert starts == sorted(starts)
    for pair in pairs:
        for figure, sentence in ((pair.a, pair.claim.sentence), (pair.b, pair.finding.sentence)):
            assert sentence.text[figure.start : figure.end] == figure.text
        assert pair.difference == pytest.approx(pair.a.value - pair.b.value)
    assert sum(map(len, by_claim(pairs).values())) == len(pairs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The wage was raised from 60,000 to 70,000 tenge.", [(60000, "KZT"), (70000, "KZT")]),
        ("The rate went from 3 to 5 per cent.", [(3, None), (5, None)]),
        ("There are 12 persons with disabilities here.", [(12, None)]),
    ],
)
def test_units_are_shared_over_to(text: str, expected: list[tuple[float, str | None]]) -> None:
    found = figures(text)
    assert [(f.value, f.currency) for f in found] == expected
    assert len({f.unit for f in found}) == 1


def test_a_year_in_brackets_dates_what_is_in_them() -> None:
    now, then = figures("They held 826 police operations (596 in 2022).", 2023)
    assert (now.year, now.stated, then.year, then.stated) == (2023, False, 2022, True)


def test_the_shipped_corpus_sets_councils_side_by_side_and_little_that_is_wrong(kazakhstan) -> None:
    material = matching.read_corpus(kazakhstan)
    pairs = figure_pairs(material.claims, material.findings, {info.id: info.year for info in kazakhstan.documents})
    found = {(p.claim.sentence.paragraph, p.a.value, p.b.value, p.finding.year) for p in pairs}
    right = {
        ("266", 18229, 15575, 2021), ("266", 18229, 12855, 2019), ("266", 24000, 17595, 2021), ("266", 24000, 17751, 2019),
        ("296", 85000, 19966, 2014), ("333", 50, 49, 2021), ("333", 50, 29, 2014), ("157", 725000, 626740, 2014),
        ("236", 2245, 1682, 2019), ("178", 59.4, 55, 2021),
    }  # fmt: skip
    assert right <= found
    assert len(pairs) <= 24, "more comparisons than were read: check the new ones by eye"
