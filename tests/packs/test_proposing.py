"""Which words of an article are proposed as figures, which are only told of, and why."""

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue
from app.domain.errors import UnreadableFigureError
from app.domain.figure import may_count, read_figure
from app.domain.numeral import list_words
from app.packs.article import is_printed
from app.packs.drafting import Beginning, draft_source
from app.packs.proposing import Sighting, find_figures
from app.packs.reader import read_packs


def proposed(*paragraphs: str) -> list[str]:
    """List what is proposed of some paragraphs."""
    return [each.printed for each in find_figures(paragraphs) if each.is_proposed]


def told(paragraph: str) -> dict[str, str]:
    """Return what is not proposed of a paragraph, with the reasons."""
    return {each.printed: each.reason for each in find_figures([paragraph]) if each.reason}


PROPOSED = {
    "a hedge and a scale": ("It sold for roughly $41.6 million in all.", ["roughly $41.6 million"]),
    "two in a row": ("It took $5 billion, up 27% on the year.", ["$5 billion", "27%"]),
    "a hedge of several words": ("The gap of just under $4 billion is small.", ["just under $4 billion"]),
    "a spoken fraction": ("That is roughly a quarter of total revenue.", ["roughly a quarter"]),
    "a spoken fraction with an article": ("A third of all shoppers came.", ["A third"]),
    "a count without what is counted": ("It has more than 4,600 U.S. stores.", ["more than 4,600"]),
    "a number of quarters": ("It grew for 15 consecutive quarters, they say.", ["15 consecutive quarters"]),
    "a vague number of quarters": ("It grew for several quarters.", ["several quarters"]),
    "a magnitude": ("Used by hundreds of millions of people.", ["hundreds of millions"]),
    "a magnitude with its unit": ("It plans hundreds of billions of dollars.", ["hundreds of billions of dollars"]),
    "words with hyphens": (
        "A multibillion-dollar unit with double-digit growth.",
        ["multibillion-dollar", "double-digit"],
    ),
    "a multiple": ("Sales were more than doubling.", ["more than doubling"]),
    "a hedge behind": ("It plans a $200 billion level of spending.", ["$200 billion level"]),
    "a range": ("Between 3% and 4% of them left.", ["Between 3% and 4%"]),
    "a range with a dash": ("It costs $3\u20134 billion.", ["$3\u20134 billion"]),
    "a range of one unit": ("It fell from $3 to $4 billion.", ["$3 to $4 billion"]),
    "a change is no range": ("It grew from $3 billion to $4 billion.", ["$3 billion", "$4 billion"]),
    "a loss": ("It made -$39 million.", ["-$39 million"]),
    "inside signs": ("(It made \u201c$5 billion\u201d; so says 1,200!)", ["$5 billion", "1,200"]),
    "beside a dash": ("Sales\u2014almost doubled\u2014rose.", ["almost doubled"]),
    "a count in a year": ("It opened 120 in 2025 and 9 in 12 states.", ["120", "9", "12"]),
    "a count beside a time": ("It has 120 shops after 12 months.", ["120"]),
    "a name with a dollar": ("$Acme(ACM.US) $716.9 billion.", ["$716.9 billion"]),
    "at the end of a sentence": ("It costs $12.", ["$12"]),
    "twice in a paragraph": ("It has 95 shops, and 95 they stay.", ["95"]),
    "a tab for a blank": ("It has a\t$3 billion plan, and spent $4\tbillion.", ["$3 billion", "$4 billion"]),
    "dollars by name": ("US$3 billion, U.S.$4 billion.", ["US$3 billion", "U.S.$4 billion"]),
    "no figure": ("A third-party seller of the second kind, for a quarter-century.", []),
    "a part of something else": ("Half of a million-dollar fund.", ["Half", "million-dollar"]),
    "an attribute": ("It has a two-year plan.", []),
}


@pytest.mark.parametrize(("paragraph", "expected"), PROPOSED.values(), ids=PROPOSED)
def test_the_wording_that_says_most_is_proposed_without_what_says_nothing(paragraph: str, expected: list[str]) -> None:
    assert proposed(paragraph) == expected


TOLD = {
    "another currency": ("It cost \u20ac3 billion.", {"\u20ac3 billion": "only USD is known, not '\u20ac'"}),
    "a currency in letters": ("It cost EUR 3 billion.", {"3 billion": "only USD is known, not 'eur'"}),
    "a currency behind": ("It cost 3 billion euros.", {"3 billion": "only USD is known, not 'euros'"}),
    "dollars of others": ("It cost A$3 billion.", {"A$3 billion": "only USD is known, not 'a$'"}),
    "a scale behind what is not understood": ("It cost $.5 billion.", {"$.5 billion": "not understood: '$.5'"}),
    "a part of a scale": ("It has half a million.", {"half a million": "a part of a million or the like is not read"}),
    "a part of a scale, spelt out": (
        "It has a quarter of a billion dollars.",
        {"a quarter of a billion": "a part of a million or the like is not read"},
    ),
    "points": ("By 50 basis points.", {"50": "percentage points and basis points are not read: 'points'"}),
    "a year": ("It was so in 2025.", {"2025": "a year"}),
    "a day": ("On March 3, or 4 April.", {"3": "a day", "4": "a day"}),
    "a form": ("Says the 10-K.", {"10-K": "a name"}),
    "one": ("One of several did it.", dict.fromkeys(("One", "several"), "more often a word than a figure")),
    "the past years": ("Over the past five decades it grew.", {"five": "a length of time"}),
    "years": ("It grew over three years.", {"over three": "a length of time"}),
    "a place": ("It is No. 1.", {"1": "a place in a row"}),
    "so many in so many": (
        "Almost three in five stay.",
        dict.fromkeys(("Almost three", "five"), "a part of a small number"),
    ),
    "more or less": ("Give plus or minus $1 billion.", {"$1 billion": "more or less than another figure"}),
    "a good one": ("A good 40 percent stayed.", {"40 percent": "not understood: 'a good'"}),
    "a year beside another currency": (
        "In 2025 \u20ac1.2 billion came.",
        {"2025": "a year", "\u20ac1.2 billion": "only USD is known, not '\u20ac'"},
    ),
    "a time of day": ("At 1:30 p.m. it was over.", {"1:30": "not understood: '1:30'"}),
    "digits of another kind": ("In the 1990s.", {"1990s": "not understood: '1990s'"}),
}


@pytest.mark.parametrize(("paragraph", "expected"), TOLD.values(), ids=TOLD)
def test_a_number_that_is_not_proposed_is_told_of_with_the_reason(paragraph: str, expected: dict[str, str]) -> None:
    assert told(paragraph) == expected
    assert proposed(paragraph) == []


def test_a_unit_that_is_printed_is_not_doubted_for_a_word_beside() -> None:
    """As real is one, Brazil's."""
    assert proposed("A $3 billion real estate deal.") == ["$3 billion"]


def test_a_whole_article_in_one_line_is_searched_through_in_time() -> None:
    """The time grows with the text, and not with its square: of 1 MB a whole line would be held against each figure."""
    article = " ".join(f"{'of the shop and its baker ' * 170} it sold ${at}.5 million" for at in range(220))

    began = time.process_time()
    found = proposed(article)

    assert len(article) > 950_000
    assert len(found) == 220
    assert time.process_time() - began < 15


def test_figures_have_the_numbers_of_their_paragraphs_and_their_place_there() -> None:
    paragraphs = ["No figure.", "There are 95 of them and about 27% more."]

    found = find_figures(paragraphs)

    assert [(each.paragraph, each.printed) for each in found] == [(2, "95"), (2, "about 27%")]
    assert [paragraphs[1][each.start : each.end] for each in found] == ["95", "about 27%"]
    assert found[1].quantity == read_figure("about 27%")


WORDS = st.sampled_from(
    list_words(
        "just under about $4 4 4,600 27% billion million from to between and a the quarter third two fifteen quarters "
        "of more than half hundreds dollars \u20ac3 2025 March or so level \u2014 , . ( ) sales 1990s"
    )
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_whatever_is_proposed_can_be_read_and_verified_and_no_two_overlap(paragraph: str) -> None:
    found = find_figures([paragraph])

    for each in found:
        assert paragraph[each.start : each.end] == each.printed
        if each.is_proposed:
            assert read_figure(each.printed) == each.quantity
            assert is_printed(each.printed, paragraph)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
def test_what_has_no_word_that_may_count_is_no_figure(text: str) -> None:
    if not any(map(may_count, text.split())):
        with pytest.raises(UnreadableFigureError):
            read_figure(text)


def test_every_figure_that_the_seed_holds_has_a_word_that_may_count(seed: Catalogue) -> None:
    understood = [fact.printed for fact in seed.facts if fact.kind == "stated"]

    assert len(understood) > 1000
    assert [each for each in understood if not any(map(may_count, each.split()))] == []


SIGHTINGS = [
    Sighting(4, 0, 10, "about 27%", read_figure("about 27%")),
    Sighting(4, 20, 24, "2025", read_figure("2025"), "a year"),
    Sighting(9, 0, 2, "95", read_figure("95")),
]


def test_a_draft_has_the_figures_and_leaves_empty_what_nobody_has_said() -> None:
    draft = draft_source(Beginning("gazette", "0" * 64), SIGHTINGS)

    assert 'slug = "gazette"\nkind = ""\n' in draft
    assert 'title = ""\n# What the article itself says' in draft
    assert re.findall(r"printed = (.*)\nparagraph = (.*)", draft) == [('"about 27%"', "4"), ('"95"', "9")]
    assert "2025" not in draft
    assert not draft.startswith("#:schema")


def test_a_draft_that_is_filled_in_can_be_loaded(tmp_path: Path, small_world: Catalogue) -> None:
    draft = draft_source(Beginning("gazette", "0" * 64, "news"), SIGHTINGS[2:], "../pack.schema.json")
    filled = draft.replace('title = ""', 'title = "A title"').replace('company = ""', 'company = "globex"')
    pack = tmp_path / "gazette.toml"
    pack.write_text(
        filled.replace('metric = ""', 'metric = "stores"').replace('period = ""', 'period = "FY2026"'), "utf-8"
    )

    read = read_packs([pack], small_world)

    assert filled.startswith("#:schema ../pack.schema.json\n")
    assert [(fact.printed, fact.paragraph) for fact in read.facts] == [("95", 9)]
