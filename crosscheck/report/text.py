"""A report as Markdown with footnotes: for writers who work in plain text, and for reading one on screen."""

from collections.abc import Iterable, Iterator

from crosscheck.export.markdown import plain
from crosscheck.report.blocks import Annex, Block, Figure, Heading, Mark, Note, Paragraph, Table


def markdown(blocks: Iterable[Block]) -> str:
    """The report; figures stand as their captions, since a text file holds no picture."""
    notes: list[str] = []
    parts = [part for block in blocks for part in _block(block, notes)]
    parts += [f"[^{number}]: {note}" for number, note in enumerate(notes, start=1)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block, notes: list[str]) -> Iterator[str]:
    if isinstance(block, Heading):
        yield "#" * (block.level + 1) + " " + plain(block.text)
    elif isinstance(block, Paragraph):
        yield _paragraph(block, notes)
    elif isinstance(block, Table):
        rows = [block.headings, ("---",) * len(block.headings), *block.rows]
        yield "\n".join("| " + " | ".join(row if i == 1 else (_cell(c) for c in row)) + " |" for i, row in enumerate(rows))
    elif isinstance(block, Figure):
        yield f"*{plain(block.caption)}: {plain(block.described)}*"
    elif isinstance(block, Annex):
        yield "---"


def _cell(text: str) -> str:
    return "<br>".join(map(plain, text.splitlines()))


def _paragraph(block: Paragraph, notes: list[str]) -> str:
    said = []
    for part in block.parts:
        if isinstance(part, Note):
            notes.append(plain(part.text))
            said.append(f"[^{len(notes)}]")
        else:
            said.append(f"*{plain(part.text)}*" if isinstance(part, Mark) else plain(part))
    text = "".join(said)
    return {"title": f"# {text}", "numbered": f"{block.number}. {text}", "lead": f"**{text}**"}.get(block.style, text)
