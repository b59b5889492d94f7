"""A few journeys in a real browser: links, the address bar, the back button, and that nothing calls out."""

import time

import pytest

pytest.importorskip("streamlit")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from tests.browsing import launched, needs_chromium, served  # noqa: E402
from tests.fakes import fake_crosscheck  # noqa: E402 (after the check for what it needs)

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A running app over the fake cross-check."""
    with served(fake_crosscheck(tmp_path_factory.mktemp("browser"))) as address:
        yield address


@pytest.fixture(scope="module")
def chromium():
    with launched() as browser:
        yield browser


@pytest.fixture
def page(chromium):
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(20_000)
    page.outside = []
    page.on("request", lambda r: None if r.url.startswith(("http://127.0.0.1", "data:", "blob:")) else page.outside.append(r.url))
    yield page
    assert not page.outside
    page.close()


def timed(name, act, seen):
    """Do, wait until it shows, and print how long that took."""
    begun = time.perf_counter()
    act()
    seen.wait_for()
    taken = time.perf_counter() - begun
    print(f"{name}: {taken:.2f} s")
    assert taken < 10


def test_from_a_cell_to_a_pair_and_back(page, address):
    page.goto(address)
    cell = page.get_by_role("link", name="⚑ 3 / 7")
    cell.wait_for()
    timed("overview to claims", cell.click, page.get_by_text("3 of 12 claims"))
    assert "article=8" in page.url
    assert "source=observer-2014" in page.url
    link = page.get_by_role("link", name="Look at this pair").first
    timed("claims to pair", link.click, page.get_by_text("To cite this pair"))
    assert "pair=" in page.url
    back = page.get_by_role("link", name="Back to the claims")
    timed("pair to claims", back.click, page.get_by_text("3 of 12 claims"))
    assert "article=8" in page.url
    page.get_by_text("Evidence", exact=True).click()
    timed("claims to overview", page.get_by_role("menuitem", name="Overview").click, page.get_by_text("Strongest flags"))


def test_the_back_button_brings_filters_back(page, address):
    page.goto(f"{address}/claims?article=8")
    page.get_by_text("4 of 12 claims").wait_for()
    page.get_by_text("Silent", exact=True).click()
    page.get_by_text("No claim fits these filters").wait_for()
    page.wait_for_url("**show=silent**")
    page.go_back()
    page.get_by_text("4 of 12 claims").wait_for()


def test_hostile_text_runs_nothing(page, address):
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto(f"{address}/claims?text=script")
    page.get_by_text("<script>alert(1)</script>", exact=False).first.wait_for()
    assert not said
    assert page.locator("mark script, mark img, mark b").count() == 0


def test_one_claim_by_keyboard(page, address):
    page.goto(f"{address}/claims?order=report")
    page.get_by_role("button", name="Show this claim alone").first.click()
    page.get_by_role("button", name="Back to the list").wait_for()
    page.keyboard.press("j")
    page.get_by_text("The Ombudsman is elected solely by the Senate.").first.wait_for()
    page.wait_for_url("**claim=ruritania-3**")
