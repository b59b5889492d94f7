"""The review desk in a real browser, by keyboard alone: two people decide, a third settles, and nothing is lost.

CROSSCHECK_JOURNEY_PAIRS sets how many pairs the journey has (12; 50 is the full one), CROSSCHECK_SHOTS a folder for pictures.
"""

import os
import statistics

import pytest

pytest.importorskip("streamlit")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from crosscheck.reviews.records import Adjudication, Review  # noqa: E402 (after the check for what it needs)
from crosscheck.reviews.store import Store  # noqa: E402
from tests.browsing import launched, needs_chromium, served  # noqa: E402
from tests.fakes import fake_crosscheck  # noqa: E402

pytestmark = needs_chromium
PAIRS = int(os.environ.get("CROSSCHECK_JOURNEY_PAIRS", "10"))
SHOTS = os.environ.get("CROSSCHECK_SHOTS")
# Milliseconds from the key that accepts to the next pair standing in the page, nothing chosen; taken in the page itself.
STOPWATCH = """
window.laps = []; let begun = null;
const pair = () => { const all = [...document.querySelectorAll('[data-pair]')].map((e) => e.dataset.pair);
                     const keys = document.querySelector('[class*="_relations"]');
                     return all.length === 2 && all[0] === all[1] && keys && !keys.innerText.includes('✓') ? all[0] : null; };
window.shownPair = pair;
window.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.target.matches('input')) begun = performance.now(); }, true);
new MutationObserver(() => { if (begun !== null && pair()) { window.laps.push(performance.now() - begun); begun = null; } })
  .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""


@pytest.fixture
def desk(tmp_path):
    """A running app over the fake cross-check: its address, and where its reviews are."""
    path = tmp_path / "reviews.sqlite"
    with served(fake_crosscheck(tmp_path, copies=3), CROSSCHECK_REVIEWS=str(path)) as address:
        yield address, path


@pytest.fixture(scope="module")
def chromium():
    with launched() as browser:
        yield browser


@pytest.fixture
def sit(chromium):
    """A new browser session on a page of the app; closed at the end."""
    pages = []

    def opened(url):
        page = chromium.new_context(viewport={"width": 1400, "height": 900}).new_page()
        page.set_default_timeout(20_000)
        page.add_init_script(STOPWATCH)
        page.goto(url)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.context.close()


def shot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")


def sign_in(page, name):
    """Tab to the field, type the name, press Enter."""
    page.get_by_label("Your name, or one you choose").wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Your name, or one you choose":
            break
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    ready(page)


def ready(page):
    """Until the keys work: a button's key is known once the button stands there."""
    page.get_by_role("button", name="Accept and next").wait_for()


def key(page, press, button):
    """Press a relation's key and see it chosen, as a person would before Enter; press again if it was not taken."""
    chosen = page.locator(f".st-key-{button}_relation_{press} button:visible", has_text="✓")
    page.keyboard.press(press)
    try:
        chosen.wait_for(timeout=4000)
    except playwright.TimeoutError:
        print(f"key {press} was not taken")
        page.keyboard.press(press)
        chosen.wait_for()


def accept(page, last="are decided"):
    """Enter, until another pair or the end of the queue shows; again, as a person would, if the page asked for that."""
    shown = f"window.shownPair() || document.body.innerText.includes('{last}')"
    page.keyboard.press("Enter")
    try:
        page.wait_for_function(shown, timeout=6000)
    except playwright.TimeoutError:
        print("Enter was not taken")
        page.keyboard.press("Enter")
        page.wait_for_function(shown)


def decide(page, count, keys):
    for number in range(count):
        key(page, keys[number % len(keys)], "review")
        accept(page)


def settle(page, reason):
    """Relation, reason and acceptance of one disputed pair."""
    key(page, "2", "adjudicate")
    page.keyboard.type("n" + reason)  # without a pause: no letter of the reason may be taken for a key
    page.keyboard.press("Enter")
    page.wait_for_function("!document.activeElement.matches('input')")
    accept(page, "Nothing is left")


def test_two_decide_a_third_settles_by_keyboard_alone(desk, sit):
    address, path = desk
    laps = []
    for name, keys in (("Anna", "1234512"), ("Ben", "12345")):
        page = sit(f"{address}/review?limit={PAIRS}")
        sign_in(page, name)
        shot(page, f"desk-{name}-first")
        decide(page, PAIRS // 2, keys)
        laps += page.evaluate("window.laps")
        page.context.close()  # the browser goes; what was decided stays
        page = sit(f"{address}/review?limit={PAIRS}&as={name}")
        page.get_by_text(f"{PAIRS // 2} of {PAIRS} decided").wait_for()
        ready(page)
        decide(page, PAIRS - PAIRS // 2, keys)
        page.get_by_text(f"All {PAIRS} pairs of this queue are decided").wait_for()
        laps += page.evaluate("window.laps")
        shot(page, f"desk-{name}-end")
    with Store.open(path, create=False) as store:
        reviews = store.records(Review)
    assert len(reviews) == len({(r.pair_id, r.reviewer) for r in reviews}) == 2 * PAIRS
    assert all(r.blind and r.seconds > 0 and r.suggestion for r in reviews)
    p95 = statistics.quantiles(laps, n=20)[-1]
    print(f"{len(laps)} acceptances: median {statistics.median(laps):.0f} ms, 95th percentile {p95:.0f} ms, longest {max(laps):.0f} ms")

    page = sit(f"{address}/agreement")
    page.get_by_text("Krippendorff's alpha").first.wait_for()
    shot(page, "agreement")
    decisions = {name: {r.pair_id: r.relation for r in reviews if r.reviewer == name} for name in ("Anna", "Ben")}
    differ = [pair for pair in decisions["Anna"] if decisions["Anna"][pair] != decisions["Ben"][pair]]
    page = sit(f"{address}/adjudicate")
    sign_in(page, "Clara")
    shot(page, "adjudicate")
    nothing_left = page.get_by_text("Nothing is left for you to settle")
    for number in range(len(differ)):
        page.wait_for_function("window.shownPair() || document.body.innerText.includes('Nothing is left')")
        if nothing_left.count():
            break  # what was settled is counted below
        settle(page, f"Reason {number}")
    nothing_left.wait_for()
    with Store.open(path, create=False) as store:
        settled = store.records(Adjudication)
        assert store.verify().fault is None
    assert sorted(a.pair_id for a in settled) == sorted(differ)
    changed = sit(f"{address}/adjudicate?show=changed&as=Anna")
    changed.get_by_text("You decided").first.wait_for()
    unlike = sum(decisions["Anna"][pair] != "qualifies" for pair in differ)
    playwright.expect(changed.get_by_text("Settled as")).to_have_count(min(unlike, 50))
    shot(changed, "changed")


def test_enter_on_a_link_that_was_tabbed_to_opens_it(desk, sit):
    address, path = desk
    page = sit(f"{address}/review?limit=10")
    sign_in(page, "Anna")
    key(page, "1", "review")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.st-key-review_leave button')"):
            break
    page.keyboard.press("Enter")
    page.get_by_text("Who is deciding?").wait_for()
    with Store.open(path, create=False) as store:
        assert store.records(Review) == []


def test_the_parts_have_names_for_screen_readers(desk, sit):
    address, _ = desk
    page = sit(f"{address}/review?limit=10")
    sign_in(page, "Anna")
    for name in ("What the State says", "What the source found"):
        page.get_by_role("region", name=name).wait_for()
    for field in ("Note", "Deciding words"):
        page.get_by_role("textbox", name=field).wait_for()
    key(page, "4", "review")
    accept(page)
    page.get_by_role("status").filter(has_text="Saved: context, current.").wait_for()
    page.get_by_role("progressbar", name="Pairs decided").wait_for()


def test_a_menu_chosen_by_keyboard_is_no_decision(desk, sit):
    address, path = desk
    page = sit(f"{address}/review?limit=10")
    sign_in(page, "Anna")
    key(page, "1", "review")
    page.get_by_role("button", name="Review", exact=True).click()
    page.get_by_role("menuitem", name="Agreement").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Agreement").wait_for()
    with Store.open(path, create=False) as store:
        assert store.records(Review) == []
