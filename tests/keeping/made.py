"""Documents of a country that does not exist, as a reader would give them."""

from pathlib import Path

from crosscheck.files.extracted import Extracted, Left, LeftOut, Page
from crosscheck.keeping import begin, documents

HEAD = "United Nations\nCEDAW/C/RUR/5\nDistr.: General\n2 March 2023\n\nCommittee on the Elimination of Discrimination against Women\n\n"
TITLE = "Fifth periodic report submitted by Ruritania under article 18 of the Convention, due in 2022\n\n"
NUMBERS = [*range(1, 8), *range(9, 13)]  # paragraph 8 is lost


def state_text(numbers: list[int] = NUMBERS) -> str:
    """A State's report with numbered paragraphs."""
    paragraphs = [f"{n}. In the reporting period 2018-2022 the law on equal pay was amended for the {n}th time by the parliament."
                  for n in numbers]
    return HEAD + TITLE + "I. General\n\n" + "\n\n".join(paragraphs) + "\n"


def state(numbers: list[int] = NUMBERS) -> Extracted:
    """The State's report as read from a PDF of two pages."""
    text = state_text(numbers)
    return Extracted(
        "pdf", text, pages=(Page(0, 1, None), Page(text.index("5. "), 2, "2")),
        left_out=(LeftOut(Left.RUNNING_HEAD, "CEDAW/C/RUR/5", 1), LeftOut(Left.RUNNING_HEAD, "CEDAW/C/RUR/5", 2),
                  LeftOut(Left.FOOTNOTE, "See the Act of 2019.", 2, "1")),
        notes=("Two columns were read one after the other.",),
    )  # fmt: skip


def observer(sentence: str = "Women earned a third less than men, and the law on equal pay was not enforced.") -> Extracted:
    """An observer's article."""
    return Extracted("html", f"Ruritania: 2021 review of women at work\n\nPay\n\n{sentence} Courts rarely heard such cases.\n",
                     properties={"author": "Observer Institute"})  # fmt: skip


OBSERVER = {
    "id": "observer-2021", "title": "Ruritania: 2021 review of women at work", "publisher": "Observer Institute", "role": "independent",
    "year": 2021, "period": (2021, 2021), "date": "2022-01-01", "language": "en", "rights": "CC BY 4.0",
    "attribution": "Observer Institute", "form": "article",
}  # fmt: skip
STATE = {
    "id": "rur-5", "title": "Fifth periodic report", "publisher": "CEDAW", "role": "state", "year": 2022, "period": (2018, 2022),
    "date": "2023-03-02", "language": "en", "rights": "United Nations document", "attribution": "Ruritania", "form": "un-state-report",
    "symbol": "CEDAW/C/RUR/5",
}  # fmt: skip


def empty(folder: Path) -> Path:
    """A corpus without documents."""
    begin.new(folder, "Ruritania", "CEDAW", "icescr")
    return folder


def both(folder: Path) -> Path:
    """A corpus with a document on each side."""
    documents.add(empty(folder), state(), b"%PDF-1.7 a picture of it", "report.pdf", STATE)
    documents.add(folder, observer(), b"<html>", "../../etc/passwd.html", OBSERVER)
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, but the lock."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
