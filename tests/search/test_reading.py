import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Company, Initiative, Metric, Segment
from app.search.document import DOCUMENTS
from app.search.ranking import rank
from app.search.reading import Reading, read
from app.search.words import split, told
from tests.factories import metric


def called(slug: str, name: str) -> Metric:
    return metric(slug=slug, name=name, definition="Revenue, say.")


KNOWN = [
    *map(DOCUMENTS["companies"], (Company(slug="amazon", name="Amazon"), Company(slug="walmart", name="Walmart"))),
    *map(
        DOCUMENTS["metrics"],
        (
            called("revenue", "Revenue"),
            called("net-income", "Net income"),
            called("operating-income", "Operating income"),
            called("advertising-revenue", "Advertising revenue"),
        ),
    ),
    *map(
        DOCUMENTS["segments"],
        (
            Segment(slug="aws", company="amazon", name="Amazon Web Services", line="cloud"),
            Segment(slug="walmart-ads", company="walmart", name="Walmart Connect", line="advertising"),
            Segment(slug="amazon-ads", company="amazon", name="Ads", line="advertising"),
        ),
    ),
    *map(
        DOCUMENTS["initiatives"],
        (
            Initiative(
                slug="walmart-ai-operations",
                company="walmart",
                name="AI in daily operations",
                kind="application",
                approach="apply",
                summary="Plans routes.",
            ),
        ),
    ),
]


def understand(query: str) -> Reading:
    words = told(split(query))
    return read(query, words, rank(words, query, KNOWN))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("amazon revenue", {"company": ["amazon"], "metric": ["revenue"]}),
        ("amazon income", {"company": ["amazon"], "metric": ["net-income", "operating-income"]}),
        ("amazon net income", {"company": ["amazon"], "metric": ["net-income"]}),
        ("amazon walmart net income", {"company": ["amazon", "walmart"], "metric": ["net-income"]}),
        ("cloud revenue", {"segment": ["aws"], "metric": ["revenue"]}),
        ("advertising revenue", {"metric": ["advertising-revenue"]}),
        ("walmart advertising", {"company": ["walmart"], "segment": ["walmart-ads"]}),
        ("amazon ads", {"segment": ["amazon-ads"]}),
        ("wallmart amazon net income", {"company": ["amazon", "walmart"], "metric": ["net-income"]}),
        ("walmart operating income", {"company": ["walmart"], "metric": ["operating-income"]}),
        ("zzyzx", {}),
    ],
)
def test_what_a_query_names_is_known_by_the_longest_names(query: str, named: dict[str, list[str]]) -> None:
    reading = understand(query)

    assert {kind: sorted(reading.slugs(kind)) for kind in reading.named} == named


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("revenue 2025", ["FY2025"]),
        ("revenue FY2025", ["FY2025"]),
        ("revenue fy 2025", ["FY2025"]),
        ("revenue fy2026-q4", ["FY2026-Q4"]),
        ("revenue q4 2026", ["FY2026-Q4"]),
        ("revenue 2026 Q4", ["FY2026-Q4"]),
        ("revenue Q4 FY2026", ["FY2026-Q4"]),
        ("revenue fiscal 2026", ["FY2026"]),
        ("second quarter of fiscal year 2026", ["FY2026-Q2"]),
        ("Fourth-quarter 2025 revenue", ["FY2025-Q4"]),
        ("revenue 2024 2025", ["FY2024", "FY2025"]),
        ("stores 2026-01-31", ["2026-01-31"]),
        ("fy2006/fy2026", ["FY2006/FY2026"]),
        ("revenue 20255", []),
        ("revenue", []),
    ],
)
def test_periods_are_read_as_people_write_them(query: str, labels: list[str]) -> None:
    assert sorted(label for label, _ in understand(query).periods) == labels


@pytest.mark.parametrize(
    ("query", "printed", "ends", "unit"),
    [
        ("amazon $716.9 billion", "$716.9 billion", (716_850_000_000, 716_950_000_000), "USD"),
        ("amazon $3.7 billion", "$3.7 billion", (3_650_000_000, 3_750_000_000), "USD"),
        ("about four billion", "about four billion", (3_500_000_000, 4_500_000_000), None),
        ("2.1 million employees", "2.1 million", (2_050_000, 2_150_000), None),
        ("716.9bn revenue 2025", "716.9bn", (716_850_000_000, 716_950_000_000), None),
        ("who made over $700 billion in 2025", "over $700 billion", (700_000_000_000, float("inf")), "USD"),
        ("27% growth", "27%", (0.265, 0.275), "fraction"),
        ("10,000 stores", "10,000", (10_000, 10_000), None),
    ],
)
def test_a_figure_is_read_with_its_hedge_and_its_range(
    query: str, printed: str, ends: tuple[float, float], unit: str | None
) -> None:
    reading = understand(query)

    assert reading.figure is not None
    assert (reading.figure[1].text, reading.ends, reading.unit) == (printed, ends, unit)
    assert reading.finds_facts


@pytest.mark.parametrize("query", ["amazon", "revenue", "amazon walmart", "2025", "nothing that anybody knows"])
def test_facts_are_not_looked_for_by_one_part_alone(query: str) -> None:
    assert not understand(query).finds_facts


@pytest.mark.parametrize("query", ["amazon revenue", "revenue 2025", "amazon 2025", "cloud", "$3 billion"])
def test_facts_are_looked_for_by_two_parts_a_segment_or_a_figure(query: str) -> None:
    assert understand(query).finds_facts


def test_words_of_which_nothing_is_made_are_told() -> None:
    reading = understand("amazon flurb revenue blurb 2025")

    assert reading.unread == ("flurb", "blurb")
    assert reading.score == 0.6


@given(
    st.lists(
        st.sampled_from(["amazon", "revenue", "2025", "$3 billion", "q4 2026", "zz", "cloud", "net", "27%"]), min_size=1
    )
)
def test_a_score_is_a_part_of_one_and_unread_words_are_the_querys(words: list[str]) -> None:
    query = " ".join(words)
    reading = understand(query)

    assert 0 <= reading.score <= 1
    assert all(word in query for word in reading.unread)
    assert reading.score < 1 or not reading.unread
