"""Reading figures: every row of the design's table, every rule, and what no figure may do."""

from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.errors import UnreadableFigureError
from app.domain.figure import MetricKind, read_figure
from app.domain.hedge import HEDGE_MEANINGS
from app.domain.quantity import Hedge, Quantity, Unit

DESIGN = {
    "$713.2 billion": "713.2e9 713.15e9 713.25e9 USD rounded",
    "$200 billion": "200e9 199.5e9 200.5e9 USD rounded",
    "roughly $716.9 billion": "716.9e9 716.85e9 716.95e9 USD approximately",
    "about 27%": "0.27 0.265 0.275 fraction approximately",
    "approximately 600": "600 550 650 count approximately",
    "$200 billion level": "200e9 150e9 250e9 USD approximately",
    "15 consecutive quarters": "15 15 15 quarters exact",
    "more than 4,600": "- 4600 - count more-than",
    "surpassing the $1 trillion threshold": "- 1e12 - USD more-than",
    "more than one-third": "- 0.333333333333 - fraction more-than",
    "more than doubling": "- 2 - multiple more-than",
    "just under $4 billion": "- 3.5e9 4e9 USD just-under",
    "close to one-fifth": "- 0.175 0.20 fraction nearly",
    "roughly a quarter": "0.25 0.225 0.275 fraction approximately",
    "hundreds of millions": "- 2e8 1e9 count magnitude",
    "billions": "- 2e9 1e12 count magnitude",
    "multibillion-dollar": "- 2e9 1e12 USD magnitude",
    "hundreds of billions of dollars": "- 2e11 1e12 USD magnitude",
    "several quarters": "- 3 - quarters magnitude",
    "multiple consecutive quarters": "- 2 - quarters magnitude",
    "double-digit growth": "- 0.10 1.00 fraction magnitude",
}

COUNTS = {
    "4,611": "4611 4611 4611 count exact",
    "fifteen": "15 15 15 count exact",
    "twenty-one": "21 21 21 count exact",
    "one hundred and twenty": "120 120 120 count exact",
    "a dozen": "12 12 12 count exact",
    "two dozen": "24 24 24 count exact",
    "zero": "0 0 0 count exact",
    "-3": "-3 -3 -3 count exact",
    "4,600 U.S. stores": "4600 4600 4600 count exact",
    "15-quarter streak": "15 15 15 quarters exact",
    "15th consecutive quarter": "15 15 15 quarters exact",
    "the 2ND\u00a0straight quarter of growth": "2 2 2 quarters exact",
    "fifteenth straight fiscal quarter": "15 15 15 quarters exact",
    "a third successive quarter": "3 3 3 quarters exact",
    "twenty-first consecutive quarter": "21 21 21 quarters exact",
    "fortieth quarter in a row": "40 40 40 quarters exact",
    "three quarters in a row": "3 3 3 quarters exact",
    "at least three quarters running": "- 3 - quarters at-least",
    "three consecutive quarters": "3 3 3 quarters exact",
    "4.0": "4 3.95 4.05 count rounded",
    "five thousand": "5000 4500 5500 count rounded",
    "two million three hundred thousand": "2.3e6 2.25e6 2.35e6 count rounded",
}

NOTATIONS = {
    "27%": "0.27 0.265 0.275 fraction rounded",
    "27 per cent": "0.27 0.265 0.275 fraction rounded",
    "27 PERCENT growth": "0.27 0.265 0.275 fraction rounded",
    "$1.5B": "1.5e9 1.45e9 1.55e9 USD rounded",
    "US$ 1.5bn": "1.5e9 1.45e9 1.55e9 USD rounded",
    "U.S. $1.5 billion": "1.5e9 1.45e9 1.55e9 USD rounded",
    "USD1.5 billion": "1.5e9 1.45e9 1.55e9 USD rounded",
    "1.5 billion dollars": "1.5e9 1.45e9 1.55e9 USD rounded",
    "1.5 billion US dollars": "1.5e9 1.45e9 1.55e9 USD rounded",
    "$5k": "5e3 4.5e3 5.5e3 USD rounded",
    "$5 mln": "5e6 4.5e6 5.5e6 USD rounded",
    "$5 trn": "5e12 4.5e12 5.5e12 USD rounded",
    "$4,600": "4600 4599.5 4600.5 USD rounded",
    "a $4 billion plan": "4e9 3.5e9 4.5e9 USD rounded",
    "the trillion-dollar mark": "1e12 0.5e12 1.5e12 USD rounded",
    "one hundred million dollars": "1e8 0.5e8 1.5e8 USD rounded",
    "\u2212$5 billion": "-5e9 -5.5e9 -4.5e9 USD rounded",
    "$-5 billion": "-5e9 -5.5e9 -4.5e9 USD rounded",
    "minus 5%": "-0.05 -0.055 -0.045 fraction rounded",
    "$4\u00a0billion": "4e9 3.5e9 4.5e9 USD rounded",
    "15 of Walmart\u2019s quarters": "15 15 15 quarters exact",
    "reportedly $4 billion": "4e9 3.5e9 4.5e9 USD rounded",
}

HEDGED = {
    "~600": "600 550 650 count approximately",
    "ca. 600": "600 550 650 count approximately",
    "some 600 stores": "600 550 650 count approximately",
    "an estimated $4 billion": "4e9 3.5e9 4.5e9 USD approximately",
    "600 or so": "600 550 650 count approximately",
    "about 600 stores or so": "600 550 650 count approximately",
    "about $2.0 billion": "2e9 1.95e9 2.05e9 USD approximately",
    "about a dozen": "12 6 18 count approximately",
    "a roughly 27% share": "0.27 0.265 0.275 fraction approximately",
    "reportedly about $4 billion": "4e9 3.5e9 4.5e9 USD approximately",
    "over $4 billion": "- 4e9 - USD more-than",
    "in excess of 4,600": "- 4600 - count more-than",
    "north of 4,600": "- 4600 - count more-than",
    "past the $1 trillion mark": "- 1e12 - USD more-than",
    "passed $1 trillion": "- 1e12 - USD more-than",
    "topped 4,600": "- 4600 - count more-than",
    "exceeded 27%": "- 0.27 - fraction more-than",
    "crossed the $1 trillion mark": "- 1e12 - USD more-than",
    "surpassed one-third": "- 0.333333333333 - fraction more-than",
    "just over $4 billion": "- 4e9 4.5e9 USD more-than",
    "slightly more than a quarter": "- 0.25 0.275 fraction more-than",
    "a little over 600": "- 600 650 count more-than",
    "at least 4,600": "- 4600 - count at-least",
    "no fewer than 4,600": "- 4600 - count at-least",
    "a minimum of 4,600": "- 4600 - count at-least",
    "15 quarters or more": "- 15 - quarters at-least",
    "4,600+ stores": "- 4600 - count at-least",
    "$4 billion-plus": "- 4e9 - USD at-least",
    "fewer than 4,600": "- - 4600 count less-than",
    "below 5%": "- - 0.05 fraction less-than",
    "less than two-thirds": "- - 0.666666666667 fraction less-than",
    "up to $4 billion": "- - 4e9 USD at-most",
    "no more than 4,600": "- - 4600 count at-most",
    "as many as 4,600": "- - 4600 count at-most",
    "600 or fewer": "- - 600 count at-most",
    "just shy of 600": "- 550 600 count just-under",
    "a little under 5%": "- 0.045 0.05 fraction just-under",
    "slightly less than 4,600": "- 4550 4600 count just-under",
    "almost 800": "- 700 800 count nearly",
    "nearing $8 trillion": "- 7e12 8e12 USD nearly",
    "nearly -8%": "- -0.08 -0.07 fraction nearly",
}

FRACTIONS = {
    "half": "0.5 0.45 0.55 fraction rounded",
    "a half": "0.5 0.45 0.55 fraction rounded",
    "one third": "0.333333333333 0.3 0.366666666667 fraction rounded",
    "1/3": "0.333333333333 0.3 0.366666666667 fraction rounded",
    "two-thirds of revenue": "0.666666666667 0.6 0.733333333334 fraction rounded",
    "three-quarters": "0.75 0.675 0.825 fraction rounded",
    "over a quarter": "- 0.25 - fraction more-than",
}

MULTIPLES = {
    "doubled": "2 1.5 2.5 multiple rounded",
    "twofold": "2 1.5 2.5 multiple rounded",
    "2x": "2 1.5 2.5 multiple rounded",
    "two times": "2 1.5 2.5 multiple rounded",
    "2.5x": "2.5 2.45 2.55 multiple rounded",
    "tripling": "3 2.5 3.5 multiple rounded",
    "quadrupled": "4 3.5 4.5 multiple rounded",
    "halved": "0.5 0.45 0.55 multiple rounded",
    "nearly doubled": "- 1.75 2 multiple nearly",
    "more than a doubling": "- 2 - multiple more-than",
    "roughly ten-fold": "10 5 15 multiple approximately",
}

RANGES = {
    "between 3 and 4": "- 3 4 count between",
    "from 3 to 4": "- 3 4 count between",
    "3 to 4 billion": "- 3e9 4e9 count between",
    "$3\u20134 billion": "- 3e9 4e9 USD between",
    "$3 billion - $4 billion": "- 3e9 4e9 USD between",
    "$900 million to $1.1 billion": "- 0.9e9 1.1e9 USD between",
    "3-4%": "- 0.03 0.04 fraction between",
    "-5%\u2013-3%": "- -0.05 -0.03 fraction between",
    "minus 5 to minus 3 percent": "- -0.05 -0.03 fraction between",
    "between one-fifth and one-quarter": "- 0.2 0.25 fraction between",
    "between two and three times": "- 2 3 multiple between",
    "two to three hundred million": "- 2e8 3e8 count between",
    "between one hundred and two hundred": "- 100 200 count between",
    "between ninety and one hundred and twenty": "- 90 120 count between",
    "two hundred to three hundred million": "- 2e8 3e8 count between",
    "roughly between 3 and 4 billion": "- 2.5e9 4.5e9 count approximately between",
    "3 to 4 billion or so": "- 2.5e9 4.5e9 count approximately between",
}

MAGNITUDES = {
    "tens of billions": "- 2e10 1e11 count magnitude",
    "thousands": "- 2e3 1e6 count magnitude",
    "millions of customers": "- 2e6 1e9 count magnitude",
    "hundreds of millions of customers": "- 2e8 1e9 count magnitude",
    "trillions": "- 2e12 1e15 count magnitude",
    "multi-billion": "- 2e9 1e12 count magnitude",
    "a multibillion-dollar plan": "- 2e9 1e12 USD magnitude",
    "dozens": "- 24 100 count magnitude",
    "several": "- 3 - count magnitude",
    "several hundred": "- 300 1000 count magnitude",
    "several billion dollars": "- 3e9 1e12 USD magnitude",
    "several hundred million": "- 3e8 1e9 count magnitude",
    "several percent": "- 0.03 - fraction magnitude",
    "several times": "- 3 - multiple magnitude",
    "multiple": "- 2 - count magnitude",
    "single-digit growth": "- 0.01 0.10 fraction magnitude",
    "triple-digit": "- 1 10 fraction magnitude",
}

READ_ALONE = DESIGN | COUNTS | NOTATIONS | HEDGED | FRACTIONS | MULTIPLES | RANGES | MAGNITUDES

READ_FOR_A_METRIC: list[tuple[str, Unit, MetricKind | None, str]] = [
    ("three quarters", "quarters", "count", "3 3 3 quarters exact"),
    ("three-quarters", "fraction", "ratio", "0.75 0.675 0.825 fraction rounded"),
    ("a quarter", "quarters", None, "1 1 1 quarters exact"),
    ("between two and three quarters", "quarters", None, "- 2 3 quarters between"),
    ("15", "quarters", None, "15 15 15 quarters exact"),
    ("4,600", "count", None, "4600 4600 4600 count exact"),
    ("4,600", "count", "stock", "4600 4599.5 4600.5 count rounded"),
    ("4,600", "USD", None, "4600 4599.5 4600.5 USD rounded"),
    ("0.27", "fraction", "ratio", "0.27 0.265 0.275 fraction rounded"),
    ("1.5 billion", "USD", "flow", "1.5e9 1.45e9 1.55e9 USD rounded"),
    ("billions", "USD", "flow", "- 2e9 1e12 USD magnitude"),
    ("two hundred", "USD", "flow", "200 150 250 USD rounded"),
]

REFUSED = {
    "": "a figure needs a number",
    "   ": "a figure needs a number",
    "$": "'$'",
    "about": "a figure needs a number",
    "many stores": "'many stores'",
    "nan": "'nan'",
    "inf": "'inf'",
    "1e9": "'1e9'",
    "0x10": "'0x10'",
    "5xyz": "'5xyz'",
    "v2": "'v2'",
    "4,60": "'4,60' is not a well grouped number",
    "1.234,5": "'1.234,5' is not a well grouped number",
    "007": "'007' is not a well grouped number",
    "24/7": "'24/7' is not a well grouped number",
    "1234567890123456": "at most 15 significant digits",
    "9" * 101: "at most 100 characters",
    "one two three four five six seven eight nine": "at most 8 words",
    "\u0663": "only the digits 0 to 9",
    "5\u00b2": "only the digits 0 to 9",
    "4\u200b600": "control or invisible",
    "4,600\n": "control or invisible",
    "\u202e006": "control or invisible",
    "\u20ac4 billion": "only USD is known, not '\u20ac'",
    "A$4 billion": "only USD is known, not 'a$'",
    "HK$4 billion": "only USD is known, not 'hk$'",
    "4 billion euros": "only USD is known, not 'euros'",
    "$5%": "one unit, not USD and fraction",
    "15% quarters": "one unit, not fraction and quarters",
    "3 percentage points": "points",
    "40 basis points": "points",
    "$ billion": "'$ billion'",
    "$$5": "'$ $ 5'",
    "--5": "'to minus 5'",
    "(5)": "'(5)'",
    "5 and 6": "'and 6'",
    "5 or 6": "'or 6'",
    "5 not 6": "'not 6'",
    "27% or not": "'or not'",
    "27% decline": "'decline'",
    "$5 a day": "'a'",
    "$5 per day": "'per'",
    "$5 MM": "'mm'",
    "half a billion": "'a billion'",
    "a quarter million": "'million'",
    "one-third percent": "'one third percent'",
    "third": "'third'",
    "one two": "'two'",
    "five thousand million": "'million'",
    "two thousand five thousand": "'thousand'",
    "twenty plus five stores": "'five'",
    "4,600 very large new suburban stores": "'very large new suburban stores'",
    "15 level crossings": "'level'",
    "over the past 15 quarters": "'the past 15 quarters'",
    "over past 15 quarters": "'past 15 quarters'",
    "a multiple of revenue": "'a multiple of revenue'",
    "multiple of revenue": "'multiple of revenue'",
    "up to about 600": "approximately and at-most do not go together",
    "more than hundreds": "magnitude and more-than do not go together",
    "more than 3 to 4": "between and more-than do not go together",
    "between 4 and 3": "lower end first",
    "between 3 and 3": "lower end first",
    "900 to 1 billion": "lower end first",
    "$3-4%": "one unit, not USD and fraction",
    "3 billion to 4": "only the first end",
    "2x to 3 million": "only the first end",
    "2x to 3": "one unit, not multiple and None",
    "between 3": "'between 3'",
    "from 4,600": "'from 4,600'",
    "15 stores to close": "'15 stores to close'",
    "3 -4": "'minus 4'",
    "15th": "'15th'",
    "15th store": "'15th'",
    "15th consecutive year": "'15th'",
    "15th quarter": "'15th'",
    "fifteenth quarter": "'fifteenth quarter'",
    "1,115th consecutive quarter": "'1,115th'",
    "three\nquarters in\na row": "control or invisible",
    "15th\u2028consecutive quarter": "control or invisible",
}


def quantity(row: str) -> Quantity:
    """Write "value low high unit hedge…" as the quantity; a dash is an open end or no value."""
    value, low, high, unit, *hedges = row.split()
    exact, bottom, top = (None if text == "-" else Decimal(text) for text in (value, low, high))
    return Quantity(exact, bottom, top, unit, tuple(hedges))  # type: ignore[arg-type]  # the table's words


@pytest.mark.parametrize(("printed", "row"), READ_ALONE.items(), ids=READ_ALONE)
def test_a_figure_is_read_as_the_design_says(printed: str, row: str) -> None:
    assert read_figure(printed) == quantity(row)


@pytest.mark.parametrize(
    ("printed", "unit", "kind", "row"),
    READ_FOR_A_METRIC,
    ids=[f"{printed} for {unit}, {kind}" for printed, unit, kind, _ in READ_FOR_A_METRIC],
)
def test_the_metric_decides_what_a_bare_number_means(
    printed: str, unit: Unit, kind: MetricKind | None, row: str
) -> None:
    assert read_figure(printed, unit=unit, kind=kind) == quantity(row)


@pytest.mark.parametrize(("printed", "words"), REFUSED.items(), ids=[ascii(printed[:40]) for printed in REFUSED])
def test_what_is_not_understood_is_refused_by_name(printed: str, words: str) -> None:
    with pytest.raises(UnreadableFigureError) as refusal:
        read_figure(printed)

    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("printed", "own", "unit"),
    [
        ("$4 billion", "USD", "fraction"),
        ("27%", "fraction", "USD"),
        ("15 quarters", "quarters", "count"),
        ("doubled", "multiple", "count"),
        ("a third", "fraction", "quarters"),
        ("double-digit growth", "fraction", "multiple"),
        ("$3-4 billion", "USD", "count"),
    ],
)
def test_a_figure_in_one_unit_cannot_state_a_metric_in_another(printed: str, own: Unit, unit: Unit) -> None:
    with pytest.raises(UnreadableFigureError, match=f"a figure in {own} cannot state a metric in {unit}"):
        read_figure(printed, unit=unit)


def test_every_hedge_is_explained() -> None:
    assert set(HEDGE_MEANINGS) == set(get_args(Hedge))


def test_every_hedge_is_read_from_some_figure() -> None:
    read = {hedge for printed in READ_ALONE for hedge in read_figure(printed).hedges}

    assert read == set(get_args(Hedge))


numbers = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**11), 10**11), st.integers(0, 4)
)
scales = st.sampled_from(
    [("", 1), (" thousand", 10**3), ("m", 10**6), (" bn", 10**9), (" trillion", 10**12), ("%", Decimal("0.01"))]
)
styles = st.sampled_from(["{:f}", "{:,f}"])


@given(numbers, styles, scales, st.sampled_from(["", "about ", "~", "some ", "reportedly ", "the "]))
def test_the_printed_number_lies_in_its_range(
    number: Decimal, style: str, scale: tuple[str, Decimal], lead: str
) -> None:
    suffix, size = scale

    read = read_figure(lead + style.format(number) + suffix)

    assert read.value == number * size
    assert read.low is not None
    assert read.high is not None
    assert read.low <= number * size <= read.high


@given(numbers, styles, scales)
def test_a_one_sided_hedge_ends_at_the_printed_number(number: Decimal, style: str, scale: tuple[str, Decimal]) -> None:
    suffix, size = scale
    printed = style.format(number) + suffix

    above, below, nearly = (read_figure(f"{lead} {printed}") for lead in ("more than", "at most", "nearly"))

    assert (above.low, above.high) == (number * size, None)
    assert (below.low, below.high) == (None, number * size)
    assert number * size in (nearly.low, nearly.high)


@given(st.integers(-(10**11), 10**11), st.integers(1, 10**6), scales)
def test_a_range_keeps_both_ends(low: int, width: int, scale: tuple[str, Decimal]) -> None:
    suffix, size = scale

    read = read_figure(f"between {low} and {low + width}{suffix}")

    assert (read.low, read.high) == (low * size, (low + width) * size)


vocabulary = st.sampled_from(f"{' '.join(READ_ALONE)} - \u2013 + % $ and to of 1/3 0 .5 5. ''".split())
sentences = st.lists(vocabulary, max_size=8).map(" ".join)
units = st.sampled_from([None, *get_args(Unit)])
kinds = st.sampled_from([None, *get_args(MetricKind)])


@given(st.text(max_size=40) | sentences, units, kinds)
def test_any_text_is_read_or_refused_and_nothing_else(text: str, unit: Unit | None, kind: MetricKind | None) -> None:
    try:
        read = read_figure(text, unit=unit, kind=kind)
    except UnreadableFigureError:
        return
    else:
        assert read.hedges
        assert unit in (None, read.unit)


@given(sentences | st.sampled_from(list(READ_ALONE)))
def test_case_and_extra_spaces_change_nothing(text: str) -> None:
    try:
        read = read_figure(text)
    except UnreadableFigureError:
        read = None
    loud = f"  {text.upper().replace(' ', '   ')} "
    assume(len(loud) <= 100)

    if read is None:
        with pytest.raises(UnreadableFigureError):
            read_figure(loud)
    else:
        assert read_figure(loud) == read
