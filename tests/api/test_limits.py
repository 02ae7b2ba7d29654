"""Limits: every parameter of every operation has them, the document says so, and they hold to the last character.

What is asked is each operation's recorded example with one parameter changed: to the last value that the document
allows, and to the first that it does not.
"""

import math
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from starlette.testclient import TestClient

from app.api.openapi import load_example
from app.main import create_app
from app.settings import Settings
from tests.api.test_openapi import PINNED

Parameter = dict[str, Any]

WITH_PARAMETERS = sorted(operation for path, operation in PINNED.items() if path not in ("/healthz", "/readyz"))
PATHS = {operation: path for path, operation in PINNED.items()}
WITHOUT_QUERY = {"export_database", "show_problem"}
ENOUGH_PARAMETERS = 150


@pytest.fixture(scope="module")
def asked(loaded_url: str) -> Iterator[TestClient]:
    """Return a client of an app that has no twin: bounds are read before any database is asked."""
    with TestClient(create_app(Settings(database_url=loaded_url)), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def parameters(asked: TestClient) -> dict[str, list[Parameter]]:
    """Return the parameters of each operation, but for headers: the protocol bounds these, all together."""
    paths = asked.get("/openapi.json").json()["paths"]
    operations = (each for methods in paths.values() for each in methods.values())
    return {
        each["operationId"]: [given for given in each.get("parameters", []) if given["in"] != "header"]
        for each in operations
    }


def has_bounds(schema: dict[str, Any]) -> bool:
    """Whether a schema says how long or large what it describes may be."""
    match schema["type"]:
        case "string":
            return "maxLength" in schema or "enum" in schema or schema.get("format") == "date"
        case "array":
            return "maxItems" in schema and has_bounds(schema["items"])
        case "integer" | "number":
            is_bounded_below = bool({"minimum", "exclusiveMinimum"} & set(schema))
            return is_bounded_below and bool({"maximum", "exclusiveMaximum"} & set(schema))
    return False


def has_spelling(schema: dict[str, Any]) -> bool:
    """Whether what a schema describes is spelt in a way of its own, as days and numbers are."""
    return schema.get("format") == "date" or schema["type"] in ("integer", "number")


def just_within(schema: dict[str, Any]) -> Iterator[list[str]]:
    """Make the last values that a schema allows."""
    if "enum" in schema:
        yield from ([each] for each in schema["enum"][:1])
    elif "maxLength" in schema:
        yield ["x" * schema["maxLength"]]
        yield ["ß" * schema["maxLength"]]
    elif "maxItems" in schema:
        for (value,) in just_within(schema["items"]):
            yield [value] * schema["maxItems"]
    elif schema.get("format") == "date":
        yield from (["0001-01-01"], ["9999-12-31"])
    else:
        yield from ([str(bound)] for bound in numbers(schema, inside=True))


def just_beyond(schema: dict[str, Any]) -> Iterator[list[str]]:
    """Make the first values that a schema does not allow."""
    if "enum" in schema:
        yield from ([each] for each in ("", f"{schema['enum'][0]}x", schema["enum"][0].upper()))
    elif "maxLength" in schema:
        yield ["x" * (schema["maxLength"] + 1)]
    elif "maxItems" in schema:
        inside = next(just_within(schema["items"]))
        yield inside * (schema["maxItems"] + 1)
        yield from just_beyond(schema["items"])
    elif schema.get("format") == "date":
        yield from (["0000-01-01"], ["10000-01-01"], ["2026-02-29"], ["2026-1-1"])
    else:
        yield from ([str(bound)] for bound in numbers(schema, inside=False))
        yield ["" if schema["type"] == "number" else "1.5"]


def numbers(schema: dict[str, Any], *, inside: bool) -> Iterator[float]:
    """Give the numbers at the bounds of a schema, on this side or on the other."""
    for name, outwards in (("minimum", -1), ("maximum", 1)):
        excluded = f"exclusive{name.title()}"
        bound = schema[excluded if excluded in schema else name]
        if schema["type"] == "integer":
            yield bound if inside else bound + outwards
        elif inside is (excluded in schema):
            yield math.nextafter(bound, -outwards * math.inf if inside else outwards * math.inf)
        else:
            yield bound if inside or excluded in schema else math.nextafter(bound, outwards * math.inf)


def changed(operation: str, parameter: Parameter, values: list[str]) -> str:
    """Change a parameter in the request that is recorded of an operation."""
    request = urlsplit(load_example(operation)["request"])
    if parameter["in"] == "path":
        path = PATHS[operation].replace(f"{{{parameter['name']}}}", quote(values[0], safe=""))
        return f"{path}?{request.query}"
    others = [pair for pair in parse_qsl(request.query) if pair[0] != parameter["name"]]
    return f"{request.path}?{urlencode([*others, *((parameter['name'], value) for value in values)])}"


def is_refused_for_its_bounds(answer: dict[str, Any], parameter: Parameter, values: list[str]) -> bool:
    """Whether an answer says that values lie outside what the document says of a parameter, and not what is loaded."""
    if answer.get("parameter") != parameter["name"]:
        return False
    schema = parameter["schema"]
    bounds = {**schema, **schema.get("items", {})}
    said = [f"at most {bounds.get('maxLength')} characters", f"at most {bounds.get('maxItems')} values"]
    for bound, word in (("minimum", "at least"), ("maximum", "at most"), ("exclusiveMaximum", "less than")):
        if bound in bounds:
            said.append(f"{word} {bounds[bound]:.15g}")
    if answer["code"] == "out-of-range":
        return bool(set(answer.get("allowed", [])) & {*said, "any finite number"})
    return "enum" in bounds and not set(values) <= set(bounds["enum"])


def test_every_parameter_has_its_bounds(parameters: dict[str, list[Parameter]]) -> None:
    unbounded = {
        (operation, each["name"])
        for operation, given in parameters.items()
        for each in given
        if not has_bounds(each["schema"])
    }

    assert unbounded == set()
    assert sum(map(len, parameters.values())) > ENOUGH_PARAMETERS
    assert {operation for operation, given in parameters.items() if given} >= set(WITH_PARAMETERS) - WITHOUT_QUERY


@pytest.mark.parametrize("operation", WITH_PARAMETERS)
def test_bounds_hold_where_the_document_says_and_nowhere_else(
    asked: TestClient, parameters: dict[str, list[Parameter]], operation: str
) -> None:
    for parameter in parameters[operation]:
        for values in just_within(parameter["schema"]):
            answer = asked.get(changed(operation, parameter, values))
            is_problem = answer.headers["content-type"] == "application/problem+json"
            assert answer.status_code < 500 or answer.status_code == 501, (parameter["name"], answer.text)
            assert not is_problem or not is_refused_for_its_bounds(answer.json(), parameter, values), answer.text
        for values in just_beyond(parameter["schema"]):
            answer = asked.get(changed(operation, parameter, values))
            if parameter["in"] == "path" and "enum" in parameter["schema"]:
                assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
                continue
            assert answer.status_code == 422, (parameter["name"], values[0][:50], answer.text)
            is_no_such_thing = answer.json()["code"] == "invalid-value" and has_spelling(parameter["schema"])
            assert is_no_such_thing or is_refused_for_its_bounds(answer.json(), parameter, values), answer.text
