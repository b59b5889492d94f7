"""The report page, drawn from an index on disk."""

from pathlib import Path

import pytest

pytest.importorskip("streamlit")

import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.fakes import HOSTILE, fake_crosscheck

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def fake(tmp_path_factory):
    return fake_crosscheck(tmp_path_factory.mktemp("report-page"))


@pytest.fixture
def page(fake, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_CORPUS", str(fake.corpus))
    monkeypatch.setenv("CROSSCHECK_INDEXES", str(fake.indexes))
    monkeypatch.delenv("CROSSCHECK_REVIEWS", raising=False)
    st.cache_resource.clear()
    st.cache_data.clear()
    script = str(ROOT / "crosscheck" / "ui" / "pages" / "report.py")
    return sound(AppTest.from_file(script, default_timeout=30).run())


def sound(app):
    assert not app.exception, app.exception[0].message
    return app


def markup(app):
    return "\n".join(element.proto.body for element in app.get("html"))


def test_it_asks_for_a_subject_first(page):
    assert any("at least one article" in info.value for info in page.info)
    assert not page.metric


def test_without_reviews_nothing_enters_until_suggestions_are_asked_for(page):
    page.multiselect(key="report_themes").set_value(["strike"])
    sound(page.run())
    assert [m.value for m in page.metric if m.label == "Pairs"] == ["0"]
    assert any("No pair on these subjects is decided" in info.value for info in page.info)
    page.radio(key="report_include").set_value("unreviewed")
    sound(page.run())
    assert [m.value for m in page.metric if m.label == "Pairs"] == ["3"]
    assert "Workers have the right to strike." in markup(page)
    assert "machine suggestion, not reviewed" in markup(page)


def test_a_hostile_quote_is_shown_as_written(page):
    page.multiselect(key="report_themes").set_value(["trade-unions"])
    page.radio(key="report_include").set_value("unreviewed")
    sound(page.run())
    assert HOSTILE.startswith("The ministry wrote <script>")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in markup(page)
    assert "<script>alert(1)" not in markup(page)
