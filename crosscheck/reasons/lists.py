"""The words by which reasons are found: negations and what they reach, words that speak against each other, dull words.

Data for `crosscheck.reasons`, kept apart so that it can be read as a list. English only.
"""

import re

# A negation of what is done: the first word after it is what it denies.
NOT = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|had|could|would|should|will|may|must|can)\s)?(?:not|never)\b|\bcannot\b|\b\w+n[’']t\b|"
    r"\b(?:failed|fails|fail|failure|unable|refus(?:ed|es|al)|declined)\sto\b",
    re.IGNORECASE,
)
# A negation of what there is: the noun after it.
NONE = re.compile(
    r"\b(?:no|without|lack(?:ed|s|ing)?(?:\s(?:of|any|a|an|the))?|absence\sof|nor|neither)\b", re.IGNORECASE
)
NO_NEGATION = re.compile(
    r"not\s(?:only|just|merely|less|more|later|earlier|exceed\w*|to\sexceed|limited\sto|necessarily)\b|(?<=\bor\s)not\b|"
    r"no\s(?:later|less|more|fewer|longer\sthan|doubt)\b|(?<=\bwhether\s)not\b|No\.|no\sexception",
    re.IGNORECASE,
)
# Between a negation and the word it denies: "does not specifically prohibit", "has not been fully implemented".
PASSED = frozenset({
    "a", "again", "always", "an", "any", "as", "be", "been", "being", "even", "ever", "generally", "had", "has", "have", "in", "its",
    "practice", "such", "that", "the", "their", "these", "this", "those", "to", "yet",
})
ENDS = frozenset({
    "about", "according", "after", "against", "along", "although", "among", "and", "are", "as", "at", "because", "before", "between", "but",
    "by", "despite", "do", "does", "did", "during", "except", "for", "from", "had", "has", "have", "however", "if", "in", "including",
    "into", "is", "of", "on", "or", "regarding", "since", "so", "than", "that", "though", "through", "to", "towards", "under", "unless",
    "until", "upon", "was", "were", "when", "where", "whereas", "which", "while", "who", "whom", "whose", "will", "with", "within",
    "without", "would",
})
GAP_ENDS = re.compile(r"[,;:()\[\]–—“”\"!?]|\.\s")

# What turns the words after it into their opposite, as a negation does.
TURNS = re.compile(
    r"\b(?:prohibit\w*|forb[ia]d\w*|ban(?:s|ned)?|inadmissib\w+|against|prevent(?:s|ing|ion)?|eliminat\w+|combat\w*|free\sfrom|abolish\w*|"
    r"responsibility\sfor|liab\w+\sfor|penalt(?:y|ies)\sfor|reduc\w+)\b",
    re.IGNORECASE,
)
CLAUSES = frozenset({"although", "but", "however", "whereas", "while"})

# Words of the field that speak against each other: what a claim says, what a finding says, and whether either may say either.
OPPOSITES: tuple[tuple[re.Pattern[str], re.Pattern[str], bool], ...] = tuple(
    (re.compile(rf"\b(?:{one})\b", re.IGNORECASE), re.compile(rf"\b(?:{other})\b", re.IGNORECASE), both_ways)
    for one, other, both_ways in (
        (r"independen(?:t|tly|ce)|autonom(?:y|ous|ously)|impartial(?:ly|ity)?",
         r"influence[ds]?|interfere[ds]?|interfering|interference|controlled|subordinate[ds]?|politici[sz]ed|biased", False),
        (r"freely|"
         r"free(?!-|(?:\W+\w+){0,4}?\W+(?:charge|cost|education|medical|legal|care|assistance|meals?|housing|services?|tax))|"
         r"freedom\sof|unrestricted|unhindered|unimpeded|"
         r"without\s(?:hindrance|obstruction|restrictions?)",
         r"restrict(?:s|ed|ing|ions?|ive)?|limit(?:s|ed|ing|ations?)|hinder(?:s|ed|ing)?|hamper(?:s|ed|ing)?|imped(?:e|es|ed|ing)|"
         r"obstruct(?:s|ed|ing|ions?)?|curtail(?:s|ed|ing)?|suppress(?:es|ed|ing|ion)?|prevent(?:s|ed|ing)", False),
        (r"allow(?:s|ed|ing)?|permit(?:s|ted|ting)|entitled|authori[sz]ed|lawful(?:ly)?",
         r"prohibit(?:s|ed|ing|ions?)?|forb(?:id|ids|ade|idden)|bann(?:ed|ing)|bans?|illegal(?:ly)?|unlawful(?:ly)?|criminali[sz](?:ed|es)|"
         r"denied|den(?:y|ies)", True),
        (r"increas(?:e|es|ed|ing)|gr(?:ew|own|owing)|rose|risen|rising",
         r"decreas(?:e|es|ed|ing)|declin(?:e|es|ed|ing)|fell|fallen|falling|dropped", True),
        (r"voluntar(?:y|ily)(?!\sassociation)|consent", r"forced|forcibl[ey]|compulsory|coerc(?:ed|ion)|involuntary", True),
        (r"adequate(?:ly)?|sufficient(?:ly)?|effective(?:ly|ness)?|fully|high-quality",
         r"inadequate(?:ly)?|insufficient(?:ly)?|ineffective(?:ly|ness)?|substandard|poor(?:ly)?|shortages?", False),
        (r"equal(?:ly|ity)?|without\sdiscrimination|non-discrimination",
         r"discriminat(?:ed\sagainst|ory)|fac(?:e|es|ed|ing)\s(?:\w+\s)?discrimination|unequal(?:ly)?|disparit(?:y|ies)|"
         r"inequalit(?:y|ies)", False),
        (r"transparen(?:t|cy|tly)|publicly\savailable", r"secre(?:tly|cy)|opaque|confidential", False),
        (r"safe(?:ly)?", r"unsafe|hazardous|dangerous", False),
        (r"accessible|available", r"inaccessib\w+|unavailable", False),
    )
)  # fmt: skip
# What the one side promises, and what the other says is not done.
ASSURED = re.compile(
    r"\b(?:guarantee[ds]?|guaranteeing|ensure[ds]?|ensuring|provide[ds]?|prohibit(?:s|ed)?|protect(?:s|ed)?|enshrine[ds]?|entitled|"
    r"recogni[sz]e[ds]?|ha(?:s|ve)\sthe\sright)\b",
    re.IGNORECASE,
)
UNDONE = re.compile(
    r"(?:enforc|implement|respect|appl(?:y|ied)|protect|fulfil|ensur|guarante|provid|observ|honou?r|uphold|upheld|require)\w*",
    re.IGNORECASE,
)
ALL = re.compile(r"\b(?:all|every|each)\b", re.IGNORECASE)
SOME = re.compile(r"\b(?:some|few|several|certain|only|not\sall|most)\b", re.IGNORECASE)
QUANTIFIED = 2  # words between "all" or "some" and what it counts

# Stems that different words share ("organs", "organizations"): these must agree but for the plural.
FALSE_FRIENDS = frozenset({
    "activ", "author", "commun", "execut", "form", "generat", "intern", "offic", "oper", "organ", "parti", "public", "relat", "univers",
})
DULL = frozenset({
    "above", "accordance", "according", "account", "accordingly", "across", "act", "addition", "additional", "after", "against", "ago",
    "all", "almost", "along", "already", "also", "although", "always", "among", "amount", "and", "another", "any", "are", "area", "around",
    "article", "articles", "based", "basis", "became", "because", "become", "been", "before", "being", "below", "between", "both", "but",
    "can",
    "cannot", "carried", "case", "cases", "certain", "code", "concerning", "condition", "conditions", "constitution", "could", "country",
    "current", "currently", "day", "did", "different", "does", "done", "due", "during", "each", "either", "established", "etc", "even",
    "ever", "every", "example", "existing", "fact", "few", "first", "following", "for",
    "four", "framework", "from", "full", "further", "general",
    "generally", "give", "given", "government", "had", "has", "have", "having", "her", "hers", "him", "his", "how", "however", "human",
    "include", "included", "includes", "including", "inter", "its", "itself", "kind", "large", "last", "law", "laws", "least", "legal",
    "legislation", "level", "like", "made", "main", "major", "make", "many", "matter", "may", "means", "measure", "measures", "more",
    "most", "much", "must", "national", "nearly", "necessary", "need", "new", "nor", "not", "noted", "number", "only", "other", "others",
    "our", "out", "over", "own", "part", "particular", "people", "per", "percent", "period", "person", "persons", "place", "possible",
    "present", "principle", "procedure", "provide", "provided", "provides", "provision", "provisions", "public", "purpose", "rather",
    "regard", "regarding", "related", "relation", "relevant", "report", "reported", "reporting", "reports", "republic", "respect",
    "respective", "result", "right", "rights", "said", "same", "second", "section", "several", "shall", "she", "should", "since",
    "situation", "some", "state", "states", "still", "such", "system", "taken", "ten", "than", "that", "the", "their", "them", "then",
    "there", "therefore", "these", "they", "this", "those", "three", "through", "time", "total", "two", "type", "under", "until", "upon",
    "use", "used", "various", "very", "was", "way", "well", "were", "what", "when", "where", "whether", "which", "while", "who", "whole",
    "whom", "whose", "will", "with", "within", "without", "work", "would", "year", "years", "you",
})
SPELLINGS = (
    (re.compile(r"our(?=s?$|ed$|ing$|er)"), "or"),
    (re.compile(r"is(?=e[sd]?$|ing$|ations?$)"), "iz"),
    (re.compile(r"centre"), "center"),
)  # British to American, before stemming
