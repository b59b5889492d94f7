"""What the rest must know of a document's language: its code, its direction, its stemmer and its smallest words.

The manifest names the language of each document; nothing here guesses one from the text. A language that is not listed
still works: words are put in lower case and neither stemmed nor left out. Standard library only.
"""

import re
import unicodedata

ENGLISH = "en"
UNKNOWN = frozenset({"", "und", "mul", "zxx", "mis"})
_NAMED = {
    "english": "en", "eng": "en", "russian": "ru", "rus": "ru", "kazakh": "kk", "kaz": "kk", "french": "fr", "fra": "fr", "fre": "fr",
    "spanish": "es", "spa": "es", "arabic": "ar", "ara": "ar", "chinese": "zh", "zho": "zh", "chi": "zh", "persian": "fa", "fas": "fa",
    "per": "fa", "urdu": "ur", "urd": "ur", "hebrew": "he", "heb": "he", "iw": "he", "german": "de", "deu": "de", "ger": "de",
    "portuguese": "pt", "por": "pt",
}  # fmt: skip
_RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"))
_RIGHT_TO_LEFT_SCRIPTS = frozenset(("arab", "hebr", "syrc", "thaa", "nkoo", "adlm"))
_TAG = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8})*", re.IGNORECASE)
STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "et": "estonian",
    "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
STOP_WORDS = {language: frozenset(text.split()) for language, text in {
    "en": "a an and are as at be but by for if in into is it no not of on or such that the "
          "their then there these they this to was will with",
    "ru": "и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще нет о из "
          "ему когда даже ну ли если уже или ни быть был него до вас опять вам ведь там потом себя их для мы тебя она они чем была сам "
          "без будто чего раз тоже себе под при об этот этого эта это эти того тем также который которая которые которых",
    "kk": "және мен бен пен да де та те бұл осы сол ол оның олар үшін туралы бойынша арқылы кейін дейін бірақ немесе болып болды болған "
          "бар жоқ еді екен ғана әр бір деп сондай ақ өз",
    "fr": "le la les un une des du de d l et en au aux à est sont a ont dans par pour sur avec que qui ce cette ces se s ne n pas plus "
          "ou où il elle ils elles son sa ses leur leurs y été être dont mais comme qu c",
    "es": "el la los las un una unos unas de del al y e o u en a con por para que se su sus es son ha han no lo le les como más pero "
          "este esta estos estas ese esa entre sobre sin ya fue ser",
    "ar": "في من على إلى عن أن إن كان كانت قد لا لم لن ما هذا هذه ذلك تلك التي الذي الذين هو هي هم و أو ثم مع بين كل أي بعد قبل عند غير",
    "pt": "o a os as um uma de do da dos das e em no na nos nas por para com que se não é são foi ao à ou como mais mas",
    "de": "der die das den dem des ein eine einer eines einem einen und in im zu zur zum mit von vom auf für ist sind war nicht auch es "
          "sich als an bei nach aus dass wird werden oder",
    "zh": "的 了 和 是 在 与 及 也 或 等",
}.items()}  # fmt: skip
_NO_SPACES = frozenset(("zh", "ja", "th", "lo", "km", "my", "bo"))
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|lorsqu|puisqu|quoiqu|jusqu|dell|nell|all|sull|dall)['’](?=.)")


def code(tag: str) -> str:
    """The language's own code in lower case: `ru` for "ru", "ru-RU", "RUS" and "Russian"; "" where none is known."""
    first = re.split(r"[-_\s(,;]", tag.strip().lower(), maxsplit=1)[0]
    return "" if first in UNKNOWN else _NAMED.get(first, first)


def english(tag: str) -> bool:
    """Whether a document of that language is read as English: it is, or nobody said what it is."""
    return code(tag) in ("", ENGLISH)


def direction(tag: str) -> str:
    """`rtl` or `ltr`, as the `dir` attribute wants it; a script in the tag ("az-Arab", "ku-Latn") decides."""
    scripts = [part for part in re.split(r"[-_]", tag.strip().lower())[1:] if len(part) == 4 and part.isalpha()]
    rtl = scripts[0] in _RIGHT_TO_LEFT_SCRIPTS if scripts else code(tag) in _RIGHT_TO_LEFT
    return "rtl" if rtl else "ltr"


def attributes(tag: str) -> dict[str, str]:
    """The attributes of an element that holds text of that language: `lang` (where the tag can stand there) and `dir`."""
    wanted = tag.strip().replace("_", "-")
    wanted = wanted if _TAG.fullmatch(wanted) and wanted.lower().split("-")[0] not in _NAMED else code(tag)
    return ({"lang": wanted} if _TAG.fullmatch(wanted) else {}) | {"dir": direction(tag)}


def words(text: str, tag: str) -> list[str]:
    """The words of `text` in lower case, unstemmed and in order, without the language's smallest words.

    Vowel marks that readers write or leave out (Arabic, Hebrew) and elided articles are dropped; where words are not
    parted by spaces, every two neighbouring signs make one.
    """
    language = code(tag) or ENGLISH
    text = (text if language == ENGLISH else unicodedata.normalize("NFC", text)).lower()
    if direction(tag) == "rtl":
        text = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Cf") and c != "ـ")
    found = _WORD.findall(text.replace("ё", "е") if language == "ru" else text)
    if language in ("fr", "it", "ca"):
        found = [_ELIDED.sub("", word) for word in found]
    if language in _NO_SPACES:
        found = [pair for word in found for pair in _paired(word)]
    stop = STOP_WORDS.get(language, frozenset())
    return [word for word in found if word not in stop]


def asserts(text: str) -> bool:
    """Whether a sentence of any language is long enough to assert something, and neither asks nor only opens a list."""
    bare = text.strip(" \"'”’»)")
    if not bare or bare[-1] in "?؟？" or (bare[-1] in ":：" and len(bare.split()) < 14):
        return False
    dense = sum("\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7a3" for char in bare)
    return sum(char.isalpha() for char in bare) + 2 * dense >= 20 and (dense > 5 or len(bare.split()) >= 4)


def _paired(word: str) -> list[str]:
    return [word] if word.isascii() or len(word) == 1 else [word[i:i + 2] for i in range(len(word) - 1)]
