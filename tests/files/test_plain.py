"""Plain text: its lines stay, its encoding is found or guessed aloud, and what is no text is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck.errors import CorpusError
from crosscheck.files.extracted import Left
from crosscheck.files.flow import TURNED, Flow, Line
from crosscheck.files.plain import decode, read_text

RUSSIAN = "Государство-участник сообщает, что закон о жилище был принят в 2021 году. Право на труд гарантировано."
FRENCH = "L’État partie a déclaré que la loi relative au logement a été adoptée en 2021, après de longs débats."


@pytest.mark.parametrize(
    ("text", "encoding", "noted"),
    [
        (RUSSIAN, "utf-8", False), (RUSSIAN, "utf-8-sig", False), (RUSSIAN, "utf-16", False), (RUSSIAN, "utf-32", False),
        (RUSSIAN, "windows-1251", True), (RUSSIAN, "koi8-r", True), (FRENCH, "windows-1252", True),
        ("The State party" * 9, "utf-16-le", True), ("The State party" * 9, "utf-16-be", True),
    ],
)  # fmt: skip
def test_encodings(text: str, encoding: str, noted: bool) -> None:
    found = read_text(text.encode(encoding), "a.txt")
    assert found.text == text
    assert bool(found.notes) is noted


def test_lines_tabs_and_form_feeds_stay_and_unseen_characters_go() -> None:
    found = read_text("1.\tOne\r\nwrapped\rline\f2.\u00a0Two\x07\u202etxt\u202c\u00ad\n".encode(), "a.txt")
    assert found.text == "1.\tOne\nwrapped\nline\f2.\u00a0Twotxt\n"
    assert found.notes == (TURNED,)


@pytest.mark.parametrize("data", [b"text\0with\0zero bytes in it", bytes(range(1, 32)) * 50])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(CorpusError, match=r"^a\.txt: is not text"):
        read_text(data, "a.txt")


@given(st.binary(max_size=300))
def test_any_bytes_give_a_text_that_can_be_stored(data: bytes) -> None:
    text, _ = decode(data)
    assert text.encode("utf-8", "surrogatepass") is not None
    try:
        found = read_text(data, "a.txt").text
    except CorpusError as error:
        found = str(error)
        assert "\n" not in found
    assert found.encode().decode() == found


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=4), max_size=6))
def test_offsets_of_headings_and_calls_are_those_of_the_text(paragraphs: list[list[str]]) -> None:
    flow, expected = Flow(), []
    for index, pieces in enumerate(paragraphs):
        line = Line()
        for at, piece in enumerate(pieces):
            line.add(piece)
            line.call(f"{index} {at}")
        if line.text.strip():
            expected.append(line.text.strip())
        flow.add(line, 1)
    found = flow.extracted("text", {})
    assert [found.text[start:end] for start, end, _ in found.headings] == expected
    assert found.text.split("\n\n") == (expected or [""])
    for index, pieces in enumerate(paragraphs):
        for at in range(len(pieces)):
            flow.leave(Left.FOOTNOTE, "x", "1", f"{index} {at}")
    called = [piece.at for piece in flow.extracted("text", {}).left_out]
    assert called == sorted(called)
    assert all(at is not None and at <= len(found.text) for at in called)
