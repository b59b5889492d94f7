"""Years, asserted changes and the baseline rule for superseded findings."""

import itertools
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import timing


def _spans(text: str) -> list[tuple[int, int, bool]]:
    return [(found.first, found.last, found.open) for found in timing.years(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Since 2017, the Senate has elected her.", [(2017, 2017, True)]),
        ("It is in force from April 2024.", [(2024, 2024, True)]),
        ("in 2019–2023 and in 2016-17", [(2019, 2023, False), (2016, 2017, False)]),
        ("between 2019 and 2023", [(2019, 2023, False)]),
        ("on 5 November 2022", [(2022, 2022, False)]),
        ("Decision No. 2022 and article 2019, document E/C.12/2008/2", []),
        ("some 2,019 persons paid 2019.5 tenge", []),
        ("two thousand", []),
    ],
)
def test_years(text: str, expected: list[tuple[int, int, bool]]) -> None:
    assert _spans(text) == expected


@pytest.mark.parametrize(
    ("claim", "paragraph", "year"),
    [
        ("Since 2017 the Ombudsman has been elected solely by the Senate.", "", 2017),
        ("In 2022 the Federation re-established its affiliation.", "", 2022),
        ("The amendments come into force in April 2024.", "The Act was adopted on 2 October 2023.", 2023),
        ("The mandate has been strengthened.", "The mandate has been strengthened.", None),
        ("The minimum wage was increased to 85,000 tenge as from 1 January 2024.", "", 2024),
        ("A plan was adopted in 2021 for the period until 2030.", "", 2021),
    ],
)
def test_an_asserted_change_and_its_year(claim: str, paragraph: str, year: int | None) -> None:
    change = timing.asserted_change(claim, paragraph)
    assert change is not None
    assert change.year == year
    assert change.text == (paragraph if change.in_paragraph else claim)[change.start : change.end]


@pytest.mark.parametrize(
    "claim",
    [
        "Land may be privately owned within the limits established by law.",
        "The courts apply the treaties ratified by the State.",
        "Before the Code came into effect in 2023 another Act applied.",
        "Teachers meet once a year.",
    ],
)
def test_what_is_no_change(claim: str) -> None:
    assert timing.asserted_change(claim) is None


def _rule(claim: str, finding: str, year: int, paragraph: str = "", period_start: int | None = None) -> bool:
    return timing.rule(timing.superseded_features(claim, paragraph or claim, finding, year, period_start))


def test_a_later_change_leaves_an_earlier_finding_behind() -> None:
    claim = "In 2022, the Federation re-established its affiliation with the International Confederation."
    assert _rule(claim, "In 2018 the International Confederation suspended the Federation.", 2021)
    elected = "Since 2017 the Ombudsman has been elected solely by the Senate."
    assert _rule(elected, "In 2012 the presidentially appointed ombudsman investigated 1,300 complaints.", 2014)
    assert not _rule(elected, "The ombudsman is nominated by the president.", 2019)


def test_a_finding_that_speaks_of_the_later_time_is_current() -> None:
    claim = "In February 2019 a law was adopted to simplify the settlement of labour disputes."
    assert _rule(claim, "Workers may not strike.", 2018)
    assert not _rule(claim, "The law of 2019 did not simplify the settlement of disputes.", 2018)


def test_an_undated_change_counts_as_made_in_the_reports_period() -> None:
    claim, finding = "The punishment for provoking a strike was made less harsh.", "The law sets stiff penalties."
    assert not _rule(claim, finding, 2014)
    assert _rule(claim, finding, 2014, period_start=2019)
    assert not _rule(claim, finding, 2021, period_start=2019)


def test_a_claim_that_points_back_takes_the_paragraphs_change() -> None:
    paragraph = "A Plan of Action was approved on 8 December 2023. The Plan provides for measures against torture."
    assert _rule("The Plan provides for measures against torture.", "Torture was common.", 2021, paragraph)
    assert not _rule("Torture is prohibited.", "Torture was common.", 2021, paragraph)


def test_the_rule_beats_saying_that_all_or_nothing_is_superseded(shared: Path) -> None:
    text = (shared / "corpus" / "cescr-kaz-3.txt").read_text(encoding="utf-8")
    starts = [(match[1], match.start()) for match in re.finditer(r"^(\d+)\.", text, re.MULTILINE)]
    ends = [start for _, start in starts[1:]] + [len(text)]
    paragraphs = {number: text[start:end] for (number, start), end in zip(starts, ends, strict=True)}
    periods = {"usdos-2014": 2014, "usdos-2019": 2019, "usdos-2021": 2021, "hrmi-spotlight-2020": 2020}
    counts = {(said, true): 0 for said in (True, False) for true in (True, False)}
    for name in ("dev", "silver"):
        for row in map(json.loads, (shared / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()):
            if row["relation"] == "unrelated":
                continue
            claim, finding = row["claim"], row["finding"]
            said = _rule(claim["text"], finding["text"], periods[finding["doc"]], paragraphs[claim["paragraph"]], 2019)
            counts[said, row["timing"] == "superseded"] += 1
    precision = counts[True, True] / (counts[True, True] + counts[True, False])
    recall = counts[True, True] / (counts[True, True] + counts[False, True])
    share = (counts[True, True] + counts[False, True]) / sum(counts.values())
    assert 2 * precision * recall / (precision + recall) > 0.6 > 2 * share / (share + 1)


@given(st.text(), st.text(), st.text(), st.integers(1950, 2050))
def test_features_are_finite_named_and_in_order(claim: str, paragraph: str, finding: str, year: int) -> None:
    features = timing.superseded_features(claim, paragraph, finding, year)
    assert tuple(features) == timing.FEATURES
    assert all(isinstance(value, float) and abs(value) < 1000 for value in features.values())


@given(st.text(alphabet="since 2019–23/.No,from aJul() and", max_size=80))
def test_year_spans_lie_in_the_text(text: str) -> None:
    found = timing.years(text)
    for years in found:
        assert text[years.start : years.start + 4] == str(years.first)
        assert years.first <= years.last
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
