"""Which names in the documents mean one organization: variants, short forms and acronyms gathered, and what users say of them.

Forms are one where a bracket says so, where they differ only in spelling, an article, a possessive or the State's own name, where
the short form begins just one longer name, or where an acronym's letters fit just one name. What fits two is left apart: a user
merges it, or splits what was joined. Nothing here is used for matching; it filters and shows. Standard library only.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crosscheck import name_forms
from crosscheck.errors import CrosscheckError
from crosscheck.records import Sentence

Place = tuple[str, int]

_SPELLED = {"labour": "labor", "organisation": "organization", "centre": "center", "defence": "defense", "programme": "program",
            "procurator": "prosecutor"}  # fmt: skip
_SAME = {"human rights ombudsman": "human rights commissioner", "commissioner for human rights": "human rights commissioner"}
_SMALL = frozenset("of for on and under against the de del des du la et y da & in to".split())  # noqa: SIM905
_FIRST = ("national ", "state ", "republican ", "presidential ", "government ", "united nations ", "un ", "federal ", "country's ")
_TAIL = re.compile(r" (?:of|for|on|under|and|in|to|against)\b")
_MINISTRY = re.compile(r"\A(\w+) ministry\Z")
_POSSESSIVE = re.compile(r"[’']s?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a user said of forms: `merge` joins the groups of all of them, `split` sets the one form apart."""

    action: str
    forms: tuple[str, ...]
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """One organization: the name to show, its forms with how often each is written, most used first, and the sentences
    (document and offset) that name it. `by` are the users who merged or split it."""

    name: str
    forms: tuple[tuple[str, int], ...]
    places: frozenset[Place]
    by: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How often it is named."""
        return sum(count for _, count in self.forms)


def organizations(
    sentences: Mapping[str, Sequence[Sentence]], state: str = "", corrections: Iterable[Correction] = ()
) -> list[Organization]:
    """The organizations named in the documents, the most often named first. `state` is the country whose name a form may add."""
    counts: Counter[str] = Counter()
    places: dict[str, set[Place]] = defaultdict(set)
    meant: Counter[tuple[str, str]] = Counter()
    apposed: Counter[tuple[str, str]] = Counter()
    for doc, group in sentences.items():
        for sentence in group:
            found = name_forms.find(sentence.text)
            counts.update(found.forms)
            meant.update(found.meant)
            apposed.update(found.apposed)
            for form in {*found.forms, *(short for _, short in found.meant)}:
                places[form].add((doc, sentence.start))
    counts.update(short for _, short in meant if short not in counts)
    called = {pair for pair, times in apposed.items() if times > 1 and pair[1] not in counts}
    for word in {word for _, word in called}:
        said = [(doc, s.start) for doc, group in sentences.items() for s in group if re.search(rf"\b{word}\b", s.text)]
        counts[word], places[word] = len(said), set(said)
    home = _Home(counts, state)
    home.join_alike()
    home.join_meant({*meant} | called)
    home.join_shortened()
    home.join_initials()
    touched = home.correct(list(corrections))
    return sorted((_organization(forms, counts, places, touched) for forms in home.groups()), key=lambda one: (-one.count, one.name))


def _organization(forms: Sequence[str], counts: Counter[str], places: Mapping[str, set[Place]], touched: Mapping[str, str]) -> Organization:
    used = sorted(((form, counts[form]) for form in forms), key=lambda pair: (-pair[1], pair[0]))
    spelled = [form for form in forms if " " in form]
    name = max(spelled or forms, key=lambda form: (counts[form], len(form), form))
    by = sorted({touched[form] for form in forms if touched.get(form)})
    return Organization(name, tuple(used), frozenset(place for form in forms for place in places.get(form, ())), tuple(by))


def plain(form: str, state: str = "") -> str:
    """A form as it is compared: small letters, one spelling, no articles, possessives, office or the State's name."""
    words = [_SPELLED.get(word, word) for word in _POSSESSIVE.sub("", form.casefold()).split() if word != "the"]
    own = [word for word in state.casefold().split() if len(word) > 4]
    kept = [word for word in words if not any(word.startswith(name) or (len(word) > 4 and name.startswith(word)) for name in own)]
    kept = [word for i, word in enumerate(kept) if word not in ("republic", "country") or kept[i + 1 : i + 2] == ["of"]] if own else kept
    while kept and kept[-1] in _SMALL | {"republic"}:
        kept.pop()
    kept = kept if len(kept) > 1 and words else words
    bare = [word for word in kept if word != "office"]
    bare = bare[1:] if bare[:1] == ["of"] else bare
    said = " ".join(bare or kept)
    return _SAME.get(said) or _MINISTRY.sub(r"ministry of \1", said)


class _Home:
    """Forms and the group each is in (a union-find whose root is the alphabetically first form)."""

    def __init__(self, counts: Counter[str], state: str) -> None:
        self.of = {form: form for form in sorted(counts)}
        self.plain = {form: plain(form, state) for form in self.of}

    def root(self, form: str) -> str:
        while self.of[form] != form:
            form = self.of[form]
        return form

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self.of[second] = first

    def groups(self) -> list[list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for form in self.of:
            found[self.root(form)].append(form)
        return list(found.values())

    def join_alike(self) -> None:
        first: dict[str, str] = {}
        for form, said in self.plain.items():
            self.join(first.setdefault(said, form), form)

    def join_meant(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Join a name and its acronym, unless the acronym is given to two names that nothing else makes one."""
        names: dict[str, list[str]] = defaultdict(list)
        for full, short in sorted(pairs):
            if full in self.of:
                self.of.setdefault(short, short)
                self.plain.setdefault(short, plain(short))
                names[short].append(full)
        for short, fulls in names.items():
            if len({self._longest(full) for full in fulls}) == 1:
                for full in fulls:
                    self.join(full, short)

    def _longest(self, full: str) -> str:
        """The group a name is in, or would be in as a short form."""
        return next(iter(self._longer(full)), self.root(full))

    def _longer(self, form: str) -> set[str]:
        """The groups of the names that this form shortens."""
        short = self.plain[form]
        if len([word for word in short.split() if word not in _SMALL]) < 2:
            return set()
        return {self.root(other) for other, said in self.plain.items() if said != short and _shortens(short, said)}

    def join_shortened(self) -> None:
        for form in list(self.of):
            longer = self._longer(form) - {self.root(form)}
            if len(longer) == 1 and not name_forms.acronym(form):
                self.join(form, longer.pop())

    def join_initials(self) -> None:
        fitting: dict[str, set[str]] = defaultdict(set)
        for form in self.of:
            for letters in name_forms.initials(form) if " " in form else ():
                fitting[letters].add(self.root(form))
        for form in list(self.of):
            if name_forms.acronym(form) and len(form) > 2 and len(fitting[form]) == 1 and self._alone(form):
                self.join(form, next(iter(fitting[form])))

    def _alone(self, form: str) -> bool:
        return sum(self.root(other) == self.root(form) for other in self.of) == 1

    def correct(self, corrections: Sequence[Correction]) -> dict[str, str]:
        """Apply what users said, in order; forms that no document has any more are passed over. Who touched each form."""
        groups = self.groups()
        touched: dict[str, str] = {}
        for correction in corrections:
            known = [form for form in correction.forms if form in self.of]
            if correction.action == "merge" and len(known) > 1:
                meant = [group for group in groups if set(group) & set(known)]
                groups = [group for group in groups if group not in meant] + [[form for group in meant for form in group]]
            elif correction.action == "split" and known:
                groups = [[form for form in group if form != known[0]] for group in groups] + [[known[0]]]
                groups = [group for group in groups if group]
            touched |= dict.fromkeys(known, correction.by)
        for group in groups:
            self.of |= dict.fromkeys(group, min(group))
        return touched


def _shortens(short: str, long: str) -> bool:
    """Whether `short` is how one begins to say `long`, or says it without "national" and the like."""
    if long.startswith(short + " "):
        return bool(_TAIL.match(long, len(short)))
    return any(long == first + short for first in _FIRST)


def chosen(found: Sequence[Organization], form: str) -> Organization:
    """The organization that has this form, in any case of letters. Raises CrosscheckError naming the nearest where none has."""
    wanted = form.casefold().strip()
    for one in found:
        if any(wanted == known.casefold() for known, _ in one.forms):
            return one
    near = [known for one in found for known, _ in one.forms if wanted in known.casefold()][:5]
    hint = f"did you mean {', '.join(map(repr, near))}?" if near else "list them with: crosscheck names CORPUS"
    raise CrosscheckError(f"No organization is written {form!r} in these documents; {hint}")


def correction(found: Sequence[Organization], forms: Sequence[str], merge: bool, by: str = "") -> Correction:
    """What a user asks for, with the forms as the documents write them. Raises CrosscheckError where it would change nothing."""
    groups = [chosen(found, form) for form in forms]
    written = tuple(next(known for known, _ in one.forms if known.casefold() == form.casefold().strip())
                    for one, form in zip(groups, forms, strict=True))  # fmt: skip
    if merge and len(forms) < 2:
        raise CrosscheckError(f"Nothing to merge {written[0]!r} with; name two or more")
    if merge and len({one.name for one in groups}) == 1:
        raise CrosscheckError(f"{' and '.join(written)} are one organization already")
    if not merge and len(groups[0].forms) == 1:
        raise CrosscheckError(f"{written[0]!r} stands alone already")
    return Correction("merge" if merge else "split", written, by)
