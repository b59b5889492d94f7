"""Office files without a trace of who made them and when: the last step of every Word file and spreadsheet.

Author, dates, application, thumbnail and revision marks are taken out unless they were chosen, and the archive is
written with one fixed time, so that the same content gives the same bytes.
"""

import io
import re
import zipfile
from xml.sax.saxutils import escape

_CORE = "docProps/core.xml"
_DROP = ("docProps/thumbnail.jpeg", "docProps/custom.xml")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">{}</cp:coreProperties>'
)
_APP_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_RSIDS = re.compile(rb"<w:rsids>.*?</w:rsids>|<w:rsids?\b[^>]*/>", re.DOTALL)
_RSID = re.compile(rb' w:rsid\w*="[0-9A-Fa-f]*"')


def clean(data: bytes, *, title: str = "", author: str = "") -> bytes:
    """The OOXML package `data` with empty document properties, but for `title` and `author` where they are given."""
    chosen = "".join(f"<dc:{name}>{escape(text)}</dc:{name}>" for name, text in (("title", title), ("creator", author)) if text)
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in _DROP:
                _add(new, name, _content(name, old.read(name), chosen))
    return result.getvalue()


def _content(name: str, content: bytes, chosen: str) -> bytes:
    if name == _CORE:
        return _CORE_XML.format(chosen).encode()
    if name == "docProps/app.xml":
        return _APP_XML.encode()
    if name in ("_rels/.rels", "[Content_Types].xml"):
        return re.sub(rb"<(?:Relationship|Override)\b[^>]*(?:thumbnail|custom)[^>]*/>", b"", content)
    if name.startswith("word/") and name.endswith(".xml"):
        return _RSID.sub(b"", _RSIDS.sub(b"", content))
    return content


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    archive.writestr(entry, content)
