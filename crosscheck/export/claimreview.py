"""schema.org ClaimReview as JSON-LD.

A rating here is the name of a relation and never a number or a "false": sources differ, and who is right is not ours to
say. The source of a finding is cited and not named as the review's author: it never read the claim. A pair that nobody
reviewed says so in its rating, so that no reader takes it for a reviewed one.
"""

from crosscheck.export import run_metadata
from crosscheck.export.bundle import Bundle
from crosscheck.export.linked import document_iri, dumped, pair_iri
from crosscheck.records import DocumentInfo, Pair, Role, Sentence

CONTEXT = "https://schema.org"


def document(bundle: Bundle) -> str:
    """A graph with one ClaimReview a pair and a Dataset that says how they were made."""
    about = {
        "@type": "Dataset", "@id": "urn:crosscheck:run", "name": bundle.check.corpus.title,
        "description": "Statements of a State report beside findings of independent sources. Sources differ; nobody is accused.",
        "dateCreated": bundle.meta["date"],
        "text": "\n".join(run_metadata.lines(bundle.meta)),
        "identifier": {"@type": "PropertyValue", "propertyID": "SHA-256", "value": bundle.check.corpus.sha256},
    }
    return dumped({"@context": CONTEXT, "@graph": [about, *(_review(bundle, pair) for pair in bundle.pairs)]})


def _review(bundle: Bundle, pair: Pair) -> dict:
    shown, decision = bundle.shown(pair), bundle.decision(pair)
    claim, finding = pair.claim.sentence, pair.finding.sentence
    explained = [f"Timing: {shown.timing}. Status: {bundle.status(pair)}.", *(decision.notes if decision else ())]
    return {
        "@type": "ClaimReview", "@id": pair_iri(pair), "inLanguage": bundle.info(claim).language, "claimReviewed": claim.text,
        "datePublished": decision.at[:10] if decision else bundle.meta["date"],
        "creativeWorkStatus": bundle.status(pair),
        "isPartOf": {"@id": "urn:crosscheck:run"},
        "itemReviewed": {"@type": "Claim", "author": {"@type": "GovernmentOrganization", "name": bundle.check.corpus.state},
                         "datePublished": bundle.info(claim).date, "appearance": _work(bundle, bundle.info(claim), claim)},
        "reviewBody": f"{bundle.cited(finding)}: “{finding.text}”",
        "citation": _work(bundle, bundle.info(finding), finding),
        "reviewRating": {"@type": "Rating", "alternateName": str(shown.relation), "ratingExplanation": " ".join(explained)},
    }


def _work(bundle: Bundle, info: DocumentInfo, sentence: Sentence) -> dict:
    work = {"@type": "Report" if info.role is Role.STATE or info.form != "article" else "Article", "@id": document_iri(info),
            "name": info.title, "publisher": {"@type": "Organization", "name": info.publisher}, "datePublished": info.date,
            "inLanguage": info.language, "citation": bundle.cited(sentence)}
    return work | ({"url": info.url} if info.url else {}) | ({"identifier": info.symbol} if info.symbol else {})
