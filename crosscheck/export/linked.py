"""What both JSON-LD formats need: names for documents and pairs, and one way to write them."""

import base64
import json

from crosscheck.records import DocumentInfo, Pair


def document_iri(info: DocumentInfo) -> str:
    """The document's address, or the name that its content gives it (RFC 6920)."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(info.sha256)).decode().rstrip("=")
    return info.url or f"ni:///sha-256;{digest}"


def pair_iri(pair: Pair) -> str:
    """The pair's name: stable, and no address on any server."""
    return f"urn:crosscheck:pair:{pair.pair_id}"


def dumped(content: dict) -> str:
    """JSON that a person can read, the same bytes for the same content."""
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
