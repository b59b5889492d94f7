"""Articles, themes and recommendations: what a sentence is about, in a committee's own terms.

A taxonomy is a data file (TOML), so that another treaty, or a user's own list of themes, needs no code. A theme is
found by its words: `trade union*` finds "trade unions", a space finds any white space or hyphen, a hyphen may be there
or not, and a word written in capitals (`ILO`) is matched as written. Nothing here guesses from meaning: a sentence
without a theme's words, standing under a heading without them, has no such theme.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crosscheck.errors import CrosscheckError

SHIPPED = Path(__file__).parent / "taxonomies"
EXAMPLE = '[articles] 1 = "Title of article 1" [[themes]] id = "water" articles = ["1"] words = ["drinking water", "well*"]'
_HEAD = ("id", "title", "committee", "articles", "themes")
_THEME = ("id", "title", "articles", "words", "description")

_PIECE = re.compile(r"(\*|-|'|\s+)")
_PIECES = {"*": r"\w*", "-": r"[\s-]?", " ": r"[\s-]+", "'": r"\s?['’]\s?"}
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
# Headings name articles in the languages of the United Nations that write numbers so, some reports in Roman numerals.
_NUMBER = r"(?:\d+(?:[a-z]\b)?|(?-i:[IVX]{1,6}\b))"
_PARAS = r"(?:,?\s*(?:paras?\b\.?|paragraphs?|párrs?\.?|párrafos?|paragraphes?)\s*\d+(?:\s*(?:,|and|[-–])\s*\d+)*)"
_ONE = rf"{_NUMBER}(?:er\b)?(?:\s*\([^)]*\))*{_PARAS}?"
_JOIN = r"\s*(?:[,;]\s*(?:and\s)?|and\b|to\b|through\b|&|[-–—]|y\b|et\b|à\b|al?\b|au\b|и\b|по\b)\s*"
_ARTICLES = re.compile(rf"\b(?:articles?|arts?\.|art[ií]culos?|стать[а-яё]+|ст\.)\s*({_ONE}(?:{_JOIN}{_ONE})*)", re.IGNORECASE)
_OF_TREATY = re.compile(rf"{_ARTICLES.pattern}(?:\s+of\s+the\s+(?:covenant|convention))?", re.IGNORECASE)
_RANGE = re.compile(rf"({_NUMBER})\s*(?:to|through|[-–—]|à|al?|au|по)\s*({_NUMBER})", re.IGNORECASE)
_IN_PARAS = re.compile(_PARAS, re.IGNORECASE)
_ROMAN = re.compile(r"[IVX]+\Z")
_ANSWERS = re.compile(r"recommendation|concluding observations|list of issues|follow-up|reply|replies", re.IGNORECASE)
_PARAGRAPH = re.compile(r"\bpara(?:graph|\.)?s?\.?\s*(\d+)", re.IGNORECASE)
_CITED = re.compile(rf"\b(?:recommendation|concluding observations)[^()]{{0,60}}?{_PARAGRAPH.pattern}", re.IGNORECASE)
_TITLE_OPENING = re.compile(
    r"^(?:recommendations?|reply|replies|follow-up)?\s*"
    r"(?:regarding|concerning|with regard to|in relation to|on|to|and)?\s*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_WORD = re.compile(r"[^\W\d_]{4,}")
_DESCRIBING = 12  # words of a theme in the description an encoder reads; more blur it


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject that claims and findings are gathered under; `articles` are those it belongs to, most apt first.

    `description` says it in a sentence, for an encoder; where the file has none, the title and the words do.
    """

    id: str
    title: str
    articles: tuple[str, ...]
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A treaty's articles (number to title, in the treaty's order) and the themes that lead to them; its `committee`, if named."""

    id: str
    title: str
    articles: Mapping[str, str]
    themes: tuple[Theme, ...]
    committee: str = ""

    def theme(self, theme_id: str) -> Theme:
        """The theme of that id; raises KeyError where there is none."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(theme_id)


def shipped_taxonomies() -> tuple[str, ...]:
    """The names of the taxonomies that come with the package, in alphabetical order."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def load_taxonomy(name_or_path: str | Path) -> Taxonomy:
    """The shipped taxonomy of that name, or the one in the TOML file at that path.

    Raises CrosscheckError, naming every bad entry at once, where the file is missing or cannot be used.
    """
    path = SHIPPED / f"{name_or_path}.toml" if str(name_or_path) in shipped_taxonomies() else Path(name_or_path)
    if not path.is_file():
        names = ", ".join(shipped_taxonomies())
        raise CrosscheckError(f"No taxonomy '{name_or_path}'. Name one of {names}, or give the path of a .toml file.")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CrosscheckError(f"{path}: not a readable TOML file ({error}). Mend it and try again.") from error
    faults = _faults(data)
    if faults:
        raise CrosscheckError(f"{path}: " + "; ".join(faults) + ". Mend these entries and try again.")
    return _taxonomy(data, path.stem)


def _faults(data: dict) -> list[str]:
    """What is wrong with a taxonomy's data, one phrase a fault."""
    articles, themes = data.get("articles"), data.get("themes", [])
    if not isinstance(articles, dict) or not articles:
        return [f"there is no [articles] table; a taxonomy begins {EXAMPLE}"]
    if not isinstance(themes, list) or not all(isinstance(entry, dict) for entry in themes):
        return [f"themes must be written as [[themes]] tables; a taxonomy reads {EXAMPLE}"]
    faults = [f"unknown entry {name!r}; allowed are {', '.join(_HEAD)}" for name in sorted(set(data) - set(_HEAD))]
    faults += [f"{name} must be a text" for name in ("id", "title", "committee") if not _is_text(data.get(name, "x"))]
    faults += [f"article {number} needs a title in quotation marks" for number, title in articles.items() if not _is_text(title)]
    used = [entry.get("id") for entry in themes]
    for place, entry in enumerate(themes, start=1):
        label = f"theme {place} ({entry.get('id', '') or 'no id'})"
        faults += [f"{label}: {fault}" for fault in _theme_faults(entry, articles)]
        faults += [f"{label}: its id is used twice"] if entry.get("id") in used[: place - 1] else []
    return faults


def _theme_faults(entry: dict, articles: Mapping[str, str]) -> list[str]:
    """What is wrong with one [[themes]] table."""
    faults = [f"unknown entry {name!r}; allowed are {', '.join(_THEME)}" for name in sorted(set(entry) - set(_THEME))]
    if not isinstance(entry.get("id"), str) or not _ID.match(entry["id"]):
        faults.append("its id must be lower-case words joined by hyphens")
    faults += [f"{name} must be a text" for name in ("title", "description") if not _is_text(entry.get(name, "x"))]
    words = entry.get("words")
    if not isinstance(words, list) or not words:
        faults.append("needs a list of words")
    else:
        faults += [f"{word!r} among its words is not a word" for word in words if not isinstance(word, str) or not word.strip(" *")]
    under = entry.get("articles", [])
    if not isinstance(under, list):
        return [*faults, f'articles must be a list such as ["1"], not {under!r}']
    unquoted = [number for number in under if not isinstance(number, str)]
    faults += [f'articles {unquoted} must be in quotation marks, such as ["{unquoted[0]}"]'] if unquoted else []
    unknown = [number for number in under if isinstance(number, str) and number not in articles]
    return faults + ([f"articles {', '.join(unknown)} are not in [articles]"] if unknown else [])


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _taxonomy(data: dict, stem: str) -> Taxonomy:
    themes = tuple(_theme(entry) for entry in data.get("themes", []))
    return Taxonomy(data.get("id", stem), data.get("title", stem), dict(data["articles"]), themes, data.get("committee", ""))


def _theme(entry: dict) -> Theme:
    title, words = entry.get("title", entry["id"].replace("-", " ").capitalize()), tuple(entry["words"])
    said = entry.get("description") or f"{title}: {', '.join(word.replace('*', '') for word in words[:_DESCRIBING])}"
    return Theme(entry["id"], title, tuple(entry.get("articles", ())), words, _compiled(words), said)


def _one(word: str) -> str:
    """The regular expression of one entry of a theme's words."""
    body = "".join(_PIECES.get(piece.strip() or " ", re.escape(piece)) for piece in _PIECE.split(word.strip()) if piece)
    return f"(?-i:{body})" if word.upper() == word else body


@cache
def _compiled(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(_one, words)) + r")(?!\w)", re.IGNORECASE)


def themes(text: str, section: Sequence[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    """The ids of a sentence's themes, in the taxonomy's order: those its words name and those its heading names."""
    named = set(_named(text, taxonomy)) | set(_heading_themes(section, taxonomy))
    return tuple(theme.id for theme in taxonomy.themes if theme.id in named)


def _named(text: str, taxonomy: Taxonomy) -> tuple[str, ...]:
    return tuple(theme.id for theme in taxonomy.themes if theme.pattern.search(text))


def _heading_themes(section: Sequence[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    """Themes of the innermost heading that names any.

    A chapter's title ("Discrimination, Societal Abuses, and Trafficking in Persons") says little about one sentence in
    it, so the outermost heading counts only where it stands alone and names a single theme. "Article 1 of the
    Covenant" names an article, not the Covenant.
    """
    for depth in range(len(section) - 1, -1, -1):
        found = _named(_OF_TREATY.sub(" ", section[depth]), taxonomy)
        if found and (depth > 0 or len(found) == len(section) == 1):
            return found
    return ()


def articles(section: Sequence[str], themes: Sequence[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    """The articles a sentence stands under, in the treaty's order.

    A heading such as "Article 8" or "Articles 13 and 14" decides; without one, the first article of each theme.
    """
    for heading in reversed(section):
        numbers = [number for number in _heading_articles(heading) if number in taxonomy.articles]
        if numbers:
            return _in_order(numbers, taxonomy)
    wanted = set(themes)
    first = [theme.articles[0] for theme in taxonomy.themes if theme.id in wanted and theme.articles]
    return _in_order(first, taxonomy)


def _in_order(numbers: Sequence[str], taxonomy: Taxonomy) -> tuple[str, ...]:
    wanted = set(numbers)
    return tuple(number for number in taxonomy.articles if number in wanted)


def _heading_articles(heading: str) -> list[str]:
    """The article numbers a heading names: "Articles 10-12" is 10, 11, 12; brackets and paragraphs are dropped."""
    numbers: list[str] = []
    for match in _ARTICLES.finditer(heading):
        listed = _IN_PARAS.sub("", _BRACKETS.sub("", match[1]))
        for first, last in ((_arabic(one), _arabic(other)) for one, other in _RANGE.findall(listed)):
            if first.isdigit() and last.isdigit() and int(first) < int(last) <= int(first) + 100:
                numbers += [str(n) for n in range(int(first), int(last) + 1)]
        numbers += map(_arabic, re.findall(_NUMBER, listed, re.IGNORECASE))
    return numbers


def _arabic(number: str) -> str:
    """A Roman numeral as a taxonomy writes it; anything else as it is."""
    if not _ROMAN.match(number):
        return number
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in number]
    return str(sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True)))


def _answered(section: Sequence[str]) -> list[tuple[str, str]]:
    """(paragraph, title) of each recommendation in the innermost heading that answers one, as printed."""
    for heading in reversed(section):
        if not _ANSWERS.search(heading):
            continue
        found, start = [], 0
        for match in _PARAGRAPH.finditer(heading):
            title = heading[start : match.start()].rsplit("(", 1)[0]
            close = heading.find(")", match.end())
            start = close + 1 if close >= 0 else match.end()
            found.append((match[1], _tidy(title)))
        if found:
            return found
    return []


def _tidy(title: str) -> str:
    plain = _TITLE_OPENING.sub("", _BRACKETS.sub("", title).strip(" ,;:")).strip(" ,;:")
    return plain[:1].upper() + plain[1:]


def _chosen(section: Sequence[str], text: str) -> tuple[str, str] | None:
    """The recommendation meant: the one `text` cites; else the one sharing most words with it, the first of equals."""
    answered = _answered(section)
    cited = _CITED.search(text)
    if cited:
        return next((entry for entry in answered if entry[0] == cited[1]), (cited[1], ""))
    if not answered:
        return None
    words = {word.lower() for word in _WORD.findall(text)}
    shared = [len(words & {word.lower() for word in _WORD.findall(title)}) for _, title in answered]
    return answered[shared.index(max(shared))]


def recommendation(section: Sequence[str], text: str = "") -> str | None:
    """The paragraph of the concluding observations that a section answers, or None.

    "Recommendation regarding trade union rights (para. 33)" gives "33". Of several in one heading, the one the sentence
    cites ("recommendation, para. 30"), else the one whose title shares most words with it, else the first printed.
    """
    chosen = _chosen(section, text)
    return chosen[0] if chosen else None


def recommendation_title(section: Sequence[str], text: str = "") -> str:
    """What that recommendation is about, as the heading says it ("Trade union rights"); "" where it does not say."""
    chosen = _chosen(section, text)
    return chosen[1] if chosen else ""
