"""The words and shapes by which figures are read: units, labels that make a number a name, the ends of a noun phrase.

Data for `crosscheck.figures`, kept apart so that it can be read as a list. English only.
"""

import re

SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
CURRENCIES = (
    (r"(?:US\s?\$|U\.S\.\s?\$|\$|USD)", r"(?:(?:US|U\.S\.|United States) dollars?|dollars?|USD)", "USD"),
    (r"(?:€|EUR)", r"(?:euros?|EUR)", "EUR"),
    (r"(?:£|GBP)", r"(?:pounds? sterling|GBP)", "GBP"),
    (r"(?:KZT|₸)", r"(?:tenges?|KZT)", "KZT"),
    (r"(?:RUB|₽)", r"(?:roubles?|rubles?|RUB)", "RUB"),
    (r"CFAF?", r"(?:CFA francs?|CFAF|XAF|XOF)", "CFA"),
    (r"(?:CHF)", r"(?:Swiss francs?|CHF)", "CHF"),
)
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
BEFORE = "|".join(f"(?P<pre{i}>{pre})" for i, (pre, _, _) in enumerate(CURRENCIES))
AFTER = "|".join(f"(?P<post{i}>{post})" for i, (_, post, _) in enumerate(CURRENCIES))
DURATION = r"years?|months?|weeks?|days?|hours?|minutes?"
FIGURE = re.compile(
    rf"(?<![\w./:\-–])(?:(?:{BEFORE})\s?)?(?P<number>{NUMBER})(?!\d|[.:]\d|/(?!100?\b)\d)"
    rf"(?:[\s-](?P<scale>{'|'.join(SCALES)}))?"
    rf"(?:\s?(?P<percent>%|per\s?cent\b|percent\b|percentage points?\b)"
    rf"|\s?/\s?(?P<outof>100?)\b(?![\d.]*\d)|\s+out\s+of\s+(?P<outof2>10|ten|100)\b(?!,\d)"
    rf"|[\s-](?P<duration>{DURATION})\b|\s(?:{AFTER})(?!\w))?",
)
# The words after which a number names a thing and does not count.
LABELLED = re.compile(
    r"(?:\b(?:Nos?\.?|numbers?|numbered|articles?|arts?\.?|paras?\.?|paragraphs?|sections?|sect\.|chapters?|rules?|part|"
    r"parts|annex|table|figure|resolution|decree|decision|order|conventions?|protocol|recommendations?|goals?|pillar|"
    r"page|pp?\.|line|tel\.:?|category|grades?|group|phase|version|agenda|act|law|code|form|under|aged?|ages|over age|"
    r"the age of|ages? of|younger than|older than|per|line,)"
    r"|\bNos\.\s\d+\sand|\b(?:arts?\.|articles?|paras?\.|sections?)\s[\d\s,()a-z]{1,20}(?:and|or|to|,))\s$",
    re.IGNORECASE,
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DAY = re.compile(rf"^\s?(?:{MONTHS})\b|^(?:st|nd|rd|th)\b")
MONTH_BEFORE = re.compile(rf"\b(?:{MONTHS})\s(?:\d{{1,2}}\s(?:to|and|or|[-–])\s)?$")
AGE = re.compile(r"\bage(?:s|d)?(?: of)?\s$")
# "19-year-old" counts, "2014-16", "GM-172/6" and "4 to 7 May" name.
NAME_AFTER = re.compile(r"[-–](?:[A-Za-z]|\d)")
DAYS_AFTER = re.compile(rf"\s(?:to|and|or|[-–])\s\d{{1,2}}\s(?:{MONTHS})\b")
YEAR = re.compile(r"(?<![\d,./])(?:19|20)\d\d(?![\d,]\d|/\d|\.\d)")
Y = r"((?:19|20)\d\d)\b(\s?(?:and|to|or|[-–/])\s?(?:19|20)?\d\d\b(?!,\d))?"
YEAR_AFTER = re.compile(rf"[^,;()\d]{{0,90}}?[\s(](?:in|as at|as of|by|during|for|on|as from)\s[^,;()]{{0,30}}?{Y}")
YEAR_OPENING = re.compile(rf"(?:\d+\.\s?)?\W*(?:in|as at|as of|during|on)\s[^,]{{0,40}}?{Y}", re.IGNORECASE)
YEAR_OF_ACT = re.compile(r"\b(?:of|since|until|from|by)\s[^,]{0,20}(?:19|20)\d\d")
MORE = re.compile(
    r"\b(?:more than|over|at least|not less than|no fewer than|above|in excess of|exceeding|a minimum of|upwards of)\s"
    r"(?:an? (?:average|total) of\s)?$",
    re.IGNORECASE,
)
LESS = re.compile(
    r"\b(?:up to|less than|fewer than|under|at most|not more than|no more than|below|nearly|almost|a maximum of)\s"
    r"(?:a total of\s)?$",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"\b(?:about|some|around|approximately|roughly|an estimated|estimated at|circa|a reported|an average of|"
    r"close to)\s$",
    re.IGNORECASE,
)
TOKEN = re.compile(r"[^\W\d_](?:[\w]|[’'\-–](?=\w))*")
GAP = re.compile(r"^\s+$")
# A quantity's words end at the first of these; it is a list of small words and of the verbs that follow a subject.
ENDS = frozenset({
    "a", "about", "abroad", "according", "after", "against", "also", "among", "an", "and", "annually", "are",
    "around", "as", "assisted", "at", "be", "because", "been", "before", "being", "below", "between", "but", "by",
    "can", "compared", "could", "countrywide", "currently", "decreased", "did", "do", "does", "during", "each",
    "employed", "enrolled", "every", "experienced", "fell", "for", "found", "from", "had", "has", "have", "having",
    "he", "held", "her", "his", "if", "in", "including", "increased", "into", "involved", "is", "it", "its", "live",
    "lived", "may", "more", "most", "must", "nationwide", "no", "not", "of", "off", "on", "only", "operate",
    "operated", "operating", "or", "our", "out", "over", "per", "received", "registered", "remain", "remained",
    "reported", "respectively", "rose", "rotate", "said", "seeking", "set", "she", "should", "since", "so", "sought",
    "such", "take", "taken", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "through", "throughout", "to", "today", "took", "under", "until", "up", "upon", "was", "we", "were",
    "what", "when", "where", "which", "while", "who", "whom", "whose", "will", "with", "within", "without", "working",
    "worth", "would", "make", "offer", "offered", "provide", "provided", "providing", "receive", "specialize", "underwent",
})
SKIPPED = frozenset({
    "amount", "average", "level", "number", "numbers", "overall", "percentage", "proportion", "rate", "respective",
    "share", "total",
    # of what kind or standing, not what: "criminal cases" says no more than "cases"
    "administrative", "criminal", "new", "official", "other", "recorded", "registered", "reported", "type", "types",
})
# One spelling of words that differ between British and American English, singular and small.
SPELLINGS = {
    "behaviour": "behavior", "centre": "center", "defence": "defense", "labour": "labor", "labourer": "laborer", "licence": "license",
    "offence": "offense", "organisation": "organization", "programme": "program", "theatre": "theater",
}
IRREGULAR = {"children": "child", "people": "person", "women": "woman", "men": "man", "wives": "wife", "lives": "life"}
# Money whose currency is not in CURRENCIES is read as a count of its word; amounts of it are not compared.
MONEY_WORDS = frozenset({
    "afghani", "baht", "birr", "bolivar", "boliviano", "colon", "cordoba", "dalasi", "denar", "dinar", "dirham", "dong", "dram", "forint",
    "franc", "gourde", "guarani", "hryvnia", "kina", "kip", "koruna", "krona", "kroner", "kronor", "kuna", "kwacha", "kwanza", "kyat",
    "lari", "lek", "lempira", "leone", "leu", "lev", "lira", "loti", "manat", "mark", "metical", "naira", "pa’anga", "peso", "pound",
    "pula", "quetzal", "rand", "real", "rial", "riel", "ringgit", "riyal", "rufiyaa", "rupee", "rupiah", "shekel", "shilling", "sol", "som",
    "somoni", "sum", "taka", "tugrik", "vatu", "won", "yen", "yuan", "zloty",
})
# Head nouns too wide to be compared without further words.
VAGUE = frozenset({
    "applicant", "arrest", "attack", "attempt", "boy", "case", "child", "citizen", "complaint", "country", "death", "employee", "family",
    "girl", "group", "incident", "individual", "instance", "kg", "man", "member", "minor", "official", "organization", "participant",
    "person", "place", "point", "resident", "state", "student", "time", "ton", "victim", "violation", "way", "woman", "worker", "year",
})
# "725,000 persons with disabilities": a head noun that is too wide is told apart by what it is with.
WITH = re.compile(r"^\s+with(?:out)?(?=\s)", re.IGNORECASE)
OF = re.compile(r"^\s+(?:of|in)\s+(?:the\s+|all\s+|its\s+|their\s+)*(?:country[’']s\s+)?", re.IGNORECASE)
MOVES = "rose|fell|dropped|decreased|increased|grew"
QUANTITY_BEFORE = re.compile(
    r"\b((?:[a-z][\w’'-]*\s){0,3}?[a-z][\w’'-]*)\s(?:(?:now|currently|still|also|already)\s)?"
    r"(?:was|were|is|are|stands? at|stood at|amounts? to|amounted to|totalled|totaled|reached|equals?|of|"
    rf"(?:{MOVES})\s(?:to|by|from)|(?:was|were|has been|have been)\s(?:\w+ly\s)?(?:increased|raised|set|reduced),?\s(?:from|to|at))"
    r"(?:\s(?:only|just|set|at|about|approximately|around|some|over|more than|up to|nearly|almost))*\s?$",
    re.IGNORECASE,
)
NUMBER_OF = re.compile(r"\bnumber of(?= [^,;.]{3,80}$)", re.IGNORECASE)
SCORED_AFTER = re.compile(
    r"\s(?:for|on)\s(?:the\s)?((?:right to|freedom|quality|empowerment|safety)[^,.;]{0,60})", re.IGNORECASE
)
SCORED_BEFORE = re.compile(r"\bscores?\s(?:for|on)\s(?:the\s)?([^,.;]{3,60}?)\s(?:is|was|are|were)\b", re.IGNORECASE)
ON_TO = re.compile(r"\s(?:(?:in|as from|as of|by)\s[\w\s]{0,20}?(?:19|20)\d\d\s)?(?:and\s)?to\s")
TO = re.compile(r"\sto\s(?:about\s|some\s)?")
DATED = re.compile(r"\s(?:in|as at)\s(?:19|20)\d\d")
LEADING = frozenset({
    "a", "an", "annual", "average", "country", "during", "its", "monthly", "national", "official", "overall", "the",
    "their", "this", "total", "year",
})
