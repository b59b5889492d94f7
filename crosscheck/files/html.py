"""Read web pages: the article and not the menu around it.

Where a page says what its article is (`main`, `article`), that is believed; else it is the smallest part that holds nearly
all prose outside links. What is left out is kept with its reason, so that nothing is lost in silence. Scripts are never
run, style sheets and pictures never fetched; only what the page's own attributes hide is known to be hidden.
"""

import re

from lxml import etree

from crosscheck.errors import CorpusError
from crosscheck.files.extracted import Extracted, Left
from crosscheck.files.flow import Flow
from crosscheck.files.html_lines import BLOCKS, lines, said
from crosscheck.files.html_notes import remove, take_notes, words
from crosscheck.files.plain import check, decode

_DECLARED = re.compile(rb"""<(?:meta\b[^>]{0,200}?charset|\?xml\b[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,30})""", re.IGNORECASE)
_UNSAID = ("script", "style", "template", "link", "meta", "head", "object", "embed", "applet", "iframe", "canvas", "svg", "audio", "video")
_CONTROLS = ("button", "input", "select", "textarea", "datalist", "option", "label")
_FRAME = ("nav", "aside", "footer", "header", "dialog")
_PARTS = ("div", "section", "article", "main", "form", "center")
_MENUS = ("ul", "ol", "div", "table")
_FRAME_ROLES = {"navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "dialog", "alertdialog"}
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_PROCESSOR = re.compile(r"word|libreoffice|openoffice|pandoc|google docs|crosscheck", re.IGNORECASE)
_METAS = {
    "author": "author", "dc.creator": "author", "dcterms.creator": "author", "article:author": "author",
    "date": "date", "dc.date": "date", "dcterms.date": "date", "dcterms.created": "date", "article:published_time": "date",
    "datepublished": "date", "citation_publication_date": "date", "citation_author": "author", "og:title": "title",
}  # fmt: skip
_DEEPEST = 255  # libxml2 stops there, and drops what follows
_PROSE = 60  # characters outside links from which a block's words count as prose
_NEARLY_ALL = 0.9
_MOST_LINKED = 0.6


def read_html(data: bytes, name: str) -> Extracted:
    """Read a web page. `name` is the file's, for messages.

    Raises CorpusError if it nests too deep to be read whole or holds nothing.
    """
    declared = _DECLARED.search(data[:4096])
    text, notes = decode(data, declared.group(1).decode("ascii") if declared else "")
    check(text, name)
    page = tree(text, name)
    flow = Flow()
    for note in notes:
        flow.note(note)
    read_page(page, flow, whole=_by_processor(page))
    return flow.extracted("html", properties(page))


def tree(text: str, name: str) -> etree._Element:
    """The page's elements. Raises CorpusError if there are none or they nest too deep."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        page = etree.fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise CorpusError(f"{name}: holds no web page; save it anew from the browser, or as PDF") from error
    limits = [entry for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]
    if page is None or limits:
        why = f"nests deeper than {_DEEPEST} levels or has parts too large to be read whole" if limits else "holds no web page"
        raise CorpusError(f"{name}: {why}; save it anew from the browser, or as PDF")
    return page


def read_page(page: etree._Element, flow: Flow, *, whole: bool) -> None:
    """Write the page's article into `flow`, or the whole page but its frame if `whole`."""
    body = page if page.tag == "body" else page.find("body")
    body = page if body is None else body
    _unsay(body)
    _hide(body, flow)
    notes = take_notes(body, flow.part())
    article = body if whole else _article(body)
    _frames(body, article, flow, whole)
    _pictures(article, flow)
    title = None if whole else _lone_title(body, article)
    if title is not None:
        for line, level in lines(title):
            flow.add(line, level)
        remove(title)
    for line, level in lines(article):
        flow.add(line, level)
    for note in notes:
        flow.leave(Left.FOOTNOTE, note.text, note.mark, note.key)
    if article is not body:
        _outside(body, article, flow)


def properties(page: etree._Element) -> dict[str, str]:
    """Title, author, date and language as the page's head gives them."""
    title = page.find(".//head/title")
    found = {"title": "" if title is None else words(title)}
    for meta in page.iter("meta"):
        key = _METAS.get((meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower())
        if key and meta.get("content") and not found.get(key):
            found[key] = meta.get("content")
    body = page.find("body")
    told = [page.get("lang"), page.get("{http://www.w3.org/XML/1998/namespace}lang"), None if body is None else body.get("lang")]
    language = next(filter(None, told), None)
    return found | ({"language": language} if language else {})


def _by_processor(page: etree._Element) -> bool:
    """Whether a word processor wrote the page: then there is no menu, and every part is the document's."""
    said_so = [meta.get("content", "") for meta in page.iter("meta") if (meta.get("name") or "").lower() in {"generator", "progid"}]
    return any(_PROCESSOR.search(text) for text in said_so)


def _unsay(body: etree._Element) -> None:
    """Take out what is no words for a reader: scripts, styles, embedded objects."""
    for element in list(body.iter(*_UNSAID)):
        if element is not body:
            remove(element)


def _hide(body: etree._Element, flow: Flow) -> None:
    """Leave out what the page itself hides, and the running heads that LibreOffice marks by a title."""
    for element in [element for element in body.iter("div") if element.get("title") in {"header", "footer"}]:
        flow.leave(Left.RUNNING_HEAD, said(element))
        remove(element)
    for element in [element for element in body.iter(etree.Element) if element is not body and _is_hidden(element)]:
        if _within(element, body):
            flow.leave(Left.HIDDEN, said(element))
            remove(element)


def _is_hidden(element: etree._Element) -> bool:
    if element.tag == "noscript" or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    style = element.get("style")
    return bool(style and _HIDING.search(style))


def _within(element: etree._Element, body: etree._Element) -> bool:
    """Whether the element still hangs in the page."""
    return any(up is body for up in element.iterancestors())


def _article(body: etree._Element) -> etree._Element:
    """The part of the page that is its article."""
    whole = _prose(body)
    mains = [element for element in body.iter(etree.Element) if element.tag == "main" or element.get("role") == "main"]
    for found in (mains, list(body.iter("article"))):
        best = max(found, key=_prose, default=None)
        if best is not None and _prose(best) * 2 >= whole:
            body = best
            break
    return _densest(body)


def _densest(element: etree._Element) -> etree._Element:
    """Go down to the child that holds nearly all prose for as long as there is one."""
    while True:
        whole = _prose(element)
        inner = max((child for child in element if child.tag in _PARTS), key=_prose, default=None)
        if inner is None or not whole or _prose(inner) < _NEARLY_ALL * whole or inner.find(".//p") is None:
            return element
        element = inner


def _prose(element: etree._Element) -> int:
    """Characters outside links, frames and controls, in stretches long enough to be sentences."""
    total = length = 0
    for event, found in etree.iterwalk(element, events=("start", "end")):
        if found.tag in BLOCKS:
            total, length = total + (length if length >= _PROSE else 0), 0
        if event == "start" and found.tag not in {"a", *_CONTROLS}:
            length += len((found.text or "").strip())
        if event == "end" and found is not element:
            length += len((found.tail or "").strip())
    return total + (length if length >= _PROSE else 0)


def _frames(body: etree._Element, article: etree._Element, flow: Flow, whole: bool) -> None:
    """Leave out controls, frames and, unless the page is `whole`, menus inside the article; a header with a title stays."""
    kept = {article, *article.iterancestors()}
    prose = _prose(article)
    for element in list(article.iter(etree.Element)):
        if element in kept or not _within(element, body):
            continue
        form = element.tag == "form" and _prose(element) * 2 < prose
        if form or _is_frame(element) or element.tag in _CONTROLS or (not whole and element.tag in _MENUS and _is_menu(element)):
            flow.leave(Left.MENU, said(element))
            remove(element)


def _is_frame(element: etree._Element) -> bool:
    if element.tag == "header" and (next(element.iter("h1", "h2", "h3"), None) is not None) and next(element.iter("nav"), None) is None:
        return False
    return element.tag in _FRAME or element.get("role") in _FRAME_ROLES


def _is_menu(element: etree._Element) -> bool:
    """Three links or more, that make up most of the words, and no sentence among them."""
    links = list(element.iter("a"))
    if len(links) < 3 or next(element.iter("h1"), None) is not None:
        return False
    linked, every = sum(len(words(link)) for link in links), len(words(element))
    return linked > _MOST_LINKED * every and linked < 80 * len(links)


def _pictures(article: etree._Element, flow: Flow) -> None:
    pictures = list(article.iter("img", "picture"))
    for picture in pictures:
        flow.leave(Left.PICTURE, picture.get("alt", "") or "")
    if pictures:
        flow.note(f"Pictures not read: {len(pictures)}; text in them is not searched.")


def _lone_title(body: etree._Element, article: etree._Element) -> etree._Element | None:
    """The page's only title, if it stands outside the article and the article has none."""
    titles = [title for title in body.iter("h1") if words(title)]
    if len(titles) != 1 or article in titles[0].iterancestors():
        return None
    return titles[0]


def _outside(body: etree._Element, article: etree._Element, flow: Flow) -> None:
    """Keep what stands around the article."""
    at, inner = article, article
    size = 0
    while at is not body:
        parent = at.getparent()
        if parent is None:
            break
        for sibling in list(parent):
            if sibling is not inner and isinstance(sibling.tag, str):
                text = said(sibling)
                size += len(text)
                flow.leave(Left.MENU, text)
        at = inner = parent
    if size:
        flow.note(f"The article was told from the page around it; {size:,} characters of menus and frames were left out.")
