"""`crosscheck report`, from an index on disk and a review log to files."""

import argparse
import csv
import io
import subprocess
import sys

import docx
import openpyxl
import pytest

from crosscheck.errors import CrosscheckError
from crosscheck.export.safety import Audience
from crosscheck.records import Relation, Timing
from crosscheck.report import choice, commands
from crosscheck.reviews.anchoring import quotes
from crosscheck.reviews.records import Review, utc_now
from crosscheck.reviews.store import Store
from tests.fakes import fake_crosscheck

SUBJECTS = ("--theme", "trade-unions", "--theme", "strike", "--theme", "ombudsman")


@pytest.fixture(scope="module")
def fake(tmp_path_factory):
    return fake_crosscheck(tmp_path_factory.mktemp("command"))


@pytest.fixture
def run(fake, monkeypatch, tmp_path):
    monkeypatch.delenv("CROSSCHECK_REVIEWS", raising=False)

    def called(name, *arguments):
        parser = argparse.ArgumentParser()
        commands.add_parser(parser.add_subparsers())
        path = tmp_path / name
        options = parser.parse_args(["report", str(fake.corpus), "--indexes", str(fake.indexes), "-o", str(path), *arguments])
        assert options.command(options) == 0
        return path

    return called


def test_one_command_writes_a_word_file_and_says_how_long_it_is(run, capsys):
    path = run("r.docx", *SUBJECTS, "--include", "unreviewed")
    headings = [p.text for p in docx.Document(str(path)).paragraphs if p.style.name == "Heading 2"]
    assert headings == ["Ombudsman and national human rights institution", "Trade unions and collective bargaining",
                        "The right to strike and labour disputes"]
    out, err = capsys.readouterr()
    assert "limit 10 pages for one organization" in out
    assert "machine suggestions that nobody reviewed" in err
    assert "not known for CESCR" in err


def test_without_a_decision_nothing_is_written_and_the_way_on_is_named(run, tmp_path):
    with pytest.raises(CrosscheckError, match=r"No settled pair.* wait for a review.*--include unreviewed"):
        run("r.docx", *SUBJECTS)
    assert not (tmp_path / "r.docx").exists()


def test_reviews_are_read_from_the_log(fake, run, tmp_path):
    check = fake.load()
    pair = next(p for p in check.pairs() if "right to strike" in p.claim.sentence.text and "limits the right" in p.finding.sentence.text)
    claim, finding = quotes(pair, check.documents)
    with Store.open(tmp_path / "log.sqlite") as store:
        for who in ("ann", "ben"):
            store.join(who)
            store.save(Review(pair.pair_id, who, Relation.QUALIFIES, Timing.CURRENT, claim, finding, utc_now(), note=f"{who} says so"))
    text = run("r.md", "--theme", "strike", "--reviews", str(tmp_path / "log.sqlite")).read_text(encoding="utf-8")
    assert "agreed by reviewers" in text
    assert "ann says so / ben says so" in text
    assert "not reviewed\\]" not in text
    with pytest.raises(CrosscheckError, match="no reviews at"):
        run("r.md", "--theme", "strike", "--reviews", str(tmp_path / "none.sqlite"))


def test_the_matrix_is_a_spreadsheet_and_the_figures_are_files(run, tmp_path):
    path = run("m.xlsx", *SUBJECTS, "--include", "unreviewed", "--figures", str(tmp_path / "figures"))
    assert openpyxl.load_workbook(path).sheetnames == ["Matrix", "Pairs", "About"]
    assert sorted(p.name for p in (tmp_path / "figures").iterdir()) == [f"timeline-{n}.{e}" for n in (1, 2, 3) for e in ("png", "svg")]


def test_the_names_are_listed_for_a_decision_and_no_report_is_written(run, tmp_path):
    run("r.docx", *SUBJECTS, "--include", "unreviewed", "--list-names", str(tmp_path / "names.csv"))
    rows = list(csv.reader(io.StringIO((tmp_path / "names.csv").read_text(encoding="utf-8"))))
    assert rows[0] == ["name", "kind", "times", "first", "decision"]
    assert not (tmp_path / "r.docx").exists()


def test_a_file_that_is_no_report_is_refused(run):
    with pytest.raises(CrosscheckError, match=r"\.docx, \.md, \.xlsx"):
        run("r.pdf", *SUBJECTS)


def test_the_options_offer_what_the_choice_knows():
    assert tuple(choice.Include) == commands.INCLUDE
    assert tuple(choice.Quotation) == commands.QUOTATION
    assert tuple(choice.Order) == commands.ORDER
    assert tuple(Audience) == commands.AUDIENCE


def test_help_loads_nothing_heavy():
    code = ("import sys, argparse; from crosscheck.report import commands; p = argparse.ArgumentParser(); "
            "commands.add_parser(p.add_subparsers()); "
            "print([m for m in ('pandas', 'torch', 'docx', 'openpyxl', 'streamlit') if m in sys.modules])")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
