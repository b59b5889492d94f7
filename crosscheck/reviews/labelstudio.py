"""Label Studio's task JSON: one task a pair, one annotation a review, adjudications marked as ground truth.

Label Studio keeps choices and texts but knows neither spans in two documents nor who suggested what. So each annotation
carries its whole record in a text field that `CONFIG` hides: what comes back unchanged is the very same record, and
what someone changed or added there becomes a new review by that person. The machine's label is left out: Label Studio
would show it. Reviewers, settings and withdrawals have no place in this format.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from crosscheck.records import Relation, Timing
from crosscheck.reviews.records import Adjudication, Confidence, Record, Review, ReviewError
from crosscheck.reviews.rows import from_row, record_id, to_row

CHOICES = ("relation", "timing", "confidence")


def _choices(name: str, values: Iterable[str]) -> str:
    options = "".join(f'<Choice value="{value}"/>' for value in values)
    return f'<Choices name="{name}" toName="finding" choice="single-radio" required="true">{options}</Choices>'


CONFIG = (
    '<View><Header value="Claim"/><Text name="claim" value="$claim"/><Header value="Finding"/>'
    '<Text name="finding" value="$finding"/>'
    f'{_choices("relation", Relation)}{_choices("timing", Timing)}{_choices("confidence", Confidence)}'
    '<TextArea name="note" toName="finding" rows="3" maxSubmissions="1"/>'
    '<View style="display:none"><TextArea name="record" toName="finding" maxSubmissions="1"/></View></View>'
)


def dump(records: Iterable[Record]) -> bytes:
    """The tasks file; import it into a project whose labeling interface is `CONFIG`."""
    tasks: dict[str, dict] = {}
    for record in records:
        if not isinstance(record, Review | Adjudication):
            continue
        row = to_row(record)
        data = {name: value for name, value in row.items() if name.startswith(("claim_", "finding_"))}
        texts = {"pair_id": record.pair_id, "claim": record.claim.text, "finding": record.finding.text}
        task = tasks.setdefault(record.pair_id, {"data": texts | data, "annotations": []})
        task["annotations"].append(_annotation(record, row))
    return (json.dumps([tasks[pair] for pair in sorted(tasks)], ensure_ascii=False, indent=1) + "\n").encode()


def _annotation(record: Review | Adjudication, row: Mapping[str, object]) -> dict:
    results = [_result(name, "choices", [row[name]]) for name in CHOICES if name in row]
    if record.note:
        results.append(_result("note", "textarea", [record.note]))
    results.append(_result("record", "textarea", [json.dumps(row, ensure_ascii=False)]))
    return {"unique_id": record_id(record), "completed_by": {"email": record.reviewer}, "created_at": record.at,
            "lead_time": record.seconds, "ground_truth": isinstance(record, Adjudication), "was_cancelled": False,
            "result": results}


def _result(name: str, kind: str, values: list[object]) -> dict:
    return {"from_name": name, "to_name": "finding", "type": kind, "value": {"text" if kind == "textarea" else kind: values}}


def load(data: bytes) -> list[tuple[str, Mapping[str, object]]]:
    """Rows of a tasks file, ours or Label Studio's export; skipped annotations are passed over."""
    rows: list[tuple[str, Mapping[str, object]]] = []
    for number, task in enumerate(json.loads(data), 1):
        shown = bool(task.get("predictions"))
        for annotation in task.get("annotations", ()):
            if not annotation.get("was_cancelled"):
                rows.append((f"task {number}", _row(task["data"], annotation, shown=shown)))
    return rows


def _row(data: Mapping[str, object], annotation: Mapping, *, shown: bool) -> dict[str, object]:
    said = {}
    for result in annotation["result"]:
        values = result["value"].get("choices") or result["value"].get("text") or [""]
        said[result["from_name"]] = values if isinstance(values, str) else values[0]
    kept = json.loads(said.pop("record", "{}"))
    if kept and all(kept.get(name, "") == said.get(name, "") for name in (*CHOICES, "note")):
        return kept
    try:
        original = from_row(kept) if kept else None
    except ReviewError:
        original = None
    at = _utc(annotation.get("updated_at") or annotation["created_at"], after=original.at if original else "")
    quotes = {name: value for name, value in data.items() if name.startswith(("claim_", "finding_"))}
    who = _who(annotation.get("completed_by"))
    return quotes | said | {"kind": "review", "pair_id": data.get("pair_id", ""), "reviewer": who, "at": at,
                            "seconds": annotation.get("lead_time") or 0, "blind": int(not (shown or kept))}


def _who(completed_by: object) -> str:
    if isinstance(completed_by, Mapping):
        completed_by = completed_by.get("email") or completed_by.get("id")
    return completed_by if isinstance(completed_by, str) else f"label-studio-{completed_by}"


def _utc(text: str, after: str) -> str:
    """A time as our records write it. A changed decision that kept its old time is put a microsecond after it."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    written = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if written <= after:
        at = datetime.strptime(after, "%Y-%m-%dT%H:%M:%S.%fZ")
        written = at.replace(microsecond=min(at.microsecond + 1, 999_999)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return written
