"""Tools: what they answer is what the API does, with its sentences, its sources and an address that lasts."""

import json
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from mcp import Client
from mcp_types import ListToolsResult

from app.agents.tools import COLLECTIONS
from tests.agents.asking import MODES, Mode, call, get, texts, with_agent
from tests.api.serving import Server

QUESTION = {"companies": "amazon,walmart", "metric": "revenue"}
FACT = "walmart-stores-fy2026-f18f1839a9"
CALLS: dict[str, tuple[str, dict[str, Any], str]] = {
    "a comparison": ("compare", QUESTION, "/v1/compare?companies=amazon,walmart&metric=revenue"),
    "numbers and nulls": (
        "compare",
        {**QUESTION, "tolerance": 0.001, "segment": None, "without": "cloud", "revision": 1},
        "/v1/compare?companies=amazon,walmart&metric=revenue&tolerance=0.001&without=cloud&revision=1",
    ),
    "as of a day": (
        "compare",
        {**QUESTION, "as_of": "2026-02-20"},
        "/v1/compare?companies=amazon,walmart&metric=revenue&as_of=2026-02-20",
    ),
    "a series": (
        "series",
        {**QUESTION, "transform": "growth", "from": "CY2020", "to": "CY2025"},
        "/v1/series?companies=amazon,walmart&metric=revenue&transform=growth&from=CY2020&to=CY2025",
    ),
    "claims": (
        "check",
        {"company": ["amazon"], "operation": ["gap", "level"], "limit": 3},
        "/v1/checks?company=amazon&operation=gap&operation=level&limit=3",
    ),
    "a claim": ("check", {"claim": "revenue-gap"}, "/v1/checks/revenue-gap"),
    "facts": (
        "find_facts",
        {"company": ["WMT"], "metric": ["stores", "revenue"], "sort": "-value", "limit": 7},
        "/v1/facts?company=WMT&metric=stores&metric=revenue&sort=-value&limit=7",
    ),
    "facts of two fields": (
        "find_facts",
        {"company": "WMT", "metric": "stores", "fields": "value"},
        "/v1/facts?company=WMT&metric=stores&fields=value",
    ),
    "no facts": ("find_facts", {"value_min": 1e299}, "/v1/facts?value_min=1e299"),
    "facts as of a day": (
        "find_facts",
        {"as_of": "2020-01-01", "limit": 1},
        "/v1/facts?as_of=2020-01-01&limit=1",
    ),
    "what words find": (
        "search",
        {"q": "wallmart stores 2026", "type": ["fact", "company"], "limit": 3},
        "/v1/search?q=wallmart+stores+2026&type=fact&type=company&limit=3",
    ),
    "a citation": ("cite", {"fact": FACT}, f"/v1/facts/{FACT}"),
    **{each: ("catalogue", {"collection": each, "limit": 4}, f"/v1/{each}?limit=4") for each in COLLECTIONS},
}
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "nobody's name": (
        "compare",
        {"companies": "amazon,walmrt", "metric": "revenue"},
        "/v1/compare?companies=amazon,walmrt&metric=revenue",
    ),
    "nothing": ("compare", {}, "/v1/compare"),
    "no such argument": ("compare", {"compnies": "amazon"}, "/v1/compare?compnies=amazon"),
    "too few facts": (
        "compare",
        {"companies": "amazon,walmart", "metric": "order-value-lift"},
        "/v1/compare?companies=amazon,walmart&metric=order-value-lift",
    ),
    "too many": ("find_facts", {"limit": 1001}, "/v1/facts?limit=1001"),
    "no number": ("find_facts", {"limit": True}, "/v1/facts?limit=true"),
    "several for one": (
        "compare",
        {**QUESTION, "metric": ["revenue", "stores"]},
        "/v1/compare?companies=amazon,walmart&metric=revenue&metric=stores",
    ),
    "no list of values": ("find_facts", {"company": ["a"] * 51}, f"/v1/facts?{'company=a&' * 51}"),
    "what cannot be printed": ("find_facts", {"company": "a\u0000"}, "/v1/facts?company=a%00"),
    "what is no text": ("find_facts", {"metric": {"a": [1]}}, "/v1/facts?metric=%7B%22a%22:+%5B1%5D%7D"),
    "no such claim": ("check", {"claim": "revenue-gaps"}, "/v1/checks/revenue-gaps"),
    "a claim and a filter": (
        "check",
        {"claim": "revenue-gap", "company": "amazon"},
        "/v1/checks/revenue-gap?company=amazon",
    ),
    "no such fact": ("cite", {"fact": f"{FACT}0"}, f"/v1/facts/{FACT}0"),
    "no such revision": ("cite", {"fact": FACT, "revision": 99}, f"/v1/facts/{FACT}?revision=99"),
    "another list's cursor": ("find_facts", {"cursor": "abc"}, "/v1/facts?cursor=abc"),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", CALLS)
def test_a_tool_answers_what_the_api_does(server: Server, name: str, mode: Mode) -> None:
    tool, arguments, address = CALLS[name]

    result = call(server, tool, arguments, mode)

    said, spelt = texts(result)
    status, body = get(server, address)
    answer = json.loads(body)
    assert (status, result.is_error) == (200, False)
    assert spelt == body.decode()
    assert result.structured_content == answer
    for each in (answer, *answer.get("items", [])):
        assert each.get("sentence", "") in said
    for source in answer.get("sources", []):
        assert source["citation"] in said


@pytest.mark.parametrize("name", CALLS)
def test_the_address_in_an_answer_names_its_revision_and_answers_the_same(on_file: Server, name: str) -> None:
    tool, arguments, _ = CALLS[name]

    said, spelt = texts(call(on_file, tool, arguments))

    found = urlsplit(said.rpartition("This answer: ")[2])
    assert found.netloc == f"127.0.0.1:{on_file.port}"
    assert "revision=1" in found.query.split("&")
    assert get(on_file, f"{found.path}?{found.query}") == (200, spelt.encode())


def test_facts_are_told_as_printed_with_their_sources_and_where_to_go_on(on_file: Server) -> None:
    asked = {"company": "walmart", "metric": "stores"}
    first = call(on_file, "find_facts", {**asked, "limit": 3})
    said, _ = texts(first)
    cursor = cast("dict[str, Any]", first.structured_content)["next"]

    last, _ = texts(call(on_file, "find_facts", {**asked, "limit": 3, "cursor": cursor}))

    _, source = get(on_file, "/v1/sources/walmart-location-facts")
    assert json.loads(source)["citation"] in said
    assert f"with the cursor {cursor}" in said
    assert f"{FACT}: more than 4,600, stores, walmart-us, FY2026, amazon-edges-past-walmart, paragraph 9" in last
    assert "There is more" not in last


def test_what_keeps_figures_from_being_compared_is_said(on_file: Server) -> None:
    said, _ = texts(call(on_file, "compare", QUESTION))
    as_of, _ = texts(call(on_file, "compare", {**QUESTION, "as_of": "2026-02-20"}))

    assert "Caution, period-ends-differ: 31 days apart." in said
    assert "Missing, undated-source: " in as_of


def test_a_citation_has_a_line_bibtex_and_csl(on_file: Server) -> None:
    result = call(on_file, "cite", {"fact": FACT})
    said, _ = texts(result)

    citation = cast("dict[str, Any]", result.structured_content)["citation"]
    assert citation["text"] in said
    assert citation["bibtex"] in said
    assert citation["csl"][0]["id"] == FACT
    assert citation["permalink"] == f"/v1/facts/{FACT}?revision=1"


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_api_refuses_is_an_error_of_the_tool(server: Server, name: str) -> None:
    tool, arguments, address = REFUSED[name]

    result = call(server, tool, arguments)

    said, spelt = texts(result)
    status, body = get(server, address)
    problem = json.loads(body)
    assert status >= 400
    assert (result.is_error, result.structured_content) == (True, None)
    assert spelt == body.decode()
    assert said.startswith(f"{problem['title']}: {problem['detail']}.")
    assert all(each["needs"] in said for each in problem.get("missing", []))
    assert f"Did you mean {problem['did_you_mean']}?" in said if problem.get("did_you_mean") else True


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("cite", {}, "Missing parameter: fact is needed."),
        ("cite", {"fact": None}, "Missing parameter: fact is needed."),
        ("cite", {"fact": "../dataset"}, "Not found: there is no fact '../dataset'."),
        ("cite", {"fact": f"{FACT}.jsonld"}, f"Not found: there is no fact '{FACT}.jsonld'."),
        ("cite", {"fact": ""}, "Not found: there is no fact ''."),
        ("cite", {"fact": "a?b#c%2e"}, "Not found: "),
        ("check", {"claim": "a\nb"}, "Not found: "),
        ("catalogue", {}, "Missing parameter: collection is needed."),
        ("catalogue", {"collection": "dataset"}, "Unknown value: collection 'dataset' does not exist."),
        ("catalogue", {"collection": "segments", "line": "cloud"}, "Unknown parameter: there is no parameter 'line'"),
    ],
)
def test_no_other_path_can_be_asked_for(on_file: Server, tool: str, arguments: dict[str, Any], said: str) -> None:
    result = call(on_file, tool, arguments)

    assert result.is_error
    assert texts(result)[0].startswith(said)


@pytest.mark.parametrize("mode", MODES)
def test_an_agent_learns_which_tools_there_are_and_that_they_change_nothing(server: Server, mode: Mode) -> None:
    async def do(agent: Client) -> tuple[str, str | None, ListToolsResult]:
        assert agent.server_info
        return agent.server_info.name, agent.instructions, await agent.list_tools()

    name, instructions, listed = with_agent(server, mode, do)

    assert name == "retail-rivalry"
    assert instructions
    assert "`catalogue`" in instructions
    assert [tool.name for tool in listed.tools] == [
        "compare",
        "series",
        "check",
        "find_facts",
        "search",
        "cite",
        "catalogue",
    ]
    for tool in listed.tools:
        hints = tool.annotations
        assert hints
        assert (hints.read_only_hint, hints.destructive_hint) == (True, False)
        assert (hints.idempotent_hint, hints.open_world_hint) == (True, False)
        assert tool.title
        assert tool.description


def test_what_an_answer_is_written_in_is_no_argument(on_file: Server) -> None:
    refused = call(on_file, "cite", {"fact": FACT, "format": "jsonld"})

    assert refused.is_error
    assert "no parameter 'format'" in texts(refused)[0]
