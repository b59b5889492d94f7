"""What a person is about to decide, and the buttons and keys they choose with; used by every page that asks.

A press is noted by its button's callback and done when the page runs. Two presses can arrive in one run in either
order; so a pick and an acceptance that arrive together are never saved: the pick is shown, and asked about again.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

import streamlit as st

from crosscheck.records import Relation, Timing
from crosscheck.reviews.records import Confidence, Record, Review
from crosscheck.ui import components

ACCEPT = "accept"
TOGETHER = 0.02  # seconds: presses of one run come within microseconds, those of two people-made runs never do
HURRIED = "Two keys arrived at once. Look at what is chosen, then press Enter to accept it."
QUESTIONS = {
    Relation.CONTRADICTS: "Must one of the two be wrong?",
    Relation.QUALIFIES: "Could the claim be true to the letter and still leave a wrong picture?",
    Relation.CORROBORATES: "Does the finding make the claim easier to believe?",
    Relation.CONTEXT: "The very same subject, but neither for nor against?",
    Relation.UNRELATED: "Everything else.",
}
# A list box lets go of the keys; a long paragraph is scrolled to its marked sentence.
_ARRIVED = (
    "document.activeElement?.matches('input[role=combobox]') && document.activeElement.blur();"
    "document.querySelectorAll('.cc-desk .cc-quote').forEach((text) => { const mark = text.querySelector('mark');"
    "text.scrollTop = mark ? Math.max(0, mark.offsetTop - text.offsetTop - 48) : 0; });"
)
_KEYS = {str(number): relation for number, relation in enumerate(Relation, start=1)}


_T = TypeVar("_T")


@dataclass(frozen=True)
class Draft:
    """What is chosen so far for the pair or training pair `of`. `passage`: document, start and end."""

    of: str
    relation: Relation | None = None
    timing: Timing = Timing.CURRENT
    confidence: Confidence = Confidence.MEDIUM
    passage: tuple[str, int, int] | None = None


@dataclass
class Hand:
    """What one browser session holds of a page: presses not done yet, the draft, the words typed, what came of the last press.

    It is kept as one plain object because each use of Streamlit's session state is a point where a newer press may break
    the run off: between taking up a press and having done it there must be none.
    """

    presses: list[tuple[float, str]] = field(default_factory=list)
    draft: Draft | None = None
    begun: float = 0.0
    at: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    rewritten: dict[str, str] = field(default_factory=dict)
    said: tuple[str, bool] = ("", False)
    focus: tuple[int, str] = (0, "")
    unsaved: tuple[object, Record] | None = None
    again: Review | None = None
    fresh: set[str] = field(default_factory=set)
    seen: tuple[str, ...] = ()

    def say(self, text: str, wrong: bool = False) -> None:
        """What the status line shows."""
        self.said = (text, wrong)

    def hold(self, start: Draft) -> Draft:
        """The draft in hand, or `start` if that one is of another pair; the clock of the pair begins then."""
        if self.draft is None or self.draft.of != start.of:
            self.draft, self.begun = start, time.monotonic()
        return self.draft

    def holds(self, of: str) -> bool:
        """Whether the draft in hand is of that pair."""
        return self.draft is not None and self.draft.of == of

    def seconds(self) -> float:
        """Seconds since the pair in hand was first shown."""
        return time.monotonic() - self.begun

    def write(self, name: str, text: str) -> None:
        """Give a field another text."""
        self.texts[name] = self.rewritten[name] = text

    def focus_on(self, name: str) -> None:
        """Put the cursor into that field once this run is drawn."""
        self.focus = (self.focus[0] + 1, name)

    def take(self) -> list[str]:
        """The presses to do, in order. An acceptance that came together with another press is set aside, and said so."""
        stamped, self.presses = self.presses, []
        times = [at for at, _ in stamped]
        close = any(b - a < TOGETHER for a, b in pairwise(times))
        actions = [action for _, action in stamped]
        if actions:
            self.say("")
        if not (close and ACCEPT in actions and set(actions) != {ACCEPT}):
            return actions
        self.say(HURRIED, True)
        return [action for action in actions if action != ACCEPT]


def hand(page: str) -> Hand:
    """What this session holds of a page."""
    if f"{page}_hand" not in st.session_state:
        st.session_state[f"{page}_hand"] = Hand()
    return st.session_state[f"{page}_hand"]


def sync(page: str, held: Hand, *names: str) -> None:
    """Give the fields the texts that `write` wants, and read what the others hold. A field that was not drawn keeps its text."""
    for name in names:
        if name in held.rewritten or f"{page}_{name}" not in st.session_state:
            st.session_state[f"{page}_{name}"] = held.texts.get(name, "")
            held.rewritten.pop(name, None)
        held.texts[name] = st.session_state[f"{page}_{name}"]


def press(held: Hand, action: str) -> None:
    """Note a press; the page does it when it runs."""
    held.presses.append((time.monotonic(), action))


def picked(draft: Draft, action: str) -> Draft:
    """`draft` after a press of 1 to 5, `timing` or `confidence`; as it was after any other."""
    if action in _KEYS:
        return replace(draft, relation=_KEYS[action])
    if action == "timing":
        return replace(draft, timing=_after(list(Timing), draft.timing))
    if action == "confidence":
        return replace(draft, confidence=_after(list(Confidence), draft.confidence))
    return draft


def _after(options: list[_T], present: _T) -> _T:
    return options[(options.index(present) + 1) % len(options)]


def relations(page: str, held: Hand, draft: Draft) -> None:
    """The five relations with their keys."""
    with st.container(key=f"{page}_relations", horizontal=True, gap="small"):
        for key, relation in _KEYS.items():
            chosen = draft.relation is relation
            label = components.relation_name(relation)
            button(page, held, key, f"✓ {label}" if chosen else label, key, chosen, help=QUESTIONS[relation], name=f"relation_{key}")


def timing(page: str, held: Hand, draft: Draft) -> None:
    """The timing, turned by a key."""
    button(page, held, "timing", f"Timing: {draft.timing}", "t", draft.timing is Timing.SUPERSEDED,
           help="Superseded: the claim says that just this was changed after the time of the finding.")  # fmt: skip


def button(page: str, held: Hand, action: str, label: str, key: str, chosen: bool = False, *, help: str | None = None,
           name: str = "", disabled: bool = False) -> None:  # fmt: skip
    """A button that notes `action` when it or its key is pressed."""
    st.button(label, key=f"{page}_{name or action}", shortcut=key, on_click=press, args=(held, action), width="stretch",
              help=help, type="primary" if chosen else "secondary", disabled=disabled)  # fmt: skip


def keyboard(page: str, held: Hand, of: str, fields: Sequence[str] = ()) -> None:
    """The rules for the keyboard; the cursor where `focus_on` wants it; a list left for another pair lets go of the keys."""
    turn, name = held.focus
    with st.container(key=f"{page}_keyboard"):
        components.script("keyboard.js")
        if name in fields:
            focus = f"/* {int(turn)} */ document.querySelector('.st-key-{page}_{name} input')?.focus();"
            components.run_script(focus)
        components.run_script(f"/* {''.join(c for c in of if c.isalnum())} */ {_ARRIVED}")
