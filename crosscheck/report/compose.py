"""A report's content as blocks of text: what a writer edits rather than rewrites.

For each issue: what the State says and where, what sources found and for which years, what changed meanwhile, what was
searched without result, and stubs of a question and a recommendation. The words say which sources differ and how; none
says who is right.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from crosscheck.export.gate import Gate
from crosscheck.export.safety import COVER
from crosscheck.records import Attribution, Claim, Pair, Relation, Sentence
from crosscheck.report import annexes
from crosscheck.report.blocks import Block, Contents, Heading, Mark, Note, Paragraph, Part
from crosscheck.report.builder import Issue, Report, Statement
from crosscheck.report.choice import Include, Quotation
from crosscheck.report.matrix import Assessments
from crosscheck.report.wording import Words, source_name
from crosscheck.views import Group, independent

_NUMBER = re.compile(r"^\d{1,4}\.\s*(?=\D)")


def compose(report: Report, assessments: Assessments | None = None) -> list[Block]:
    """The whole report, cover to annexes. `assessments`: the reviewer's, by recommendation, for the matrix."""
    return _Composer(report).all(assessments or {})


class _Composer:
    """Keeps count of the paragraphs, so that one may refer to another."""

    def __init__(self, report: Report) -> None:
        self.report, self.words = report, Words(report.choice.language)
        self.gate = Gate(report.check)
        self.number = 0
        self.stands_in: dict[tuple[str, int], int] = {}  # a quoted finding -> the paragraph that quotes it

    def all(self, assessments: Assessments) -> list[Block]:
        opening = [*self.cover(), Contents(), *self.introduction()]
        body = [block for part, issues in _parts(self.report.issues) for block in self.part(part, issues)]
        return [*opening, *body, *annexes.blocks(self.report, self.words, assessments)]

    def paragraph(self, *parts: Part) -> Paragraph:
        if not self.report.committee.numbered:
            return Paragraph(parts)
        self.number += 1
        return Paragraph(parts, "numbered", self.number)

    def cover(self) -> list[Block]:
        words, choice, corpus = self.words, self.report.choice, self.report.check.corpus
        committee = self.report.committee
        organization = choice.organization or words("submitted_blank")
        return [
            Paragraph((choice.title or words("title", state=corpus.state),), "title"),
            Paragraph((words("subtitle", committee=committee.title, treaty=committee.treaty),), "subtitle"),
            Paragraph((words("submitted_by", organization=organization),), "subtitle"),
            Paragraph((words("dated", date=self.report.bundle.meta["date"]),), "subtitle"),
        ]

    def introduction(self) -> list[Block]:
        words, check = self.words, self.report.check
        sources = words.list([info.label for info in independent(check)])
        blocks: list[Block] = [Heading(words("introduction"))]
        blocks.append(self.paragraph(words("about", state=check.corpus.state, report=self.reports(), sources=sources)))
        blocks.append(self.paragraph(words("neutral")))
        if self.report.bundle.redaction.names:
            blocks.append(self.paragraph(words("covered", cover=COVER)))
        if self.report.choice.include is Include.UNREVIEWED:
            blocks.append(self.paragraph(Mark(words("unreviewed_note", mark=words("mark")))))
        else:
            blocks.append(self.paragraph(words("reviewed_note")))
        blocks += [self.paragraph(Mark(warning)) for warning in self.report.warnings]
        return [*blocks, self.paragraph(Mark(words("organization_stub"), "fill"))]

    def reports(self) -> str:
        return self.words.list([info.symbol or info.title for info in self.report.check.corpus.state_documents])

    def part(self, part: str, issues: Sequence[Issue]) -> list[Block]:
        blocks: list[Block] = [Heading(part_title(self.report, self.words, part, issues))]
        for issue in issues:
            if issue.theme:
                blocks.append(Heading(issue.title, 2))
            blocks += self.issue(issue)
        return blocks

    def issue(self, issue: Issue) -> list[Block]:
        words = self.words
        blocks = [block for statement in issue.statements for block in self.statement(statement)]
        if left := sum(statement.more for statement in issue.statements) + issue.more:
            blocks.append(self.paragraph(words("more", statements=issue.more, findings=left - issue.more)))
        if issue.silent:
            sources = words.list([info.label for info in independent(self.report.check)])
            blocks.append(self.paragraph(words("silence", places=self.places(issue.silent), sources=sources)))
        return [*blocks, *self.stubs(issue)]

    def statement(self, statement: Statement) -> list[Block]:
        blocks: list[Block] = [self.says(statement.claim)]
        blocks += [self.found(group) for group in statement.groups]
        blocks += [self.found(group, changed=True) for group in statement.changed]
        told = sorted({self.stands_in[key] for group in statement.repeated if (key := _key(group)) in self.stands_in})
        if told and self.report.committee.numbered:
            also = self.words("also", what=self.words("also_findings"), places=self.numbers(told))
            blocks.append(self.paragraph(also))
        return blocks

    def says(self, claim: Claim) -> Paragraph:
        sentence = claim.sentence
        number = sentence.paragraph
        place = self.words("paragraph_of", number=number) if number else self.words("unnumbered_of")
        return self.paragraph(self.words("state_says_in", place=place), *self.quoted(sentence))

    def found(self, group: Group, changed: bool = False) -> Paragraph:
        pair, words = group.lead, self.words
        opening = "changed" if changed else str(pair.relation)
        parts: list[Part] = [words(opening, who=self.who(group), years=words("describing", years=words.list(group.years))),
                             *self.quoted(pair.finding.sentence, group.pairs[1:])]
        if group.persistent:
            parts.append(" " + words("since", years=words.list(group.years)))
        decision = self.report.decision(pair)
        if decision is None:
            parts += [" ", Mark(f"[{words('mark')}]")]
        paragraph = self.paragraph(*parts)
        self.stands_in.setdefault(_key(group), self.number)
        return paragraph

    def who(self, group: Group) -> str:
        """The sources of a group without their years, and whom they quote, if it is the same for all."""
        names = dict.fromkeys(source_name(self.report.check.documents[p.finding.sentence.doc].info) for p in group.pairs)
        speaker = group.lead.finding.attribution
        quoting = [] if speaker is Attribution.SOURCE else [self.words(f"quoting_{speaker}")]
        return ", ".join([self.words.list(list(names)), *quoting])

    def quoted(self, sentence: Sentence, others: Iterable[Pair] = ()) -> list[Part]:
        """A quotation with its footnote; near-identical findings of other sources are cited in the same note."""
        cited = [self.report.bundle.cited(sentence), *(self.report.bundle.cited(pair.finding.sentence) for pair in others)]
        note = Note("; ".join(dict.fromkeys(cited)) + ".")
        if self.report.choice.quotation is Quotation.REFERENCE:
            return [self.words("not_quoted"), note]
        return [f"“{self.quotation(sentence)}”", note]

    def quotation(self, sentence: Sentence) -> str:
        """The words between the quotation marks; a paragraph is quoted whole only if every sentence of it passes the gate."""
        if self.report.choice.quotation is Quotation.PARAGRAPH:
            around = self.report.check.paragraph(sentence)
            if not any(self.gate.fault(one) for one in around):
                covered = (self.report.bundle.redaction.sentence(self.report.check, one).text for one in around)
                return without_number(" ".join(covered))
        return without_number(sentence.text)

    def places(self, claims: Iterable[Claim]) -> str:
        """`paragraphs 94, 95 and 97`, in the order of the report."""
        numbers = dict.fromkeys(claim.sentence.paragraph for claim in claims if claim.sentence.paragraph)
        return self.numbers(list(numbers)) if numbers else self.words("unnumbered_of")

    def numbers(self, numbers: Sequence[object]) -> str:
        """`paragraph 94`, `paragraphs 94 and 95`."""
        if len(numbers) == 1:
            return self.words("paragraph_of", number=numbers[0])
        return self.words("paragraphs_of", numbers=self.words.list(numbers))

    def stubs(self, issue: Issue) -> list[Block]:
        """Stubs of a question and of a recommendation for what the issue set out; none where it set out nothing."""
        flags = [pair for s in issue.statements for group in s.groups for pair in group.pairs if pair.relation in _DIFFER]
        if not flags:
            return []
        words = self.words
        subject = issue.title or part_title(self.report, words, issue.part, [issue])
        years = words.list(sorted({pair.finding.year for pair in flags}))
        claims = sorted((s.claim for s in issue.statements), key=lambda claim: claim.sentence.start)
        asked = words("question_stub", places=self.places(claims), report=self.reports(), subject=subject, years=years)
        return [
            Paragraph((words("question"),), "lead"),
            Paragraph((asked, Mark(words("question_fill"), "fill")), "stub"),
            Paragraph((words("recommendation_head"),), "lead"),
            Paragraph((words("recommendation_stub", subject=subject), Mark(words("recommendation_fill"), "fill")), "stub"),
        ]


_DIFFER = (Relation.CONTRADICTS, Relation.QUALIFIES)


def _key(group: Group) -> tuple[str, int]:
    return group.lead.finding.sentence.doc, group.lead.finding.sentence.start


def without_number(text: str) -> str:
    """A sentence without the paragraph number that is printed before it: it stands in the citation."""
    return _NUMBER.sub("", text)


def _parts(issues: Sequence[Issue]) -> list[tuple[str, list[Issue]]]:
    """Issues by article or recommendation, in order."""
    parts: dict[str, list[Issue]] = {}
    for issue in issues:
        parts.setdefault(issue.part, []).append(issue)
    return list(parts.items())


def part_title(report: Report, words: Words, part: str, issues: Sequence[Issue]) -> str:
    """`Article 8: Trade unions and the right to strike`, or the recommendation answered."""
    if not part:
        return words("other")
    if all(not issue.theme for issue in issues) and part not in report.taxonomy.articles:
        title = issues[0].title
        return words("recommendation", number=part, title=title) if title else words("recommendation_bare", number=part)
    title = report.taxonomy.articles.get(part, "")
    return words("article", number=part, title=title) if title else words("article_bare", number=part)


def all_pairs(report: Report) -> list[Pair]:
    """Every pair that the body quotes, in its order."""
    statements = (statement for issue in report.issues for statement in issue.statements)
    return list(chain.from_iterable(group.pairs for s in statements for group in (*s.groups, *s.changed)))


