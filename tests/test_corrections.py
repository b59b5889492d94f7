"""What users correct by hand is kept whole, read back as said, and refused with every bad entry named."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import corpus
from crosscheck.errors import CrosscheckError
from crosscheck.keeping import corrections
from crosscheck.keeping.corrections import NAMES, THEMES, ThemeCorrection
from crosscheck.names import Correction
from crosscheck.records import Claim, Kind, Sentence

CLAIMS = [Claim(Sentence("s", 10 * i, 10 * i + 5, text, i, paragraph), Kind.PRACTICE, (), ("work",))
          for i, (text, paragraph) in enumerate([("Same words.", "1"), ("Same words.", "2"), ("Other.", None)])]  # fmt: skip
text = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=20)


@given(st.lists(st.tuples(text, text, text), min_size=1, max_size=4))
def test_whatever_is_added_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]) -> None:
    folder = tmp_path_factory.mktemp("c")
    for one, other, by in rows:
        corrections.add(folder / NAMES, Correction("merge", (one, other), by, "now"))
        corrections.add(folder / THEMES, ThemeCorrection("d", one, other, (one,), (other,), by, "now"))
    assert corrections.names(folder / NAMES) == [Correction("merge", (one, other), by, "now") for one, other, by in rows]
    assert corrections.themes(folder / THEMES) == [ThemeCorrection("d", one, other, (one,), (other,), by, "now") for one, other, by in rows]


def test_a_claim_is_corrected_by_paragraph_and_quote_and_the_last_word_counts() -> None:
    said = [
        ThemeCorrection("s", "2", "Same  words.", ("strike",), ("work",), "Ann"),
        ThemeCorrection("s", "2", "Same words.", ("pay",), ("strike",), "Ben"),
        ThemeCorrection("s", "", "Other.", ("pay",), by="Ann"), ThemeCorrection("s", "9", "Gone.", ("pay",)),
    ]  # fmt: skip
    assert corrections.corrected(CLAIMS, said) == {1: (("pay",), ("Ann", "Ben")), 2: (("work", "pay"), ("Ann",))}


@pytest.mark.parametrize(
    ("name", "content", "messages"),
    [
        (NAMES, '[[corrections]]\naction = "join"\nforms = ["a"]\n[[corrections]]\naction = "merge"\nforms = ["a"]',
         ["entry 1: action 'join'", "entry 2: merge needs 2"]),
        (NAMES, '[[corrections]]\naction = "split"\nforms = "a"\ncolour = 1', ["entry 1: unknown 'colour'", "forms 'a' is not a list"]),
        (THEMES, '[[corrections]]\ndoc = "d"\n[[corrections]]\nadd = ["x"]\nquote = "q"',
         ["entry 1: quote is missing", "entry 1: neither", "entry 2: doc is missing"]),
        (THEMES, "x = 1", ["only [[corrections]]"]), (THEMES, "x = ", ["not valid TOML"]), (NAMES, "\udcff", ["not valid TOML"]),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_every_fault_and_never_written_over(
    tmp_path: Path, name: str, content: str, messages: list[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    before = path.read_bytes()
    entry = Correction("split", ("a",)) if name == NAMES else ThemeCorrection("d", "", "q", ("x",))
    reader = corrections.names if name == NAMES else corrections.themes
    for read in (lambda: reader(path), lambda: corrections.add(path, entry)):
        with pytest.raises(CrosscheckError) as caught:
            read()
        assert all(message in str(caught.value) for message in messages)
    assert path.read_bytes() == before


def test_colleagues_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / NAMES
    threads = [threading.Thread(target=corrections.add, args=(path, Correction("split", (f"N{i}",)))) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.forms[0] for one in corrections.names(path)} == {f"N{i}" for i in range(12)}


def test_a_shipped_corpus_is_not_written_to(tmp_path: Path) -> None:
    shipped = corpus.load("kazakhstan")
    assert corrections.place(shipped, tmp_path, NAMES) == tmp_path / NAMES
    assert corrections.names(tmp_path / NAMES) == []
