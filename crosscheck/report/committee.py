"""A committee's limits and shape, read from a data file; what the file does not know is said and never assumed."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crosscheck.errors import CrosscheckError

SHIPPED = Path(__file__).parent.parent / "committees"
_TEXTS = ("id", "name", "title", "treaty")
_ALLOWED = (*_TEXTS, "taxonomy", "group_by", "numbered", "languages", "words_per_page", "source", "not_filled_in", "limits")


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a submission may be; None where the committee counts otherwise."""

    who: str
    pages: int | None = None
    words: int | None = None


@dataclass(frozen=True, slots=True)
class Committee:
    """One treaty body. `not_filled_in` lists what must be looked up at `source`."""

    id: str
    name: str
    title: str
    treaty: str
    taxonomy: str = ""
    group_by: str = "articles"
    numbered: bool = True
    languages: tuple[str, ...] = ("en",)
    words_per_page: int = 500
    source: str = ""
    not_filled_in: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()

    def limit(self, who: str) -> Limit | None:
        """The limit for `who` (organization or coalition), or None where the file has none.

        Raises CrosscheckError where the file has limits, but none for `who`.
        """
        found = next((limit for limit in self.limits if limit.who == who), None)
        if found is None and self.limits:
            known = ", ".join(limit.who for limit in self.limits)
            raise CrosscheckError(f"{self.name} has no limit for {who!r}; it has limits for {known}")
        return found


def shipped() -> list[str]:
    """The ids of the committees that come with the package, sorted."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def load(name_or_path: str | Path) -> Committee:
    """The shipped committee of that id ("CESCR" or "cescr"), or the one in the TOML file at that path.

    Raises CrosscheckError, naming every bad entry, where the file is missing or cannot be used.
    """
    known = shipped()
    wanted = str(name_or_path)
    path = SHIPPED / f"{wanted.lower()}.toml" if wanted.lower() in known else Path(name_or_path)
    if not path.is_file():
        raise CrosscheckError(f"No committee {wanted!r}; give one of {', '.join(known)}, or the path of a TOML file like those")
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CrosscheckError(f"{path}: not valid TOML: {error}; mend that line") from error
    if problems := _problems(table):
        raise CrosscheckError(f"{path}: {'; '.join(problems)}. Mend it and try again")
    limits = tuple(Limit(row["who"], row.get("pages"), row.get("words")) for row in table.get("limits", []))
    lists: dict[str, Any] = {name: tuple(table.get(name, ())) for name in ("languages", "not_filled_in") if name in table}
    values: dict[str, Any] = {**table, **lists, "limits": limits}
    return Committee(**values)


def _problems(table: dict) -> list[str]:
    problems = [f"{name!r} is missing or not a text" for name in _TEXTS if not _is_text(table.get(name))]
    problems += [f"unknown field {name!r}; allowed are {', '.join(_ALLOWED)}" for name in sorted(set(table) - set(_ALLOWED))]
    if table.get("group_by", "articles") not in ("articles", "recommendations"):
        problems.append(f"group_by {table['group_by']!r} is not articles or recommendations")
    if not _is_count(table.get("words_per_page", 500)):
        problems.append(f"words_per_page {table['words_per_page']!r} is not a number above 0")
    for row in table.get("limits", []):
        counts = [row[name] for name in ("pages", "words") if name in row]
        if not _is_text(row.get("who")) or len(counts) != 1 or not _is_count(counts[0]) or set(row) - {"who", "pages", "words"}:
            problems.append(f"the limit {row!r} is not who and one of pages and words")
    return problems


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_count(value: object) -> bool:
    return type(value) is int and value > 0
