"""The review desk and the pages around it, without a browser: what is stored, what is hidden, what survives a failure."""

from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("streamlit")

import streamlit as st
from hypothesis import given
from hypothesis import strategies as st_
from streamlit.testing.v1 import AppTest

from crosscheck.records import Sentence
from crosscheck.reviews import exchange, queues
from crosscheck.reviews.records import Adjudication, Answer, NotSavedError, Review, Withdrawal
from crosscheck.reviews.rows import record_id
from crosscheck.reviews.standing import current
from crosscheck.reviews.store import Store
from crosscheck.ui import choices, desk, passages
from tests.fakes import fake_crosscheck
from tests.reviews.samples import review

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def fake(tmp_path_factory):
    return fake_crosscheck(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def check(fake):
    return fake.load()


@pytest.fixture(autouse=True)
def path(fake, tmp_path, monkeypatch):
    """An empty log for each test."""
    monkeypatch.setenv("CROSSCHECK_CORPUS", str(fake.corpus))
    monkeypatch.setenv("CROSSCHECK_INDEXES", str(fake.indexes))
    monkeypatch.setenv("CROSSCHECK_REVIEWS", str(tmp_path / "reviews.sqlite"))
    st.cache_resource.clear()
    st.cache_data.clear()
    return tmp_path / "reviews.sqlite"


@pytest.fixture
def people(path):
    """Anna, Ben and Clara have joined."""
    with Store.open(path) as store:
        for name in ("Anna", "Ben", "Clara"):
            store.join(name)


def opened(page="review", /, **query):
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
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
    kinds = ("caption", "markdown", "info", "success", "warning", "error")
    return markup(app) + "\n".join(element.value for kind in kinds for element in app.get(kind))


def press(app, *names, page="review"):
    for name in names:
        app.button(key=f"{page}_{name}").click().run()
        sound(app)
    return app


def decide(app, number, note=""):
    press(app, f"relation_{number}")
    if note:
        app.text_input(key="review_note").set_value(note).run()
    return press(app, "accept")


def stored(path, kind=Review):
    with Store.open(path, create=False) as store:
        return store.records(kind)


def at(app):
    return app.session_state["review_hand"].at


def test_a_name_is_asked_for_and_no_password(path):
    app = opened()
    assert "no password" in said(app)
    app.text_input(key="desk_name").set_value("  Anna   K. ")
    press(app, "begin", page="desk")
    assert app.query_params["as"] in ("Anna K.", ["Anna K."])
    assert "0 of" in markup(app)
    with Store.open(path) as store:
        assert store.reviewers() == {"Anna K.": "Anna K."}


def test_a_link_registers_nobody(path, people):
    app = opened(**{"as": "Mallory"})
    assert app.title[0].value == "Who is deciding?"
    with Store.open(path) as store:
        assert "Mallory" not in store.reviewers()


def test_the_same_name_in_other_letters_is_the_same_person(path, people):
    app = opened()
    app.text_input(key="desk_name").set_value("anna")
    press(app, "begin", page="desk")
    assert app.session_state["desk_who"] == "Anna"


def test_a_decision_is_stored_with_all_that_belongs_to_it(path, people, check):
    app = opened(**{"as": "Anna"})
    pair = check.pair(at(app))
    press(app, "relation_2", "timing", "confidence")
    app.text_input(key="review_note").set_value("Practice differs.").run()
    words = " ".join(pair.finding.sentence.text.split()[1:4])
    app.text_input(key="review_quote").set_value(words.upper()).run()
    assert f"<u title=\"Deciding passage\">{words}</u>" in markup(sound(app))
    press(app, "accept")
    review, = stored(path)
    assert (review.pair_id, review.reviewer, review.relation, review.timing) == (pair.pair_id, "Anna", "qualifies", "superseded")
    assert (review.confidence, review.note, review.blind) == ("high", "Practice differs.", True)
    assert review.deciding.text == words
    assert review.finding.text == pair.finding.sentence.text
    assert review.suggestion.relation is pair.relation
    assert review.suggestion.model == "fake"
    assert at(app) != pair.pair_id
    assert app.text_input(key="review_note").value == ""
    assert "Saved: qualifies, superseded." in markup(app)
    assert "1 of" in markup(app)


def test_nothing_is_saved_without_a_relation_or_twice(path, people):
    app = opened(**{"as": "Anna"})
    first = at(app)
    press(app, "accept")
    assert "Choose a relation first" in markup(app)
    assert (at(app), stored(path)) == (first, [])
    decide(app, 1)
    press(app, "accept")
    assert len(stored(path)) == 1
    press(app, "back", "accept")
    assert len(stored(path)) == 1, "an unchanged decision is not a new one"
    app = opened(**{"as": "Anna"})
    while at(app) != first:
        press(app, "back")
    decide(app, 3)
    assert [(r.relation, r.blind) for r in stored(path)] == [("contradicts", True), ("corroborates", False)]


def test_two_keys_in_one_run_save_nothing(path, people):
    app = opened(**{"as": "Anna"})
    press(app, "relation_1")
    app.button(key="review_relation_2").click()
    app.button(key="review_accept").click()
    sound(app.run())
    assert stored(path) == []
    assert "Two keys arrived at once" in markup(app)
    press(app, "accept")
    assert [r.relation for r in stored(path)] == ["qualifies"]


def test_a_new_session_goes_on_where_the_last_one_stopped(path, people, check):
    app = opened(limit="10", **{"as": "Anna"})
    line = queues.queue(check, "mixed", "Anna", limit=10, seed="ruritania")
    assert at(app) == line[0]
    for number in (1, 2, 5):
        decide(app, number)
    app = opened(limit="10", **{"as": "Anna"})
    assert at(app) == line[3]
    assert "3 of 10 decided" in markup(app)
    for _ in range(7):
        decide(app, 4)
    assert "All 10 pairs of this queue are decided" in said(app)
    assert [r.pair_id for r in stored(path)] == line


def test_undo_takes_back_and_shows_the_pair_as_it_was_chosen(path, people):
    app = opened(**{"as": "Anna"})
    first = at(app)
    decide(app, 2, "A reason.")
    press(app, "undo")
    assert at(app) == first
    assert app.text_input(key="review_note").value == "A reason."
    assert [(w.pair_id, w.blind) for w in stored(path, Withdrawal)] == [(first, True)]
    press(app, "accept")
    assert [(r.pair_id, r.blind) for r in stored(path)] == [(first, True)] * 2


def test_undo_after_the_labels_were_seen_is_not_blind(path, people):
    app = opened(**{"as": "Anna"})
    decide(app, 2)
    press(app, "back")
    assert "The machine suggests" in markup(app)
    press(app, "undo", "accept")
    assert [w.blind for w in stored(path, Withdrawal)] == [False]
    assert [r.blind for r in stored(path)] == [True, False]


def test_machine_and_colleague_stay_hidden_until_ones_own_decision(path, people, check):
    anna = opened(limit="10", **{"as": "Anna"})
    for _ in range(10):
        decide(anna, 1, "Anna's secret reason.")
    ben = opened(limit="10", **{"as": "Ben"})
    for _ in range(10):
        text = said(ben)
        assert "secret reason" not in text
        assert "The machine suggests" not in text
        assert "flag score" not in text
        decide(ben, 2)
    press(ben, "back")
    assert "secret reason" in markup(ben)
    assert "The machine suggests" in markup(ben)


def test_the_project_may_show_the_machines_label(path, people):
    app = opened("decisions", **{"as": "Anna"})
    app.toggle[0].set_value(False).run()
    sound(app)
    app = opened(**{"as": "Anna"})
    assert "The machine suggests" in markup(app)
    decide(app, 1)
    assert [r.blind for r in stored(path)] == [False]


def test_a_decision_that_cannot_be_saved_stays_and_is_saved_once(path, people, monkeypatch):
    app = opened(**{"as": "Anna"})
    first = at(app)
    press(app, "relation_1")
    app.text_input(key="review_note").set_value("Keep me.").run()
    tried, save = [], Store.save

    def fails(self, record):
        tried.append(record)
        save(self, record)  # stored, but the answer is lost
        raise NotSavedError("The disk is full.")

    monkeypatch.setattr(Store, "save", fails)
    press(app, "accept")
    assert "The disk is full" in markup(app)
    assert (at(app), app.text_input(key="review_note").value) == (first, "Keep me.")
    press(app, "next")
    assert at(app) == first
    monkeypatch.setattr(Store, "save", lambda self, record: (tried.append(record), save(self, record))[1])
    press(app, "accept")
    assert tried[0] is tried[1]
    assert [r.note for r in stored(path)] == ["Keep me."]
    assert at(app) != first


@pytest.mark.parametrize("kind", ["strength", "uncertainty", "theme", "recommendation", "control", "silent"])
def test_every_queue_opens(kind, people):
    app = opened(queue=kind, **{"as": "Anna"})
    assert app.selectbox(key="review_queue").value == kind
    assert "of" in markup(app) or "empty" in said(app)


def test_clauses_by_key(path, people, check):
    pair_id = next(p.pair_id for p in check.pairs() if p.flag and ", and most strikes" in p.finding.sentence.text)
    app = opened(queue="strength", limit="200", **{"as": "Anna"})
    while at(app) != pair_id:
        press(app, "next")
    press(app, "passage", "passage")
    assert "<u title=\"Deciding passage\">and most strikes" in markup(app)
    press(app, "passage")
    assert "<u title" not in markup(app)
    app.text_input(key="review_quote").set_value("words that nobody wrote").run()
    assert "not in the two paragraphs" in markup(sound(app))


def both_decide(limit=10):
    for who, number in (("Anna", 1), ("Ben", 2)):
        app = opened(limit=str(limit), **{"as": who})
        for i in range(limit):
            decide(app, number if i % 2 else 3, f"{who} says so.")


def test_a_third_settles_without_names_and_reviewers_see_what_changed(path, people):
    both_decide()
    app = opened("adjudicate", **{"as": "Anna"})
    assert "wait for somebody else" in said(app)
    app = opened("adjudicate", **{"as": "Clara"})
    text = markup(app)
    assert "Reviewer A" in text
    assert "Reviewer B" in text
    assert "Anna<" not in text
    assert "Ben<" not in text
    assert "The machine suggests" not in text
    press(app, "relation_5", "accept", page="adjudicate")
    assert "Give the reason first" in markup(app)
    assert stored(path, Adjudication) == []
    app.text_input(key="adjudicate_note").set_value("Neither text speaks of it.").run()
    press(app, "accept", page="adjudicate")
    settled, = stored(path, Adjudication)
    assert (settled.relation, settled.reviewer, len(settled.settles)) == ("unrelated", "Clara", 2)
    assert app.text_input(key="adjudicate_note").value == ""
    assert "Neither text speaks of it." in markup(opened("adjudicate", show="changed", **{"as": "Anna"}))
    assert "Neither text speaks of it." in markup(opened("adjudicate", show="settled", **{"as": "Clara"}))
    assert "Adjudication changed 1" in opened(**{"as": "Ben"}).get("page_link")[0].proto.label


def test_agreement_leads_to_its_pairs_and_its_data(path, people):
    assert "needs two people" in said(opened("agreement"))
    both_decide()
    app = opened("agreement")
    assert app.metric[0].value != "0"
    assert "Krippendorff&#x27;s alpha" in markup(app)
    cells = [button for button in app.button if button.key.startswith("agreement_cell") and not button.disabled]
    assert sum(int(cell.label) for cell in cells) == int(app.metric[0].value)
    cells[0].click().run()
    assert len([c for c in app.get("page_link") if c.proto.label == "Open"]) == int(cells[0].label)
    assert app.query_params["cell"]


def test_missed_flags_come_from_the_control_sample(path, people):
    app = opened(queue="control", limit="10", **{"as": "Anna"})
    for number in (1, 5, 5, 5):
        decide(app, number)
    text = said(opened("agreement"))
    assert "Of **4** randomly drawn pairs" in text
    assert "found **1** to be flags" in text


def test_the_practice_round_ends_with_reasons(path, people):
    app = opened("calibration", **{"as": "Anna"})
    for _ in range(10):
        press(app, "relation_2", "accept", page="calibration")
    answers = stored(path, Answer)
    assert len({answer.item for answer in answers}) == 10
    assert "answers as judged" in said(app)
    assert "The rule may well stand in the law." in markup(app)


def test_the_log_is_verified_and_merged(path, people, tmp_path):
    decide(opened(**{"as": "Anna"}), 2)
    other = tmp_path / "other.sqlite"
    with Store.open(path) as store, Store.open(other) as copy:
        exchange.merge(copy, store)
        copy.join("Dora")
        table = exchange.dump(copy.records(), "xlsx")
    app = opened("decisions", **{"as": "Anna"})
    app.button(key="decisions_verify").click().run()
    assert "4 rows, all as they were stored" in said(sound(app))
    for name, data, told in (("other.sqlite", other.read_bytes(), "1 rows added, 4 were"), ("other.xlsx", table, "0 rows added, 5 were"),
                             ("other.csv", b"nonsense", "cannot be read as csv")):  # fmt: skip
        app.file_uploader(key="decisions_file").upload(name, data)
        app.button(key="decisions_take_in").click().run()
        assert told in said(sound(app)).replace("\\", "")
    with Store.open(path) as store:
        assert "Dora" in store.reviewers()


def test_the_log_page_keeps_a_colleagues_decision_hidden(path, people):
    decide(opened(**{"as": "Anna"}), 2, "Anna's secret reason.")
    app = opened("decisions", **{"as": "Ben"})
    assert "secret reason" not in said(app)
    assert "1 of the last 1 are hidden" in said(app)
    assert "secret reason" in said(opened("decisions", **{"as": "Anna"}))


def test_a_moved_text_keeps_its_decision():
    one = review("old", "Anna", "qualifies", 1)
    two = review("old", "Anna", "context", 2)
    gone = Withdrawal("old", "Anna", record_id(two), "2024-05-30T10:00:00.000000Z")
    here = list(desk.carried([one, two, gone], {"old": "new"}))
    assert current(here) == {("new", "Anna"): here[0]}
    assert here[0].relation == "qualifies"


def test_a_deciding_passage_leaves_the_paragraph_whole(check):
    sentence = check.findings[0].sentence
    text = check.documents[sentence.doc].text
    around = check.paragraph(sentence)
    span = (sentence.start + 4, sentence.end - 3)
    for one in around:
        assert "".join(passages.pieces(text, one, span)) == text[one.start : one.end] == "".join(passages.pieces(text, one, None))
    assert passages.pieces(text, sentence, span)[1] == text[span[0] : span[1]]


@given(st_.text(alphabet="ab ,;:(–—", min_size=1, max_size=80))
def test_clauses_are_in_order_and_within_their_sentence(text):
    found = passages.clauses(text, Sentence("d", 0, len(text), text, 0))
    assert found == sorted(found)
    assert all(a < b for a, b in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert not found or (found[0][0], found[-1][1]) == (0, len(text))


@pytest.mark.parametrize(
    ("words", "found"),
    [("the STATE’S plan", "the State's plan"), ("plan  of\n2020", "plan of 2020"), ("a.b", None), ("", None), ("outside", None)],
)
def test_typed_words_are_found_as_they_stand_or_not_at_all(words, found):
    text = "outside. Under the State's plan of 2020 (acb) nothing changed."
    span = passages.find(text, words, [Sentence("d", 9, len(text), text[9:], 0)])
    assert (text[slice(*span)] if span else None) == found


def test_presses_in_one_run_are_told_from_presses_in_two():
    held = choices.Hand()
    for action in ("2", "accept"):
        choices.press(held, action)
    assert (held.take(), held.said) == (["2"], (choices.HURRIED, True))
    held.presses = [(10.0, "2"), (10.5, "accept")]
    assert held.take() == ["2", "accept"]
    assert held.take() == []
