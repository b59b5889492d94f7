"""The fixed words of a report in one language, from a data file."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from crosscheck.errors import CrosscheckError
from crosscheck.records import DocumentInfo

_FOLDER = Path(__file__).parent / "words"
_LABEL_YEAR = re.compile(r"[\s,]*\b(?:19|20)\d\d\b\s*$")
_AND = {"en": " and ", "fr": " et ", "es": " y "}


def languages() -> list[str]:
    """The languages there are words for."""
    return sorted(path.stem for path in _FOLDER.glob("*.toml"))


class Words:
    """`words("since", years="2014")` fills a phrase in; quotations keep the language of their source."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._phrases = _phrases(language)

    def __call__(self, name: str, **values: object) -> str:
        return self._phrases[name].format(**values)

    def list(self, items: Sequence[object]) -> str:
        """`2014`, `2014 and 2019`, `2014, 2019 and 2021`."""
        words = [str(item) for item in items]
        return _AND.get(self.language, ", ").join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


@cache
def _phrases(language: str) -> dict[str, str]:
    if language not in languages():
        raise CrosscheckError(f"There are no report words in {language!r}; there are {', '.join(languages())}.")
    return tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def source_name(info: DocumentInfo) -> str:
    """The source's short name without its year: `US State Department 2019` is the US State Department."""
    return _LABEL_YEAR.sub("", info.label) or info.label
