"""A small made-up corpus with its finished cross-check on disk, so that screens are tested without any model.

Ruritania reports to the Committee; three yearly reports of an observer say otherwise, some of it in nearly the same
words each year. One sentence is hostile: markup, formulas and Markdown that must appear as written.
"""

# ruff: noqa: E501
import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crosscheck import corpus, results, store
from crosscheck.records import (
    Attribution,
    Claim,
    Finding,
    Ground,
    Kind,
    Pair,
    Relation,
    Sentence,
    Timing,
    fold,
    pair_id,
)

HOSTILE = "The ministry wrote <script>alert(1)</script> and <b>bold</b> & $x^2$ **stars** [link](http://example.org) :red[text]."
YEARS = (2014, 2019, 2021)

# (paragraph, section, article, theme, kind, sentence that claims, sentence beside it)
CLAIMS = [
    ("12", "Article 2", "2", "lgbti", Kind.GUARANTEE, "The law contains an explicit prohibition of discrimination on the basis of gender identity.", "It was amended in 2022."),
    ("13", "Article 2", "2", "ombudsman", Kind.INSTITUTION, "The Ombudsman is elected solely by the Senate.", "His mandate lasts five years."),
    ("14", "Article 2", "2", "non-discrimination", Kind.FIGURE, "In 2022, 14 complaints of discrimination were received.", "All were examined."),
    ("15", "Article 2", "2", "", Kind.COMMITMENT, "The Government will ratify the Optional Protocol by 2026.", "Work is under way."),
    ("30", "Article 7", "7", "wages", Kind.REFORM, "The minimum wage was doubled by the Act of 2021.", "It is indexed every year."),
    ("31", "Article 7", "7", "occupational-safety", Kind.PRACTICE, "Labour inspectors visit every mine twice a year.", "Fatal accidents fell by a third."),
    ("40", "Article 8", "8", "trade-unions", Kind.GUARANTEE, "Trade unions act independently of State bodies.", "Their number grows."),
    ("41", "Article 8", "8", "strike", Kind.GUARANTEE, "Workers have the right to strike.", "A strike may be declared after conciliation."),
    ("42", "Article 8", "8", "trade-unions", Kind.REFORM, "In 2020, the rules on registering a trade union were made simpler.", "Regional unions need no parent body."),
    ("43", "Article 8", "8", "trade-unions", Kind.PRACTICE, HOSTILE, "The text is kept as written."),
    ("60", "Article 13", "13", "education", Kind.FIGURE, "Enrolment in secondary schools reached 99 per cent in 2023.", "It stood at 97 per cent in 2019."),
    ("61", "Article 13", "13", "education", Kind.PRACTICE, "Children with disabilities learn in ordinary classes.", "Tutors help them."),
]  # fmt: skip

# theme -> (text with {}, years, attribution, ground)
FINDINGS = [
    ("lgbti", "The law does not specifically prohibit discrimination based on gender identity, observers said{}.", YEARS, Attribution.SOURCE, Ground.LAW),
    ("ombudsman", "The Ombudsman was nominated by the president and confirmed by the Senate{}.", (2014, 2021), Attribution.SOURCE, Ground.LAW),
    ("ombudsman", "NGOs criticized the Ombudsman for a lack of independence{}.", (2019,), Attribution.CIVIL_SOCIETY, Ground.PRACTICE),
    ("wages", "The minimum wage stayed below the subsistence level{}.", (2014,), Attribution.EXPERTS, Ground.PRACTICE),
    ("occupational-safety", "The government reported that inspections of mines took place regularly{}.", (2021,), Attribution.GOVERNMENT, Ground.PRACTICE),
    ("trade-unions", "The government exercised considerable influence on organized labor{}.", YEARS, Attribution.SOURCE, Ground.PRACTICE),
    ("trade-unions", "A court upheld the closure of an independent union for missing papers{}.", (2019,), Attribution.COURT, Ground.PRACTICE),
    ("strike", "The law limits the right to strike, and most strikes were declared illegal{}.", YEARS, Attribution.SOURCE, Ground.LAW),
    ("trade-unions", "An advocate said of the union: <img src=x onerror=alert(2)> `code` _under_ $y$ ## heading{}.", (2021,), Attribution.CIVIL_SOCIETY, Ground.UNCLEAR),
]  # fmt: skip
RELATED = {
    ("lgbti", 0): Relation.CONTRADICTS, ("ombudsman", 1): Relation.CONTRADICTS, ("ombudsman", 2): Relation.QUALIFIES,
    ("wages", 3): Relation.QUALIFIES, ("occupational-safety", 4): Relation.CORROBORATES,
    ("trade-unions", 5): Relation.QUALIFIES, ("trade-unions", 6): Relation.CONTEXT, ("strike", 7): Relation.QUALIFIES,
    ("trade-unions", 8): Relation.CONTEXT, ("trade-unions", 7): Relation.CONTEXT,
}  # fmt: skip


@dataclass(frozen=True)
class Fake:
    """Where a fake corpus and its index lie."""

    corpus: Path
    indexes: Path

    def load(self) -> results.CrossCheck:
        """The cross-check, read from disk as the app does."""
        return results.load(corpus.load(self.corpus), self.indexes / "ruritania")


class _Writer:
    """Grows one document's text and the sentences in it."""

    def __init__(self, doc: str) -> None:
        self.doc, self.text, self.sentences, self.block = doc, "", [], 0

    def paragraph(self, texts: list[str], section: tuple[str, ...], number: str | None = None, page: int | None = None):
        added = []
        for text in texts:
            start = len(self.text)
            added.append(Sentence(self.doc, start, start + len(text), fold(text), self.block, number, section, page))
            self.text += text + " "
        self.text += "\n\n"
        self.block += 1
        self.sentences += added
        return added


def fake_crosscheck(tmp_path: Path, copies: int = 1) -> Fake:
    """Write the corpus and its cross-check under `tmp_path`; `copies` repeats the State report's claims."""
    state, claims = _state(copies)
    writers, findings = _findings()
    texts = {writer.doc: writer.text for writer in (state, *writers.values())}
    folder = tmp_path / "ruritania-corpus"
    _write_corpus(folder, texts)
    loaded = corpus.load(folder)
    check = results.CrossCheck(
        corpus=loaded,
        documents={info.id: corpus.read(loaded, info) for info in loaded.documents},
        sentences={writer.doc: writer.sentences for writer in (state, *writers.values())},
        claims=claims, findings=findings, table=_table(claims, findings, texts), run={},
    )  # fmt: skip
    indexes = tmp_path / "indexes"
    with store.writing(indexes / "ruritania"):
        about = {"corpus": {"id": "ruritania", "sha256": loaded.sha256}, "code": "0.0", "model": {"name": "fake"}}
        store.save(indexes / "ruritania", results.to_files(check), about)
    return Fake(folder, indexes)


def _state(copies: int) -> tuple[_Writer, list[Claim]]:
    writer, claims = _Writer("ruritania-3"), []
    for copy in range(copies):
        for number, section, article, theme, kind, text, beside in CLAIMS:
            paragraph = str(int(number) + 100 * copy)
            first, _ = writer.paragraph([text, beside], ("II. General", section), paragraph)
            claims.append(Claim(first, kind, (article,), (theme,) if theme else (), None))
    return writer, claims


def _findings() -> tuple[dict[int, _Writer], list[Finding]]:
    writers, findings = {year: _Writer(f"observer-{year}") for year in YEARS}, []
    tails = {2014: "", 2019: " again", 2021: " during the year"}
    for theme, text, years, attribution, ground in FINDINGS:
        for year in years:
            said = text.format(tails[year])
            section = ("Section 7. Worker Rights", "a. Freedom of Association")
            page = None if year == 2014 else 10 + len(findings)
            around = ["This is the first sentence of the paragraph.", said, "This is the last one."]
            sentence = writers[year].paragraph(around, section, None, page)[1]
            findings.append(Finding(sentence, year, attribution, ground, (theme,)))
    return writers, findings


def _table(claims: list[Claim], findings: list[Finding], texts: dict[str, str]) -> pd.DataFrame:
    digests = {doc: hashlib.sha256(text.encode()).hexdigest() for doc, text in texts.items()}
    kinds = {id_: n for n, group in enumerate(FINDINGS) for id_ in [group[1]]}
    of_kind = [kinds[group[1]] for group in FINDINGS for _ in group[2]]
    rows = []
    for c, claim in enumerate(claims):
        scored = [_row(claim, c, finding, f, of_kind[f], digests) for f, finding in enumerate(findings)]
        scored.sort(key=lambda row: (-row["candidate"], row["finding"]))
        rows += [row | {"rank": rank} for rank, row in enumerate(scored, start=1)]
    return pd.DataFrame(rows)[list(results.COLUMNS)]


def _row(claim: Claim, c: int, finding: Finding, f: int, kind: int, digests: dict[str, str]) -> dict:
    theme = claim.themes[0] if claim.themes else ""
    relation = RELATED.get((theme, kind), Relation.UNRELATED)
    old = claim.kind is Kind.REFORM and finding.year == 2014
    likely = round(0.55 + (finding.year - 2014) / 50 + 0.01 * (c % 7), 3)
    scores = {name: round((1 - likely) / 4, 6) for name in Relation} | {relation: likely}
    one, other = claim.sentence, finding.sentence
    flag = relation in (Relation.CONTRADICTS, Relation.QUALIFIES) and not old
    key = pair_id(digests[one.doc], (one.start, one.end), digests[other.doc], (other.start, other.end))
    return {
        "pair_id": key, "claim": c, "finding": f,
        "candidate": 0.3 + (0.5 if relation is not Relation.UNRELATED else 0) - f / 100,
        **{str(name): value for name, value in scores.items()}, "relation": str(relation),
        "timing": str(Timing.SUPERSEDED if old else Timing.CURRENT), "flag": flag,
        "flag_score": likely if flag else 0.05, "judged_by": "screen" if relation is Relation.UNRELATED else "judge",
    }  # fmt: skip


def _write_corpus(folder: Path, texts: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    lines = ['id = "ruritania"', 'title = "Ruritania: third report"', 'state = "Ruritania"', 'committee = "CESCR"',
             'taxonomy = "icescr"']  # fmt: skip
    for doc, text in texts.items():
        data = text.encode()
        (folder / f"{doc}.txt").write_bytes(data)
        year = int(doc.rsplit("-", 1)[1]) if doc.startswith("observer") else 2023
        state = not doc.startswith("observer")
        fields = {
            "id": doc, "file": f"{doc}.txt", "title": "Third report" if state else f"Observer report {year}",
            "publisher": "Committee" if state else "The *Observer* Institute", "role": "state" if state else "independent",
            "year": year, "period": [2019, 2023] if state else [year, year], "date": str(year + 1), "language": "en",
            "rights": "Public document", "attribution": "Ruritania, third report" if state else f"Observer Institute, Ruritania {year} Report",
            "sha256": hashlib.sha256(data).hexdigest(), "form": "plain",
        } | ({"symbol": "E/C.12/RUR/3", "short": "E/C.12/RUR/3"} if state else {"short": f"Observer {year}"})  # fmt: skip
        lines += ["", "[[documents]]", *(f"{key} = {_toml(value)}" for key, value in fields.items())]
    (folder / "corpus.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _toml(value: object) -> str:
    return str(value) if isinstance(value, int | list) else '"' + str(value).replace('"', '\\"') + '"'


class FakeSearch:
    """Answers every question with the findings that share a word with it, as the real search would with a model."""

    def __init__(self, check: results.CrossCheck) -> None:
        self.check = check

    def ask(self, text: str, limit: int = 20) -> list[Pair]:
        """At most `limit` pairs of a made-up claim of that text, best first."""
        claim = Claim(Sentence("your-claim", 0, len(text), fold(text), 0), Kind.PRACTICE)
        words = set(text.casefold().split())
        found = [f for f in self.check.findings if words & set(f.sentence.text.casefold().split())][:limit]
        scores = {
            "candidate": 0.8,
            "contradicts": 0.5,
            "qualifies": 0.2,
            "corroborates": 0.1,
            "context": 0.1,
            "unrelated": 0.1,
        }
        return [
            Pair(hashlib.sha256(f"{f.sentence.doc}{f.sentence.start}".encode()).hexdigest()[:16], rank, claim, f, dict(scores),
                 Relation.CONTRADICTS, Timing.CURRENT, True, 0.7)
            for rank, f in enumerate(found, start=1)
        ]  # fmt: skip
