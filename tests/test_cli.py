"""The command line as a user meets it: help, usage, and one line for every error that can be mended."""

import re
import shutil
from pathlib import Path

import pytest
from fakes import fake_crosscheck

from crosscheck import cli

README = Path(__file__).resolve().parent.parent / "README.md"


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(list(arguments))
    out, err = capsys.readouterr()
    return status, out, err


def test_every_command_has_help_and_stands_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(["--help"])
    assert stop.value.code == 0
    commands = re.findall(r"^    (\w+) {2,}\S", capsys.readouterr().out, re.MULTILINE)
    assert {"run", "app", "search", "export", "eval", "corpora", "report", "reviews"} <= set(commands)
    readme = README.read_text(encoding="utf-8")
    for name in commands:
        assert f"crosscheck {name}" in readme, name
        with pytest.raises(SystemExit) as stop:
            cli.main([name, "--help"])
        assert stop.value.code == 0


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["export"], ["run", "--no-such-option"]])
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2


def test_the_shipped_corpora_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = said(capsys, "corpora")
    assert status == 0
    assert "E/C.12/KAZ/3" in out


def broken(folder: Path, how: str) -> None:
    document = next(p for p in sorted(folder.glob("*.txt")))
    manifest = folder / "corpus.toml"
    if how == "missing":
        document.unlink()
    elif how == "altered":
        document.write_text(document.read_text(encoding="utf-8") + "x", encoding="utf-8")
    elif how in {"latin", "empty"}:
        import hashlib

        content = "Déjà vu.".encode("latin-1") if how == "latin" else b""
        before = hashlib.sha256(document.read_bytes()).hexdigest()
        document.write_bytes(content)
        manifest.write_text(manifest.read_text(encoding="utf-8").replace(before, hashlib.sha256(content).hexdigest()), encoding="utf-8")
    elif how == "one-sided":
        manifest.write_text(manifest.read_text(encoding="utf-8").replace('"independent"', '"state"'), encoding="utf-8")
    elif how == "not toml":
        manifest.write_text("[[[", encoding="utf-8")


@pytest.mark.parametrize("how", ["missing", "altered", "latin", "empty", "one-sided", "not toml"])
def test_a_broken_corpus_is_one_line_that_names_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str) -> None:
    fake = fake_crosscheck(tmp_path)
    before = {p: p.read_bytes() for p in fake.indexes.rglob("*") if p.is_file()}
    broken(fake.corpus, how)
    status, _, err = said(capsys, "run", str(fake.corpus), "--indexes", str(fake.indexes))
    assert status == 1
    lines = [line for line in err.splitlines() if line.startswith("crosscheck:")]
    assert len(lines) == 1
    assert ".txt" in lines[0] or "corpus.toml" in lines[0]
    assert {p: p.read_bytes() for p in before} == before


def test_an_unknown_corpus_lists_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = said(capsys, "run", "atlantis", "--indexes", str(tmp_path))
    assert status == 1
    assert "kazakhstan" in err


@pytest.mark.parametrize("arguments", [["export", "-o", "x.jsonl"], ["search", "Unions are free."], ["eval", "gold.jsonl"]])
def test_without_an_index_the_command_that_makes_one_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = said(capsys, *arguments, "--indexes", str(tmp_path))
    assert status == 1
    assert "crosscheck run kazakhstan" in err
    assert len(err.strip().splitlines()) == 1


def test_a_damaged_index_is_refused_with_the_command_that_mends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake = fake_crosscheck(tmp_path)
    next(fake.indexes.rglob("pairs.*.parquet")).write_bytes(b"PAR1")
    status, _, err = said(capsys, "export", str(fake.corpus), "--indexes", str(fake.indexes), "-o", str(tmp_path / "x.jsonl"))
    assert status == 1
    assert "crosscheck run" in err
    assert not (tmp_path / "x.jsonl").exists()


def test_export_writes_what_is_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake = fake_crosscheck(tmp_path)
    target = tmp_path / "flags.csv"
    where = [str(fake.corpus), "--indexes", str(fake.indexes), "-o", str(target)]
    status, _, err = said(capsys, "export", *where, "--format", "csv", "--flags-only")
    assert status == 0, err
    rows = target.read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("pair_id,rank,claim_doc")
    assert all(",True," in row for row in rows[1:])


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fake = fake_crosscheck(tmp_path)
    blocker = tmp_path / "file"
    blocker.write_text("in the way")
    shutil.rmtree(fake.indexes)
    status, _, err = said(capsys, "run", str(fake.corpus), "--indexes", str(blocker))
    assert status == 1
    assert str(blocker) in err
