"""Organizations: variants and acronyms are one, what fits two is left apart, users have the last word."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import ingest, name_forms, names
from crosscheck.cli import main
from crosscheck.corpus import Corpus, read
from crosscheck.errors import CrosscheckError
from crosscheck.names import Correction
from crosscheck.records import Sentence

UNIONS = (
    "The Federation of Trade Unions of the Republic of Ruritania (FTUR) is large.", "The Federation of Trade Unions met.",
    "According to the FTUR, it grew.", "The Confederation of Independent Trade Unions (CITU/KNPR) was closed.", "CITU’s chairman left.",
    "KNPR protested, and the Federation of Trade Unions’ leaders did not.",
)  # fmt: skip


def found(*texts: str, state: str = "Ruritania", said: tuple[Correction, ...] = ()) -> dict[str, set[str]]:
    """Forms by the name of their group."""
    sentences = [Sentence("d", 1000 * i, 1000 * i + len(text), text, i) for i, text in enumerate(texts)]
    return {one.name: {form for form, _ in one.forms} for one in names.organizations({"d": sentences}, state, said)}


def test_variants_and_acronyms_are_one_organization() -> None:
    groups = found(*UNIONS)
    assert groups == {
        "Federation of Trade Unions": {"Federation of Trade Unions", "Federation of Trade Unions of the Republic of Ruritania", "FTUR"},
        "Confederation of Independent Trade Unions": {"Confederation of Independent Trade Unions", "CITU", "KNPR"},
    }


@pytest.mark.parametrize(
    ("texts", "together"),
    [
        (("The post of Human Rights Commissioner (Ombudsman) exists.", "The Ombudsman’s Office agreed."),
         {"Human Rights Commissioner", "Ombudsman’s Office"}),
        (("UNHCR (United Nations High Commissioner for Refugees) came.", "UNHCR left."),
         {"UNHCR", "United Nations High Commissioner for Refugees"}),
        (("The International Labour Organization met.", "The ILO spoke."), {"International Labour Organization", "ILO"}),
        (("The Ministry of Labour met.", "The Ministry of Labor and Social Protection met."),
         {"Ministry of Labour", "Ministry of Labor and Social Protection"}),
        (("The Supreme Court of Ruritania ruled.", "The Ruritanian Supreme Court ruled.", "The Supreme Court ruled."),
         {"Supreme Court", "Supreme Court of Ruritania"}),
        (("The Finance Ministry paid.", "The Ministry of Finance paid."), {"Finance Ministry", "Ministry of Finance"}),
    ],
)  # fmt: skip
def test_what_means_one_is_joined(texts: tuple[str, ...], together: set[str]) -> None:
    assert any(together <= forms for forms in found(*texts).values())


@pytest.mark.parametrize(
    ("texts", "apart"),
    [
        (("The Ministry of Labour met.", "The Ministry of Labour and Health met.", "The Ministry of Labour and Sport met."),
         "Ministry of Labour"),
        (("The Committee of Tax Experts (CTE) met.", "The Council of Trade Elders (CTE) met.", "CTE spoke."), "CTE"),
        (("The Business Ombudsman met.", "The Children’s Ombudsman met.", "The Ombudsman met."), "Ombudsman"),
    ],
)
def test_what_fits_two_is_left_apart(texts: tuple[str, ...], apart: str) -> None:
    assert found(*texts)[apart] == {apart}


def test_no_organization_is_seen_in_laws_headings_people_and_capitals() -> None:
    assert found(
        "The Constitutional Act on Elections and the Labour Code were amended by Minister Ivan Petrov in Strelsau.",
        "FREEDOM OF ASSOCIATION AND THE RIGHT TO STRIKE IN THE MINISTRY OF LABOUR",
        "Freedom of Association and the Right to Collective Bargaining",
        "HIV and LGBTI persons, NGOs and the GDP (gross domestic product).",
    ) == {}  # fmt: skip


def test_joined_names_and_titles_are_told_apart() -> None:
    assert set(found("The Press Council and the Union of Journalists met the Chairman of the Supreme Court of Ruritania.")) == {
        "Press Council", "Union of Journalists", "Supreme Court of Ruritania"}  # fmt: skip


def test_users_merge_and_split_and_the_last_word_counts() -> None:
    merge, split = Correction("merge", ("CITU", "FTUR"), "Ann"), Correction("split", ("KNPR",), "Ben")
    groups = found(*UNIONS, said=(merge, split))
    assert groups["KNPR"] == {"KNPR"}
    assert {"CITU", "FTUR"} <= groups["Federation of Trade Unions"]
    again = found(*UNIONS, said=(merge, split, Correction("merge", ("KNPR", "CITU"))))
    assert {"KNPR", "CITU", "FTUR"} <= again["Federation of Trade Unions"]
    assert found(*UNIONS, said=(Correction("merge", ("Gone", "FTUR")), Correction("split", ("Gone",)))) == found(*UNIONS)


def test_who_corrected_is_kept_and_places_are_those_of_the_sentences() -> None:
    sentences = [Sentence("d", 1000 * i, 1000 * i + len(text), text, i) for i, text in enumerate(UNIONS)]
    all_ = names.organizations({"d": sentences}, "Ruritania", [Correction("merge", ("CITU", "FTUR"), "Ann")])
    assert all_[0].by == ("Ann",)
    for one in all_:
        for form, count in one.forms:
            assert count == sum(text.count(form) for text in UNIONS) or any(form != other and form in other for other, _ in one.forms)
        for doc, start in one.places:
            text = next(s.text for s in sentences if (s.doc, s.start) == (doc, start))
            assert any(form in text for form, _ in one.forms)


def test_a_wrong_request_says_what_there_is() -> None:
    sentences = [Sentence("d", 1000 * i, 1000 * i + len(text), text, i) for i, text in enumerate(UNIONS)]
    all_ = names.organizations({"d": sentences}, "Ruritania")
    for forms, merge, message in (
        (["Trade"], False, "did you mean 'Confederation"), (["ftur"], True, "name two"),
        (["FTUR", "Federation of Trade Unions"], True, "already"),
        (["nobody", "FTUR"], True, "No organization is written 'nobody'"),
    ):  # fmt: skip
        with pytest.raises(CrosscheckError, match=message):
            names.correction(all_, forms, merge)
    assert names.correction(all_, ["ftur"], False, "Ann").forms == ("FTUR",)


@given(st.text(max_size=200))
def test_any_text_is_read_without_complaint(text: str) -> None:
    for form in name_forms.find(text).forms:
        assert form.strip() == form != ""


@given(st.permutations(UNIONS))
def test_the_order_of_sentences_changes_nothing(texts: list[str]) -> None:
    assert found(*texts) == found(*UNIONS)


def test_the_shipped_corpus(kazakhstan: Corpus) -> None:
    sentences = {info.id: ingest.sentences(read(kazakhstan, info)) for info in kazakhstan.documents}
    all_ = names.organizations(sentences, kazakhstan.state)
    unions = names.chosen(all_, "FTUK")
    assert {"FPRK", "FTUK", "Federation of Trade Unions of Kazakhstan"} <= {form for form, _ in unions.forms}
    assert names.chosen(all_, "CITUK").name == "Confederation of the Independent Trade Unions of Kazakhstan"
    assert names.chosen(all_, "Ombudsman") is names.chosen(all_, "Human Rights Commissioner")
    assert names.chosen(all_, "ILO") is names.chosen(all_, "International Labour Organization")
    apart = ["FTUK", "CITUK", "ILO", "Ombudsman", "Business Ombudsman", "Supreme Court", "UNHCR"]
    assert all(names.chosen(all_, one) is not names.chosen(all_, other) for one, other in itertools.combinations(apart, 2))


def test_the_command_keeps_what_it_is_told_beside_the_index(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = ["names", "kazakhstan", "--indexes", str(tmp_path), "--limit", "400"]
    assert main([*said, "--split", "fprk", "--by", "Ann"]) == 0
    kept = tmp_path / "kazakhstan" / "names.toml"
    assert 'forms = ["FPRK"]' in kept.read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(said) == 0
    assert "    3  FPRK\n" in capsys.readouterr().out
    assert main([*said, "--merge", "FTUK", "nobody"]) == 1
    assert "No organization is written 'nobody'" in capsys.readouterr().err
