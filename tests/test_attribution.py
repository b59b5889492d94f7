"""Who speaks, and whether of law or of practice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscheck import corpus, ingest
from crosscheck.attribution import attribution, ground, words
from crosscheck.corpus import Corpus
from crosscheck.records import Attribution, Ground


@pytest.mark.parametrize(
    ("text", "speaker", "shown"),
    [
        ("According to the Ministry of Internal Affairs, reforms included training.", Attribution.GOVERNMENT,
         "According to the Ministry of Internal Affairs"),
        ("NGOs reported no government body assumed responsibility.", Attribution.CIVIL_SOCIETY, "NGOs reported"),
        ("Some observers asserted that the vote was not free.", Attribution.CIVIL_SOCIETY, "Some observers asserted"),
        ("The court found that the union had broken the law.", Attribution.COURT, "The court found"),
        ("Experts identified homeless people as being most at risk.", Attribution.EXPERTS, "Experts identified"),
        ("The ILO stated that the law remains restrictive.", Attribution.EXPERTS, "The ILO stated"),
        ("In the opinion of labor rights activists, the practice may worsen conditions.", Attribution.CIVIL_SOCIETY,
         "In the opinion of labor rights activists"),
        ("In 2013 the government stated 29 crisis centers assisted women, although NGOs reported 20.",
         Attribution.GOVERNMENT, "In 2013 the government stated"),
        ("Members of the opposition complained of harassment.", Attribution.CIVIL_SOCIETY,
         "Members of the opposition complained"),
        ("Civil society organizations, however, reported the number was too low.", Attribution.CIVIL_SOCIETY,
         "Civil society organizations, however, reported"),
        ("It is vague, according to the NGO Committee to Protect Journalists.", Attribution.CIVIL_SOCIETY,
         "according to the NGO Committee to Protect Journalists"),
        ("The Human Rights Commission reported that inspectors were too few.", Attribution.GOVERNMENT,
         "The Human Rights Commission reported"),
        ("Although statistics were scarce, activists estimated one in four families suffered.",
         Attribution.CIVIL_SOCIETY, "activists estimated"),
    ],
)
def test_the_speaker_and_the_words_that_show_it(text: str, speaker: Attribution, shown: str) -> None:
    found, span = attribution(text)
    assert found == speaker
    assert span is not None
    assert text[span[0] : span[1]] == shown


@pytest.mark.parametrize(
    "text",
    [
        "The law does not specifically prohibit discrimination with respect to gender identity.",
        "There were no reports the government denied registration.",
        "Journalists were criticized for their work.",
        "Authorities identified 17 foreign victims in 2020.",
        "A court in Almaty sentenced the activist to three years in prison.",
        "Civilian authorities maintained effective control over the security forces.",
        "There were reports of arbitrary arrest by security forces.",
        "The government investigated some reported abuses.",
        "The family did not believe the officials and reported broken ribs.",
    ],
)
def test_the_source_speaks_for_itself(text: str) -> None:
    assert attribution(text) == (Attribution.SOURCE, None)


def test_a_sentence_can_go_on_with_the_speaker_before() -> None:
    before, after = "NGOs criticized the new law.", "They recommended that it be repealed."
    assert attribution(after) == (Attribution.SOURCE, None)
    speaker, span = attribution(after, before)
    assert speaker == Attribution.CIVIL_SOCIETY
    assert span is not None
    assert after[span[0] : span[1]] == "They recommended"
    assert attribution(after, "The law was adopted in May.") == (Attribution.SOURCE, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The law provides for the right to strike.", Ground.LAW),
        ("Workers may form unions by law.", Ground.LAW),
        ("Police often beat detainees.", Ground.PRACTICE),
        ("The law provides criminal penalties; however, the government did not implement it.", Ground.PRACTICE),
        ("Although the law prohibits it, police routinely entered homes.", Ground.PRACTICE),
        ("Traditional attitudes hindered women.", Ground.PRACTICE),
        ("Worker Rights", Ground.UNCLEAR),
    ],
)
def test_law_or_practice(text: str, expected: Ground) -> None:
    assert ground(text) == expected


def test_most_of_a_country_report_is_its_own_voice_and_every_group_speaks(kazakhstan: Corpus) -> None:
    counts = dict.fromkeys(Attribution, 0)
    for info in kazakhstan.independent_documents:
        for sentence in ingest.sentences(corpus.read(kazakhstan, info)):
            speaker, span = attribution(sentence.text)
            counts[speaker] += 1
            assert (span is None) == (speaker == Attribution.SOURCE)
    assert all(counts.values())
    assert counts[Attribution.SOURCE] > sum(counts.values()) / 2


@given(st.text(), st.text())
def test_the_span_lies_in_the_text(text: str, before: str) -> None:
    speaker, span = attribution(text, before)
    if span is None:
        assert speaker == Attribution.SOURCE
    else:
        assert 0 <= span[0] < span[1] <= len(text)
    assert isinstance(ground(text), Ground)


_PART = st.sampled_from(
    ["NGOs", "the government", "reported", "according to", ",", "that", "experts", "was", "they", "x."]
)


@given(st.lists(_PART, max_size=12).map(" ".join), st.lists(_PART, max_size=6).map(" ".join))
def test_the_span_lies_in_texts_made_of_cues(text: str, before: str) -> None:
    speaker, span = attribution(text, before)
    assert (span is None) == (speaker == Attribution.SOURCE)
    assert span is None or 0 <= span[0] < span[1] <= len(text)


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("According to the Ministry of Labor, 94 percent had agreements.", "the Ministry of Labor", "According to the Ministry of Labor"),
        ("In 2013 the government stated that none was held.", "the government", "In 2013 the government stated"),
        ("NGOs also reported delays.", "NGOs", "NGOs also reported"),
    ],
)
def test_the_words_that_show_who_speaks(text: str, name: str, shown: str) -> None:
    found = words(text)
    assert found is not None
    assert (found.name, text[slice(*found.span)]) == (name, shown)
    assert (found.speaker, found.span) == attribution(text)


def test_words_carried_on_and_none_of_the_source_itself() -> None:
    found = words("They also said that it rained.", "Human rights observers noted a drought.")
    assert found is not None
    assert found.name == "Human rights observers"
    assert words("The law provides for the right to strike.") is None
