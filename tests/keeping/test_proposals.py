"""What is proposed from a document, and what the ingestion report says of it."""

import pytest

from crosscheck.errors import CorpusError
from crosscheck.files.extracted import Extracted, Left
from crosscheck.keeping import clues, propose, reading_report

from .made import observer, state, state_text


def test_a_state_report_is_recognized() -> None:
    found = propose.propose(state(), "N2300001.pdf")
    assert found.missing == ()
    expected = {
        "id": "cedaw-c-rur-5", "symbol": "CEDAW/C/RUR/5", "role": "state", "date": "2023-03-02", "period": (2018, 2022), "year": 2022,
        "language": "en", "form": "un-state-report", "rights": "United Nations document",
        "publisher": "United Nations, Committee on the Elimination of Discrimination against Women",
        "title": "Fifth periodic report submitted by Ruritania under article 18 of the Convention, due in 2022",
    }  # fmt: skip
    assert {name: found.values[name] for name in expected} == expected
    assert "running head" in found.because["symbol"]


def test_an_article_leaves_open_who_speaks() -> None:
    found = propose.propose(observer(), "x.html")
    assert found.missing == ("role",)
    assert (found.values["title"], found.values["year"], found.values["publisher"]) == (
        "Ruritania: 2021 review of women at work", 2021, "Observer Institute")  # fmt: skip
    given = propose.propose(observer(), "x.html", {"observer-institute-2021"}, {"role": "independent", "year": 2020})
    assert given.missing == ()
    assert given.values["period"] == (2020, 2020)
    assert given.values["id"] == "observer-institute-2020"


def test_a_state_department_report_is_recognized() -> None:
    text = ("RURITANIA 2021 HUMAN RIGHTS REPORT\n\nEXECUTIVE SUMMARY\n\nThe king rules alone.\n\nSection 1. Respect for the Integrity of "
            "the Person\n\na. Arbitrary Deprivation of Life\n\nThere were no reports of it.\n\nSection 7. Worker Rights\n\n"
            "Unions are few.\n")  # fmt: skip
    found = propose.propose(Extracted("text", text), "x.txt")
    assert (found.values["form"], found.values["role"], found.values["year"]) == ("usdos", "independent", 2021)
    assert found.missing == ()


@pytest.mark.parametrize(
    ("symbol", "role"),
    [
        ("CEDAW/C/KAZ/5", "state"), ("E/C.12/KAZ/3", "state"), ("CCPR/C/KAZ/3/Add.1", "state"), ("CRC/C/KAZ/5-6", "state"),
        ("HRI/CORE/KAZ/2012", "state"), ("E/C.12/KAZ/CO/2", "independent"), ("E/C.12/KAZ/Q/3", "independent"),
        ("E/C.12/KAZ/RQ/3", "state"), ("CEDAW/C/KAZ/Q/4/Add.1", "state"), ("CCPR/C/KAZ/CO/2/Add.1", "state"),
        ("A/HRC/WG.6/34/KAZ/1", "state"), ("A/HRC/WG.6/34/KAZ/2", "independent"), ("CRC/C/Q/KAZ/2", "independent"), ("A/HRC/29/25", None),
    ],
)  # fmt: skip
def test_the_symbol_tells_who_speaks(symbol: str, role: str | None) -> None:
    found = propose.propose(Extracted("text", f"United Nations {symbol}\n\nA text about the country. It says little.\n"), "x.txt")
    assert found.values.get("symbol") == symbol
    assert found.values.get("role") == role


def test_a_symbol_in_a_sentence_is_a_reference() -> None:
    text = "1. The guidelines (HRI/GEN/2/Rev.6) were followed.\n\n2. See E/C.12/2008/2 for what is asked.\n"
    assert "symbol" not in propose.propose(Extracted("text", text), "x.txt").values


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The State party has adopted a law on the protection of workers and it is in force.", "en"),
        ("L’État partie a adopté une loi sur la protection des travailleurs et elle est en vigueur dans le pays.", "fr"),
        ("El Estado parte ha aprobado una ley sobre la protección de los trabajadores que está en vigor en el país.", "es"),
        ("Государство-участник приняло закон о защите трудящихся, и он вступил в силу на всей территории.", "ru"),
        ("Қатысушы мемлекет еңбекшілерді қорғау туралы заң қабылдады, ол бүкіл аумақта күшіне енді.", "kk"),
        ("اعتمدت الدولة الطرف قانونا بشأن حماية العمال وهو ساري المفعول في جميع أنحاء البلد", "ar"),
        ("缔约国通过了一项关于保护工人的法律，该法律在全国范围内生效并得到执行，受到欢迎。", "zh"),
        ("12 34 56", ""),
    ],
)
def test_languages(text: str, code: str) -> None:
    assert clues.language(text)[0] == code


def test_dates_in_several_languages() -> None:
    text = "30 May 2024; May 3, 2021; 1er août 2020; 5 de marzo de 2019; 7 января 2018; 2017-02-30; 31.12.2016"
    assert [day for day, _, _ in clues.dates(text)] == ["2024-05-30", "2021-05-03", "2020-08-01", "2019-03-05", "2018-01-07", "2016-12-31"]
    assert clues.dated("United Nations\n[Date received: 30 May 2024]\n")[0] == "2024-05-30"
    assert clues.dated("The Act of 22 July 2011 on migration, which the parliament adopted, is in force.") is None


def test_the_report_lists_gaps_repeats_and_what_was_left_out() -> None:
    found = reading_report.report(state())
    assert found.form == "un-state-report"
    assert (found.numbering.count, found.numbering.first, found.numbering.last, found.numbering.gaps) == (11, 1, 12, (8,))
    assert (found.pages, found.printed, found.footnotes, found.language) == (2, ("2", "2"), 1, "en")
    assert {kind.kind: kind.count for kind in found.left_out} == {Left.RUNNING_HEAD: 2, Left.FOOTNOTE: 1}
    text = "\n".join(reading_report.lines(found))
    for words in ("missing: 8", "1 × footnote: “1 See the Act of 2019. (p. 2)”", "Two columns", "2, printed 2 to 2"):
        assert words in text


def test_numbers_out_of_sequence_are_told() -> None:
    text = state_text([1, 2, 3, 4, 5, 6, 7, 8, 3, 9])
    found = reading_report.numbering(text, "un-state-report")
    assert found.count == 9
    assert found.passed_over == (3,)
    again = state_text([1, 2, 3]) + "\nII. Annex\n\n" + "1. The annex counts anew from here, as annexes of such reports often do.\n"
    assert reading_report.numbering(again, "un-state-report").repeats == (1,)


def test_nothing_in_the_terminal_s_words_acts_on_it() -> None:
    hostile = Extracted("html", "Title \x1b[31m\u202e of it\n\nA sentence stands here.\n", notes=("a\x07b",))
    told = [*reading_report.lines(reading_report.report(hostile)), *propose.lines(propose.propose(hostile, "x.html"))]
    assert all(char.isprintable() or char == "\u00a0" for line in told for char in line)


@pytest.mark.parametrize("text", ["2023-2019", "19", "2019 or so", ""])
def test_a_period_is_two_years(text: str) -> None:
    assert propose.parse_period("2019–2023") == (2019, 2023)
    assert propose.parse_period("2021") == (2021, 2021)
    with pytest.raises(CorpusError, match="2019-2023"):
        propose.parse_period(text)
