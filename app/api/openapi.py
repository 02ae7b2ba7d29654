"""The OpenAPI document: every operation with all its statuses and an example that was really answered."""

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts
from pydantic import BaseModel

from app.api.dependencies import REVISION_HEADER
from app.api.problems import CODES, MEDIA_TYPE, ProblemError, render
from app.api.queries import NoQuery, PageQuery, QueryReader
from app.api.responses.problem import ProblemResponse

DESCRIPTION = """\
Facts about a corporate rivalry. Every number carries its source, its hedge and the range that the hedge
honestly allows; every comparison is computed from those facts and shows its working.

* **Read-only.** Everything is GET and HEAD.
* **Lists** are `{"items": […], "next": cursor or null}`, with `Link: rel="next"`.
* **Errors** are `application/problem+json`; branch on `code`. Under `/v1` nothing unknown is ever ignored.
* **Caching.** Every 200 under `/v1` has a strong `ETag`; send it back as `If-None-Match` and get 304.
* **Revisions.** Every answer under `/v1` comes from exactly one state of the dataset, named by `Dataset-Revision`.
"""

TAGS = [
    {"name": "comparisons", "description": "Who leads, by how much, how sure, says who."},
    {"name": "series", "description": "A metric through time, and when the lead changed hands."},
    {"name": "charts", "description": "The same answers as pictures: SVG, PNG, or Vega-Lite to draw them by."},
    {"name": "checks", "description": "What sources claim, recomputed from the facts."},
    {"name": "facts", "description": "Figures as sources print them, with the ranges that their hedges allow."},
    {"name": "statements", "description": "What sources say in words."},
    {"name": "companies", "description": "Who the rivalry is between, and who they work with."},
    {"name": "metrics", "description": "What is measured."},
    {"name": "segments", "description": "The parts of a company's business."},
    {"name": "initiatives", "description": "What companies do with AI."},
    {"name": "sources", "description": "Where facts come from."},
    {"name": "dataset", "description": "What is loaded."},
    {"name": "exports", "description": "All of it, as files."},
    {"name": "pages", "description": "What puts an answer on a page of somebody else's."},
    {"name": "health", "description": "For those who run it."},
]

HEADERS: dict[str, Any] = {
    "ETag": {"description": "Strong; for If-None-Match.", "schema": {"type": "string"}},
    "Cache-Control": {"description": "How long the answer may be used.", "schema": {"type": "string"}},
    REVISION_HEADER: {"description": "The revision that it was computed from.", "schema": {"type": "integer"}},
}
FILE_HEADERS: dict[str, Any] = {
    "Content-Disposition": {"description": "A name for the file.", "schema": {"type": "string"}}
}
RANGED = ("/v1/export/database", "/v1/export/datapackage.zip")
"""Files of which parts may be asked for."""
COMPUTED = ("/v1/compare", "/v1/series", "/v1/crossovers", "/v1/charts")
"""Paths whose answers too few facts may forbid."""
PART: dict[str, Any] = {"description": "The part that `Range` asks for, by `Content-Range`."}
LINK: dict[str, Any] = {"Link": {"description": 'The next page, `rel="next"`.', "schema": {"type": "string"}}}
NOT_MODIFIED: dict[str, Any] = {"description": "Not modified: the client has the answer already.", "headers": HEADERS}
ERROR_STATUSES = {
    404: "Not found",
    414: "The address is too long",
    416: "Nothing there",
    422: "The request is wrong",
    431: "The headers are too large",
    500: "Our mistake",
    501: "We do not speak that",
    503: "Cannot answer for now",
}


BEFORE = (414, 431)
"""With what a server refuses any request, whatever it asks for."""


def install_openapi(app: FastAPI) -> None:
    """Let the app describe itself by this document, made once."""

    @cache
    def document() -> dict[str, Any]:
        return describe(app)

    app.openapi = document  # type: ignore[method-assign]


def describe(app: FastAPI) -> dict[str, Any]:
    """Make the document: FastAPI's own, with our queries and the examples, and our problems in place of its errors."""
    found = get_openapi(title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes, tags=TAGS)
    schemas = found["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["ProblemResponse"] = _problem_schema(schemas)
    queries = _queries(app)
    for path, operations in found["paths"].items():
        for operation in operations.values():
            _complete(path, operation, queries.get(path, NoQuery))
    return found


def load_example(operation: str) -> dict[str, Any]:
    """Return the recorded request of an operation, its answer, and refusals of it; empty before the first recording."""
    recorded = files("app.api").joinpath("examples", f"{operation}.json")
    if not recorded.is_file():
        return {}
    example: dict[str, Any] = json.loads(recorded.read_text("utf-8"))
    return example


def _queries(app: FastAPI) -> dict[str, type[BaseModel]]:
    """Return for each path the model that its query is read by."""
    return {
        str(context.path_format): dependency.call.model
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, APIRoute)
        for dependency in context.original_route.dependant.dependencies
        if isinstance(dependency.call, QueryReader)
    }


def _parameters(query: type[BaseModel]) -> list[dict[str, Any]]:
    """Describe the parameters of a query as FastAPI would: what is needed, then the filters, then the page."""
    schema = query.model_json_schema()
    properties, needed = schema.get("properties", {}), schema.get("required", [])
    described = [
        {
            "name": name,
            "in": "query",
            "required": name in needed,
            "schema": _without_null(each),
            "description": each["description"],
        }
        for name, each in properties.items()
    ]
    return sorted(described, key=lambda each: (not each["required"], each["name"] in PageQuery.model_fields))


def _complete(path: str, operation: dict[str, Any], query: type[BaseModel]) -> None:
    """Give an operation its query, all its statuses, its headers and its examples."""
    first, _, rest = operation["description"].partition("\n\n")
    operation["summary"], operation["description"] = first.removesuffix(".").replace("`", ""), rest or first
    example = load_example(operation["operationId"])
    responses = operation.pop("responses")
    if parameters := [*operation.pop("parameters", []), *_parameters(query)]:
        operation["parameters"] = parameters
    responses["200"]["description"] = "Answered."
    for content in responses["200"]["content"].values():
        content["example"] = example.get("response")
    if path.startswith(("/problems", "/oembed")):
        responses["200"]["headers"] = {name: HEADERS[name] for name in ("ETag", "Cache-Control")}
        responses["304"] = {**NOT_MODIFIED, "headers": responses["200"]["headers"]}
    if path.startswith("/v1"):
        has_pages = any(each["name"] == "cursor" for each in operation.get("parameters", []))
        is_file = path.startswith("/v1/export") and "application/json" not in responses["200"]["content"]
        more = {**(LINK if has_pages else {}), **(FILE_HEADERS if is_file else {})}
        responses["200"]["headers"] = {**HEADERS, **more}
        if path in RANGED:
            responses["206"] = {**PART, "headers": responses["200"]["headers"], "content": responses["200"]["content"]}
        responses["304"] = NOT_MODIFIED
    responses.pop("422", None)
    for status in _error_statuses(path):
        codes = [name for name, code in CODES.items() if code.status == status and _applies(name, path, operation)]
        responses[str(status)] = _problem_of(status, codes, example.get("refusals", []))
    operation["responses"] = dict(sorted(responses.items()))
    asked = _parameters_in(path, example.get("request", ""))
    for parameter in parameters:
        if parameter["name"] in asked:
            is_list = parameter["schema"].get("type") == "array"
            value = asked[parameter["name"]]
            parameter["example"] = [value] if is_list else value


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop null from what a parameter may be, and is by default: in a URL it is left out instead."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    others = {key: value for key, value in schema.items() if key != "anyOf" and (key, value) != ("default", None)}
    return {**kinds[0], **others}


def _error_statuses(path: str) -> list[int]:
    """List the error statuses that an operation may answer with."""
    return sorted([*_own_error_statuses(path), *BEFORE])


def _own_error_statuses(path: str) -> list[int]:
    if path in RANGED:
        return [416, 422, 500, 503]
    if path.startswith("/v1"):
        return [404, 422, 500, 503] if "{" in path else [422, 500, 503]
    own = {"/healthz": [500], "/readyz": [500, 503], "/oembed": [404, 422, 500, 501, 503]}
    return own.get(path, [404, 422, 500])


def _applies(code: str, path: str, operation: dict[str, Any]) -> bool:
    """Whether an operation can refuse with a code of one of its statuses."""
    names = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
    has_needed = any(each["required"] for each in operation.get("parameters", []) if each["in"] == "query")
    needs = {
        "too-few-facts": path.startswith(COMPUTED) or path.endswith("/mix"),
        "cannot-draw": path.startswith("/v1/charts") and not path.endswith(".json"),
        "overloaded": path != "/readyz",
        "unknown-parameter": path != "/oembed",
        "bad-cursor": bool(names & {"cursor", "after"}),
        "missing-parameter": has_needed or "after" in names,
        "unknown-value": bool(names - {"limit", "cursor"}),
        "out-of-range": bool(names),
        "invalid-value": bool(names),
        "repeated-parameter": bool(names),
    }
    return needs.get(code, True)


def _problem_of(status: int, codes: list[str], refusals: list[dict[str, Any]]) -> dict[str, Any]:
    """Describe an error status: its codes, and the refusals of it that were recorded, or what one looks like."""
    content: dict[str, Any] = {"schema": {"$ref": "#/components/schemas/ProblemResponse"}}
    examples = {
        each["response"]["code"]: {"summary": each["request"], "value": each["response"]}
        for each in refusals
        if each["response"]["status"] == status
    }
    looks_like = ProblemError(codes[0], CODES[codes[0]].meaning)
    content["examples"] = examples or {codes[0]: {"value": json.loads(bytes(render(looks_like).body))}}
    description = f"{ERROR_STATUSES[status]}: {', '.join(f'`{name}`' for name in codes)}."
    return {"description": description, "content": {MEDIA_TYPE: content}}


def _problem_schema(schemas: dict[str, Any]) -> dict[str, Any]:
    schema = ProblemResponse.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(schema.pop("$defs", {}))
    schema["properties"]["code"]["enum"] = list(CODES)
    schema["required"] = ["type", "title", "status", "detail", "code"]
    return schema


def _parameters_in(path: str, request: str) -> dict[str, str]:
    """Read the values of path and query parameters out of a request that was recorded for a path."""
    asked = urlsplit(request)
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
    match = re.fullmatch(pattern, asked.path)
    return {**dict(parse_qsl(asked.query)), **(match.groupdict() if match else {})}
