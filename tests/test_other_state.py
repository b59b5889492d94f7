"""Another State, another committee, as a user does it: a Word file and a web page become a corpus, a cross-check and an app.

The country report is real and stands beside the repository; the State's text is our own writing, and nobody's words.
"""

import gzip
import html
import json
from pathlib import Path

import pytest

from crosscheck import cli, corpus, results
from crosscheck.records import Relation

COUNTRY, YEAR = "Mongolia", 2021
REPORT = (
    ("Article 2", (
        "The National Human Rights Commission is an independent institution established by law.",
        "Discrimination on grounds of sexual orientation and gender identity is prohibited by the Criminal Code.",
    )),
    ("Article 7", (
        "The Labour Law provides for a minimum wage, which is reviewed every year by the tripartite committee.",
        "Labour inspectors inspect workplaces in all sectors, and employers comply with occupational safety rules.",
    )),
    ("Article 8", (
        "Workers have the right to form and join independent trade unions, to bargain collectively and to strike.",
    )),
    ("Article 10", (
        "Child labour has been eliminated, and children no longer take part as jockeys in horse races in winter.",
        "Domestic violence is a crime, and all victims have access to shelters and one-stop service centres.",
    )),
    ("Article 12", ("Persons with disabilities enjoy full access to public buildings and to health services.",)),
)  # fmt: skip


def state_report(path: Path) -> Path:
    """The State's report as a Word file: a symbol, articles as headings, numbered paragraphs."""
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_paragraph("E/C.12/MNG/9")
    document.add_heading(f"Ninth periodic report submitted by {COUNTRY} under articles 16 and 17 of the Covenant", 0)
    number = 0
    for heading, paragraphs in REPORT:
        document.add_heading(heading, 1)
        for text in paragraphs:
            number += 1
            document.add_paragraph(f"{number}. {text}")
    document.save(str(path))
    return path


def country_report(shared: Path, path: Path) -> Path:
    """The State Department's report as the web page it was."""
    with gzip.open(shared / "data" / "state-dept" / f"{YEAR}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["country"] == COUNTRY]
    parts, open_ = [], []
    for row in rows:
        section = row["section"].split(" > ")
        for depth, name in enumerate(section):
            if open_[: depth + 1] != section[: depth + 1]:
                parts.append(f"<h{min(depth + 2, 6)}>{html.escape(name)}</h{min(depth + 2, 6)}>")
        open_ = section
        parts.append(f"<p>{html.escape(row['text'])}</p>")
    title = f"{YEAR} Country Reports on Human Rights Practices: {COUNTRY}"
    path.write_text(f"<html><head><title>{title}</title></head><body><nav>Menu</nav><main><h1>{title}</h1>{''.join(parts)}</main></body></html>",
                    encoding="utf-8")
    return path


def test_a_word_file_and_a_web_page_become_a_cross_check(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CROSSCHECK_INDEXES", str(tmp_path / "indexes"))
    own, other = state_report(tmp_path / "report.docx"), country_report(shared, tmp_path / "page.html")
    assert cli.main(["new", "mongolia", "--state", COUNTRY, "--committee", "CESCR"]) == 0
    assert cli.main(["add", "mongolia", str(own), "--yes", "--period", "2018-2023", "--date", "2024", "--publisher", "Government"]) == 0
    added = cli.main(["add", "mongolia", str(other), "--yes", "--role", "independent", "--year", str(YEAR), "--period", f"{YEAR}-{YEAR}",
                      "--date", "2022", "--publisher", "US Department of State", "--form", "usdos"])
    assert added == 0, capsys.readouterr().err
    assert cli.main(["run", "mongolia"]) == 0, capsys.readouterr().err
    assert "E/C.12/MNG/9" in capsys.readouterr().out
    loaded = corpus.load("mongolia")
    check = results.load(loaded, tmp_path / "indexes" / loaded.id)
    assert [c.sentence.paragraph for c in check.claims] == [str(n) for n in range(1, 9)]
    assert {"2", "7", "8", "10", "12"} <= {article for claim in check.claims for article in claim.articles}
    jockeys = next(i for i, claim in enumerate(check.claims) if "jockeys" in claim.sentence.text)
    best = check.pairs(check.table[check.table.claim == jockeys].sort_values("rank").head(10))
    assert any("jockey" in pair.finding.sentence.text for pair in best)
    assert any(pair.relation in (Relation.CONTRADICTS, Relation.QUALIFIES) for pair in best)
    for pair in best:
        text = check.documents[pair.finding.sentence.doc].text
        assert " ".join(text[pair.finding.sentence.start : pair.finding.sentence.end].split()) == pair.finding.sentence.text
    _app(loaded.directory)


def _app(folder: Path) -> None:
    pytest.importorskip("streamlit")
    from streamlit.testing.v1 import AppTest

    root = Path(__file__).parent.parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CROSSCHECK_CORPUS", str(folder))
        for page in ("overview", "claims", "documents", "search"):
            app = AppTest.from_file(str(root / "app.py"), default_timeout=60)
            app.switch_page(str(root / "crosscheck" / "ui" / "pages" / f"{page}.py"))
            app.run()
            assert not app.exception, page
            assert not app.error, page
