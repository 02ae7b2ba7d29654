"""Packs of which every figure, and the title, tells which load they came with."""

from tests.packs.writing import VOCABULARY

FACTS = 40


def numbered(number: int, facts: int = FACTS) -> str:
    """Write a pack; each number leaves out other facts than its neighbours, so that some are added and withdrawn."""
    stated = "".join(
        f"""
[[facts]]
company = "{("acme", "globex")[at % 2]}"
metric = "revenue"
period = "FY{1980 + at // 2}"
printed = "${number}.{at + 10} billion"
paragraph = {at + 1}
"""
        for at in range(facts)
        if at % 7 != number % 7
    )
    return f'[source]\nslug = "rumours"\nkind = "news"\ntitle = "Rumours of load {number}"\n{stated}'


def whole(number: int, facts: int = FACTS) -> str:
    """Write one with the vocabulary that it needs."""
    return numbered(number, facts) + VOCABULARY
