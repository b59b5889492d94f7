"""Write a PDF's paragraphs as one text, and say where its pages and headings begin and where its footnotes are called."""

from dataclasses import dataclass, field

from crosscheck.files.extracted import Left, LeftOut, Page
from crosscheck.files.pdf_flow import Sort, Stretch
from crosscheck.files.pdf_lines import RAISED, Line
from crosscheck.files.pdf_notes import Note, marks_in
from crosscheck.files.pdf_words import Words, joined


@dataclass(slots=True)
class Written:
    """The text so far, the place of each page's first character, the headings, where each mark is called."""

    words: Words
    notes: set[tuple[int, str]]
    text: str = ""
    pages: dict[int, int] = field(default_factory=dict)
    headings: list[tuple[int, int, int]] = field(default_factory=list)
    calls: dict[tuple[int, str], int] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    def add(self, stretch: Stretch, close: bool) -> None:
        """Set a stretch behind the text; `close` without a blank line."""
        if self._parts:
            self._put("\n" if close else "\n\n")
        start = self._length
        if stretch.sort is Sort.ROW:
            made = " | ".join(stretch.cells)
            self.pages.setdefault(stretch.lines[0].page, start)
        else:
            made = self._prose(stretch.lines, start)
        self._put(made)
        if stretch.sort is Sort.HEADING:
            self.headings.append((start, self._length, stretch.level))

    def close(self) -> None:
        """Make the text of its parts."""
        self.text = "".join(self._parts)

    def _put(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _prose(self, lines: list[Line], start: int) -> str:
        made = ""
        for line in lines:
            text, calls = self._marked(line)
            whole = joined(made, text, self.words)
            at = len(whole) - len(text)
            made = whole
            self.pages.setdefault(line.page, start + at)
            for place, mark in calls:
                self.calls.setdefault((line.page, mark), start + at + place)
        return made.replace("\u00ad", "") if "\u00ad" in made else made

    def _marked(self, line: Line) -> tuple[str, list[tuple[int, str]]]:
        """A line's text with the raised marks that call no note put back, and those that do, with their places."""
        text, calls, more = line.text, [], 0
        for place, mark in line.marks:
            parts = marks_in(mark)
            if parts and all((line.page, part) in self.notes for part in parts):
                calls += [(place + more, part) for part in parts]
            else:
                back = mark.translate(RAISED)
                text = text[: place + more] + back + text[place + more :]
                more += len(back)
        return text, calls


def written(found: list[Stretch], words: Words, notes: list[Note]) -> Written:
    """The text of the stretches."""
    made = Written(words, {(note.page, note.mark) for note in notes})
    before: Stretch | None = None
    for stretch in found:
        made.add(stretch, before is not None and before.sort is stretch.sort and stretch.sort in {Sort.ROW, Sort.ITEM})
        before = stretch
    made.close()
    return made


def footnotes(notes: list[Note], made: Written) -> list[LeftOut]:
    """The notes as left out, each with the place it is called at if that was found."""
    return [LeftOut(Left.FOOTNOTE, n.text(made.words), n.page, n.mark, made.calls.get((n.page, n.mark))) for n in notes]


def pages(made: Written, count: int, printed: dict[int, str]) -> tuple[Page, ...]:
    """Every page of the file; one without text begins where the next one does."""
    found: list[Page] = []
    start = len(made.text)
    for number in range(count, 0, -1):
        start = min(start, made.pages.get(number, start))
        found.append(Page(start, number, printed.get(number)))
    return tuple(reversed(found))
