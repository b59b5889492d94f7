"""Each format read back by a reader that is not ours, or held against its specification."""

import csv
import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter

import openpyxl
import pytest

from crosscheck import export
from crosscheck.export import sheet, sources
from crosscheck.export.decided import UNREVIEWED, Decision
from crosscheck.records import Relation, Timing, fold
from tests.fakes import HOSTILE

OA, SCHEMA = "http://www.w3.org/ns/oa#", "https://schema.org/"
# The part of http://www.w3.org/ns/anno.jsonld that annotations here use, as the W3C publishes it.
ANNO = {"@context": {
    "oa": OA, "dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/", "dctypes": "http://purl.org/dc/dcmitype/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "as": "http://www.w3.org/ns/activitystreams#", "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": {"@id": "@id", "@type": "@id"}, "type": {"@id": "@type", "@type": "@vocab"},
    "Annotation": "oa:Annotation", "SpecificResource": "oa:SpecificResource", "TextualBody": "oa:TextualBody",
    "TextPositionSelector": "oa:TextPositionSelector", "TextQuoteSelector": "oa:TextQuoteSelector", "Text": "dctypes:Text",
    "AnnotationCollection": "as:OrderedCollection", "AnnotationPage": "as:OrderedCollectionPage",
    "Motivation": "oa:Motivation", "linking": "oa:linking", "tagging": "oa:tagging", "assessing": "oa:assessing",
    "commenting": "oa:commenting",
    "body": {"@type": "@id", "@id": "oa:hasBody"}, "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"}, "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"}, "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "exact": "oa:exact", "prefix": "oa:prefix", "suffix": "oa:suffix",
    "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"}, "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
    "value": "rdf:value", "format": "dc:format", "language": "dc:language", "rights": {"@type": "@id", "@id": "dcterms:rights"},
    "created": {"@id": "dcterms:created", "@type": "xsd:dateTime"}, "label": "rdfs:label",
    "first": {"@type": "@id", "@id": "as:first"}, "partOf": {"@type": "@id", "@id": "as:partOf"},
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    "total": {"@type": "xsd:nonNegativeInteger", "@id": "as:totalItems"},
    "startIndex": {"@type": "xsd:nonNegativeInteger", "@id": "as:startIndex"},
}}  # fmt: skip
# Properties of schema.org 28 that each type has, its supertypes' included, as far as they are used here.
WORK = {"name", "publisher", "datePublished", "inLanguage", "citation", "url", "identifier", "author", "text", "description", "dateCreated",
        "creativeWorkStatus", "isPartOf"}  # fmt: skip
ALLOWED = {
    "ClaimReview": WORK | {"claimReviewed", "itemReviewed", "reviewRating", "reviewBody"}, "Claim": WORK | {"appearance"},
    "Rating": {"alternateName", "ratingExplanation"}, "Dataset": WORK, "Report": WORK, "Article": WORK,
    "Organization": {"name"}, "GovernmentOrganization": {"name"}, "PropertyValue": {"propertyID", "value"},
}  # fmt: skip


@pytest.fixture(scope="module")
def decisions(check):
    """The first pair of the made-up check adjudicated, with a note."""
    first = next(check.pairs())
    return {first.pair_id: Decision(Relation.CONTEXT, Timing.CURRENT, "adjudication", "2024-05-30T09:00:00.000000Z", ("=1+1 is a note",))}


@pytest.fixture(scope="module")
def written(check, decisions, tmp_path_factory):
    """Every format of the made-up check, by name."""
    folder = tmp_path_factory.mktemp("formats")
    for form in export.FORMATS:
        export.write(check, form, folder / form, decisions=decisions, date="2025-01-02")
    return folder


def test_the_lines_keep_the_contract_and_add_a_review_only_where_there_is_one(check, decisions, written):
    rows = [json.loads(line) for line in (written / "jsonl").read_text(encoding="utf-8").splitlines()]
    keys = ["pair_id", "rank", "claim", "finding", "scores", "relation", "timing", "flag", "flag_score", "judged_by", "figures"]
    reviewed = [row for row in rows if row["pair_id"] in decisions]
    assert all(list(row)[:11] == keys for row in rows)
    assert [list(row) for row in rows if row not in reviewed] == [keys] * (len(rows) - 1)
    assert reviewed[0]["review"] == {"relation": "context", "timing": "current", "flag": False, "status": "adjudicated",
                                     "at": "2024-05-30T09:00:00.000000Z", "notes": ["=1+1 is a note"]}
    for side in ("claim", "finding"):
        assert all(fold(check.documents[r[side]["doc"]].text[r[side]["start"]:r[side]["end"]]) == r[side]["text"] for r in rows)


@pytest.mark.parametrize("form", ["csv", "uwazi"])
def test_no_cell_of_a_table_is_a_formula(check, written, form):
    rows = list(csv.reader(io.StringIO((written / form).read_text(encoding="utf-8-sig"))))
    assert len(rows) == len(check.table) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.lstrip(" ").startswith(("=", "+", "@", "\t", "\r"))]
    assert not [cell for row in rows for cell in row if cell.startswith("-") and not re.fullmatch(r"-?[\d.e-]+", cell)]
    assert any("'=1+1 is a note" in row for row in rows)
    assert any(HOSTILE in row for row in rows)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1+1", "\n=1"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(text):
    assert sheet.harmless(text) == "'" + text


def test_uwazi_gets_the_headings_and_separators_that_its_import_reads(written):
    rows = list(csv.DictReader(io.StringIO((written / "uwazi").read_text(encoding="utf-8"))))
    headings = list(rows[0])
    assert headings[0] == "title"
    assert "id" not in headings  # it would overwrite an entity of that id
    assert all(re.fullmatch(r"[a-z_]+", heading) and "__" not in heading for heading in headings)  # "__" marks a language
    assert all(row["title"] for row in rows)
    assert len({row["title"] for row in rows}) == len(rows)
    assert {row["year"] for row in rows} == {"2014", "2019", "2021"}
    assert not (written / "uwazi").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_workbook_has_filters_frozen_panes_links_and_no_formula(check, written):
    book = openpyxl.load_workbook(io.BytesIO((written / "xlsx").read_bytes()))
    pairs, listed, about = (book[name] for name in ("Pairs", "Sources", "About"))
    assert pairs.max_row == len(check.table) + 1
    assert pairs.freeze_panes == "B2"
    assert pairs.auto_filter.ref == f"A1:Y{len(check.table) + 1}"
    cells = [cell for sheet_ in book for row in sheet_.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.value == "=1+1 is a note" and cell.data_type == "s" for cell in cells)
    links = {row[13].value: row[13].hyperlink.location for row in pairs.iter_rows(min_row=2)}
    for label, location in links.items():
        number = int(location.rsplit("A", 1)[1])
        assert label.endswith(listed.cell(number, 1).value[-4:])
    assert any("reviewed by people" in str(row[0].value) for row in about.iter_rows())


def test_the_workbook_says_nothing_about_who_made_it(written):
    with zipfile.ZipFile(written / "xlsx") as archive:
        core = archive.read("docProps/core.xml").decode()
        assert re.sub(r"<\?xml.*?\?>|</?cp:coreProperties[^>]*>", "", core).strip() == ""
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_markdown_reader_shows_quotes_as_written(written):
    reader = pytest.importorskip("markdown_it", reason="markdown-it-py is not installed")
    text = (written / "markdown").read_text(encoding="utf-8")
    page = reader.MarkdownIt("commonmark", {"html": True}).render(text)
    assert HOSTILE in html.unescape(page)
    assert not re.search(r"<(script|b|img|a)\b", page)
    assert page.count(UNREVIEWED) > 100


def processed(content, context):
    """`content` expanded by a JSON-LD processor that may load that context and nothing else."""
    jsonld = pytest.importorskip("pyld.jsonld", reason="PyLD is not installed")

    def load(url, _options):
        assert url in ("https://schema.org", "http://www.w3.org/ns/anno.jsonld"), f"asked for {url}"
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": context}

    return jsonld.expand(content, {"documentLoader": load})


def test_claim_reviews_expand_and_use_only_what_schema_org_has(check, decisions, written):
    content = json.loads((written / "claimreview").read_text(encoding="utf-8"))
    nodes = processed(content, {"@context": {"@vocab": SCHEMA}})
    reviews = [node for node in nodes if node["@type"] == [SCHEMA + "ClaimReview"]]
    assert len(reviews) == len(check.table)
    _allowed(nodes)
    words = Counter(value["@value"] for node in reviews for rating in node[SCHEMA + "reviewRating"]
                    for value in rating[SCHEMA + "alternateName"])
    assert set(words) <= set(map(str, Relation))
    states = Counter(node[SCHEMA + "creativeWorkStatus"][0]["@value"] for node in reviews)
    assert states == {"adjudicated": 1, UNREVIEWED: len(check.table) - 1}


def _allowed(value):
    """Every property of every typed node is one that its type has."""
    if isinstance(value, list):
        for entry in value:
            _allowed(entry)
    elif isinstance(value, dict):
        kinds = [kind.removeprefix(SCHEMA) for kind in value.get("@type", ()) if isinstance(kind, str)]
        for kind in kinds:
            assert {key.removeprefix(SCHEMA) for key in value if not key.startswith("@")} <= ALLOWED[kind]
        for entry in value.values():
            _allowed(entry)


def test_annotations_expand_and_both_selectors_point_at_the_same_words(check, written):
    content = json.loads((written / "webannotation").read_text(encoding="utf-8"))
    assert content["total"] == len(content["first"]["items"]) == len(check.table)
    collection = processed(content, ANNO)[0]
    items = collection["http://www.w3.org/ns/activitystreams#first"][0]["http://www.w3.org/ns/activitystreams#items"][0]["@list"]
    assert len(items) == len(check.table)
    names = {info.id: info for info in check.corpus.documents}
    texts = {document.text for document in check.documents.values()}
    assert len(names) == len(texts)
    for item in items:
        assert item["@type"] == [OA + "Annotation"]
        assert len(item[OA + "hasTarget"]) == 1
        bodies = [body for body in item[OA + "hasBody"] if OA + "hasSelector" in body]
        assert len(bodies) == 1
        for place in (*bodies, *item[OA + "hasTarget"]):
            _points(place, texts)


def _points(place, texts):
    selectors = {selector["@type"][0].removeprefix(OA): selector for selector in place[OA + "hasSelector"]}
    start, end = (selectors["TextPositionSelector"][OA + name][0]["@value"] for name in ("start", "end"))
    exact, prefix, suffix = (selectors["TextQuoteSelector"][OA + name][0]["@value"] for name in ("exact", "prefix", "suffix"))
    around = [text for text in texts if text[start:end] == exact]
    assert any(text[max(0, start - 32):start] == prefix and text[end:end + 32] == suffix for text in around)


def test_a_bibtex_reader_reads_the_sources(check, written):
    pybtex = pytest.importorskip("pybtex.database", reason="pybtex is not installed")
    read = pybtex.parse_file(str(written / "bibtex"), bib_format="bibtex")
    assert list(read.entries) == [info.id for info in check.corpus.documents]
    state = read.entries["ruritania-3"]
    assert (state.type, state.fields["number"], state.fields["year"]) == ("techreport", "E/C.12/RUR/3", "2024")
    assert str(state.persons["author"][0]) == "{Committee}"


def test_latex_signs_in_titles_are_escaped():
    assert sources._latex(r"50% of A&B_{x} \ ~") == r"50\% of A\&B\_\{x\} \textbackslash{} \textasciitilde{}"


CSL = {  # the part of csl-data.json (citationstyles.org, 1.0.2) that is used
    "type": "array", "items": {"type": "object", "required": ["type", "id"], "additionalProperties": False, "properties": {
        "type": {"enum": ["article", "report"]}, "id": {"type": ["string", "number"]}, "title": {"type": "string"},
        "title-short": {"type": "string"}, "publisher": {"type": "string"}, "language": {"type": "string"},
        "number": {"type": ["string", "number"]}, "URL": {"type": "string"}, "note": {"type": "string"},
        "author": {"type": "array", "items": {"type": "object", "properties": {"literal": {"type": "string"}},
                                                 "additionalProperties": False}},
        "issued": {"type": "object", "additionalProperties": False, "properties": {"date-parts": {
            "type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "array", "minItems": 1, "maxItems": 3,
                                                                       "items": {"type": ["string", "number"]}}}}},
    }},
}  # fmt: skip


def test_the_csl_items_are_what_the_schema_wants(check, written):
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    items = json.loads((written / "csl").read_text(encoding="utf-8"))
    jsonschema.validate(items, CSL)
    assert [item["id"] for item in items] == [info.id for info in check.corpus.documents]
    assert items[0]["issued"] == {"date-parts": [[2024]]}


def test_every_export_says_how_it_was_made(check, written):
    beside = json.loads((written / "csv.run.json").read_text(encoding="utf-8"))
    assert beside["corpus"]["sha256"] == check.corpus.sha256
    assert beside["date"] == "2025-01-02"
    assert beside["status"] == {"adjudicated": 1, UNREVIEWED: len(check.table) - 1}
    assert beside["share_reviewed"] == round(1 / len(check.table), 4)
    for form in ("markdown", "claimreview", "webannotation", "bibtex"):
        text = (written / form).read_text(encoding="utf-8").replace("\\", "")
        assert check.corpus.sha256[:16] in text
        assert "2025-01-02" in text


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_workbook_and_shows_text_as_text(check, written, tmp_path):
    (tmp_path / "x.xlsx").write_bytes((written / "xlsx").read_bytes())
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1"
    subprocess.run(["soffice", home, "--headless", "--convert-to", form, "--outdir", str(tmp_path), str(tmp_path / "x.xlsx")],
                   check=True, timeout=120, capture_output=True)  # fmt: skip
    rows = list(csv.reader(io.StringIO(next(tmp_path.glob("*.csv")).read_text(encoding="utf-8"))))
    assert len(rows) == len(check.table) + 1
    assert any("=1+1 is a note" in row for row in rows)
    assert any(HOSTILE in row for row in rows)
