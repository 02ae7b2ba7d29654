"""Reading queries: what is refused before a value is looked at, and what a model makes of the rest."""

import asyncio
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import pytest
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field
from starlette.exceptions import HTTPException

from app.api.problems import ProblemError
from app.api.queries import Names, NoQuery, PageQuery, QueryReader


class ToyQuery(PageQuery):
    """A query with a parameter of each kind."""

    metric: str
    company: Names = ()
    hedge: tuple[Literal["exact", "rounded"], ...] = ()
    start: Annotated[str | None, Field(alias="from", max_length=20)] = None
    end: Annotated[str | None, Field(alias="to", max_length=20)] = None


TOYS = QueryReader(ToyQuery)
NAMES = ["company", "cursor", "from", "hedge", "limit", "metric", "revision", "to"]


def request(query: str, path: str = "/v1/toys") -> Request:
    """Return a request as a server hands it on: the query as it was sent."""
    return Request({"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []})


def read(query: str) -> ToyQuery:
    """Read a query."""
    return asyncio.run(TOYS(request(query)))


def refusal(query: str) -> tuple[str, dict[str, Any]]:
    """Return the code and the keys of the refusal that a query meets."""
    with pytest.raises(ProblemError) as refused:
        read(query)
    return refused.value.code, refused.value.keys


def wrong(query: str) -> list[tuple[object, ...]]:
    """Return where the values of a query are wrong, and in which way."""
    with pytest.raises(RequestValidationError) as refused:
        read(query)
    return [(*each["loc"], each["type"]) for each in refused.value.errors()]


def test_what_is_not_given_is_as_by_default() -> None:
    assert read("metric=revenue") == ToyQuery.model_construct(metric="revenue")


def test_a_query_that_needs_nothing_may_be_empty() -> None:
    assert asyncio.run(QueryReader(PageQuery)(request(""))) == PageQuery(limit=50, cursor=None, revision=None)


def test_values_are_what_the_model_says() -> None:
    query = read("metric=revenue&limit=7&revision=3")

    assert (query.limit, query.revision) == (7, 3)


def test_a_list_has_every_value_in_the_order_given() -> None:
    query = read("company=walmart&metric=revenue&company=amazon&hedge=exact")

    assert query.company == ("walmart", "amazon")
    assert query.hedge == ("exact",)


def test_a_parameter_has_the_name_that_clients_use() -> None:
    query = read("metric=revenue&from=FY2020&to=FY2025")

    assert (query.start, query.end) == ("FY2020", "FY2025")
    assert refusal("metric=revenue&start=FY2020")[0] == "unknown-parameter"


@pytest.mark.parametrize(
    ("spelt", "meant"),
    [
        ("a+b", "a b"),
        ("a%20b", "a b"),
        ("a%2Bb", "a+b"),
        ("a%26b%3Dc", "a&b=c"),
        ("a=b", "a=b"),
        ("a;b", "a;b"),
        ("Migr%C3%B3s", "Migrós"),
        ("%F0%9F%9B%92", "\U0001f6d2"),
        ("%FF", "\N{REPLACEMENT CHARACTER}"),
        ("100%", "100%"),
        ("", ""),
    ],
)
def test_a_value_is_decoded_as_forms_are(spelt: str, meant: str) -> None:
    assert read(f"metric={spelt}").metric == meant


def test_a_name_is_decoded_as_values_are() -> None:
    assert read("%6Detric=revenue").metric == "revenue"


def test_bytes_that_were_not_encoded_are_each_a_character() -> None:
    assert read("metric=Migr\u00f3s").metric == "Migr\u00c3\u00b3s"


def test_a_blank_value_is_given_and_not_absent() -> None:
    query = read("metric&from=&company=")

    assert (query.metric, query.start, query.company) == ("", "", ("",))


@pytest.mark.parametrize("query", ["metric=revenue&", "&metric=revenue", "&&metric=revenue&&"])
def test_nothing_between_separators_is_no_parameter(query: str) -> None:
    assert read(query).metric == "revenue"


def test_an_unknown_parameter_is_refused_with_the_one_that_may_be_meant() -> None:
    code, keys = refusal("metric=revenue&limits=5")

    assert code == "unknown-parameter"
    assert keys == {"parameter": "limits", "allowed": NAMES, "did_you_mean": "limit"}


@pytest.mark.parametrize("name", ["Limit", "", "company[]", "x" * 200])
def test_whatever_is_not_a_name_of_the_model_is_unknown(name: str) -> None:
    code, keys = refusal(urlencode({"metric": "revenue", name: "1"}))

    assert (code, keys["parameter"]) == ("unknown-parameter", name[:100])


def test_a_query_without_parameters_refuses_each() -> None:
    with pytest.raises(ProblemError, match="unknown-parameter"):
        asyncio.run(QueryReader(NoQuery)(request("limit=1")))


def test_a_parameter_that_takes_one_value_is_refused_twice() -> None:
    assert refusal("metric=revenue&limit=1&limit=1") == ("repeated-parameter", {"parameter": "limit"})


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("limit=1&nonsense=1&limit=2", "repeated-parameter"),
        ("nonsense=1&limit=1&limit=2", "unknown-parameter"),
        ("company=a&company=b&nonsense=1&limit=1&limit=2", "unknown-parameter"),
    ],
)
def test_the_name_that_is_refused_is_the_first_that_is_wrong(query: str, code: str) -> None:
    assert refusal(query)[0] == code


def test_names_are_looked_at_before_values() -> None:
    assert refusal("metric=%00&limit=0&nonsense=1")[0] == "unknown-parameter"


@pytest.mark.parametrize("character", ["%00", "%0A", "%E2%80%AE", "%1B"])
def test_what_cannot_be_printed_is_refused_in_a_value(character: str) -> None:
    assert refusal(f"metric=revenue&company=amazon&company=a{character}") == ("invalid-value", {"parameter": "company"})


def test_what_cannot_be_printed_is_nowhere_in_a_path() -> None:
    with pytest.raises(HTTPException) as refused:
        asyncio.run(TOYS(request("nonsense=1", path="/v1/toys/\x00")))

    assert refused.value.status_code == 404


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = wrong("limit=0&revision=x&hedge=exact&hedge=exactly&from=" + "x" * 21)

    assert sorted(found, key=str) == [
        ("query", "from", "string_too_long"),
        ("query", "hedge", 1, "literal_error"),
        ("query", "limit", "greater_than_equal"),
        ("query", "metric", "missing"),
        ("query", "revision", "int_parsing"),
    ]


NAME = st.one_of(st.sampled_from(NAMES), st.text(max_size=8))
VALUE = st.one_of(st.sampled_from(["1", "exact", "revenue", "amazon"]), st.text(max_size=30))
PAIRS = st.lists(st.tuples(NAME, VALUE), max_size=8)


@given(query=st.one_of(PAIRS.map(urlencode), st.text(max_size=60)))
def test_every_query_is_read_or_refused(query: str) -> None:
    try:
        found = read(query)
    except (ProblemError, RequestValidationError):
        return
    assert isinstance(found, ToyQuery)
