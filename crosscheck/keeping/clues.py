"""What the first pages of a document say of it: its UN symbol, its dates, the years it covers, its language.

Each clue comes with the words it was read from, so that a person can check it. A symbol in a sentence is a reference to
another document, so only one that stands alone, in the masthead or a running head, is taken for the document's own. Nothing
here is certain; nothing is looked up anywhere.
"""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

_BODIES = {
    "E/C.12": "CESCR", "CCPR": "CCPR", "CEDAW": "CEDAW", "CRC": "CRC", "CAT": "CAT", "CERD": "CERD", "CRPD": "CRPD", "CMW": "CMW",
    "CED": "CED",
}  # fmt: skip
COMMITTEES = {
    "CESCR": "Committee on Economic, Social and Cultural Rights", "CCPR": "Human Rights Committee",
    "CEDAW": "Committee on the Elimination of Discrimination against Women", "CRC": "Committee on the Rights of the Child",
    "CAT": "Committee against Torture", "CERD": "Committee on the Elimination of Racial Discrimination",
    "CRPD": "Committee on the Rights of Persons with Disabilities", "CMW": "Committee on Migrant Workers",
    "CED": "Committee on Enforced Disappearances",
}  # fmt: skip
_ROOT = r"(?:E/C\.12|E/CN\.\d|E|CCPR|CEDAW|CRC|CAT|CERD|CRPD|CMW|CED|HRI|A/HRC|A|S|INT)"
_SYMBOL = re.compile(rf"(?<![\w/]){_ROOT}(?:/[A-Z0-9][A-Za-z0-9]*(?:[.\-][A-Za-z0-9]+)*)+")
_MASTHEAD = re.compile(rf"(?:United Nations|Nations Unies|Naciones Unidas|Организация Объединенных Наций|UN Doc\.?)?\s*"
                       rf"({_SYMBOL.pattern})[*\s]*(?:\d{{1,4}})?", re.IGNORECASE)  # fmt: skip
_OWN = re.compile(rf"(?:\d{{1,4}}\s+)?({_SYMBOL.pattern})(?:\s+\d{{1,4}}(?:/\d+)?)?")

_MONTHS = {
    "january janvier enero января": 1, "february février fevrier febrero февраля": 2, "march mars marzo марта": 3,
    "april avril abril апреля": 4, "may mai mayo мая": 5, "june juin junio июня": 6, "july juillet julio июля": 7,
    "august août aout agosto августа": 8, "september septembre septiembre setiembre сентября": 9,
    "october octobre octubre октября": 10, "november novembre noviembre ноября": 11, "december décembre decembre diciembre декабря": 12,
}  # fmt: skip
_MONTH = {name: number for names, number in _MONTHS.items() for name in names.split()}
_NAMES = "|".join(sorted(_MONTH, key=len, reverse=True))
_YEAR = r"((?:19|20)\d\d)"
_DATES = re.compile(
    rf"(?P<d1>\d{{1,2}})(?:er|st|nd|rd|th|º)?\s+(?:de\s+)?(?P<m1>{_NAMES})\.?,?\s+(?:de[l]?\s+)?(?P<y1>(?:19|20)\d\d)"
    rf"|(?P<m2>{_NAMES})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,\s+(?P<y2>(?:19|20)\d\d)"
    r"|(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)|(?P<d4>\d\d)\.(?P<m4>\d\d)\.(?P<y4>(?:19|20)\d\d)",
    re.IGNORECASE,
)
_DATED = re.compile(r"date received|received|date de réception|fecha de recepción|дата получения|distr\.|published|updated|publi[eé]|"
                    r"publicado|опубликован", re.IGNORECASE)
_SPAN = rf"{_YEAR}\s*(?:[-–—/]|to|and|until|à|au|et|a|al|y|по|до|и)\s*{_YEAR}"
_PERIODS = (
    re.compile(rf"(?:report(?:ing|ed)?\s+period|period|période|período|periodo|период)\D{{0,40}}?{_SPAN}", re.IGNORECASE),
    re.compile(rf"(?:cover(?:s|ing|ed)?|from|between|de|du|desde|entre|за|с)\s[^.\d]{{0,40}}{_SPAN}", re.IGNORECASE),
)  # fmt: skip
_SINGLE = re.compile(rf"(?:practices|report|rapport|informe|review|доклад)s?\s+(?:for|pour|de|para|за)?\s*{_YEAR}\b"
                     rf"|\b{_YEAR}\s+(?:[\w’]+\s+){{0,3}}(?:report|review|spotlight|survey|practices)", re.IGNORECASE)  # fmt: skip

_STOP = {
    "en": "the of and to in that for with was were is by on which has have not from this been",
    "fr": "le la les des et du une que dans pour par sur est aux ont été avec qui ne pas",
    "es": "el los las y del que una por para con se su como más fue han sobre ley entre no",
    "pt": "os as dos das da do que uma não em para com por foi são pelo ao mais como",
    "de": "der die das und den von zu mit ist im für nicht des auf eine dem werden",
    "ru": "и в на не что с по для из от о к как это или при был также его их",
    "uk": "і в на не що з та до для від про як або це у був також їх",
}  # fmt: skip
_STOPS = {code: frozenset(words.split()) for code, words in _STOP.items()}
_KAZAKH = frozenset("әғқңөұүһӘҒҚҢӨҰҮҺ")
_SCRIPTS = (("ar", 0x0600, 0x06FF), ("he", 0x0590, 0x05FF), ("ru", 0x0400, 0x04FF), ("el", 0x0370, 0x03FF), ("ka", 0x10A0, 0x10FF),
            ("hy", 0x0530, 0x058F), ("hi", 0x0900, 0x097F), ("zh", 0x4E00, 0x9FFF))  # fmt: skip
_PERSIAN = frozenset("پچژگ")


def symbol(lines: Iterable[str], running: Iterable[str] = ()) -> tuple[str, str] | None:
    """The document's own UN symbol and the line it stands in, or None. `lines` are its first; `running` its running heads."""
    counted = Counter(match[1] for line in running if (match := _OWN.fullmatch(line.strip())))
    if counted:
        found = min(counted, key=lambda name: (-counted[name], name))
        return found, f"{found} (running head)"
    for line in lines:
        if match := _MASTHEAD.fullmatch(line.strip()):
            return match[1], line.strip()
    return None


def body(symbol_: str) -> str | None:
    """The committee whose documents bear such symbols ("CEDAW"), or None."""
    return next((name for root, name in _BODIES.items() if symbol_.startswith(f"{root}/")), None)


def dates(text: str) -> list[tuple[str, int, str]]:
    """Every date in `text` in order: (ISO date, its place, the words)."""
    result = []
    for match in _DATES.finditer(text):
        part = {name[0]: value for name, value in match.groupdict().items() if value}
        month = _MONTH.get(part["m"].lower()) or int(part["m"])
        try:
            result.append((date(int(part["y"]), month, int(part["d"])).isoformat(), match.start(), match[0]))
        except ValueError:
            continue
    return result


def dated(text: str) -> tuple[str, str] | None:
    """The date that `text`, a document's opening, gives for the document: one that says so, else one alone in its line."""
    found = dates(text)
    for day, at, words in found:
        before = text[max(0, at - 40) : at]
        if _DATED.search(before):
            return day, " ".join((before.splitlines()[-1] + words).split())
    for day, at, words in found:
        line = text[text.rfind("\n", 0, at) + 1 : (text.find("\n", at) + 1 or len(text) + 1) - 1]
        if len(line.strip(" [](),.")) <= len(words) + 12:
            return day, line.strip()
    return None


def period(text: str) -> tuple[tuple[int, int], str] | None:
    """The first and last year that the text says it covers, with the words; the pair named most often."""
    for pattern in _PERIODS:
        found: Counter[tuple[int, int]] = Counter()
        words: dict[tuple[int, int], str] = {}
        for match in pattern.finditer(text):
            years = int(match[1]), int(match[2])
            if years[0] <= years[1] <= years[0] + 15:
                found[years] += 1
                words.setdefault(years, " ".join(match[0].split()))
        if found:
            best = min(found, key=lambda years: (-found[years], years))
            return best, words[best]
    return None


def single_year(text: str) -> tuple[int, str] | None:
    """The one year that a title names ("2021 Human Rights Report"), or None."""
    match = _SINGLE.search(text)
    return (int(match[1] or match[2]), " ".join(match[0].split())) if match else None


def language(text: str) -> tuple[str, float]:
    """The language's code and how sure that is, from 0 to 1; ("", 0) where it cannot be told.

    The letters decide between scripts, the commonest words within one.
    """
    letters = [char for char in text[:200_000] if char.isalpha()]
    if len(letters) < 20:
        return "", 0.0
    counted = Counter(next((code for code, low, high in _SCRIPTS if low <= ord(char) <= high), "") for char in letters)
    script, most = min(counted.items(), key=lambda item: (-item[1], item[0]))
    share = most / len(letters)
    if script == "ru":
        kazakh = sum(char in _KAZAKH for char in letters) / len(letters)
        return ("kk", share) if kazakh > 0.04 and _stops(text, ("ru", "uk"))[1] < 0.15 else _stops(text, ("ru", "uk"))
    if script == "ar" and sum(char in _PERSIAN for char in letters) / len(letters) > 0.01:
        return "fa", share
    return (script, share) if script else _stops(text, ("en", "fr", "es", "pt", "de"))


def _stops(text: str, codes: tuple[str, ...]) -> tuple[str, float]:
    words = re.findall(r"[^\W\d_]+", text[:200_000].lower())
    counted = Counter(code for word in words for code in codes if word in _STOPS[code])
    if not words or not counted:
        return "", 0.0
    best = min(counted, key=lambda code: (-counted[code], code))
    share = counted[best] / len(words)
    return (best, min(1.0, share * 3)) if share > 0.04 else ("", 0.0)
