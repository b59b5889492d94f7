"""Who a finding lets speak, with the words that show it; and findings that repeat one origin, shown as one."""

from crosscheck import attribution, repeats, views
from crosscheck.attribution import Words
from crosscheck.records import Finding, Pair
from crosscheck.results import CrossCheck

Place = tuple[str, int]


def words(check: CrossCheck, finding: Finding) -> Words | None:
    """The words of the finding's sentence that show who speaks; None where the source itself does."""
    around = check.paragraph(finding.sentence) if finding.sentence.doc in check.sentences else []
    at = next((i for i, other in enumerate(around) if other.start == finding.sentence.start), 0)
    said = attribution.words(finding.sentence.text, around[at - 1].text if at else "")
    return said if said and said.speaker == finding.attribution else None


def place(finding: Finding) -> Place:
    """What tells findings apart."""
    return finding.sentence.doc, finding.sentence.start


def repeated(check: CrossCheck) -> dict[Place, tuple[Finding, ...]]:
    """For each finding that others repeat nearly word for word: all of them, itself included, the latest year first."""
    found: dict[Place, tuple[Finding, ...]] = {}
    for group in repeats.groups([finding.sentence.text for finding in check.findings]):
        members = sorted((check.findings[i] for i in group), key=lambda one: (-one.year, place(one)))
        found |= dict.fromkeys(map(place, members), tuple(members))
    return found


def groups(pairs: list[Pair], known: dict[Place, tuple[Finding, ...]]) -> list[views.Group]:
    """`views.groups`, and those joined whose findings repeat one another; strongest first, nothing dropped."""
    homes: dict[int, int] = {}
    joined: list[list[Pair]] = []
    for group in views.groups(pairs):
        marks = {id(known[place(pair.finding)]) for pair in group.pairs if place(pair.finding) in known}
        home = next((homes[mark] for mark in marks if mark in homes), len(joined))
        if home == len(joined):
            joined.append([])
        joined[home] += group.pairs
        homes |= dict.fromkeys(marks, home)
    return [views.Group(tuple(sorted(members, key=views.strength))) for members in joined]


def elsewhere(finding: Finding, shown: list[Finding], known: dict[Place, tuple[Finding, ...]]) -> list[Finding]:
    """The findings that repeat this one and are not among those `shown`."""
    seen = {place(one) for one in [finding, *shown]}
    return [one for one in known.get(place(finding), ()) if place(one) not in seen]
