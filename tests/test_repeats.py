"""Findings that repeat one origin: found as a slow comparison finds them, and never two facts taken for one."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from crosscheck import repeats

BASE = "The government exercised considerable influence on organized labor and favored state-affiliated unions."


def slow(texts: list[str]) -> set[tuple[int, int]]:
    """Every pair compared with every other."""
    pieces, facts = [repeats._pieces(t) for t in texts], [repeats._facts(t) for t in texts]
    return {(i, j) for i in range(len(texts)) for j in range(i + 1, len(texts))
            if facts[i] == facts[j] and repeats.contained(pieces[i], pieces[j]) >= repeats.ALIKE}  # fmt: skip


def test_a_sentence_carried_on_from_year_to_year_is_one() -> None:
    texts = [BASE, "Children were taught in tents after the flood of that spring.",
             BASE.replace("unions", "unions over independent ones"), BASE.upper()]  # fmt: skip
    assert repeats.groups(texts) == [(0, 2, 3)]


def test_another_amount_or_a_negation_makes_another_fact() -> None:
    councils = "There were 15,575 works councils in enterprises across the country, according to the ministry, as of {}."
    assert repeats.groups([councils.format(2019), councils.format(2021)]) == [(0, 1)]  # a year alone is no other fact
    assert repeats.groups([councils.format(2019), councils.format(2021).replace("15,575", "14,200")]) == []
    enforced = "The government effectively enforced the law on overtime and on the hours of rest in all sectors of the economy."
    assert repeats.groups([enforced, enforced.replace("effectively enforced", "did not effectively enforce")]) == []


def test_short_texts_and_parts_of_long_ones_are_left_apart() -> None:
    assert repeats.groups(["Yes.", "Yes.", "", ""]) == []
    assert repeats.groups([BASE, f"{BASE[:-1]}, which observers said had grown since the law on unions was passed, others denied."]) == []


def test_the_order_of_texts_does_not_matter() -> None:
    texts = [BASE, "Nothing of the kind was said here by anybody.", BASE + " Again.", BASE]
    groups = repeats.groups(texts)
    turned = repeats.groups(texts[::-1])
    assert [sorted(len(texts) - 1 - i for i in group) for group in turned] == [list(group) for group in groups]


words = st.sampled_from(["labor", "unions", "government", "not", "enforced", "12", "2019", "law", "strike", "workers", "the", "of"])


@given(st.lists(st.lists(words, min_size=6, max_size=14).map(" ".join), max_size=14))
def test_nothing_alike_is_missed(texts: list[str]) -> None:
    home = {i: group for group in repeats.groups(texts) for i in group}
    for one, other in slow(texts):
        assert home.get(one) is home[other]
    joined = {frozenset(group) for group in repeats.groups(texts)}
    assert all(any({one, other} <= group for one, other in slow(texts)) for group in joined)


def test_few_pairs_are_looked_at() -> None:
    """Of 3,000 different sentences hardly any two are compared; all would be 4.5 million."""
    draw = Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = ["".join(draw.choices(letters, k=draw.randint(3, 9))) for _ in range(2000)]
    pieces = [repeats._pieces(" ".join(draw.choices(vocabulary, k=14))) for _ in range(3000)]
    rarity = Counter(piece for one in pieces for piece in one)
    ordered = [sorted(one, key=lambda piece: (rarity[piece], piece)) for one in pieces]
    assert len(repeats._candidates(ordered)) < 100_000
