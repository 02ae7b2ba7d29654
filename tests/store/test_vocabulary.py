"""Lists of the store: pages, slugs, names and filters."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import Catalogue
from app.domain.errors import UnknownNameError
from app.store import vocabulary
from app.store.dataset import count_facts_by
from app.store.snapshot import Snapshot
from app.store.vocabulary import (
    EVERYTHING,
    InitiativeFilter,
    Slice,
    StatementFilter,
    find_initiatives,
    find_segments,
    find_statements,
    get_company,
)

LISTS: dict[str, Callable[[Snapshot, Slice], list[Any]]] = {
    "companies": vocabulary.find_companies,
    "metrics": vocabulary.find_metrics,
    "segments": vocabulary.find_segments,
    "initiatives": vocabulary.find_initiatives,
    "sources": vocabulary.find_sources,
    "statements": vocabulary.find_statements,
}
GETTERS: dict[str, Callable[[Snapshot, str], Any]] = {
    "companies": vocabulary.get_company,
    "metrics": vocabulary.get_metric,
    "segments": vocabulary.get_segment,
    "initiatives": vocabulary.get_initiative,
    "sources": vocabulary.get_source,
}


def key(noun: Any) -> str:  # noqa: ANN401  any noun
    return str(getattr(noun, "slug", None) or noun.id)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_walking_a_list_gives_every_member_once_in_the_order_of_its_key(
    name: str, limit: int, snapshot: Snapshot, seed: Catalogue
) -> None:
    walked: list[Any] = []
    page = LISTS[name](snapshot, Slice(None, limit))
    while len(page) > limit:
        assert len(page) == limit + 1
        walked += page[:limit]
        assert len(walked) <= len(getattr(seed, name)), "the walk goes in circles"
        page = LISTS[name](snapshot, Slice(key(walked[-1]), limit))
    walked += page

    assert walked == sorted(getattr(seed, name), key=key)


@pytest.mark.parametrize("name", GETTERS)
def test_every_member_is_found_by_its_slug(name: str, snapshot: Snapshot, seed: Catalogue) -> None:
    for noun in getattr(seed, name):
        assert GETTERS[name](snapshot, noun.slug) == noun


@pytest.mark.parametrize(
    ("name", "asked", "near"),
    [
        ("companies", "amazn", "amazon"),
        ("companies", "NASDAQ:AMZ", "nasdaq:amzn"),
        ("metrics", "revenu", "revenue"),
        ("metrics", "Revenue", "revenue"),
        ("segments", "amazon-advertisng", "amazon-advertising"),
        ("initiatives", "rufos", "rufus"),
        ("sources", "retail-throne-ai-phases", "retail-throne-ai-phase"),
        ("sources", "x", None),
        ("companies", "", None),
        ("companies", "%", None),
    ],
)
def test_an_unknown_name_offers_the_nearest_and_all_that_there_are(
    name: str, asked: str, near: str | None, snapshot: Snapshot, seed: Catalogue
) -> None:
    with pytest.raises(UnknownNameError) as raised:
        GETTERS[name](snapshot, asked)

    assert (raised.value.name, raised.value.did_you_mean) == (asked, near)
    assert name.startswith(raised.value.noun.removesuffix("y"))
    assert raised.value.known == tuple(sorted(each.slug for each in getattr(seed, name)))


@pytest.mark.parametrize(
    ("asked", "company"),
    [
        *((name, "amazon") for name in ("amazon", "AMAZON", "AMZN", "amzn", "AMZN.US", "amzn.us", "nasdaq:amzn")),
        *((name, "amazon") for name in ("NASDAQ:AMZN", "0001018724", "1018724")),
        *((name, "walmart") for name in ("wmt", "NYSE:WMT", "NASDAQ:WMT", "WMT.US", "104169", "0000104169")),
        *((name, "alphabet") for name in ("GOOG", "googl", "1652044")),
        ("OpenAI", "openai"),
    ],
)
def test_a_company_answers_to_each_of_its_names_in_any_case(asked: str, company: str, snapshot: Snapshot) -> None:
    assert get_company(snapshot, asked).slug == company


def wanted_of(nouns: Sequence[Any], **wanted: Sequence[str]) -> list[Any]:
    """Filter in Python: each field, one name or several, must share one with the values wanted."""

    def shares(noun: Any, field: str, values: Sequence[str]) -> bool:  # noqa: ANN401  any noun
        held = getattr(noun, field)
        return not values or bool({held} & set(values) if isinstance(held, str) else set(held) & set(values))

    return [noun for noun in nouns if all(shares(noun, field, values) for field, values in wanted.items())]


def names(*known: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([*known, "nobody"]), max_size=2)


companies = names("amazon", "walmart", "openai")


@given(companies=companies, lines=names("cloud", "advertising", "marketplace", "clubs"))
def test_segments_are_filtered_by_company_and_line(
    companies: list[str], lines: list[str], snapshot: Snapshot, seed: Catalogue
) -> None:
    expected = wanted_of(seed.segments, company=companies, line=lines)

    assert find_segments(snapshot, EVERYTHING, companies=tuple(companies), lines=tuple(lines)) == sorted(
        expected, key=key
    )


initiative_filters = st.builds(
    InitiativeFilter,
    companies=companies,
    kinds=names("assistant", "partnership", "chips"),
    approaches=names("build", "partner", "apply"),
    partners=names("openai", "alphabet", "anthropic"),
)
statement_filters = st.builds(
    StatementFilter,
    companies=companies,
    topics=names("ai-strategy", "outlook", "competition"),
    natures=names("reported", "opinion"),
    sources=names("amazon-edges-past-walmart", "retail-throne-ai-phase"),
)


@given(wanted=initiative_filters)
def test_initiatives_are_filtered_by_all_that_is_given(
    wanted: InitiativeFilter, snapshot: Snapshot, seed: Catalogue
) -> None:
    fields = {"company": wanted.companies, "kind": wanted.kinds, "approach": wanted.approaches}

    expected = wanted_of(seed.initiatives, **fields, partners=wanted.partners)

    assert find_initiatives(snapshot, EVERYTHING, wanted) == sorted(expected, key=key)


@given(wanted=statement_filters)
def test_statements_are_filtered_by_all_that_is_given(
    wanted: StatementFilter, snapshot: Snapshot, seed: Catalogue
) -> None:
    fields = {"topic": wanted.topics, "nature": wanted.natures, "source": wanted.sources}

    expected = wanted_of(seed.statements, **fields, companies=wanted.companies)

    assert find_statements(snapshot, EVERYTHING, wanted) == sorted(expected, key=key)


@pytest.mark.parametrize("column", ["company", "metric", "segment", "initiative", "source"])
def test_facts_are_counted_by_what_they_are_about(column: str, snapshot: Snapshot, seed: Catalogue) -> None:
    about = [getattr(each, column) for each in seed.facts if getattr(each, column)]

    counts = count_facts_by(snapshot, column, [*about, "nobody"])

    assert counts == {name: about.count(name) for name in about}
