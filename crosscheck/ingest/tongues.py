"""Where sentences end in other languages than English: marks, abbreviations, and the words that open a sentence.

Rules, not a model: a full stop ends a sentence unless the word before it is an abbreviation. Some abbreviations may end
one as well ("в 2020 г.", "etc."); after those a sentence ends only before a word that is capitalized there for no other
reason ("В", "Le"): two sentences taken for one cost a reader less than one cut in half. A language without lists gets
the marks alone. Offsets are the caller's; nothing is rewritten.
"""

import re
from dataclasses import dataclass

from crosscheck import languages
from crosscheck.ingest.blocks import words

_MARKS = "\u200e\u200f\u061c\u200b\u2060\ufeff"
_CLOSERS = "\"'”’»›)\\]」』）】》"
_STOP = re.compile(rf"[.!?…؟۔।܀]+(?:[{_CLOSERS}{_MARKS}]|[\s{_MARKS}]+[»›](?![^\W_]))*[\s{_MARKS}]+"
                   rf"|[。！？｡]+[{_CLOSERS}{_MARKS}]*\s*")
_GLUED = re.compile(rf"(?<=[^\W\d_]{{3}})[.!?…؟۔][{_CLOSERS}]*(?=[^\W\d_][^\W\d_]+[\s,])")
_BULLETED = re.compile(r"(?<=[.!?…؟۔。！？;])\s+[•●▪◦‣⁃∙■]\s+")
_LAST_WORD = re.compile(rf"([^\s(\[«“‘„\"'{_MARKS}]+?)\.[{_MARKS}]*$")
_NUMBER_ALONE = re.compile(r"\(?(?:\d{1,4}|[IVXLC]{1,6}|[^\W\d_])[.)]+")
_OPENERS = "«“‘„\"'([¿¡" + _MARKS
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu)['’]")
_SHORT_BRACKET = 40
_PAIRS = (("(", ")", 200), ("（", "）", 200), ("«", "»", 60), ("“", "”", 60))


@dataclass(frozen=True)
class Tongue:
    """One language's lists, in lower case and without the last full stop.

    `always` never end a sentence, `numbered` not before a number, `may` only before one of `opening`. `letters` says
    that a single letter with a full stop is a title or initial even where the language has no capitals.
    """

    always: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    opening: frozenset[str] = frozenset()
    letters: bool = False


_LATIN = "cf vs no nos nr art arts dr mr prof p pp vol ed al op ibid"
_TONGUES = {
    "ru": Tongue(
        words("ст ст.ст стст п пп п.п ч гл разд абз подп см ср напр им ул пр-т пл д кв корп стр с пос дер обл р-н проф акад доц канд"
              " докт гр г-н г-жа г-н гос т.е т.н т.к н.э ред изд вып т тт рис табл прим тел ген полк лейт кап и.о зам зав мл св"),
        words("№ no стр с т гл"),
        words("г гг в вв млн млрд трлн тыс руб коп тг долл чел ед экз кг км га мин час сут сек проц процент"),
        words("в во на по с со и а но он она оно они это эти этот эта при для кроме также однако согласно так как если когда в за из от"
              " до об о под над между после перед несмотря вместе тем поэтому кто что где закон кодекс статья суд власти все каждый"
              " каждая ни не нет мы я вы данный данная данные указанные по-прежнему"),
    ),
    "kk": Tongue(
        words("ст т мыс қ к-сі ауд обл көш қал проф акад доц ред тар бап бөл тарм қар ш.м б.з б.з.д ғыл канд докт ә.т"),
        words("№ б т"),
        words("ж жж ғ ғғ млн млрд трлн мың тг теңг т.б т.с.с адам б"),
        words("бұл осы ол олар сол бірақ алайда сондай-ақ сонымен сондықтан егер және заң сот мемлекет билік барлық әр әрбір біз мен"
              " сіз соңғы қазіргі осыған кейін сонда"),
    ),
    "uk": Tongue(words("ст п пп ч див напр ім вул проф акад т.зв т.д обл"), words("№ с"), words("р рр млн млрд тис грн ін"),
                 words("в у на за з і та а але він вона вони це ці при для крім також однак згідно")),
    "fr": Tongue(
        words("m mm mme mmes mlle mlles me mgr dr drs pr prof st ste cf c.-à-d p.ex ex env av apr éd ed vol chap sect rés doc réf réfs"
              " ann ibid op cit al. j.-c"),
        words("art arts al par par pp p no nos n° fig figs vol tabl"),
        words("etc hab min max av j.-c al"),
        words("le la les l'état un une des ce cet cette ces il elle ils elles on nous je vous en dans sur par pour selon après avant"
              " depuis malgré toutefois cependant en outre ainsi aucun aucune tous toutes tout toute mais et si lorsque comme"),
    ),
    "es": Tongue(
        words("sr sra sres sras srta dr dra dres d dña da prof lic ing gral cnel cap cf ej p.ej ud uds vd vds ee ff vs núm núms"
              " párr párrs pág págs depto dpto av avda gob sto sta ntra"),
        words("art arts inc incs ap apdo vol p pp no nº n° nos fig figs anexo"),
        words("etc uu aa hab mill cía"),
        words("el la los las un una unos unas este esta estos estas ese esa en de por para según después antes desde pese sin no se"
              " su sus al a con como cuando si ningún ninguna todos todas todo toda asimismo además pero y aunque él ella ellos"),
    ),
    "pt": Tongue(words("sr sra srs dr dra prof cf ex p.ex d eng av"), words("art arts n nº no p pp par inc al vol"), words("etc"),
                 words("o a os as um uma este esta em no na por para segundo após desde não se com como quando mas e ele ela eles")),
    "it": Tongue(words("sig sig.ra dott dott.ssa prof avv on cf es p.es s"), words("art artt n nn p pp par vol co"), words("ecc"),
                 words("il lo la i gli le un una questo questa in nel nella per con secondo dopo non si ma e se ogni")),
    "de": Tongue(words("hr fr dr prof z b d h u a bzw vgl ca ggf sog bspw evtl inkl st z.b d.h u.a i.d.r"),
                 words("art abs nr nrn s ziff bd kap"), words("usw etc mio mrd"),
                 words("der die das ein eine im in am auf nach seit für mit es sie er dies diese dieser bei laut trotz auch")),
    "ar": Tongue(words("د أ م ص ج هـ ق.م أ.د"), words("ص ج رقم م"), words("إلخ الخ"), letters=True),
    "fa": Tongue(words("د ص ج ق.م ه.ش ه.ق"), words("ص ج"), letters=True),
    "ur": Tongue(words("ڈاکٹر ص ج"), words("ص ج"), letters=True),
    "he": Tongue(words("ד ר עמ"), words("עמ ס"), letters=True),
}  # fmt: skip
_ALIASES = {"be": "ru", "ky": "kk", "tt": "kk", "tg": "ru", "ca": "es", "gl": "pt", "ps": "fa", "sd": "ur"}
_OTHER = Tongue(words(_LATIN), words("art arts no nr p pp"), words("etc"))


def tongue(language: str) -> Tongue | None:
    """The lists for a language tag; None for English and where no language is named, which are read otherwise."""
    if languages.english(language):
        return None
    known = languages.code(language)
    return _TONGUES.get(_ALIASES.get(known, known), _OTHER)


def cuts(flat: str, spoken: Tongue) -> list[int]:
    """Where a sentence may begin, 0 included, ascending."""
    found = {match.end() for match in _STOP.finditer(flat) if _opens(flat, match.end())}
    found |= {match.end() for match in _GLUED.finditer(flat) if flat[match.start() - 1].islower() and flat[match.end()].isupper()}
    found |= {match.start() for match in _BULLETED.finditer(flat)}
    return sorted(found | {0})


def _opens(flat: str, at: int) -> bool:
    """Whether what stands at `at`, opening marks aside, can begin a sentence: anything but a lower-case letter."""
    rest = flat[at:at + 12].lstrip(_OPENERS)
    return bool(rest) and not rest[0].islower() and rest[0] not in ",;:)»”"


def belongs(flat: str, before: int, cut: int, end: int, spoken: Tongue) -> bool:
    """Whether what begins at `cut` is still part of the sentence that begins at `before`."""
    left, right = flat[before:cut].rstrip().rstrip(_MARKS), flat[cut:end].strip()
    if not any(char.isalnum() for char in right) or _NUMBER_ALONE.fullmatch(left):
        return True
    if right[0] in "([" and len(right) <= _SHORT_BRACKET and right.rstrip(".").endswith((")", "]")):
        return True
    return _abbreviated(left, right, spoken) or _inside(left, right)


def _abbreviated(left: str, right: str, spoken: Tongue) -> bool:
    match = _LAST_WORD.search(left)
    if not match:
        return False
    word = _ELIDED.sub("", match.group(1).lower())
    if word in spoken.numbered and (right[0].isdigit() or right[0] in "№("):
        return True
    if word in spoken.may:
        return not _begins(right, spoken)
    if word in spoken.always:
        return True
    last = match.group(1).rsplit(".", 1)[-1]
    return len(last) == 1 and last.isalpha() and (_named(left, match.group(1)) if last.isupper() else spoken.letters)


def _begins(right: str, spoken: Tongue) -> bool:
    """Whether `right` opens with a word that would not be capitalized inside a sentence."""
    first = re.match(r"[\w'’-]+", right.lstrip(_OPENERS))
    return first is not None and first.group().replace("’", "'").lower() in spoken.opening


def _named(left: str, word: str) -> bool:
    """Whether a capital letter with a full stop is an initial: another short form, a name or a very short word stands
    before it, or nothing."""
    before = left.split()[:-1]
    return "." in word or not before or before[-1].endswith(".") or before[-1][0].isupper() or len(before[-1]) <= 2


def _inside(left: str, right: str) -> bool:
    """Whether a bracket, or a short quotation such as a title, is still open at the end of `left` and ends in `right`."""
    for opening, closing, reach in _PAIRS:
        at = left.rfind(opening)
        if at >= 0 and left.count(opening, at) > left.count(closing, at) and len(left) - at <= reach:
            close = right.find(closing)
            if 0 <= close <= reach and opening not in right[:close]:
                return True
    return False
