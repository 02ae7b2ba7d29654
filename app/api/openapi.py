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

from app.api.formats import FORMATS
from app.api.headers import PART_HEADERS, RANGED, asked_headers, headers_of, kept_headers, refusal_headers
from app.api.links import links_from
from app.api.problems import CODES, MEDIA_TYPE, ProblemError, render
from app.api.queries import NoQuery, PageQuery, QueryReader
from app.api.refusals import STATUSES, possible_refusals
from app.api.responses.problem import ProblemResponse

SUMMARY = "A corporate rivalry as sourced facts: every number with its source, its hedge and its honest range."
DESCRIPTION = """\
Facts about a corporate rivalry. Every number carries its source, its hedge and the range that the hedge
honestly allows; every comparison is computed from those facts and shows its working.

* **Read-only.** Everything is GET and HEAD.
* **Lists** are `{"items": […], "next": cursor or null}`, with `Link: rel="next"`.
* **Errors** are `application/problem+json`; branch on `code`. Under `/v1` nothing unknown is ever ignored.
* **Caching.** Every 200 under `/v1` has a strong `ETag`; send it back as `If-None-Match` and get 304.
* **Staleness.** While the database cannot be asked, what was answered before is answered again, and says so in
  `Cache-Status`; everything else is 503 with `Retry-After`.
* **Revisions.** Every answer under `/v1` comes from exactly one state of the dataset, named by `Dataset-Revision`.
"""

TAGS = [
    {"name": "comparisons", "description": "Who leads, by how much, how sure, says who."},
    {"name": "series", "description": "A metric through time, and when the lead changed hands."},
    {"name": "charts", "description": "The same answers as pictures: SVG, PNG, or Vega-Lite to draw them by."},
    {"name": "checks", "description": "What sources claim, recomputed from the facts."},
    {"name": "search", "description": "What a few words find, and what a name stands for."},
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

BYTES = ("image/png", "application/zip", "application/vnd.sqlite3")
"""What is no text: clients that are generated give it as bytes, and an example of it would be of use to nobody."""
ANSWERED = "Answered."
PART = "The part that `Range` asks for, by `Content-Range`."
NOT_MODIFIED = "Not modified: the client has the answer already."


def install_openapi(app: FastAPI) -> None:
    """Let the app describe itself by this document, made once."""

    @cache
    def document() -> dict[str, Any]:
        return describe(app)

    app.openapi = document  # type: ignore[method-assign]


def describe(app: FastAPI) -> dict[str, Any]:
    """Make the document: FastAPI's own, with our queries and the examples, and our problems in place of its errors."""
    found = get_openapi(
        title=app.title,
        version=app.version,
        summary=SUMMARY,
        description=DESCRIPTION,
        tags=TAGS,
        routes=app.routes,
    )
    found["info"] |= _about(app.state.outside.public_url)
    found["servers"] = [{"url": app.state.outside.public_url or "/", "description": "This server."}]
    found["security"] = []
    schemas = found["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["ProblemResponse"] = _problem_schema(schemas)
    queries = _queries(app)
    for path, operations in found["paths"].items():
        for operation in operations.values():
            _complete(path, operation, queries.get(path, NoQuery))
            _share(operation["responses"]["200"], schemas)
    return found


def _about(origin: str | None) -> dict[str, Any]:
    """Say whom to turn to and what one may do with the answers.

    Who runs a server is not known here, where it can be reached only by setting (`origin`); and there is no licence to
    name, but the data package says what rights there are.
    """
    where = {} if origin is None else {"url": f"{origin}/"}
    rights = "No licence is granted; /v1/export/datapackage.json says what rights there are"
    terms = {"identifier": "LicenseRef-rights"} if origin is None else {"url": f"{origin}/v1/export/datapackage.json"}
    return {"contact": {"name": "Whoever runs this server", **where}, "license": {"name": rights, **terms}}


def load_example(operation: str, kind: str = "") -> dict[str, Any]:
    """Return the recorded request of an operation, its answer, and refusals of it; empty before the first recording.

    `kind` is the media type that it is answered with, where that is asked for by `format`.
    """
    as_format = "".join(f".{name}" for name, each in FORMATS.items() if each == kind)
    recorded = files("app.api").joinpath("examples", f"{operation}{as_format}.json")
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
    """Give an operation its query, all its statuses, its headers, its links and its examples."""
    first, _, rest = operation["description"].partition("\n\n")
    operation["summary"], operation["description"] = first.removesuffix(".").replace("`", ""), rest or first
    name = operation["operationId"]
    example = load_example(name)
    content = operation.pop("responses")["200"]["content"]
    for kind, shape in content.items():
        if kind in BYTES:
            shape["schema"] = {"type": "string", "format": "binary"}
        else:
            shape["example"] = load_example(name, kind).get("response")
    parameters = operation["parameters"] = [*operation.pop("parameters", []), *_parameters(query)]
    responses = _answers(path, operation, content)
    parameters += asked_headers(path, responses["200"].get("headers", {}))
    for status, codes in possible_refusals(path, operation).items():
        responses[str(status)] = _problem_of(status, codes, example.get("refusals", []))
    operation["responses"] = dict(sorted(responses.items()))
    asked = _parameters_in(path, example.get("request", ""))
    for parameter in parameters:
        if parameter["name"] in asked:
            parameter["example"] = _typed(asked[parameter["name"]], parameter["schema"])


def _answers(path: str, operation: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """Describe what is answered where nothing is refused: all of it, a part, or that the client has it."""
    headers = headers_of(path, operation, content)
    whole: dict[str, Any] = {"description": ANSWERED, "headers": headers, "content": content}
    if links := links_from(operation):
        whole["links"] = links
    answers = {"200": whole if headers else {"description": ANSWERED, "content": content}}
    if path in RANGED:
        answers["206"] = {"description": PART, "headers": {**headers, **PART_HEADERS}, "content": content}
    if "ETag" in headers:
        answers["304"] = {"description": NOT_MODIFIED, "headers": {name: headers[name] for name in kept_headers(path)}}
    return answers


def _share(answer: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Let what an answer's shapes consist of stand beside all other shapes, where clients find it by name."""
    for shape in answer["content"].values():
        if parts := shape["schema"].pop("$defs", {}):
            schemas.update(parts, **{shape["schema"]["title"]: shape["schema"]})
            shape["schema"] = {"$ref": f"#/components/schemas/{shape['schema']['title']}"}


def _typed(value: str, schema: dict[str, Any]) -> object:
    """Spell the value of a parameter as its schema has it."""
    match schema.get("type"):
        case "array":
            return [value]
        case "integer":
            return int(value)
        case "number":
            return float(value)
        case _:
            return value


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop null from what a parameter may be, and is by default: in a URL it is left out instead."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    others = {key: value for key, value in schema.items() if key != "anyOf" and (key, value) != ("default", None)}
    return {**kinds[0], **others}


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
    description = f"{STATUSES[status]}: {', '.join(f'`{name}`' for name in codes)}."
    return {"description": description, "headers": refusal_headers(status), "content": {MEDIA_TYPE: content}}


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
