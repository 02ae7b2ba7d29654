"""The OpenAPI document: valid, complete, pinned, and every example in it is what is really answered."""

import json
import unicodedata
from collections import Counter
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from openapi_spec_validator import validate
from starlette.testclient import TestClient

from app.api.openapi import BYTES, load_example
from app.api.problems import CODES
from tests.api.asking import misfits
from tests.record_examples import REQUESTS, shown

PINNED = {
    "/v1/compare": "compare",
    "/v1/compare/scorecard": "compare_scorecard",
    "/v1/compare/strategies": "compare_strategies",
    "/v1/series": "show_series",
    "/v1/crossovers": "list_crossovers",
    "/v1/search": "search",
    "/v1/resolve": "resolve",
    "/v1/charts/compare.svg": "draw_comparison_svg",
    "/v1/charts/compare.png": "draw_comparison_png",
    "/v1/charts/compare.vl.json": "specify_comparison",
    "/v1/charts/series.svg": "draw_series_svg",
    "/v1/charts/series.png": "draw_series_png",
    "/v1/charts/series.vl.json": "specify_series",
    "/v1/charts/mix.svg": "draw_mix_svg",
    "/v1/charts/mix.png": "draw_mix_png",
    "/v1/charts/mix.vl.json": "specify_mix",
    "/v1/checks": "list_checks",
    "/v1/checks/{claim}": "show_check",
    "/v1/facts": "list_facts",
    "/v1/facts/{fact}": "show_fact",
    "/v1/companies": "list_companies",
    "/v1/companies/{company}": "show_company",
    "/v1/companies/{company}/mix": "show_mix",
    "/v1/metrics": "list_metrics",
    "/v1/metrics/{metric}": "show_metric",
    "/v1/segments": "list_segments",
    "/v1/segments/{segment}": "show_segment",
    "/v1/initiatives": "list_initiatives",
    "/v1/initiatives/{initiative}": "show_initiative",
    "/v1/statements": "list_statements",
    "/v1/sources": "list_sources",
    "/v1/sources/{source}": "show_source",
    "/v1/dataset": "show_dataset",
    "/v1/dataset/changes": "list_changes",
    "/v1/dataset/revisions": "list_revisions",
    "/v1/export/facts.csv": "export_facts_csv",
    "/v1/export/facts.ndjson": "export_facts_ndjson",
    "/v1/export/{table}.csv": "export_table",
    "/v1/export/datapackage.json": "export_descriptor",
    "/v1/export/datapackage.zip": "export_package",
    "/v1/export/database": "export_database",
    "/oembed": "show_oembed",
    "/healthz": "show_health",
    "/readyz": "show_readiness",
    "/problems/{code}": "show_problem",
}
"""None is renamed or removed within /v1."""

FILES = {
    "export_facts_csv": "text/csv",
    "export_facts_ndjson": "application/x-ndjson",
    "export_table": "text/csv",
    "export_package": "application/zip",
    "export_database": "application/vnd.sqlite3",
    "draw_comparison_svg": "image/svg+xml",
    "draw_comparison_png": "image/png",
    "draw_series_svg": "image/svg+xml",
    "draw_series_png": "image/png",
    "draw_mix_svg": "image/svg+xml",
    "draw_mix_png": "image/png",
}
"""What is no plain JSON."""
BESIDE = {
    "show_fact": {"application/ld+json": "show_fact.jsonld"},
    "show_check": {"application/ld+json": "show_check.jsonld"},
    "show_dataset": {"application/ld+json": "show_dataset.jsonld"},
    "list_changes": {"application/atom+xml": "list_changes.atom"},
}
"""What can be had beside JSON, and the name of its example."""

NEVER_REFUSED = ("show_health", "show_readiness")
EVERY_OPERATION = pytest.mark.parametrize("operation", list(PINNED.values()))

Described = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> Described:
    """Return what the document says of each operation, by its id, with its path."""
    return {
        each["operationId"]: {**each, "path": path}
        for path, methods in document["paths"].items()
        for each in methods.values()
    }


TIMES = ("created", "dateModified", "since")


def undated(answer: object) -> str:
    """Spell an answer without the time of loading, in which databases differ."""

    def without(value: Any) -> Any:  # noqa: ANN401  any JSON
        if isinstance(value, dict):
            return {key: "some time" if key in TIMES else without(each) for key, each in value.items()}
        return [without(each) for each in value] if isinstance(value, list) else value

    return json.dumps(without(answer), indent=1)


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)

    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "Retail Rivalry"


def test_tools_that_read_yaml_can_read_the_document(client: TestClient, document: dict[str, Any]) -> None:
    served = client.get("/openapi.json").text

    assert {character for character in served if unicodedata.category(character) == "Cc"} <= {"\n", "\t"}
    assert yaml.safe_load(served)["paths"].keys() == document["paths"].keys()


def test_paths_and_operation_ids_are_pinned(document: dict[str, Any]) -> None:
    served = {
        path: {method: each["operationId"] for method, each in methods.items()}
        for path, methods in document["paths"].items()
    }

    assert served == {path: {"get": operation} for path, operation in PINNED.items()}
    assert max(Counter(PINNED.values()).values()) == 1


def test_an_example_is_recorded_for_every_operation(operations: Described) -> None:
    assert set(REQUESTS) == {*operations, *(each for beside in BESIDE.values() for each in beside.values())}


@EVERY_OPERATION
def test_every_operation_says_what_it_does(operations: Described, operation: str) -> None:
    described = operations[operation]

    assert described["summary"]
    assert described["description"].strip().endswith((".", "?"))
    assert described["tags"]


@EVERY_OPERATION
def test_every_operation_lists_all_its_statuses(operations: Described, operation: str) -> None:
    path = operations[operation]["path"]
    expected = {"200", "400", "408", "413", "414", "431", "500"}
    if path.startswith("/v1"):
        expected |= {"304", "422", "503"}
    if "{" in path:
        expected |= {"404", "422"}
    if path.startswith("/problems"):
        expected |= {"304"}
    if path == "/oembed":
        expected |= {"304", "404", "422", "501", "503"}
    if path in ("/v1/export/database", "/v1/export/datapackage.zip"):
        expected |= {"206", "416"}
    if path == "/readyz":
        expected |= {"503"}
    if path not in ("/healthz", "/readyz"):
        expected |= {"421", "429"}

    responses = operations[operation]["responses"]

    assert set(responses) == expected
    assert all(response["description"] for response in responses.values())
    for status, response in responses.items():
        own = [FILES.get(operation, "application/json"), *BESIDE.get(operation, {})]
        kinds = {"200": own, "206": own, "304": []}.get(status, ["application/problem+json"])
        assert list(response.get("content", [])) == kinds


@EVERY_OPERATION
def test_answers_of_the_dataset_document_the_headers_that_they_have(
    client: TestClient, operations: Described, operation: str
) -> None:
    documented = set(operations[operation]["responses"]["200"].get("headers", {}))

    sent = client.get(REQUESTS[operation][0]).headers

    names = ("ETag", "Cache-Control", "Dataset-Revision")
    optional = ("Link", "Content-Disposition", "Accept-Ranges", "Cache-Status", "Warning")
    expected = {"/v1": set(names), "/problems": {"ETag", "Cache-Control"}, "/oembed": {"ETag", "Cache-Control"}}
    place = operations[operation]["path"]
    assert documented - set(optional) - {"X-Request-Id"} == next(
        (given for at, given in expected.items() if place.startswith(at)), set()
    )
    assert {name for name in (*names, *optional) if name in sent} | {"X-Request-Id"} <= documented


def test_every_code_is_documented_with_some_status(operations: Described) -> None:
    text = json.dumps([each["responses"] for each in operations.values()])

    assert [code for code in CODES if f"`{code}`" not in text] == ["method-not-allowed"]


@EVERY_OPERATION
def test_every_parameter_says_what_it_means(operations: Described, operation: str) -> None:
    for parameter in operations[operation].get("parameters", []):
        assert parameter.get("description"), parameter["name"]


@EVERY_OPERATION
def test_the_example_is_what_is_answered(
    client: TestClient, document: dict[str, Any], operations: Described, operation: str
) -> None:
    for kind, content in operations[operation]["responses"]["200"]["content"].items():
        recorded = load_example(operation, kind)

        response = client.get(recorded["request"])

        assert response.status_code == 200
        assert recorded["request"] == REQUESTS[BESIDE.get(operation, {}).get(kind, operation)][0]
        if kind in BYTES:
            assert "example" not in content
            continue
        assert undated(shown(response)) == undated(content["example"])
        assert misfits(document, content["schema"], content["example"]) == []


@EVERY_OPERATION
def test_the_recorded_refusals_are_what_is_answered(client: TestClient, operation: str) -> None:
    refusals = load_example(operation)["refusals"]

    answers = [client.get(each["request"]).json() for each in refusals]

    assert [each["request"] for each in refusals] == REQUESTS[operation][1:]
    assert answers == [each["response"] for each in refusals]
    assert bool(refusals) is (operation not in NEVER_REFUSED)


@EVERY_OPERATION
def test_refusals_stand_as_examples_beside_their_status(operations: Described, operation: str) -> None:
    refusals = load_example(operation)["refusals"]

    responses = operations[operation]["responses"]
    shown = [
        example["value"]
        for response in responses.values()
        for kind, content in response.get("content", {}).items()
        if kind == "application/problem+json"
        for example in content.get("examples", {}).values()
    ]
    assert all(each["response"] in shown for each in refusals)
    assert {str(each["status"]) for each in shown} == {status for status in responses if status >= "400"}
    for each in refusals:
        examples = responses[str(each["response"]["status"])]["content"]["application/problem+json"]["examples"]
        assert examples[each["response"]["code"]]["summary"] == each["request"]


@EVERY_OPERATION
def test_a_parameter_s_example_is_that_of_the_recorded_request(operations: Described, operation: str) -> None:
    request = REQUESTS[operation][0]
    parameters = operations[operation].get("parameters", [])

    for parameter in parameters:
        example = parameter.get("example")
        if example is not None:
            assert str(example[0] if isinstance(example, list) else example) in unquote(request)
            assert isinstance(example, list) is (parameter["schema"].get("type") == "array")
    assert all("example" in each for each in parameters if each["in"] == "path" or each["required"])


def test_every_schema_that_is_named_is_there_and_every_one_there_is_named(document: dict[str, Any]) -> None:
    text = json.dumps(document)

    for name in document["components"]["schemas"]:
        assert f'"#/components/schemas/{name}"' in text, name
    assert "HTTPValidationError" not in text
