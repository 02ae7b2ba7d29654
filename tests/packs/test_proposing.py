"""Which words of an article are proposed as figures, which are only told of, and why."""

import re
import time
from decimal import Decimal
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
    "a threshold that was passed": (
        "Its value passed $1 trillion and sales topped the $700 billion mark.",
        ["passed $1 trillion", "topped the $700 billion"],
    ),
    "quarters in a row": ("It grew for three quarters in a row.", ["three quarters in a row"]),
    "a place in a row of quarters": (
        "Its 15th consecutive quarter was a fifteenth straight quarter of growth.",
        ["15th consecutive quarter", "fifteenth straight quarter"],
    ),
    "a figure beside a name": ("There Walmart 4,600 stores has, and $5 in Ohio 9% of all.", ["4,600", "$5", "9%"]),
    "a count in a title": ("Walmart Closes 63 Stores in Ohio", ["63"]),
    "a count after a sentence's first word": ("Sales rose. Only 95 shops closed.", ["95"]),
    "a count after a month": ("Last January 95 shops opened.", ["95"]),
    "a count that is also in a small number": ("Of 5 of 7 states, it has 5 shops there.", ["5"]),
    "a count of what it has": ("It closed 5 of its 7 shops.", ["5", "7"]),
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
    "so many of so many": ("In 5 of 7 states.", dict.fromkeys(("5", "7"), "a part of a small number")),
    "so many out of so many": (
        "Nine out of ten, or 95 out of 100.",
        dict.fromkeys(("Nine", "ten", "95", "100"), "a part of a small number"),
    ),
    "names": (
        "It filed for Chapter 11 on Route 66, of the \u201cFortune 500\u201d.",
        dict.fromkeys(("11", "66", "500"), "a part of a name"),
    ),
    "a name in its own spelling": ("iPhone 15 sales rose.", {"15": "a part of a name"}),
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


FALLS = {
    "a verb": ("Sales fell 8.5%.", ["fell 8.5%"]),
    "two verbs": ("Cash flow fell 71% and shares slid 4%.", ["fell 71%", "slid 4%"]),
    "words between": ("Units declined sharply by about 3%.", ["declined sharply by about 3%"]),
    "a noun before": ("It reports a drop of another 5%.", ["drop of another 5%"]),
    "a noun behind": ("A 3% annual decline, and 9% lower sales.", ["3% annual decline", "9% lower"]),
    "down": ("Income was $5 billion, down 3%.", ["down 3%"]),
    "a loss": ("It lost $39 million.", ["lost $39 million"]),
    "a hedge": (
        "It fell just under 4%, or dropped between 3% and 5%.",
        ["fell just under 4%", "dropped between 3% and 5%"],
    ),
    "the same figure twice": ("Sales rose 3% and then fell 3%.", ["fell 3%"]),
    "a level": ("It fell to $3 billion, down from 5%, and slipped below 4%.", []),
    "a sign": ("It fell -3%.", []),
    "another sentence": ("It fell. 3% of it, at last, declined.", []),
    "a rise": ("Sales rose 3% while costs fell.", []),
    "no figure": ("It fell in 2025.", []),
}


@pytest.mark.parametrize(("paragraph", "falls"), FALLS.values(), ids=FALLS)
def test_a_figure_that_is_told_as_a_fall_is_proposed_as_printed_with_the_word_beside_it(
    paragraph: str, falls: list[str]
) -> None:
    found = find_figures([paragraph])

    assert [each.fall for each in found if each.fall] == falls
    assert all(each.printed in (each.fall or each.printed) for each in found)


def test_what_a_paragraph_prints_as_a_rise_and_as_a_fall_is_listed_as_both() -> None:
    found = find_figures(["Sales rose 3% and then fell 3%, by 3%."])

    assert [(each.printed, each.fall) for each in found] == [("3%", None), ("3%", "fell 3%")]


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


def test_a_fall_is_written_beside_its_figure_as_what_an_editor_may_take_in(
    tmp_path: Path, small_world: Catalogue
) -> None:
    falls = find_figures(["Its share fell 8.5%.", "It dropped more than 3%."])
    draft = draft_source(Beginning("gazette", "0" * 64, "news"), falls)
    filled = draft.replace('title = ""', 'title = "A title"').replace('company = ""', 'company = "globex"')
    filled = filled.replace('metric = ""', 'metric = "share"').replace('period = ""', 'period = "FY2026"')
    pack = tmp_path / "gazette.toml"
    pack.write_text(re.sub(r"^# (low|high|note) ", r"\1 ", filled, flags=re.MULTILINE))

    read = read_packs([pack], small_world)

    assert '# Told as a fall: "fell 8.5%". Where' in draft
    assert re.findall(r"^# (?:low|high) .*", draft, re.MULTILINE) == [
        "# low = -0.0855",
        "# high = -0.0845",
        "# high = -0.03",
    ]
    ends = [(fact.quantity.low, fact.quantity.high) for fact in read.facts]
    assert ends == [(Decimal("-0.0855"), Decimal("-0.0845")), (None, Decimal("-0.03"))]


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
