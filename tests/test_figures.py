"""Figures read from sentences, and two of them side by side."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck.figures import Qualifier, Unit, compare, compared, figures


def _read(text: str) -> list[tuple[float, str, str]]:
    return [(found.value, found.unit.value, found.noun) for found in figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Enterprises have set up 18,229 works councils.", [(18229, "count", "works councils")]),
        ("Coverage reached 85.2 per cent.", [(85.2, "percent", "Coverage")]),
        ("The minimum wage was 19,966 tenge ($110).", [(19966, "money", "minimum wage"), (110, "money", "")]),
        ("It allocated US$ 10 billion.", [(10e9, "money", "")]),
        ("Kazakhstan scored 2.1/10 for the right to assembly and association, as shown.",
         [(2.1, "score", "right to assembly and association")]),
        ("The score is 2.8 out of 10.", [(2.8, "score", "score")]),
        ("40 percent of children in institutions agreed.", [(40, "percent", "of children")]),
        ("The number of orphans decreased from 6,223 in 2017 to 4,606.",
         [(6223, "count", "orphans"), (4606, "count", "orphans")]),
        ("25 cases of blocking were found.", [(25, "count", "cases of blocking")]),
        ("A term of up to 18 months applies.", [(18, "duration", "month")]),
    ],
)
def test_value_unit_and_noun(text: str, expected: list[tuple[float, str, str]]) -> None:
    assert _read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "By Decision No. 212 of 20 March 2024 the Government approved it (art. 23 (1)).",
        "On June 5 and from 4 to 7 May 2023 they met.",
        "Prison GM-172/6 and document E/C.12/KAZ/3 are named.",
        "13.The social sphere has been a priority.",
        "(2) With students, provided the work is light;",
        "Persons under the age of 14 years may not work (arts. 7 and 8).",
        "Section 65 and paragraphs 3 and 4 say so.",
        "She ranked 157th in 2021.",
    ],
)
def test_what_is_no_figure(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("more than 2,500 appeals", Qualifier.MORE),
        ("at least 12 unions", Qualifier.MORE),
        ("up to 500 workers", Qualifier.LESS),
        ("some 600 persons", Qualifier.ABOUT),
        ("approximately 84,000 orders", Qualifier.ABOUT),
        ("84,000 orders", Qualifier.EXACT),
    ],
)
def test_how_exact(text: str, qualifier: Qualifier) -> None:
    assert [found.qualifier for found in figures(text)] == [qualifier]


def test_the_year_a_figure_refers_to() -> None:
    listed = figures("The Office received 2,500 appeals (275 in 2019; 186 in 2020).")
    assert [(found.value, found.noun, found.year) for found in listed] == [
        (2500, "appeals", None), (275, "appeals", 2019), (186, "appeals", 2020)
    ]
    assert figures("In 2023, the Court adopted 39 decisions.")[0].year == 2023
    assert figures("In 2011 and 2012 there were 39 decisions.")[0].year is None
    assert figures("The Act of 2005 covers 39 trades.")[0].year is None
    own = figures("There are 39 theatres.", default_year=2023)[0]
    assert (own.year, own.stated) == (2023, False)


def test_the_arithmetic_is_written_out() -> None:
    (ours,) = figures("In 2023 there were 18,229 works councils.")
    (theirs,) = figures("In 2021 there were 15,575 works councils.")
    found = compare(ours, theirs)
    assert found is not None
    assert found.difference == 18229 - 15575
    assert found.percent == pytest.approx(100 * (18229 - 15575) / 15575)
    assert found.same_words
    assert found.text == "18,229 in 2023 beside 15,575 in 2021: +2,654, +17.0 %"


def test_head_nouns_alone_are_shown_as_such() -> None:
    (ours,) = figures("There are 18,229 works councils.", 2023)
    (theirs,) = figures("In April there were 15,575 production councils.", 2021)
    found = compare(ours, theirs)
    assert found is not None
    assert not found.same_words
    assert "18,229 works councils (report of 2023)" in found.text
    assert "15,575 production councils (report of 2021)" in found.text


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("There are 39 theatres.", "There are 39 museums."),
        ("The wage was 70,000 tenge.", "The wage was $110."),
        ("The share was 40 per cent.", "There are 40 shares."),
        ("645,750 persons were registered.", "51 persons were tried."),
        ("40 percent of children agreed.", "18 percent of children disagreed."),
        ("25 cases of blocking were found.", "11 cases of trafficking were found."),
        ("It lasts 18 months.", "It lasts 12 months."),
    ],
)
def test_what_does_not_agree_is_not_compared(a: str, b: str) -> None:
    assert compared(figures(a), figures(b)) == []


def test_rates_differ_in_points_and_money_keeps_its_currency() -> None:
    (rate,) = compared(figures("The unemployment rate was 4.7 per cent."), figures("Unemployment was 9.5 percent."))
    assert rate.text.endswith("-4.8 points")
    (wage,) = compared(figures("The minimum wage was 70,000 tenge."), figures("The minimum wage was 19,966 tenge."))
    assert wage.text == "70,000 KZT beside 19,966 KZT: +50,034, +250.6 %"


def test_nothing_is_divided_by_nought() -> None:
    (found,) = compared(figures("There are 12 theatres."), figures("There are 0 theatres."))
    assert found.percent is None
    assert found.text.endswith("+12")


@given(st.text(alphabet="0123456789,.%$ ()-–/ofinpercentmillion2019tengecases\n", max_size=80))
def test_every_span_is_its_text(text: str) -> None:
    found = figures(text)
    for figure in found:
        assert text[figure.start : figure.end] == figure.text
        assert figure.value >= 0
        assert (figure.currency is not None) == (figure.unit == Unit.MONEY)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    for comparison in compared(found, found):
        assert comparison.difference == round(comparison.a.value - comparison.b.value, 6)


@given(st.integers(10, 10**9), st.sampled_from(["theatres", "labour inspectors", "tenge", "per cent"]))
def test_a_written_number_is_read_back(value: int, noun: str) -> None:
    (found,) = figures(f"There are {value:,} {noun}.")
    assert found.value == value
