"""How organizations are written in a sentence: capitalised names, acronyms, and brackets that say which means which.

A name is a run of capitalised words that holds a word for a body (Ministry, Federation, Court …) or is spelled out beside its
acronym. Laws, reports, headings and people are no organizations. Written for English texts; in another language with capitals
only acronyms, and names beside theirs, are found. Standard library only; groups are made in names.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CAPITAL = r"[^\W\d_a-zß-öø-ÿа-яё][\w’'-]*"
_CONNECT = r"(?:of|for|on|and|under|against|the|de|del|des|du|la|et|y|da|&)"
_LIST = rf"(?:of|on|for)\s(?:the\s)?{_CAPITAL}(?:\s{_CAPITAL})?(?:,\s{_CAPITAL}(?:\s{_CAPITAL})?)+,?\sand\s{_CAPITAL}"
_RUN = re.compile(rf"{_CAPITAL}(?:\s{_LIST}|\s(?:{_CONNECT}\s){{0,2}}{_CAPITAL}|(?<=ittee)\sto\s{_CAPITAL}|(?<=ation)\sin\s{_CAPITAL})*")
_ACRONYM = re.compile(r"[A-Z]{2,}[A-Z0-9]*(?:-[A-Z]{2,})?\Z")
_APPOSED = re.compile(rf",\s({_CAPITAL})(?=[.,;])")
_BRACKET = re.compile(r"\s?\(([^()]{2,60})\)")
_BETWEEN = re.compile(r"\s*(?:/|,|;|\bor\b|\band\b|\bformerly\b)\s*")
_QUOTES = " “”\"'‘’«»"
_POSSESSED = re.compile(r"[’']s?\Z")
_AND = re.compile(r"\s(?:and|&)\s(the\s)?|(?<=[’']s)\s")
_OF_IT = re.compile(
    r"[’']s\s(?:Trafficking|Findings|List|Annual|Reports?|Website|Orders?|Resolutions?|Country|"
    r"Chair\w*|Head|Director|Spokes\w+|Deputy|Minister|Judges?|Press)\b.*"
)
_NO_BODY = _set(
    "convention covenant protocol law code act constitution declaration treaty agreement charter republic states kingdom union"
)
_TITLE = re.compile(
    r"(?:(?:Deputy|Vice|First|Acting|Former)[\s-])*(?:Chair(?:man|woman|person)?|Director|Head|Minister|Secretary|Members?|President|"
    r"Representatives?|Judges?|Speaker|Governor|Rules|Law|Statute|Staff|Board|Resolutions?|Ambassador|Vice-Minister)\s(?:of|on|for)\s(?:the\s)?"
)
_LEADING = _set(
    "a an the in on at by for from with and or but of to as if it its this that these those according although after before when while "
    "since under during however moreover also both each all some many most other another one two three his her their our no not "
    "article articles section part chapter annex see local foreign domestic independent human-rights former new"
)
_HEADS = _set(
    "academy administration agency alliance apparatus assembly association authority bank board bureau cabinet center centre chamber "
    "church coalition college commission commissioner committee commonwealth company confederation congress consortium corporation "
    "council court department directorate division embassy federation forum foundation fund group "
    "headquarters inspectorate institute institution league "
    "ministry mission nations network office ombudsman ombudsperson ombudswoman organization organisation parliament party police "
    "procuracy secretariat senate service society syndicate trust tribunal union university watch"
)
_ALONE = frozenset({"ombudsman", "ombudsperson", "parliament", "senate", "procuracy"})
_NOT = _set(
    "law laws code act acts convention covenant protocol report reports constitution declaration plan programme program decree order "
    "strategy treaty agreement charter regulations rules guidelines freedom right rights-based access discrimination violence day street "
    "resolution concept roadmap index prize award other findings trafficking"
)
_HEADING = _set("freedom right access protection prevention discrimination violence respect role governmental")
_NO_ACRONYM = _set(
    "AIDS HIV COVID GDP GNP USD EUR LGBT LGBTI LGBTQ LGBTQI LGBTI+ NGO NGOS TV ID PDF DNA CV FAQ OK AM PM US USA UK UAE USSR SIM VAT ICT "
    "IT PCR CO CEO PR SMS GPS DVD II III IV VI VII VIII IX XI XII XIII XIV XV XVI PPE MP MPS DPO DPOS OPD OPDS NHRI NPM"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What one sentence says: `forms` of names in it, each as often as written, and `meant`, pairs of forms that brackets join.

    `apposed` are pairs that a bracket or comma may join: one place is not enough to believe them.
    """

    forms: tuple[str, ...]
    meant: tuple[tuple[str, str], ...]
    apposed: tuple[tuple[str, str], ...]


def find(text: str) -> Found:
    """The organizations named in a sentence (white space folded). A sentence in capitals tells nothing."""
    letters = [char for char in text if char.isalpha()]
    if not letters or sum(map(str.isupper, letters)) > 0.6 * len(letters):
        return Found((), (), ())
    forms: list[str] = []
    meant, apposed = [], []
    for run in _RUN.finditer(text):
        names = list(_names(run.group()))
        bracket = _BRACKET.match(text, run.end())
        beside = [piece for piece in _pieces(bracket[1]) if piece != run.group()] if bracket else []
        acronyms = [piece for piece in beside if _ACRONYM.match(piece)]
        full = next((name for name in names[-1:] if " " in name and name.endswith(_bare(run.group())[-6:])), None)
        spelled = full or _spelled(run.group(), acronyms)
        if spelled:
            forms += [] if full else [spelled]
            meant += [(spelled, acronym) for acronym in acronyms]
            meant += [(spelled, piece) for piece in beside if piece.casefold() in _ALONE]
            apposed += [(spelled, piece) for piece in beside if _is_word(piece)]
        elif _ACRONYM.match(run.group()) and beside:
            meant += [(other, run.group()) for other in beside if is_name(other) or run.group() in initials(other)]
        after = _APPOSED.match(text, run.end())
        if full and after and _is_word(after[1]):
            apposed.append((full, after[1]))
        forms += names
    return Found(tuple(forms), tuple(meant), tuple(apposed))


def _is_word(piece: str) -> bool:
    return piece.isalpha() and piece.istitle() and piece.casefold() not in _ALONE


def _pieces(inside: str) -> list[str]:
    """The names that a bracket gives; nothing of one that speaks."""
    if any(char.isdigit() for char in inside):  # a date, a symbol, a paragraph
        return []
    pieces = [piece.strip(_QUOTES) for piece in _BETWEEN.split(inside)]
    return [piece for piece in pieces if piece and (_ACRONYM.match(piece) or _RUN.fullmatch(piece))]


def _names(run: str) -> Iterator[str]:
    """The organizations in a run of capitalised words: joined ones apart, without titles, leading words and laws."""
    parts, last = [], 0
    run = _OF_IT.sub("", run)
    for cut in _AND.finditer(run):
        before, after = _clean(run[last : cut.start()]), _clean(run[cut.end() :])
        if is_name(before) and (cut[1] or is_name(after) or _acronym(after)):
            parts.append(run[last : cut.start()])
            last = cut.end()
    for part in [*parts, run[last:]]:
        name = _clean(part)
        if is_name(name):
            yield name
        else:
            yield from (word for word in map(_bare, part.split()) if _acronym(word))


def _acronym(word: str) -> bool:
    return bool(_ACRONYM.match(word)) and word.upper() not in _NO_ACRONYM and (2 < len(word) < 11 or word in ("UN", "EU"))


def _bare(word: str) -> str:
    return _POSSESSED.sub("", word.strip("-"))


def _clean(run: str) -> str:
    """A run without what stands before the name: "According to the", "Chairman of the", "Law on the"."""
    words = run.split()
    cut = [i for i, word in enumerate(words) if _bare(word).casefold() in _NOT]
    words = words[cut[-1] + 1 :] if cut and cut[-1] + 1 < len(words) else words
    while words and (words[0].casefold() in _LEADING or re.fullmatch(_CONNECT, words[0])):
        words = words[1:]
    name = _TITLE.sub("", " ".join(words), count=1) if _TITLE.match(" ".join(words)) else " ".join(words)
    while name and re.match(rf"{_CONNECT}\s", name):
        name = name.split(" ", 1)[1]
    return _bare(name)


def is_name(name: str) -> bool:
    """Whether a run of words names a body: two words or more with a word for one, or one that stands alone."""
    words = [_bare(word).casefold() for word in name.split()]
    if not words or words[0] in _HEADING or set(words) & _NOT:
        return False
    if len(words) == 1:
        return words[0] in _ALONE
    return bool(set(words) & _HEADS) and len([word for word in words if not re.fullmatch(_CONNECT, word)]) > 1


def _spelled(run: str, acronyms: list[str]) -> str | None:
    """The end of a run whose initials are an acronym beside it."""
    words = run.split()
    if {_bare(word).casefold() for word in words} & _NO_BODY:
        return None
    for start in range(len(words) - 1):
        name = " ".join(words[start:])
        if words[start][0].isupper() and any(acronym in initials(name) for acronym in acronyms):
            return _bare(name)
    return None


def initials(name: str) -> frozenset[str]:
    """The acronyms that a name may have: of its capitalised words, of those before "and" or "for", of all its words."""
    words = [word for part in name.split() for word in part.split("-") if word]
    capital = "".join(word[0] for word in words if word[0].isupper())
    short = {"".join(word[0] for word in name.split(cut)[0].split() if word[0].isupper()) for cut in (" and ", " for ")}
    return frozenset({capital.upper(), "".join(word[0] for word in words).upper()} | {letters for letters in short if len(letters) > 2})


def acronym(form: str) -> bool:
    """Whether a form is an acronym."""
    return bool(_ACRONYM.match(form))
