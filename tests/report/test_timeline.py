"""The timeline: readable without colour, the same as SVG and PNG, and whole on its page."""

import io

import pytest
from lxml import etree

from crosscheck.report import timeline
from crosscheck.report.wording import Words

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def figures(report):
    made = [timeline.figure(report.check, issue, Words("en")) for issue in report.issues]
    return [figure for figure in made if figure]


def test_there_is_one_for_each_theme_with_findings(report, figures):
    assert [figure.caption for figure in figures] == [issue.title for issue in report.issues]


def test_it_says_what_persisted_and_what_the_state_says_changed(figures):
    union = next(figure for figure in figures if "Trade unions" in figure.caption)
    assert "found for more than one year" in union.described
    assert "the State reports changes in 2020" in union.described
    texts = [text.text for text in etree.fromstring(union.svg).iter(f"{SVG}text")]
    assert {"2014", "2019", "2020", "2021", "Found by sources", "Changed, says the State", "para. 42"} <= set(texts)


def test_every_shade_is_grey_and_every_mark_has_its_own_shape(figures):
    for figure in figures:
        root = etree.fromstring(figure.svg)
        shades = {value for element in root.iter() for name, value in element.attrib.items() if name in ("fill", "stroke")}
        assert all(shade[1:3] == shade[3:5] == shade[5:7] for shade in shades)
    kinds = [shape.kind for shape in timeline._legend(Words("en"), 0) if shape.kind != "text"]
    assert len(set(kinds)) == len(kinds)


def test_nothing_stands_outside_the_page(report):
    for issue in report.issues:
        pairs = [pair for s in issue.statements for group in (*s.groups, *s.changed) for pair in group.pairs]
        said = [(year, s.claim) for s in issue.statements for year in timeline._said_years(s.claim)]
        drawing = timeline.draw(report.check, timeline.groups(pairs), said, Words("en"))
        assert all(0 <= shape.x <= drawing.width and 0 <= shape.y <= drawing.height for shape in drawing.shapes)


def test_the_png_is_grey_and_as_large_as_the_svg(figures):
    image = pytest.importorskip("PIL.Image")
    for figure in figures:
        picture = image.open(io.BytesIO(figure.png))
        root = etree.fromstring(figure.svg)
        assert picture.mode == "L"
        assert picture.size == (2 * int(root.get("width")), 2 * int(root.get("height")))
        assert picture.getextrema() == (0x22, 255)


def test_hostile_words_stay_words():
    drawing = timeline.Drawing(10, 10, (timeline.Shape("text", 1, 1, text="<script>&"),))
    assert [t.text for t in etree.fromstring(timeline.svg(drawing, "a<b")).iter(f"{SVG}text")] == ["<script>&"]
