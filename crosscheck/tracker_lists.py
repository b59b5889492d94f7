"""The rights of the Rights Tracker, the articles they bear on, and the codes of countries: lists, read from data files.

Names are compared whole. A country or right that is in no list is None, never the nearest one.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Right:
    """A right of the tracker. `articles` are treaty articles by taxonomy; `names` the words by which prose names it."""

    code: str
    title: str
    names: tuple[str, ...]
    at_risk: tuple[str, ...]
    articles: Mapping[str, tuple[str, ...]]


@cache
def rights() -> dict[str, Right]:
    """Every right of the tracker, by code."""
    return {
        code: Right(code, row["title"], tuple(row["names"]), tuple(row.get("at_risk", ())),
                    {treaty: tuple(numbers) for treaty, numbers in row["articles"].items()})
        for code, row in _data("tracker_rights.toml")["rights"].items()
    }  # fmt: skip


def attribution() -> str:
    """How HRMI asks to be named where nothing better is known."""
    return str(_data("tracker_rights.toml")["attribution"])


def publishers() -> tuple[str, ...]:
    """The names under which the tracker's publisher appears."""
    return tuple(_data("tracker_rights.toml")["publishers"])


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))


@cache
def by_any_code() -> dict[str, Right]:
    """Every right by each of its codes, those in the tables of people at risk included."""
    return {code: right for right in rights().values() for code in (right.code, *right.at_risk)}


def bearing_on(articles: Iterable[str], taxonomy: str) -> tuple[str, ...]:
    """The codes of the rights that bear on any of a treaty's `articles`, in the order of the list."""
    wanted = set(articles)
    return tuple(right.code for right in rights().values() if wanted & set(right.articles.get(taxonomy, ())))


def country_code(state: str) -> str | None:
    """The three-letter code of the State of that name, or None where no whole name is the same."""
    return _codes().get(plain(state))


@cache
def _codes() -> dict[str, str]:
    return {plain(name): code for code, names in _data("countries.toml").items() for name in (code, *names)}


def plain(name: str) -> str:
    """A country's name as names are compared: without case, accents, "the", and a bracket at the end."""
    ascii_ = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"\s+", " ", re.sub(r"\s*\([^()]*\)\s*$", "", ascii_)).strip().removeprefix("the ")
