"""Each kind of break is seen in our own document, and what breaks nobody is not called one."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.contract.breaking import Json, breaks, compact
from tests.contract.published import served

Change = Callable[[Json], object]


@pytest.fixture(scope="module")
def document() -> str:
    """Return the document, spelt so that each test has a copy of its own."""
    return json.dumps(compact(served()))


def operation(document: Json, path: str) -> Json:
    """Return an operation."""
    found: Json = document["paths"][path]["get"]
    return found


def parameter(document: Json, path: str, name: str) -> Json:
    """Return a parameter."""
    found: Json = next(each for each in operation(document, path)["parameters"] if each["name"] == name)
    return found


def schema(document: Json, name: str) -> Json:
    """Return a schema."""
    found: Json = document["components"]["schemas"][name]
    return found


def field(document: Json, name: str, key: str) -> Json:
    """Return a field of a schema."""
    found: Json = schema(document, name)["properties"][key]
    return found


def put(place: Json, **values: Any) -> None:  # noqa: ANN401  any JSON
    """Change some keys."""
    place.update(values)


def asked(name: str, *, needed: bool) -> Json:
    """Describe a parameter that there is not yet."""
    return {"in": "query", "name": name, "required": needed, "schema": {"type": "string"}}


def either(*kinds: str) -> Json:
    """Describe what is of one of several types."""
    return {"anyOf": [{"type": kind} for kind in kinds]}


def without(document: Json, path: str, name: str) -> None:
    """Take a parameter away."""
    operation(document, path)["parameters"].remove(parameter(document, path, name))


BREAKS: dict[str, tuple[Change, str]] = {
    "a path goes": (lambda d: d["paths"].pop("/v1/series"), "GET /v1/series: removed"),
    "an operation is named anew": (
        lambda d: put(operation(d, "/v1/facts"), operationId="facts"),
        "GET /v1/facts: operationId changed",
    ),
    "an operation moves to another tag": (lambda d: put(operation(d, "/oembed"), tags=["embeds"]), "tags changed"),
    "a parameter goes": (lambda d: without(d, "/v1/compare", "segment"), "query parameter segment removed"),
    "a parameter moves into a header": (
        lambda d: put(parameter(d, "/v1/facts", "sort"), **{"in": "header"}),
        "query parameter sort removed",
    ),
    "a parameter that is needed comes": (
        lambda d: operation(d, "/v1/facts")["parameters"].append(asked("key", needed=True)),
        "GET /v1/facts: query parameter key is new and required",
    ),
    "a parameter is needed now": (
        lambda d: put(parameter(d, "/v1/facts", "limit"), required=True),
        "query parameter limit is required now",
    ),
    "a parameter takes a value less": (
        lambda d: parameter(d, "/v1/series", "transform")["schema"]["enum"].remove("cagr"),
        "no longer takes cagr",
    ),
    "a member of a list takes a value less": (
        lambda d: parameter(d, "/v1/facts", "hedge")["schema"]["items"]["enum"].remove("nearly"),
        "hedge[]: no longer takes nearly",
    ),
    "a parameter that was free has values": (
        lambda d: put(parameter(d, "/v1/compare", "metric")["schema"], enum=["revenue"]),
        "no longer takes what was free",
    ),
    "a parameter is of another type": (
        lambda d: put(parameter(d, "/v1/facts", "limit")["schema"], type="string"),
        "limit: type was integer and is string",
    ),
    "a parameter has another default": (
        lambda d: put(parameter(d, "/v1/facts", "limit")["schema"], default=20),
        "limit: default was 50 and is 20",
    ),
    "a greatest value is less": (
        lambda d: put(parameter(d, "/v1/facts", "limit")["schema"], maximum=100),
        "limit: maximum was 1000 and is 100",
    ),
    "a least value is more": (
        lambda d: put(parameter(d, "/v1/facts", "limit")["schema"], minimum=2),
        "limit: minimum was 1 and is 2",
    ),
    "a text is bounded": (
        lambda d: put(parameter(d, "/v1/facts", "as_of")["schema"], maxLength=4),
        "as_of: maxLength was None and is 4",
    ),
    "a list may have fewer members": (
        lambda d: put(parameter(d, "/v1/facts", "company")["schema"], maxItems=1),
        "company: maxItems was 50 and is 1",
    ),
    "a text has a pattern": (
        lambda d: put(parameter(d, "/v1/compare", "companies")["schema"], pattern="^a$"),
        "companies: another pattern",
    ),
    "a status goes": (lambda d: operation(d, "/v1/compare")["responses"].pop("304"), "status 304 removed"),
    "a header goes": (
        lambda d: operation(d, "/v1/compare")["responses"]["200"]["headers"].pop("ETag"),
        "GET /v1/compare 200: header ETag removed or optional",
    ),
    "a header is not always there": (
        lambda d: operation(d, "/v1/compare")["responses"]["200"]["headers"]["ETag"].pop("required"),
        "header ETag removed or optional",
    ),
    "an answer is of another media type": (
        lambda d: put(operation(d, "/v1/compare")["responses"]["200"], content={"text/plain": {}}),
        "GET /v1/compare 200: application/json removed",
    ),
    "a field goes": (
        lambda d: schema(d, "ComparisonResponse")["properties"].pop("sentence"),
        "GET /v1/compare 200 .sentence: removed",
    ),
    "a field deep inside goes": (
        lambda d: schema(d, "PeriodResponse")["properties"].pop("end"),
        "GET /v1/compare 200 .entries[].fact.period.end: removed",
    ),
    "a field may be absent": (
        lambda d: schema(d, "ComparisonResponse")["required"].remove("sentence"),
        ".sentence: may be absent now",
    ),
    "a field may be null": (
        lambda d: put(
            schema(d, "ComparisonResponse")["properties"], sentence={"anyOf": [{"type": "string"}, {"type": "null"}]}
        ),
        ".sentence: may be null now",
    ),
    "a field is of another type": (
        lambda d: put(field(d, "EntryResponse", "rank"), type="string"),
        ".entries[].rank: type was integer and is string",
    ),
    "a field may be something else too": (
        lambda d: put(
            schema(d, "EntryResponse")["properties"], rank={"anyOf": [{"type": "integer"}, {"type": "string"}]}
        ),
        ".rank: may be something else now",
    ),
    "a field may be any text": (
        lambda d: field(d, "ComparabilityResponse", "status").pop("enum"),
        ".comparability.status: may be anything now",
    ),
    "a list has other members": (
        lambda d: put(field(d, "LeaderResponse", "contenders")["items"], type="integer"),
        ".leader.contenders[]: type was string and is integer",
    ),
    "a dictionary has other members": (
        lambda d: put(field(d, "ComparisonResponse", "names")["additionalProperties"], type="integer"),
        ".names{}: type was string and is integer",
    ),
    "a day is no day any more": (
        lambda d: field(d, "PeriodResponse", "start")["anyOf"][0].pop("format"),
        ".start: format was date and is None",
    ),
    "a refusal has a field less": (
        lambda d: schema(d, "ProblemResponse")["properties"].pop("code"),
        "GET /v1/facts 422 .code: removed",
    ),
}
"""What breaks clients, and a part of the line that tells so."""

NO_BREAKS: dict[str, Change] = {
    "a path comes": lambda d: put(d["paths"], **{"/v1/new": d["paths"]["/healthz"]}),
    "a parameter comes": lambda d: operation(d, "/v1/facts")["parameters"].append(asked("new", needed=False)),
    "a parameter is needed no more": lambda d: put(parameter(d, "/v1/compare", "metric"), required=False),
    "a parameter takes a value more": lambda d: parameter(d, "/v1/series", "over")["schema"]["enum"].append("new"),
    "a greatest value is more": lambda d: put(parameter(d, "/v1/facts", "limit")["schema"], maximum=2000),
    "a pattern goes": lambda d: parameter(d, "/v1/compare", "metric")["schema"].pop("pattern"),
    "a status comes": lambda d: put(operation(d, "/healthz")["responses"], **{"429": {}}),
    "a header comes": lambda d: put(operation(d, "/v1/facts")["responses"]["200"]["headers"], new={"schema": {}}),
    "a field comes": lambda d: put(schema(d, "EntryResponse")["properties"], new={"type": "string"}),
    "a field is never null any more": lambda d: put(
        schema(d, "LeaderResponse")["properties"], company={"type": "string"}
    ),
    "a code of refusals comes": lambda d: field(d, "ProblemResponse", "code")["enum"].append("new"),
    "a schema is named anew": lambda d: put(d["components"]["schemas"], New=schema(d, "EntryResponse")),
}


@pytest.mark.parametrize(("change", "line"), list(BREAKS.values()), ids=list(BREAKS))
def test_what_breaks_clients_is_told(document: str, change: Change, line: str) -> None:
    before, after = json.loads(document), json.loads(document)

    change(after)

    assert [each for each in breaks(before, after) if line in each]


@pytest.mark.parametrize("change", list(NO_BREAKS.values()), ids=list(NO_BREAKS))
def test_what_breaks_nobody_is_not(document: str, change: Change) -> None:
    before, after = json.loads(document), json.loads(document)

    change(after)

    assert after != before
    assert breaks(before, after) == []


def test_what_breaks_one_way_is_no_break_the_other_way_round(document: str) -> None:
    """Widening what is asked, and having more in an answer, undo such a break."""
    before, after = json.loads(document), json.loads(document)
    for name in ("a path goes", "a parameter goes", "a status goes", "a field goes", "a text is bounded"):
        BREAKS[name][0](after)

    assert breaks(before, after)
    assert breaks(after, before) == []
