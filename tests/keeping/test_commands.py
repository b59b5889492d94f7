"""`crosscheck new`, `add`, `list`, `remove`, `read` as a user meets them, up to a cross-check of the result."""

from pathlib import Path

import pytest

from crosscheck import cli, corpus, results
from crosscheck.errors import CorpusError
from crosscheck.ingest import FORMS
from crosscheck.keeping import commands, documents
from crosscheck.records import Role
from crosscheck.reviews import anchoring
from crosscheck.reviews.store import Store, location
from tests.fakes import fake_crosscheck
from tests.models import WordEncoder
from tests.reviews.samples import review

from .made import both, everything, observer, state_text


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CROSSCHECK_INDEXES", raising=False)
    (tmp_path / "report.txt").write_text(state_text(), encoding="utf-8")
    (tmp_path / "review.txt").write_text(observer().text, encoding="utf-8")


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def answers(monkeypatch: pytest.MonkeyPatch, *lines: str) -> list[str]:
    """A user at a terminal who says these lines; the questions are kept."""
    asked: list[str] = []
    left = list(lines)
    monkeypatch.setattr(commands.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question="": (asked.append(question), left.pop(0))[1])
    return asked


OBSERVED = ("--role", "independent", "--publisher", "Observer Institute", "--date", "2022")


def test_the_choices_are_those_of_the_library() -> None:
    assert tuple(Role) == commands.ROLES
    assert tuple(FORMS) == commands.FORMS


def test_from_nothing_to_a_cross_check(capsys: pytest.CaptureFixture[str], tmp_path: Path, encoder: WordEncoder) -> None:
    status, out, err = said(capsys, "new", "ruritania", "--state", "Ruritania", "--committee", "CEDAW", "--taxonomy", "icescr")
    assert (status, err) == (0, "")
    assert "crosscheck add ruritania FILE" in out
    assert "no documents yet" in said(capsys, "list", "ruritania")[1]
    status, _, err = said(capsys, "run", "ruritania")
    assert status == 1
    assert "crosscheck add ruritania FILE" in err
    status, out, err = said(capsys, "add", "ruritania", "report.txt", "--yes")
    assert status == 0, err
    for words in ("11 numbered paragraphs, 1 to 12; missing: 8", "CEDAW/C/RUR/5", "2018-2022", "cedaw-c-rur-5 is added to ruritania"):
        assert words in out
    status, _, err = said(capsys, "run", "ruritania")
    assert status == 1
    assert "crosscheck add ruritania FILE --role independent" in err
    assert said(capsys, "add", "ruritania", "review.txt", "--yes", *OBSERVED)[0] == 0
    assert said(capsys, "run", "ruritania", "--quiet")[0] == 0
    check = results.load(corpus.load("ruritania"), tmp_path / "indexes" / "ruritania")
    assert check.claims
    assert any("equal pay was not enforced" in finding.sentence.text for finding in check.findings)
    _, out, _ = said(capsys, "list", "ruritania")
    assert [line.split()[0] for line in out.splitlines()[1:]] == ["id", "cedaw-c-rur-5", "observer-institute-2021"]
    assert out.count("  ok ") == 2
    assert out.count("  yes ") == 2


def test_only_a_new_document_is_embedded(capsys: pytest.CaptureFixture[str], tmp_path: Path, encoder: WordEncoder) -> None:
    both(tmp_path / "ruritania")
    said(capsys, "run", "ruritania", "--quiet")
    encoder.encoded.clear()
    (tmp_path / "third.txt").write_text(observer("Inspectors were not allowed to visit the mines in that year.").text)
    assert said(capsys, "add", "ruritania", "third.txt", "--yes", "--id", "third", *OBSERVED)[0] == 0
    assert "third" in (listed := said(capsys, "list", "ruritania")[1])
    assert "crosscheck run ruritania" in listed
    said(capsys, "run", "ruritania", "--quiet")
    assert "Inspectors were not allowed to visit the mines in that year." in encoder.encoded
    assert not any("amended for the" in text for text in encoder.encoded)
    said(capsys, "remove", "ruritania", "third", "--yes")
    encoder.encoded.clear()
    said(capsys, "run", "ruritania", "--quiet")
    assert encoder.encoded == []


def test_without_a_terminal_it_says_what_is_missing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said(capsys, "new", "ruritania", "--state", "Ruritania", "--committee", "CESCR")
    before = everything(tmp_path / "ruritania")
    status, out, err = said(capsys, "add", "ruritania", "review.txt")
    assert status == 1
    assert "? (please say)" in out
    assert "Missing: --publisher, --role" in err
    assert "--yes" in err
    status, _, err = said(capsys, "add", "ruritania", "review.txt", "--yes")
    assert status == 1
    assert "role is missing" in err
    assert len(err.strip().splitlines()) == 1
    assert everything(tmp_path / "ruritania") == before


def test_at_a_terminal_it_asks_and_takes_corrections(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    said(capsys, "new", "ruritania", "--state", "Ruritania", "--committee", "CESCR")
    asked = answers(monkeypatch, "Observer Institute", "nobody", "independent", "year=soon", "nonsense", "period=2019-2020", "id=../x", "n")
    status, out, err = said(capsys, "add", "ruritania", "review.txt")
    assert status == 0
    assert asked[:3] == ["publisher? ", "role? ", "role? "]
    for words in ("role 'nobody' is not one of", "year 'soon' is not a year", "'nonsense' is no correction"):
        assert words in err
    assert "Nothing was added." in out
    answers(monkeypatch, "Observer Institute", "independent", "period=2019-2020", "y")
    assert said(capsys, "add", "ruritania", "review.txt")[0] == 0
    info, = corpus.load("ruritania", whole=False).documents
    assert (info.id, info.period, info.year, info.publisher) == ("observer-institute-2020", (2019, 2020), 2020, "Observer Institute")


def test_a_dry_run_and_read_change_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said(capsys, "new", "ruritania", "--state", "Ruritania", "--committee", "CESCR")
    before = everything(tmp_path)
    status, out, _ = said(capsys, "add", "ruritania", "report.txt", "--dry-run")
    assert (status, "proposed" in out) == (0, True)
    status, out, _ = said(capsys, "read", "report.txt")
    assert (status, "missing: 8" in out, "proposed" in out) == (0, True, False)
    assert everything(tmp_path) == before
    status, _, err = said(capsys, "read", "gone.txt")
    assert status == 1
    assert "gone.txt" in err


def test_a_shipped_corpus_says_how_to_copy_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, _, err = said(capsys, "add", "kazakhstan", "review.txt", "--yes", *OBSERVED)
    assert status == 1
    assert "crosscheck new FOLDER --from kazakhstan" in err
    status, out, _ = said(capsys, "new", "my-kazakhstan", "--from", "kazakhstan")
    assert status == 0
    assert "5 documents" in out
    assert said(capsys, "add", "my-kazakhstan", "review.txt", "--yes", *OBSERVED)[0] == 0
    assert len(corpus.load("my-kazakhstan").documents) == 6


def test_new_needs_a_state_and_a_committee(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, _, err = said(capsys, "new", "ruritania")
    assert status == 1
    assert "--state and --committee" in err
    said(capsys, "new", "ruritania", "--state", "Ruritania", "--committee", "CESCR")
    status, _, err = said(capsys, "new", "ruritania", "--state", "Ruritania", "--committee", "CESCR")
    assert status == 1
    assert "something already" in err


def decided(tmp_path: Path) -> tuple[Path, Path, str]:
    """A corpus with one reviewed pair: its folder, its indexes, and the id of the document that the finding stands in."""
    fake = fake_crosscheck(tmp_path)
    check = fake.load()
    pair = next(check.pairs())
    claim, finding = anchoring.quotes(pair, check.documents)
    with Store.open(location("ruritania", fake.indexes)) as log:
        log.save_all([review(pair.pair_id, "anna", "qualifies", claim=claim, finding=finding)])
    return fake.corpus, fake.indexes, finding.doc


def test_reviews_of_a_removed_document_become_orphans(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder, indexes, doc = decided(tmp_path)
    status, out, _ = said(capsys, "remove", str(folder), doc, "--yes", "--indexes", str(indexes))
    assert status == 0
    assert "1 decided pair quotes it" in out
    assert "orphaned" in out
    left = corpus.load(folder)
    with Store.open(location("ruritania", indexes)) as log:
        place, = anchoring.places(log.records(), {info.id: corpus.read(left, info) for info in left.documents}, set())
    assert place.state is anchoring.State.ORPHANED
    assert place.reason == f"{doc} is no longer in the corpus"


def test_a_document_that_nobody_decided_on_orphans_nothing(tmp_path: Path) -> None:
    folder, indexes, doc = decided(tmp_path)
    found = corpus.load(folder)
    counts = {info.id: documents.orphans(found, info, indexes) for info in found.independent_documents}
    assert counts == {info.id: int(info.id == doc) for info in found.independent_documents}


def test_removing_is_asked_for(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both(tmp_path / "ruritania")
    before = everything(tmp_path / "ruritania")
    assert "--yes" in said(capsys, "remove", "ruritania", "rur-5")[2]
    answers(monkeypatch, "n")
    assert "Nothing was removed" in said(capsys, "remove", "ruritania", "rur-5")[1]
    assert everything(tmp_path / "ruritania") == before
    status, _, err = said(capsys, "remove", "ruritania", "nobody", "--yes")
    assert status == 1
    assert "observer-2021" in err


def test_a_copy_takes_results_and_reviews_along(tmp_path: Path, capsys: pytest.CaptureFixture[str], encoder: WordEncoder) -> None:
    folder, indexes, _ = decided(tmp_path)
    assert said(capsys, "run", str(folder), "--indexes", str(indexes), "--quiet")[0] == 0
    encoder.encoded.clear()
    assert said(capsys, "new", "copied", "--from", str(folder), "--indexes", str(indexes))[0] == 0
    assert said(capsys, "run", "copied", "--indexes", str(indexes), "--quiet")[0] == 0
    assert encoder.encoded == []
    with Store.open(location("copied", indexes)) as log:
        assert [record.reviewer for record in log.records() if isinstance(record, anchoring.Review)] == ["anna"]


def test_the_library_raises_and_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CorpusError):
        documents.read_file(tmp_path / "nothing.pdf")
    assert capsys.readouterr() == ("", "")
