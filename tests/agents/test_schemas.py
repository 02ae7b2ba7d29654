"""Schemas: they are valid, they are those of the OpenAPI document, and what tools answer fits them."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp_types import Tool

from app.agents.tools import TOOLS
from tests.agents.asking import get, message, post
from tests.agents.test_tools import CALLS
from tests.api.serving import Server


@pytest.fixture(scope="module")
def document(on_file: Server) -> dict[str, Any]:
    """Return the OpenAPI document as it is served."""
    served: dict[str, Any] = json.loads(get(on_file, "/openapi.json")[1])
    return served


@pytest.fixture(scope="module")
def listed(on_file: Server) -> dict[str, Tool]:
    """Return the tools as they are listed."""
    _, answer = post(on_file, message("tools/list"))
    return {each["name"]: Tool.model_validate(each) for each in answer["result"]["tools"]}


@pytest.mark.parametrize("name", [tool.name for tool in TOOLS])
def test_every_schema_is_one_of_2020_12_about_an_object(listed: dict[str, Tool], name: str) -> None:
    tool = listed[name]
    for schema in (tool.input_schema, tool.output_schema):
        assert schema
        Draft202012Validator.check_schema(schema)
        assert schema["type"] == "object"
        names = set(schema.get("$defs", {}))
        referred = {each.rpartition("/")[2] for each in json.dumps(schema).split('"') if each.startswith("#/")}
        assert referred == names
    assert tool.input_schema["additionalProperties"] is False


def test_the_list_is_short_for_agents_read_all_of_it(listed: dict[str, Tool]) -> None:
    assert sum(len(tool.model_dump_json()) for tool in listed.values()) < 60_000
    for tool in listed.values():
        assert "description" not in json.dumps(tool.output_schema).replace('"description": {', "")


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("compare", "/v1/compare"),
        ("series", "/v1/series"),
        ("find_facts", "/v1/facts"),
        ("search", "/v1/search"),
        ("cite", "/v1/facts/{fact}"),
    ],
)
def test_arguments_are_the_parameters_of_the_api(
    listed: dict[str, Tool], document: dict[str, Any], name: str, path: str
) -> None:
    parameters = document["paths"][path]["get"]["parameters"]
    asked = [each for each in parameters if each["in"] != "header" and each["name"] != "format"]

    properties = listed[name].input_schema["properties"]

    assert list(properties) == [each["name"] for each in asked]
    assert listed[name].input_schema["required"] == [each["name"] for each in asked if each["required"]]
    for each in asked:
        known = {key: value for key, value in each["schema"].items() if key != "title"}
        assert properties[each["name"]] == {**known, "description": each["description"]}


def test_a_check_is_of_one_claim_or_of_many(listed: dict[str, Tool], document: dict[str, Any]) -> None:
    asked = {each["name"] for each in document["paths"]["/v1/checks"]["get"]["parameters"] if each["in"] == "query"}

    schema = listed["check"].input_schema

    assert set(schema["properties"]) == {*asked, "claim"}
    assert schema["required"] == []


def test_a_catalogue_is_of_one_collection(listed: dict[str, Tool]) -> None:
    schema = listed["catalogue"].input_schema

    assert set(schema["properties"]) == {"collection", "limit", "cursor", "revision"}
    assert schema["required"] == ["collection"]


@pytest.mark.parametrize("name", CALLS)
def test_what_the_api_answers_fits_the_schema_of_the_tool(on_file: Server, listed: dict[str, Tool], name: str) -> None:
    tool, arguments, address = CALLS[name]
    _, body = get(on_file, address)
    output = listed[tool].output_schema
    assert output

    kinds = {key: value if not isinstance(value, str) else [value] for key, value in arguments.items()}
    lists = {key for key, each in listed[tool].input_schema["properties"].items() if each.get("type") == "array"}
    asked = {key: kinds[key] if key in lists else value for key, value in arguments.items() if value is not None}
    assert list(Draft202012Validator(listed[tool].input_schema).iter_errors(asked)) == []
    assert list(Draft202012Validator(output).iter_errors(json.loads(body))) == []
