"""Every page drawn from an index on disk, with the filters, addresses and errors that users meet."""

import json
from pathlib import Path

import pytest

pytest.importorskip("streamlit")

import streamlit as st
from streamlit.testing.v1 import AppTest

from crosscheck.ui import components, state
from crosscheck.views import claim_key
from tests.fakes import HOSTILE, FakeSearch, fake_crosscheck

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def fake(tmp_path_factory):
    return fake_crosscheck(tmp_path_factory.mktemp("app"))


@pytest.fixture(scope="module")
def check(fake):
    return fake.load()


@pytest.fixture(autouse=True)
def fresh(fake, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_CORPUS", str(fake.corpus))
    monkeypatch.setenv("CROSSCHECK_INDEXES", str(fake.indexes))
    st.cache_resource.clear()
    st.cache_data.clear()


def opened(page="overview", /, **query):
    """The app on a page, with that address."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    if page != "overview":
        app.switch_page(f"crosscheck/ui/pages/{page}.py")
    for name, value in query.items():
        app.query_params[name] = value
    return sound(app.run())


def sound(app):
    assert not app.exception, app.exception[0].message
    return app


def markup(app):
    return "\n".join(element.proto.body for element in app.get("html"))


def said(app):
    return "\n".join(element.value for kind in ("caption", "markdown", "info", "warning", "error") for element in app.get(kind))


@pytest.mark.parametrize("page", ["overview", "claims", "pair", "search", "documents", "about"])
def test_every_page_draws(page):
    app = opened(page)
    assert len(app.title) == 1
    assert not app.error


def test_overview_counts_and_links(check):
    app = opened()
    assert [metric.value for metric in app.metric] == ["12", "6", "4", "16", "17"]
    links = [link.proto for link in app.get("page_link")]
    cell = next(link for link in links if "∅ silent" in link.label)
    assert "show=silent" in cell.query_string
    flagged = next(link for link in links if link.label.startswith("**⚑ 3**"))
    assert "article=8" in flagged.query_string
    assert "source=observer-2014" in flagged.query_string


def test_overview_by_theme_is_in_the_address():
    app = opened(by="theme")
    assert "Themes (claims)" in markup(app)
    app.segmented_control(key="overview_by").set_value("article").run()
    assert "Articles (claims)" in markup(sound(app))


def test_claims_show_findings_alike_as_one():
    text = markup(opened("claims"))
    assert "Found in 2014, 2019 and 2021 alike" in text
    assert "<mark>The government exercised considerable influence on organized labor during the year.</mark>" in text
    assert "≠" in text
    assert "flag score" in text


def test_hostile_text_is_shown_as_written():
    text = markup(opened("claims", text="script"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text
    assert "<img" not in text
    assert "$x^2$ **stars** [link](http://example.org) :red[text]" in text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 12), ({"article": "8"}, 4), ({"article": ["8", "13"]}, 6), ({"theme": "strike"}, 1), ({"theme": "none"}, 1),
        ({"kind": "figure"}, 2), ({"show": "flagged"}, 6), ({"show": "silent"}, 4), ({"show": "flagged", "year": "2014"}, 5),
        ({"show": "flagged", "source": "observer-2019"}, 6), ({"show": "related", "relation": "corroborates"}, 1),
        ({"show": "related", "timing": "superseded"}, 2), ({"show": "related", "attribution": "experts"}, 1),
        ({"show": "related", "ground": "law"}, 6), ({"show": "flagged", "minimum": "0.7"}, 4), ({"text": "minimum wage"}, 1),
        ({"article": "99", "show": "nonsense", "minimum": "x", "page": "-3"}, 12),
    ],
)  # fmt: skip
def test_an_address_restores_its_filters(query, count):
    app = opened("claims", **query)
    assert f"{count} of 12 claims" in said(app)


def test_a_filter_changes_list_and_address():
    app = opened("claims")
    app.multiselect(key="claims_article").set_value(["8"]).run()
    app.text_input(key="claims_text").set_value("strike").run()
    assert app.query_params["article"] in ("8", ["8"])
    assert app.query_params["text"] in ("strike", ["strike"])
    app.button(key="claims_clear").click().run()
    assert "12 of 12 claims" in said(sound(app))
    assert "article" not in app.query_params


def test_pages_of_claims():
    app = opened("claims", order="report")
    assert "para. 12<" in markup(app)
    app = opened("claims", order="report", page="2")
    assert "para. 61<" in markup(app)
    assert "para. 12<" not in markup(app)
    app = opened("claims", order="report", page="99")
    assert "para. 61<" in markup(app)


def test_one_claim_alone_and_its_neighbour(check):
    app = opened("claims", claim=claim_key(check.claims[6].sentence), order="report")
    assert markup(app).count("<h3>") == 1
    assert "An advocate said" in markup(app)
    app.button(key="claims_next").click().run()
    assert "Workers have the right to strike" in markup(sound(app))
    app.button(key="claims_all").click().run()
    assert "12 of 12 claims" in said(sound(app))


def test_silence_is_recorded_and_explained(check):
    text = markup(opened("claims", show="silent"))
    assert "∅ Searched Observer 2014, Observer 2019 and Observer 2021: nothing found" in text
    assert "not evidence of compliance" in text


def test_no_result_says_what_to_do():
    assert "No claim fits these filters" in said(opened("claims", text="zebra"))
    assert "does not have" in said(opened("claims", claim="gone:1"))


def test_pair_page_shows_both_sides_scores_and_citations(check):
    pair = next(check.pairs(check.table[check.table["flag"]]))
    app = opened("pair", pair=pair.pair_id)
    text = markup(app)
    assert pair.claim.sentence.text in text
    assert f"<mark>{pair.finding.sentence.text}</mark>" in text
    for relation in components.RELATIONS:
        assert f"{pair.scores[relation]:.2f}" in text
    assert any("E/C.12/RUR/3, para." in code.value for code in app.code)
    assert check.corpus.documents[0].sha256 in text


def test_unknown_pair_is_said_plainly():
    assert "no pair" in said(opened("pair", pair="**nothing**"))


def test_search_answers_a_pasted_claim(check, monkeypatch):
    monkeypatch.setattr(state, "search", FakeSearch)
    app = opened("search")
    app.text_area(key="search_q").set_value("<b>Unions</b> and the government $x$")
    app.button[0].click().run()
    assert "findings, answered in" in said(sound(app))
    assert "The government exercised considerable influence" in markup(app)
    assert "<b>Unions</b> and the government $x$" in app.query_params["q"]
    nothing = opened("search", q="zebra")
    assert "nothing related found" in markup(nothing)


def test_sources_show_rights_and_digest(check):
    text = markup(opened("documents"))
    assert all(info.sha256 in text and info.rights in text for info in check.corpus.documents)
    assert "The *Observer* Institute" in text


@pytest.mark.parametrize("page", ["overview", "claims", "search", "documents"])
def test_a_missing_index_is_one_message_with_its_remedy(page, tmp_path, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_INDEXES", str(tmp_path))
    app = opened(page)
    assert len(app.error) == 1
    assert "crosscheck run ruritania" in app.error[0].value.replace("\\", "")


def test_an_unknown_corpus_is_one_message(monkeypatch):
    monkeypatch.setenv("CROSSCHECK_CORPUS", "atlantis")
    assert "atlantis" in opened().error[0].value


def test_a_rebuilt_index_is_picked_up(tmp_path, monkeypatch):
    fake = fake_crosscheck(tmp_path)
    monkeypatch.setenv("CROSSCHECK_CORPUS", str(fake.corpus))
    monkeypatch.setenv("CROSSCHECK_INDEXES", str(fake.indexes))
    app = opened()
    manifest = fake.indexes / "ruritania" / "manifest.json"
    about = json.loads(manifest.read_text())
    manifest.write_text(json.dumps(about | {"format": 99}))
    assert "format 99" in sound(app.run()).error[0].value
    manifest.write_text(json.dumps(about))
    assert [error.value for error in sound(app.run()).error] == []


def test_markup_escapes_what_it_did_not_make():
    assert components.tag("b", HOSTILE, title='"><i>').startswith('<b title="&quot;&gt;&lt;i&gt;">The ministry wrote &lt;script')
    assert components.tag("p", components.tag("b", "x")) == "<p><b>x</b></p>"


def test_labels_cannot_be_markdown():
    assert state.shown("*a* [b](c) $x$ :red[y]\n# z") == r"\*a\* \[b\]\(c\) \$x\$ \:red\[y\] \# z"


def test_no_screen_says_that_anyone_lied(check):
    for page in ("overview", "claims", "about", "documents"):
        app = opened(page)
        assert " lied" not in (markup(app) + said(app)).casefold()


def test_claims_by_the_organization_they_or_their_findings_name(fake, tmp_path, monkeypatch):
    app = opened("claims", text="ombudsman")
    assert any("Ombudsman" in option for option in app.multiselect(key="claims_organization").options)
    app = opened("claims", organization="Ombudsman")
    assert app.session_state["claims_organization"] == ["Ombudsman"]
    assert "1 of 12 claims" in said(app)


def test_findings_that_repeat_one_another_are_shown_as_one():
    shown = markup(opened("claims", theme="lgbti"))
    assert "3 flags among 3 related findings (1 if repeats are counted once)" in shown
    assert "2 more in nearly the same words" in shown


def test_a_users_themes_count_on_every_screen(check, monkeypatch, tmp_path):
    from crosscheck.keeping import corrections

    path = tmp_path / corrections.THEMES
    monkeypatch.setattr(corrections, "place", lambda found, directory, name: tmp_path / name)
    claim = check.claims[0]
    corrections.add(path, corrections.ThemeCorrection(
        claim.sentence.doc, claim.sentence.paragraph, claim.sentence.text, ("strike",), ("lgbti",), "Ann"))
    assert "2 of 12 claims" in said(opened("claims", theme="strike"))
    app = opened("claims", claim=claim_key(claim.sentence))
    assert "Corrected by Ann" in said(app)
    app = opened("claims", theme="lgbti")
    assert "No claim fits these filters" in said(app)


def test_correcting_themes_wants_a_name_and_keeps_what_was_said(check, monkeypatch, tmp_path):
    from crosscheck.keeping import corrections

    path = tmp_path / corrections.THEMES
    monkeypatch.setattr(corrections, "place", lambda found, directory, name: tmp_path / name)
    sentence = check.claims[0].sentence
    key = f"claims_themes_{sentence.doc}_{sentence.start}"
    app = opened("claims", claim=claim_key(sentence))
    app.multiselect(key=key).set_value(["lgbti", "strike"])
    button = next(one for one in app.button if one.label == "Keep these themes")
    sound(button.click().run())
    assert "Say who you are" in said(app)
    assert not path.exists()
    app.multiselect(key=key).set_value(["lgbti", "strike"])
    app.text_input(key=f"{key}_who").set_value("Ann")
    sound(next(one for one in app.button if one.label == "Keep these themes").click().run())
    assert corrections.themes(path)[0].add == ("strike",)
    assert corrections.themes(path)[0].by == "Ann"
    assert "Corrected by Ann" in said(app)


def test_merging_names_on_the_page(check, monkeypatch, tmp_path):
    from crosscheck.keeping import corrections

    path = tmp_path / corrections.NAMES
    monkeypatch.setattr(corrections, "place", lambda found, directory, name: tmp_path / name)
    app = opened("claims")
    app.multiselect(key="claims_names_merge").set_value(["Ombudsman", "Senate"]).run()
    app.text_input(key="claims_names_who").set_value("Ann").run()
    sound(app.button(key="claims_names_merged").click().run())
    assert set(corrections.names(path)[0].forms) == {"Ombudsman", "Senate"}
