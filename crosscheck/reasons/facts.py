"""Figures set side by side, who speaks, law or practice, the years, and why the timing came out as it did.

Each is told by the module that decided it, with the words that it went by; nothing is worked out anew here.
"""

import re

from crosscheck import attribution, figures, timing
from crosscheck.reasons.record import Around, Mark, Reason, Sort, mark
from crosscheck.records import Attribution, Ground, Pair, Timing

_SPEAKERS = {Attribution.GOVERNMENT: "the government", Attribution.CIVIL_SOCIETY: "civil society", Attribution.EXPERTS: "experts",
             Attribution.COURT: "a court"}  # fmt: skip
_GROUNDS = {Ground.LAW: "of the law", Ground.PRACTICE: "of practice", Ground.UNCLEAR: "neither clearly of the law nor of practice"}
LONGEST = 60  # characters of a cue that are shown from another sentence


def compared(pair: Pair, around: Around) -> list[Reason]:
    """Figures that count the same, with the difference."""
    claim, finding = pair.claim.sentence.text, pair.finding.sentence.text
    ours = figures.figures(claim, around.period[1] if around.period else None)
    theirs = figures.figures(finding, pair.finding.year)
    found = []
    for both in figures.compared(ours, theirs):
        alike = "The same figure on both sides" if both.difference == 0 else "Figures side by side"
        sure = "" if both.same_words else " Whether both count the same thing is for the reader."
        found.append(Reason(Sort.FIGURES, f"{alike}: {both.text}.{sure}", (mark(claim, both.a.start, both.a.end),),
                            (mark(finding, both.b.start, both.b.end),)))
    return found


def told_time(pair: Pair, around: Around) -> list[Reason]:
    """What the timing went by: the change that the claim or its paragraph asserts, beside the finding's year."""
    claim, year = pair.claim.sentence.text, pair.finding.year
    change = timing.asserted_change(claim, around.paragraph)
    late = pair.timing is Timing.SUPERSEDED
    if change is None:
        text = ("No words of a later change were found; the timing model went by years and shared words alone." if late
                else "Neither the claim nor its paragraph tells of a dated change.")
        return [Reason(Sort.TIMING, text)]
    words = change.text if len(change.text) <= LONGEST else change.text[:LONGEST].rstrip() + "…"
    who, marks = (("The claim's paragraph", ()) if change.in_paragraph else ("The claim", (mark(claim, change.start, change.end),)))
    if change.year is None:
        period = f", so in the reported period {around.period[0]}–{around.period[1]}" if around.period else ""
        told = f"{who} tells of a change (“{words}”) without a year{period}; the finding describes {year}."
    else:
        order = "after" if change.year > year else "in" if change.year == year else "before"
        told = f"{who} tells of a change (“{words}”) and names {change.year}, {order} the year {year} that the finding describes."
    possible = change.year is None or change.year > year
    took = (" The timing model took it for a later change to what the finding describes." if late
            else " The timing model did not take it for a change to just what the finding describes." if possible else "")
    return [Reason(Sort.TIMING, told + took, marks)]


def compared_years(pair: Pair, around: Around) -> list[Reason]:
    """The years of both documents, and those that the sentences name."""
    claim, finding = pair.claim.sentence.text, pair.finding.sentence.text
    ours, theirs = (tuple(mark(text, y.start, y.end) for y in timing.years(text)) for text in (claim, finding))
    covers = f"The State's report covers {around.period[0]}–{around.period[1]}; " if around.period else ""
    text = f"{covers}the finding describes {pair.finding.year}."
    named = [f"the {name} names {_listed(marks)}" for name, marks in (("claim", ours), ("finding", theirs)) if marks]
    return [Reason(Sort.YEARS, _sentence(text) + (f" {_sentence('; '.join(named))}." if named else ""), ours, theirs)]


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _listed(marks: tuple[Mark, ...]) -> str:
    return ", ".join(dict.fromkeys(m.text for m in marks))


def speaker(pair: Pair, around: Around) -> list[Reason]:
    """Who speaks in the finding, by which words."""
    finding = pair.finding.sentence.text
    who, span = attribution.attribution(finding, around.finding_before)
    if who is not pair.finding.attribution:
        return []
    if who is Attribution.SOURCE or span is None:
        return [Reason(Sort.SPEAKER, "The source speaks for itself: no words of reporting were found.")]
    words = mark(finding, *span)
    return [Reason(Sort.SPEAKER, f"The source reports what {_SPEAKERS[who]} said: “{words.text}”.", (), (words,))]


def grounds(pair: Pair) -> list[Reason]:
    """Law or practice in the finding, with the words that show it. The rules were made for findings and misread claims."""
    text, ground = pair.finding.sentence.text, pair.finding.ground
    if ground is Ground.UNCLEAR or attribution.ground(text) is not ground:
        return []
    shown, marks = _shown(text, ground)
    words = f" (“{shown.text}”)" if shown else ""
    return [Reason(Sort.GROUND, f"The finding speaks {_GROUNDS[ground]}{words}.", (), marks)]


def _shown(text: str, ground: Ground) -> tuple[Mark | None, tuple[Mark, ...]]:
    """The words by which `attribution.ground` decided."""
    law = attribution._LAW.search(text)
    if ground is Ground.UNCLEAR:
        return None, ()
    found: re.Match[str] | None = law
    if ground is Ground.PRACTICE:
        turn = attribution._TURN.search(text) if law else None
        start = 0 if not (law and turn) else turn.end() if turn.start() > law.start() else text.find(",", law.start()) + 1
        places = (start, 0)
        found = next((m for at in places for cue in (attribution._PRACTICE, attribution._PAST) if (m := cue.search(text, at))), None)
    shown = mark(text, *found.span()) if found else None
    return shown, (shown,) if shown else ()
