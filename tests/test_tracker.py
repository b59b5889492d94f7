"""HRMI tables: read from small files in the published forms, kept beside a corpus, mapped to articles, drawn, read from prose."""

import hashlib
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscheck import cli, corpus, topics, tracker, tracker_chart, tracker_lists, tracker_prose
from crosscheck.errors import CorpusError
from crosscheck.keeping import begin, tables
from crosscheck.records import DocumentInfo, Finding, Role, Sentence
from crosscheck.tracker import Score

CPR = (
    "year,country_code,metric_code,mean,sd,lobound_10,upbound_90\n2018,KAZ,assem,1.84,.21,1.57,2.11\n"
    "2019,KAZ,assem,2.1,.24,1.8,2.4\n2019,AGO,tort,5,.1,4.9,5.1\n"
)
ESR = (
    "country_code,year,metric_code,group,standard,score_wrt_immediate_duty,score_wrt_global_best,average_immediate_duty_wrt_global_best\n"
    "KAZ,2016,Education,All,Core,78.1,77.9,99.6\nKAZ,2017,Education,All,Core,77.4,77.3,99.6\nKAZ,2017,Education,Female,Core,77,,99.6\n"
    "KAZ,2017,Education,All,HiY,70,69,99\n"
)
RISK = (
    "year,country_code,metric_code,people_code,count,proportion,total_respondents\n"
    "2019,KAZ,assem_atrisk,21,25,.862,29\n2019,KAZ,job_atrisk,3,1,,29\n"
)


def _read(text: str, name: str = "t.csv"):
    return tracker.read(text.encode(), name, "t")


def test_civil_and_political_scores_have_their_interval() -> None:
    table = _read(CPR)
    assert table.kind == "hrmi-cpr"
    assert table.scores[1] == Score("KAZ", "assem", "Assembly and association", 2019, 2.1, 1.8, 2.4, "", "out of 10", "t")


def test_economic_and_social_scores_have_both_benchmarks_and_missing_ones_are_counted() -> None:
    table = _read(ESR)
    assert [(s.year, s.value, s.benchmark) for s in table.scores[2:4]] == [(2017, 77.4, "income adjusted"), (2017, 77.3, "global best")]
    assert table.missing == 1
    assert {s.unit for s in table.scores} == {"%"}
    assert [s.standard for s in tracker_chart.drawn(table.scores)] == ["Core"] * 4


def test_people_at_risk_are_shares_under_the_right_they_concern() -> None:
    table = _read(RISK)
    (row,) = table.at_risk
    assert (row.code, row.right, row.people, row.share, row.respondents) == ("assem", "Assembly and association", "21", 0.862, 29)
    assert table.missing == 1


def test_an_unknown_right_is_kept_under_its_code_and_said() -> None:
    table = _read(CPR.replace("tort", "novelty"))
    assert table.unknown == ("novelty",)
    assert table.scores[-1].right == "novelty"


@pytest.mark.parametrize(
    "encode",
    [
        lambda t: t.encode("utf-8-sig"), lambda t: t.encode("utf-16"), lambda t: t.replace("\n", "\r\n").encode(),
        lambda t: t.replace(",", ";").encode(), lambda t: t.replace(",", "\t").encode(),
        lambda t: re.sub(r"(\d*)\.(\d)", r"\1,\2", t.replace(",", ";")).encode(),
    ],
)  # fmt: skip
def test_encodings_and_delimiters_of_spreadsheets(encode) -> None:
    assert tracker.read(encode(CPR), "t.csv", "t").scores == _read(CPR).scores


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (CPR.replace("2.1,.24", "x,.24").encode(), r"t.csv: line 3: column 'mean' holds 'x', not a number"),
        (CPR.replace("2.1,.24", "nan5,.24").encode(), r"line 3: column 'mean'"),
        (CPR.replace("2.1,.24", "21,.24").encode(), r"line 3: column 'mean' holds '21', outside its own bounds"),
        (CPR.replace("2019,KAZ", "19,KAZ").encode(), r"line 3: column 'year' holds '19', not a year"),
        (CPR.replace("KAZ", " ").encode(), r"line 2: column 'country_code'"),
        ((CPR + "2019,KAZ\n").encode(), r"line 5: fewer cells"),
        ((CPR + "2019,KAZ,assem,1,1,1,1,1\n").encode(), r"line 5: more cells"),
        (ESR.replace("77.4", "177.4").encode(), r"line 3: column 'score_wrt_immediate_duty' holds '177.4', not between 0 and 100"),
        (CPR.replace("mean", "average").encode(), r"none of the forms"),
        (CPR.replace("KAZ", "Qazaqstán").encode("cp1252"), r"t.csv: line 2: not UTF-8"),
        (b"", r"none of the forms"),
        (b"\x00\x01\x02" * 50, r"none of the forms"),
    ],
)
def test_what_cannot_be_read_names_file_line_and_column(data: bytes, said: str) -> None:
    with pytest.raises(CorpusError, match=said):
        tracker.read(data, "t.csv", "t")


def test_a_missing_column_is_named() -> None:
    with pytest.raises(CorpusError, match=r"line 1: no column 'sd2'|line 1: no column 'mean'"):
        tracker.read(CPR.replace("mean", "m").encode(), "t.csv", "t", "hrmi-cpr")


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_clear_error(data: bytes) -> None:
    told = ""
    try:
        tracker.read(data, "t.csv", "t", "hrmi-cpr")
    except CorpusError as error:
        told = str(error)
    assert not told or told.startswith("t.csv: ")


@pytest.mark.parametrize(
    ("name", "code"),
    [("Kazakhstan", "KAZ"), ("the Republic of Kazakhstan", "KAZ"), ("Bolivia (Plurinational State of)", "BOL"), ("CÔTE D’IVOIRE", "CIV"),
     ("Kazakh", None), ("Guinea", "GIN"), ("New Guinea", None), ("Korea", None), ("", None), ("Ruritania", None)],
)
def test_countries_are_matched_whole_or_not_at_all(name: str, code: str | None) -> None:
    assert tracker_lists.country_code(name) == code


def test_a_state_is_found_by_the_names_in_the_table_or_a_code_that_is_given() -> None:
    named = _read(CPR.replace("country_code,", "country_code,country,").replace("KAZ,", "RUR,Ruritania,").replace("AGO,", "AGO,Angola,"))
    assert {s.country for s in tracker.of_state(named, "Ruritania").scores} == {"RUR"}
    assert {s.country for s in tracker.of_state(_read(CPR), "Ruritania", "AGO").scores} == {"AGO"}
    with pytest.raises(CorpusError, match="country = "):
        tracker.of_state(_read(CPR), "Ruritania")
    with pytest.raises(CorpusError, match="no row for Peru"):
        tracker.of_state(_read(CPR), "Peru")


def test_rights_lead_to_articles_that_their_treaties_have() -> None:
    assert tracker_lists.bearing_on(["8"], "icescr") == ("assem",)
    assert "Work" in tracker_lists.bearing_on(["7"], "icescr")
    assert tracker_lists.bearing_on(["22"], "iccpr") == ("assem", "empower")
    assert tracker_lists.bearing_on(["8"], "someone-else") == ()
    for name in topics.shipped_taxonomies():
        treaty = topics.load_taxonomy(name)
        named = {number for right in tracker_lists.rights().values() for number in right.articles.get(treaty.id, ())}
        assert named <= set(treaty.articles), name


def _score(value: float, year: int = 2019, **more) -> Score:
    return Score("KAZ", "assem", "R", year, value, more.pop("low", None), more.pop("high", None), "", "out of 10", "t", **more)


def test_the_drawing_is_well_formed_escaped_and_told_in_words() -> None:
    svg = tracker_chart.chart(_read(CPR).scores[:2], '<script>"&', [_score(2.1, 2020, stated=False)])
    root = ElementTree.fromstring(svg)  # noqa: S314 (our own)
    assert root.get("role") == "img"
    assert "script" not in {element.tag.split("}")[1] for element in root.iter()}
    assert root[0].text == '<script>"&'
    assert "2019: 2.1 out of 10 (1.8 to 2.4)" in root[1].text
    assert "2020 (year of the document)" in root[1].text
    assert root[1].text in root.get("aria-label")


def test_both_benchmarks_differ_in_shape_and_stroke_and_not_in_colour() -> None:
    svg = tracker_chart.chart(tracker_chart.drawn(_read(ESR).scores), "Education")
    assert svg.count("<polyline") == 2
    assert svg.count("stroke-dasharray") == 1
    assert "<circle" in svg
    assert "<rect" in svg
    greys = {tuple(int(colour[i : i + 2], 16) for i in (0, 2, 4)) for colour in re.findall(r"#([0-9a-f]{6})\b", svg)}
    assert all(max(channels) - min(channels) < 40 for channels in greys)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(1950, 2150), st.floats(0, 10)), max_size=8))
def test_every_point_lies_on_the_drawing(points: list[tuple[int, float]]) -> None:
    scores = [_score(value, year, low=value - 1, high=value + 1) for year, value in points]
    svg = tracker_chart.chart(scores, "x")
    assert bool(svg) == bool(points)
    for name, most in (("cx", 380), ("cy", 176)):
        assert all(0 <= float(at) <= most for at in re.findall(rf'{name}="([-\d.]+)"', svg))
    assert svg == tracker_chart.chart(scores, "x")


def _hrmi(*texts: str, publisher: str = "Human Rights Measurement Initiative") -> tuple[list[Finding], list[DocumentInfo]]:
    info = DocumentInfo("s", "s.txt", "T", publisher, Role.INDEPENDENT, 2020, (2020, 2020), "2020", "en", "r", "a", "0" * 64, "article")
    section = ("Right to opinion and expression",)
    return [Finding(Sentence("s", 100 * n, 100 * n + len(t), t, n, None, section), 2020) for n, t in enumerate(texts)], [info]


def test_prose_scores_take_the_form_of_the_tables() -> None:
    findings, infos = _hrmi(
        "Kazakhstan scored 2.1/10 for the right to assembly and association, as shown.",
        "At 86.5%, it has room to improve in quality of life rights.",
        "Its income adjusted Quality of Life score of 86.5% implies more.",
        "It scored 2.5/10 for empowerment rights, and 5.4/10 for safety from the state.",
        "Freedom from arbitrary arrest and freedom from torture scored poorly, at 1.9/10 and 2.8/10 respectively.",
        "Its lowest quality of life score is for the right to education, at 77.4%.",
        "Reporters ranked it 157th of 180 and 34% of experts agreed.",
        "The right to work employs 12% of all people.",
    )  # fmt: skip
    said = [(one.score.code, one.score.value, one.score.benchmark) for one in tracker_prose.said_scores(findings, infos, "Kazakhstan")]
    assert said == [("assem", 2.1, ""), ("SER_Average", 86.5, "income adjusted"), ("empower", 2.5, ""), ("physint", 5.4, ""),
                    ("arrest", 1.9, ""), ("tort", 2.8, ""), ("Education", 77.4, "")]  # fmt: skip
    (first, *_) = tracker_prose.said_scores(findings, infos, "Kazakhstan")
    assert (first.score.country, first.score.year, first.score.stated) == ("KAZ", 2020, False)
    others, their_infos = _hrmi("Kazakhstan scored 2.1/10 for the right to assembly and association.", publisher="Somebody Else")
    assert tracker_prose.said_scores(others, their_infos, "Kazakhstan") == []


def test_experts_who_saw_people_at_risk_are_read_with_the_right_of_sentence_or_heading() -> None:
    findings, infos = _hrmi(
        "This shows that 38% of our human rights experts thought that everyone in Ruritania is at real risk of having their right to "
        "assembly and association violated.",
        "Additionally, 83% of experts identified journalists as at risk, while 59% identified members of unions as such.")  # fmt: skip
    found = [(risk.code, risk.share, risk.people) for risk, _ in tracker_prose.said_at_risk(findings, infos, "Ruritania")]
    assert found == [("assem", 0.38, "everyone in Ruritania"), ("express", 0.83, "journalists"), ("express", 0.59, "members of unions")]


@pytest.fixture
def folder(tmp_path: Path, kazakhstan: corpus.Corpus) -> Path:
    """A copy of the shipped corpus, to add tables to."""
    copy = tmp_path / "mine"
    shutil.copytree(kazakhstan.directory, copy)
    return copy


def test_a_table_is_added_listed_copied_and_removed_and_no_index_is_stale(folder: Path, kazakhstan, tmp_path: Path, capsys) -> None:
    source = tmp_path / "cpr-scores_v9-1.csv"
    source.write_text(CPR, encoding="utf-8")
    assert cli.main(["add", str(folder), str(source), "--yes"]) == 0
    assert "2 rows for KAZ, 1 rights, 2018 to 2019" in capsys.readouterr().out
    mine = corpus.load(folder)
    (info,) = mine.tables
    assert (info.id, info.release, info.sha256) == ("hrmi-cpr", "v9-1", hashlib.sha256(CPR.encode()).hexdigest())
    assert mine.sha256 == kazakhstan.sha256
    assert mine.documents == kazakhstan.documents
    assert len(tracker.load(mine.directory, info, mine.state).scores) == 2
    copied = begin.copy(str(folder), tmp_path / "copied")
    assert copied.tables == mine.tables
    assert cli.main(["list", str(folder), "--indexes", str(tmp_path)]) == 0
    assert "hrmi-cpr  hrmi-cpr  2019  ok" in capsys.readouterr().out
    assert cli.main(["add", str(folder), str(source), "--yes", "--id", "again"]) == 1
    assert "already, as 'hrmi-cpr'" in capsys.readouterr().err
    assert cli.main(["remove", str(folder), "hrmi-cpr", "--yes", "--indexes", str(tmp_path)]) == 0
    assert corpus.load(folder).tables == ()
    assert corpus.load(folder).documents == kazakhstan.documents


@pytest.mark.parametrize("text", ["a,b\n1,2\n", CPR.replace("KAZ", "PER"), ""])
def test_a_csv_that_is_no_table_for_this_state_changes_nothing(folder: Path, tmp_path: Path, text: str, capsys) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    source = tmp_path / "x.csv"
    source.write_text(text, encoding="utf-8")
    assert cli.main(["add", str(folder), str(source), "--yes"]) == 1
    assert capsys.readouterr().err.startswith("crosscheck: ")
    assert {path: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != ".lock"} == before


def test_an_altered_table_is_not_read(folder: Path) -> None:
    info = tables.add(folder, CPR.encode(), "t.csv", tables.propose(corpus.load(folder), CPR.encode(), "t.csv", {})[0])
    (folder / info.file).write_text(CPR + "2020,KAZ,assem,9,1,8,10\n", encoding="utf-8")
    with pytest.raises(CorpusError, match="the table is not the one in the manifest"):
        tracker.load(folder, info, "Kazakhstan")


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('id = "t"\n', "missing field 'file'"), ('kind = "hrmi-x"\n', "kind 'hrmi-x' is not one of"),
        ('file = "../t.csv"\n', "leads out of"),
        ('file = "no.csv"\n', "is missing"), ('sha256 = "x"\n', "64 hexadecimal"), ('colour = "red"\n', "unknown field 'colour'"),
        ("year = 12\n", "not a year"), ('id = "usdos-2014"\n', "missing field"),
    ],
)  # fmt: skip
def test_every_fault_of_an_entry_is_named(folder: Path, entry: str, said: str) -> None:
    manifest = folder / corpus.MANIFEST
    manifest.write_text(manifest.read_text(encoding="utf-8") + "\n[[tables]]\n" + entry, encoding="utf-8")
    with pytest.raises(CorpusError, match=re.escape(said)):
        corpus.load(folder)


def test_the_shipped_corpus_has_no_table() -> None:
    assert corpus.load("kazakhstan").tables == ()


def test_the_published_tables_are_read_whole(shared: Path) -> None:
    folder = shared / "data" / "hrmi"
    counts = {}
    for name in ("cpr-scores", "esr-scores", "people-at-risk"):
        data = (folder / f"{name}_v3-1.csv").read_bytes()
        table = tracker.read(data, name, name)
        counts[table.kind] = (len(table.scores), len(table.at_risk), table.unknown)
    assert counts == {"hrmi-cpr": (796, 0, ()), "hrmi-esr": (2 * 21127, 0, ()), "hrmi-risk": (0, 14484, ())}
