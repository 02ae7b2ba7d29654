import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Metric, Segment, Statement
from app.search.document import DOCUMENTS, Document, terms_of
from app.search.matching import IN_A_TEXT, Hit, find_hit
from app.search.ranking import FAITHFUL, at_most, rank
from app.search.words import runs_of, split, told

REVENUE = DOCUMENTS["metrics"](
    Metric(
        slug="revenue",
        name="Revenue",
        unit="USD",
        kind="flow",
        direction="higher",
        category="scale",
        definition="What customers pay for goods and services in a period.",
    )
)
SHARE = Document("metric", "revenue-share", "Share of revenue", REVENUE.names[:0], ())
AWS = DOCUMENTS["segments"](Segment(slug="aws", company="amazon", name="Amazon Web Services", line="cloud"))
SAID = DOCUMENTS["statements"](
    Statement(
        id="walmart-outlook-0123456789",
        source="article",
        paragraphs=(3,),
        companies=("walmart",),
        topic="outlook",
        nature="opinion",
        stance="omnichannel",
        text="Retailers that own stores keep growing.",
    )
)


def hit(query: str, document: Document) -> Hit | None:
    return find_hit(told(split(query)), query, document)


def score(query: str, document: Document) -> float:
    found = hit(query, document)
    return found.score if found else 0.0


@pytest.mark.parametrize(
    ("better", "worse", "document"),
    [
        ("revenue", "revenues", REVENUE),
        ("revenues", "reven", REVENUE),
        ("reven", "reve", REVENUE),
        ("revenue", "revnue", REVENUE),
        ("revenue", "revenue walmart", REVENUE),
        ("amazon web services", "amazon web", AWS),
        ("amazon web", "amazon", AWS),
        ("web services", "web servces", AWS),
        ("aws", "amazon", AWS),
        ("cloud", "clod", AWS),
    ],
)
def test_who_spells_more_of_a_name_rightly_is_nearer(better: str, worse: str, document: Document) -> None:
    assert 1 >= score(better, document) > score(worse, document) > 0


@pytest.mark.parametrize("query", ["revenue", "aws", "AWS", "cloud", "Amazon Web Services", "amazonweb services"])
def test_a_whole_name_is_all_that_can_be_asked_for(query: str) -> None:
    assert score(query, REVENUE if query == "revenue" else AWS) == 1.0


@pytest.mark.parametrize(
    ("query", "document"),
    [("rvnu", REVENUE), ("aww", AWS), ("x", AWS), ("walmart", AWS), ("strore", SAID), ("retai", SAID), ("omni", SAID)],
)
def test_two_words_that_are_far_apart_and_mistakes_in_texts_match_nothing(query: str, document: Document) -> None:
    assert hit(query, document) is None


def test_another_number_is_no_mistyped_one() -> None:
    named = DOCUMENTS["metrics"](
        Metric(
            slug="plan-2025",
            name="Plan 2025",
            unit="USD",
            kind="flow",
            direction="higher",
            category="scale",
            definition="A.",
        )
    )

    assert score("2025", named) > 0
    assert hit("2026", named) is None


@pytest.mark.parametrize(
    ("query", "part", "how"),
    [
        ("servces", "Services", "typo"),
        ("service", "Services", "stem"),
        ("Serv", "Services", "prefix"),
        ("SERVICES", "Services", "exact"),
        ("webservices", "Web Services", "exact"),
    ],
)
def test_the_matched_part_is_told(query: str, part: str, how: str) -> None:
    found = hit(query, AWS)

    assert found is not None
    (match,) = set(found.matches.values())
    assert (match.query, match.field, match.text[match.start : match.end], match.how) == (query, "name", part, how)


def test_a_text_is_found_in_any_form_of_its_words_for_less() -> None:
    found = hit("retailer store", SAID)

    assert found is not None
    assert {(match.query, match.field, match.how) for match in found.matches.values()} == {
        ("retailer", "text", "stem"),
        ("store", "text", "stem"),
    }
    assert found.score < IN_A_TEXT
    assert found.named == {}


def test_what_is_shown_is_so_many_of_each_kind_that_are_worth_it() -> None:
    words = told(split("amazon revenue"))
    hits = rank(words, "amazon revenue", [SAID, AWS, REVENUE])

    assert [each.document.slug for each in hits] == ["revenue", "aws"]
    assert at_most(hits, 1, ["metric"]) == hits[:1]
    assert at_most(hits, 0, ["metric", "segment"]) == []
    assert all(each.score >= FAITHFUL for each in hits)


@given(st.text(max_size=40), st.sampled_from([REVENUE, AWS, SAID]))
def test_what_matches_has_a_term_in_common(query: str, document: Document) -> None:
    """A database that finds documents by their terms never hides one that would be ranked."""
    words = told(split(query))
    found = find_hit(words, query, document) if words else None

    assert found is None or terms_of(runs_of(words)) & document.terms
    assert found is None or 0 < found.score <= 1


@given(st.integers(0, 30), st.sampled_from("abcdefghijklmnopqrstuvwxyz"), st.sampled_from([REVENUE, AWS]))
def test_a_name_with_one_mistake_is_found(place: int, letter: str, document: Document) -> None:
    name = max((word.folded for name in document.names for word in name.words), key=len)
    at = place % len(name)
    for wrong in (name[:at] + letter + name[at + 1 :], name[:at] + letter + name[at:], name[:at] + name[at + 1 :]):
        found = hit(wrong, document)

        assert found is not None, wrong
        assert terms_of(runs_of(split(wrong))) & document.terms
