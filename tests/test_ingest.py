"""Reading: every sentence is its slice, none overlap, no letter is lost, numbers and headings are the printed ones."""

import json
import re
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscheck import corpus
from crosscheck.corpus import Corpus
from crosscheck.errors import CorpusError
from crosscheck.ingest import FORMS, layout, outline, segment, sentences
from crosscheck.ingest.blocks import joined, pieces
from crosscheck.ingest.lines import lines
from crosscheck.records import Document, DocumentInfo, Role, Sentence, fold

WIDTHLESS = "\u200b\u2060\ufeff"


def document(text: str, form: str) -> Document:
    info = DocumentInfo(
        "doc", "doc.txt", "A title", "somebody", Role.STATE, 2020, (2019, 2020), "2020", "en", "", "", "0" * 64, form
    )
    return Document(info, text)


def texts(text: str, form: str = "plain") -> list[str]:
    return [sentence.text for sentence in sentences(document(text, form))]


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in segment.spans(text, 0, len(text))]


def visible(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and char not in WIDTHLESS)


def check(source: Document) -> list[Sentence]:
    """The invariants of reading; returns the sentences for more."""
    found = layout(source)
    try:
        read = sentences(source)
    except CorpusError:
        read = []
    spans = [(part.start, part.end) for part in [*found.headings, *found.asides, *read]]
    seen = 0
    for start, end in sorted(spans):
        assert seen <= start < end <= len(source.text)
        assert not visible(source.text[seen:start])
        seen = end
    assert not visible(source.text[seen:])
    for sentence in read:
        assert sentence.text == fold(source.text[sentence.start : sentence.end])
        assert source.text[sentence.start : sentence.end].strip() == source.text[sentence.start : sentence.end]
    assert [s.start for s in read] == sorted(s.start for s in read)
    assert [s.block for s in read] == sorted(s.block for s in read)
    return read


# The shipped documents


@pytest.fixture(scope="module")
def read(kazakhstan: Corpus) -> dict[str, list[Sentence]]:
    return {info.id: check(corpus.read(kazakhstan, info)) for info in kazakhstan.documents}


def test_all_documents_are_read_in_three_seconds(kazakhstan: Corpus, read: dict[str, list[Sentence]]) -> None:
    started = time.perf_counter()
    again = {info.id: sentences(corpus.read(kazakhstan, info)) for info in kazakhstan.documents}
    assert time.perf_counter() - started < 3
    assert again == read


def test_every_paragraph_of_the_report_is_found(read: dict[str, list[Sentence]]) -> None:
    numbers = list(dict.fromkeys(sentence.paragraph for sentence in read["cescr-kaz-3"]))
    assert numbers == [str(number) for number in range(1, 521)]


def test_sections_of_the_report(read: dict[str, list[Sentence]]) -> None:
    by_paragraph = {sentence.paragraph: sentence for sentence in read["cescr-kaz-3"]}
    third = "III. Information on the implementation of the Covenant and the recommendations of the Committee"
    assert by_paragraph["1"].section == ("I.Introduction",)
    assert by_paragraph["94"].text.startswith("The")
    assert by_paragraph["94"].section == (
        third,
        "Article 2",
        "Recommendation regarding the national human rights institution (para. 7)",
    )
    assert by_paragraph["285"].section == (third, "Article 8", "Recommendation regarding trade union rights (para. 33)")
    assert by_paragraph["520"].section == (third, "Other recommendations")


def test_lines_without_a_number_belong_to_the_paragraph_above(read: dict[str, list[Sentence]]) -> None:
    items = [s for s in read["cescr-kaz-3"] if s.text.startswith(("(1) With", "(2) With", "(3) With"))]
    assert (len({s.paragraph for s in items}), len({s.block for s in items})) == (1, 3)


def test_sections_of_the_state_department(read: dict[str, list[Sentence]]) -> None:
    rape = next(s for s in read["usdos-2021"] if s.text.startswith("Rape and Domestic Violence: The law"))
    assert rape.section == ("Section 6. Discrimination and Societal Abuses", "Women", "Rape and Domestic Violence")
    union = next(s for s in read["usdos-2014"] if "labor union laws" in s.text)
    assert union.section == ("Section 7. Worker Rights", union.section[1])
    assert union.section[1] == "a. Freedom of Association and the Right to Collective Bargaining"
    assert all(".gov website" not in s.text and "Custom Report" not in s.text for s in read["usdos-2019"])
    assert read["usdos-2019"][0].section == ("Executive Summary",)


def test_a_sentence_goes_on_over_a_page(read: dict[str, list[Sentence]]) -> None:
    summary = [s.text for s in read["usdos-2021"] if s.text.startswith("Significant human rights issues")]
    assert len(summary) == 1
    assert "serious restrictions on internet freedom" in summary[0]


def test_pages_agree_with_the_printed_ones(kazakhstan: Corpus, read: dict[str, list[Sentence]]) -> None:
    for doc, mark in (("usdos-2014", "KAZAKHSTAN 33"), ("usdos-2021", "Page 5")):
        text = corpus.read(kazakhstan, kazakhstan.document(doc)).text
        page = next(line.page for line in lines(text) if line.text == mark)
        assert page == int(mark.split()[-1])
    assert {s.page for s in read["cescr-kaz-3"]} == {None}


def test_lists_of_scraps_are_one_sentence(read: dict[str, list[Sentence]]) -> None:
    risk = [s.text for s in read["hrmi-spotlight-2020"] if s.text.startswith("Street children or homeless youth •")]
    assert len(risk) == 1
    assert risk[0].endswith("Women and/or girls")


def test_against_the_judged_spans(shared: Path, kazakhstan: Corpus, read: dict[str, list[Sentence]]) -> None:
    """Spans people judged are ours, but for a printed number or bullet before them and for headings."""
    spans = set()
    for name in ("dev.jsonl", "silver.jsonl"):
        for line in (shared / "gold" / name).read_text(encoding="utf-8").splitlines():
            pair = json.loads(line)
            spans |= {(pair[side]["doc"], pair[side]["start"], pair[side]["end"]) for side in ("claim", "finding")}
    layouts = {info.id: layout(corpus.read(kazakhstan, info)) for info in kazakhstan.documents}
    same = half = total = 0
    for doc, start, end in sorted(spans):
        found = layouts[doc]
        left_out = sum(max(0, min(end, p.end) - max(start, p.start)) for p in [*found.headings, *found.asides])
        if left_out * 2 >= end - start:
            continue
        total += 1
        start = next((a.end for a in found.asides if a.start == start and a.end < end), start)
        best = max(read[doc], key=lambda s: (min(s.end, end) - max(s.start, start), -s.start))
        overlap = min(best.end, end) - max(best.start, start)
        same += best.end == end and 0 <= best.start - start <= 1
        half += overlap * 2 >= min(best.end - best.start, end - start)
    assert total > 1400
    assert same / total > 0.97
    assert half / total > 0.995


# Other States, other wording

OTHER_REPORT = """\ufeffCommittee on the Elimination of Discrimination against Women
Second periodic report submitted by Ruritania
* The present document is being issued without formal editing.
GE.24-01234 (E)

A. Replies to the list of issues
Reply to paragraph 3 of the list of issues (CEDAW/C/RUR/Q/2)

17. In 2022, Act No. 14 of 3 May was adopted (see arts. 5
and 6, para. 2). It entered into force on 5 December
2023. The Ministry supervises it, i.e. the Ministry of
Justice, which reports to
all who ask. Nothing else is
known.
18.The following bodies are responsible:
(a) the Office of the Procurator;
(b) the police.
Article 7 – Political life
19. Women hold 12.5 per cent of seats.
21. Paragraph 20 was lost.
"""


def test_a_report_of_another_state() -> None:
    read = check(document(OTHER_REPORT, "un-state-report"))
    assert [(s.paragraph, s.text) for s in read] == [
        ("17", "In 2022, Act No. 14 of 3 May was adopted (see arts. 5 and 6, para. 2)."),
        ("17", "It entered into force on 5 December 2023."),
        (
            "17",
            "The Ministry supervises it, i.e. the Ministry of Justice, which reports to all who ask.",
        ),
        ("17", "Nothing else is known."),
        ("18", "The following bodies are responsible:"),
        ("18", "(a) the Office of the Procurator;"),
        ("18", "(b) the police."),
        ("19", "Women hold 12.5 per cent of seats."),
        ("21", "Paragraph 20 was lost."),
    ]
    assert read[0].section == (
        "A. Replies to the list of issues",
        "Reply to paragraph 3 of the list of issues (CEDAW/C/RUR/Q/2)",
    )
    assert read[-1].section == ("A. Replies to the list of issues", "Article 7 – Political life")
    assert [h.rank for h in outline(document(OTHER_REPORT, "un-state-report"))] == [0, 2, 4, 3]


@pytest.mark.parametrize("blank", ["", "\n"])
def test_a_report_printed_on_pages_reads_the_same(
    kazakhstan: Corpus, read: dict[str, list[Sentence]], blank: str
) -> None:
    """Wrapping the whole report on numbered pages changes neither its paragraphs nor its sentences."""
    source = corpus.read(kazakhstan, kazakhstan.document("cescr-kaz-3")).text
    printed: list[str] = []
    for line in source.split("\n"):
        printed += [*textwrap.wrap(line, 88, break_long_words=False, break_on_hyphens=False), *([""] if blank else [])]
    pages = [printed[at : at + 40] for at in range(0, len(printed), 40)]
    text = "\f".join(
        "\n".join(["E/C.12/KAZ/3", *page, f"{number} GE.24-09999\n"]) for number, page in enumerate(pages, start=1)
    )
    furniture = re.compile(r" \d+ GE\.24-09999 E/C\.12/KAZ/3")
    again = check(document(text, "un-state-report"))
    first = [(s.paragraph, s.section, s.text) for s in read["cescr-kaz-3"]]
    second = [(s.paragraph, s.section, furniture.sub("", s.text)) for s in again]
    assert again[-1].page == len(pages)
    if blank:
        assert second == first
    else:  # where no blank line shows it, a paragraph that ends with a full line is not told from the next
        assert list(dict.fromkeys(s[0] for s in second)) == list(dict.fromkeys(s[0] for s in first))
        assert len(set(first) - set(second)) <= 5


def test_numbered_headings_are_no_paragraphs() -> None:
    text = "1. Introduction\n1. The report covers 2020.\n2. It has two parts.\n2. Legal framework\n3. The law is new.\n"
    read = check(document(text, "un-state-report"))
    assert [(s.paragraph, s.section) for s in read] == [
        ("1", ("1. Introduction",)),
        ("2", ("1. Introduction",)),
        ("3", ("2. Legal framework",)),
    ]


def test_a_country_report_of_another_state() -> None:
    text = (
        "RURITANIA 2017 HUMAN RIGHTS REPORT\n\nExecutive Summary\n\nThese included: The king rules. He is old.\n\n"
        "SECTION 7. WORKER RIGHTS\n\nb. Prohibition of Forced Labor\n\nPhysical conditions:  Cells were cold.\n\n"
        "They stayed cold.\n\nEnforcement: No one enforced it.\n\nThe labor code is\n\nhttps://example.org/report/\n\n"
        "not applied.\n"
    )
    read = check(document(text, "usdos"))
    path = ("SECTION 7. WORKER RIGHTS", "b. Prohibition of Forced Labor")
    assert [(s.section, s.text) for s in read] == [
        (("Executive Summary",), "These included: The king rules."),
        (("Executive Summary",), "He is old."),
        ((*path, "Physical conditions"), "Physical conditions: Cells were cold."),
        ((*path, "Physical conditions"), "They stayed cold."),
        ((*path, "Enforcement"), "Enforcement: No one enforced it."),
        ((*path, "Enforcement"), "The labor code is https://example.org/report/ not applied."),
    ]


def test_plain_text_with_and_without_numbers() -> None:
    read = check(document("About us\n\n12. We work\nin towns. We grow.\r\n\r\nNo number here.\n\n13. Last.\n", "plain"))
    assert [(s.paragraph, s.text, s.section) for s in read] == [
        ("12", "We work in towns.", ("About us",)),
        ("12", "We grow.", ("About us",)),
        ("12", "No number here.", ("About us",)),
        ("13", "Last.", ("About us",)),
    ]


def test_form_feeds_number_the_pages() -> None:
    read = check(document("One sentence here.\n\fTwo is next.\n\fThree ends it.\n", "plain"))
    assert [s.page for s in read] == [1, 2, 3]


def test_uneven_or_contradicted_page_marks_are_not_believed() -> None:
    page = "\n".join(["A line of prose that says something."] * 20)
    even = f"{page}\n {page}\n {page}\n {page}"
    assert lines(even)[-1].page == 4
    assert lines(f"{page}\n {page}\n A short page.\n {page}")[-1].page is None
    assert lines(f"{page}\n {page}\nPage 7\n {page}\n {page}")[-1].page is None


def test_unknown_form_and_empty_text_are_refused() -> None:
    with pytest.raises(
        CorpusError, match="form 'pdf' is not known; use one of: un-state-report, usdos, article, plain"
    ):
        sentences(document("Text.", "pdf"))
    with pytest.raises(CorpusError, match=r"doc\.txt: no sentence found"):
        sentences(document(" \n---\n", "plain"))


# Sentences


@pytest.mark.parametrize(
    "text",
    [
        "Everyone may leave (Constitution, art. 23 (1)).|The law says so.",
        "Everyone is equal (arts. 13 (2) and 14 (1); para. 5).|It is kept.",
        "Government Decision No. 790 of 29 November 2017 was amended.|Nos. 3 and 4 were not.",
        "The U.S. Embassy and Mr. Smith, e.g. in Astana, agreed.|Dr. J. K. Doe did not.",
        "A new code came into force. (art. 6)|It is long.",
        "Prisoners were beaten (see section 1.c.).|Nobody was charged.",
        "“Yes.”|He left.",
        "He said “it is over.”|She did not.",
        "The rights are: (a) to work; (b) to rest; and (c) to strike.|All have them.",
        "They were held under articles of the penal code.|Binh was freed.",
        "Many had fled CAR.|The government let them in.",
        "Work ended at 6 a.m.|The penalties were low.",
        "It is the law.|Nobody keeps it.|Why?|No one knows!",
        "The Mayor spoke on December 9.|The court was silent.",
        "The policy (“Kazakhstan. Now and forever”) was adopted.|It failed.",
    ],
)
def test_sentence_ends(text: str) -> None:
    assert split(text.replace("|", " ")) == text.split("|")


def test_a_missing_space_ends_a_sentence_all_the_same() -> None:
    assert split("This is the law.The court agrees.") == ["This is the law.", "The court agrees."]


def test_wrapped_lines_are_one_paragraph_and_short_ones_end_it() -> None:
    text = (
        "The first paragraph is long enough to be wrapped at the width of a\n"
        "page, as an extraction of a printed report shows it to its reader,\n"
        "and then it ends.\n"
        "The second one begins directly under it, without any blank line at\n"
        "all, and it goes on for two lines before it is over and done with.\n"
    )
    assert [piece.flat.split()[1] for piece in pieces(text)] == ["first", "second"]


def test_a_paragraph_is_joined_over_what_stands_between() -> None:
    text = "It is\n\n12\n\nso.\n\nNext one."
    parts = joined(text, pieces(text), lambda piece: True, lambda piece: piece.text.isdigit())
    assert [piece.flat for piece in parts] == ["It is 12 so.", "Next one."]


def test_nupunkt_is_loaded_only_when_sentences_are() -> None:
    code = "import crosscheck.corpus, sys; print('nupunkt' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


PHRASES = (
    "The law|the court|. |: |art. 5|No. 2|U.S. |12. |13.The|Section 1. Life|a. Freedom|I. General|Article 8|Women"
    "|Press and Media: |• |- |(1) |http://a.org/b|* note|\n\n|\r\n|  "
)
SCRAPS = st.sampled_from([*PHRASES.split("|"), *"\n\r\f\u2003\u00a0\u200b\ufeff.;:?“”’()2é…— "])


@settings(max_examples=150)
@given(parts=st.lists(SCRAPS, max_size=40), form=st.sampled_from(sorted(FORMS)))
def test_nothing_is_lost_whatever_the_text(parts: list[str], form: str) -> None:
    check(document("".join(parts), form))


@settings(max_examples=60)
@given(text=st.text(max_size=120), form=st.sampled_from(sorted(FORMS)))
def test_nothing_is_lost_in_any_unicode(text: str, form: str) -> None:
    check(document(text, form))


@settings(max_examples=150)
@given(parts=st.lists(SCRAPS, max_size=25), before=st.text(max_size=5))
def test_spans_cover_their_slice(parts: list[str], before: str) -> None:
    body = "".join(parts)
    text = before + body + before
    seen = len(before)
    for start, end in segment.spans(text, len(before), len(before) + len(body)):
        assert not text[seen:start].strip()
        assert seen <= start < end
        seen = end
    assert not text[seen : len(before) + len(body)].strip()
