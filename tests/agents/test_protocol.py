"""The protocol, message by message: what a client may send that nobody here wrote, and what it may send in malice."""

import json
import time
from contextlib import closing
from typing import Any

import pytest

from app.agents.tools import TOOLS
from app.api.guards.bodies import MOST_BODY
from tests.agents.asking import JSON, ask, calling, message, post
from tests.api.serving import Server

PARSE_ERROR, INVALID_REQUEST, NO_METHOD, INVALID_PARAMS = -32700, -32600, -32601, -32602
QUESTION = {"companies": "amazon,walmart", "metric": "revenue"}
MODERN = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
}
HANDSHAKE = {"capabilities": {}, "clientInfo": {"name": "somebody", "version": "1"}}

NO_MESSAGES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", PARSE_ERROR),
    "no JSON": (b"{", PARSE_ERROR),
    "no text": (b"\xff\xfe\x00", PARSE_ERROR),
    "more than JSON": (message("ping") + b"x", PARSE_ERROR),
    "a mark of order": (b"\xef\xbb\xbf" + message("ping"), PARSE_ERROR),
    "deep lists": (b"[" * 7_000, PARSE_ERROR),
    "deep objects": (
        b'{"jsonrpc":"2.0","id":1,"method":"ping","params":' + b'{"a":' * 2000 + b"1" + b"}" * 2001,
        PARSE_ERROR,
    ),
    "half a character": (b'{"jsonrpc":"2.0","id":"\\ud800","method":"ping"}', PARSE_ERROR),
    "half a character in an argument": (calling("compare", {}).replace(b"{}", b'{"metric":"\\udfff"}'), PARSE_ERROR),
    "no number": (b'{"jsonrpc":"2.0","id":NaN,"method":"ping"}', PARSE_ERROR),
    "a number of 5,000 digits": (b'{"jsonrpc":"2.0","id":' + b"9" * 5000 + b',"method":"ping"}', PARSE_ERROR),
    "as much as is read": (b"x" * MOST_BODY, PARSE_ERROR),
    "a text": (b'"ping"', INVALID_REQUEST),
    "null": (b"null", INVALID_REQUEST),
    "a batch": (b"[" + message("ping") + b"]", INVALID_REQUEST),
    "an empty batch": (b"[]", INVALID_REQUEST),
    "an empty object": (b"{}", INVALID_REQUEST),
    "JSON-RPC 1": (b'{"jsonrpc":"1.0","id":1,"method":"ping"}', INVALID_REQUEST),
    "no method": (b'{"jsonrpc":"2.0","id":1}', INVALID_REQUEST),
    "an answer": (b'{"jsonrpc":"2.0","id":1,"result":{}}', INVALID_REQUEST),
    "a method that is no text": (b'{"jsonrpc":"2.0","id":1,"method":1}', INVALID_REQUEST),
    "a null for an id": (b'{"jsonrpc":"2.0","id":null,"method":"ping"}', INVALID_REQUEST),
    "true for an id": (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', INVALID_REQUEST),
    "half an id": (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', INVALID_REQUEST),
    "parameters in a list": (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}', INVALID_REQUEST),
}
WRONG: dict[str, tuple[bytes, int]] = {
    "no such method": (message("nope/nope"), NO_METHOD),
    "a method that we have not": (message("resources/list"), NO_METHOD),
    "no such tool": (calling("rm", {}), INVALID_PARAMS),
    "a tool without a name": (message("tools/call", params={}), INVALID_PARAMS),
    "a tool that is a number": (message("tools/call", params={"name": 5}), INVALID_PARAMS),
    "arguments in a list": (calling("compare", [1]), INVALID_PARAMS),
    "arguments in a text": (calling("compare", "amazon"), INVALID_PARAMS),
    "half a handshake": (message("initialize"), INVALID_PARAMS),
}


@pytest.mark.parametrize("headers", [JSON, {**JSON, "MCP-Protocol-Version": "2026-07-28"}], ids=["2025", "2026"])
@pytest.mark.parametrize("name", NO_MESSAGES)
def test_what_is_no_message_is_refused_by_400(on_file: Server, name: str, headers: dict[str, str]) -> None:
    sent, code = NO_MESSAGES[name]

    status, answer = post(on_file, sent, headers)

    assert status == 400
    assert (answer["jsonrpc"], answer["id"], answer["error"]["code"]) == ("2.0", None, code)
    assert len(answer["error"]["message"]) < 100


@pytest.mark.parametrize("name", WRONG)
def test_a_message_that_asks_for_what_there_is_not_is_answered_by_an_error(on_file: Server, name: str) -> None:
    sent, code = WRONG[name]

    status, answer = post(on_file, sent)

    assert (status, answer["id"], answer["error"]["code"]) == (200, 1, code)


@pytest.mark.parametrize(
    "arguments",
    [
        {"companies": [[[[["amazon"]]]]]},
        {**QUESTION, "tolerance": 10**300},
        {**QUESTION, "period": "latest' OR 1=1 --"},
        {**QUESTION, "__proto__": {"a": 1}},
        {**QUESTION, "without": "\u202e\u0000\r\nX-Header: 1"},
        {"companies": "amazon," * 1500, "metric": "revenue"},
        {"companies": 1e308, "metric": None},
        {"": ""},
        {"companies": {"$ref": "file:///etc/passwd"}, "metric": "../../etc/passwd"},
    ],
)
def test_arguments_in_malice_are_refused_by_the_tool(on_file: Server, arguments: dict[str, Any]) -> None:
    status, answer = post(on_file, calling("compare", arguments))

    assert status == 200
    assert answer["result"]["isError"] is True
    assert json.loads(answer["result"]["content"][1]["text"])["status"] == 422


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonp"])
def test_what_does_not_say_that_it_is_json_is_refused_by_415(on_file: Server, kind: str | None) -> None:
    status, answer = post(on_file, message("ping"), {"Content-Type": kind} if kind else {})

    assert (status, answer["error"]["code"]) == (415, INVALID_REQUEST)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/json"},
        {"Content-Type": "Application/JSON; charset=utf-8", "Accept": "*/*"},
        {**JSON, "Mcp-Session-Id": "of-somebody-else"},
        {**JSON, "MCP-Protocol-Version": "2025-03-26"},
        {**JSON, "Origin": "https://widgets.example"},
        {**JSON, "Host": "facts.example"},
        {**JSON, "Host": "localhost:1", "Origin": "http://localhost:1"},
        {**JSON, "Host": "127.0.0.1"},
    ],
    ids=[
        "no Accept",
        "another spelling",
        "a session",
        "an older version",
        "a page",
        "a name",
        "a page from here",
        "an address",
    ],
)
def test_a_message_is_answered_whatever_else_its_request_says(on_file: Server, headers: dict[str, str]) -> None:
    assert post(on_file, message("ping"), headers) == (200, {"jsonrpc": "2.0", "id": 1, "result": {}})


def test_a_page_whose_name_was_made_to_lead_here_is_refused(on_file: Server) -> None:
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""):
        status, answer = post(on_file, message("ping"), {**JSON, "Host": host, "Origin": f"http://{host}"})

        assert (status, answer["code"]) == (421, "misdirected")


def test_who_takes_no_json_is_refused_by_406(on_file: Server) -> None:
    assert post(on_file, message("ping"), {**JSON, "Accept": "text/html"})[0] == 406


@pytest.mark.parametrize("version", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "9999"])
def test_every_version_of_the_handshake_is_spoken(on_file: Server, version: str) -> None:
    status, answer = post(on_file, message("initialize", params={**HANDSHAKE, "protocolVersion": version}))

    agreed = answer["result"]["protocolVersion"]
    assert status == 200
    assert agreed == ("2025-11-25" if version == "9999" else version)
    assert set(answer["result"]["capabilities"]) == {"tools"}
    for name in ("tools/list", "ping"):
        assert post(on_file, message(name), {**JSON, "MCP-Protocol-Version": agreed})[0] == 200


def test_the_version_without_a_handshake_is_spoken(on_file: Server) -> None:
    headers = {**JSON, "MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/call", "Mcp-Name": "check"}
    params = {"name": "check", "arguments": {"claim": "revenue-gap"}, "_meta": MODERN}

    status, answer = post(on_file, message("tools/call", params=params), headers)

    assert status == 200
    assert answer["result"]["structuredContent"]["result"] == "consistent"


@pytest.mark.parametrize("version", ["1999-01-01", "x" * 5000])
def test_no_other_version_is(on_file: Server, version: str) -> None:
    status, answer = post(on_file, message("ping"), {**JSON, "MCP-Protocol-Version": version})

    assert status == 400
    assert answer["error"]["code"] < 0


@pytest.mark.parametrize("name", ["notifications/initialized", "notifications/cancelled", "notifications/nonsense"])
def test_a_notification_is_taken_without_an_answer(on_file: Server, name: str) -> None:
    sent = json.dumps({"jsonrpc": "2.0", "method": name, "params": {"requestId": [1]}}).encode()

    assert post(on_file, sent) == (202, None)


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "PUT", "OPTIONS"])
@pytest.mark.parametrize("accept", ["text/event-stream", "text/html", "*/*"])
def test_nothing_but_post_is_served(on_file: Server, method: str, accept: str) -> None:
    with closing(on_file.connect()) as connection:
        connection.request(method, "/mcp", headers={"Accept": accept})
        response = connection.getresponse()
        body = response.read()

    assert (response.status, response.headers["Allow"]) == (405, "POST")
    if method != "HEAD":
        assert (json.loads(body)["code"], json.loads(body)["allowed"]) == ("method-not-allowed", ["POST"])


def test_a_page_of_another_origin_may_post(on_file: Server) -> None:
    with closing(on_file.connect()) as connection:
        asked = {
            "Origin": "https://widgets.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type, mcp-protocol-version, mcp-method, mcp-name",
        }
        connection.request("OPTIONS", "/mcp", headers=asked)
        before = connection.getresponse()
        before.read()
        connection.request("POST", "/mcp", message("ping"), {**JSON, "Origin": "https://widgets.example"})
        answer = connection.getresponse()
        answer.read()

    assert before.status == 204
    assert before.headers["Access-Control-Allow-Methods"] == "POST"
    assert before.headers["Access-Control-Allow-Headers"] == "*"
    for each in (before, answer):
        assert each.headers["Access-Control-Allow-Origin"] == "*"


def test_a_body_that_is_too_large_is_refused(on_file: Server) -> None:
    status, answer = post(on_file, b" " * (MOST_BODY + 1) + message("ping"))

    assert (status, answer["code"]) == (413, "body-too-large")


@pytest.mark.parametrize("address", ["/mcp/", "/mcp/tools", "/MCP"])
def test_there_is_one_path(on_file: Server, address: str) -> None:
    assert ask(on_file, "POST", address, message("ping"), JSON)[0] == 404


def test_the_document_of_the_api_does_not_list_it(on_file: Server) -> None:
    _, document = ask(on_file, "GET", "/openapi.json")

    assert "/mcp" not in json.loads(document)["paths"]


def test_a_language_model_is_told_where_it_is(on_file: Server) -> None:
    _, text = ask(on_file, "GET", "/llms.txt")

    assert f"http://127.0.0.1:{on_file.port}/mcp" in text.decode()


def test_requests_are_counted_and_logged_under_one_route(on_file: Server) -> None:
    post(on_file, message("ping"), {**JSON, "X-Request-Id": "an-agent"})
    _, measured = ask(on_file, "GET", "/metrics")

    assert 'rivalry_http_requests_total{method="POST",route="/mcp",status="200"}' in measured.decode()
    while not any('"id":"an-agent"' in line for line in on_file.log):
        time.sleep(0.01)
    (line,) = (json.loads(line) for line in on_file.log if '"id":"an-agent"' in line)
    assert (line["method"], line["path"], line["route"], line["status"]) == ("POST", "/mcp", "/mcp", 200)


def test_no_more_is_listed_than_an_agent_needs(on_file: Server) -> None:
    """All that is listed is read by a model, and most of it again and again."""
    _, answer = post(on_file, message("tools/list"))

    tools = answer["result"]["tools"]
    assert len(tools) == len(TOOLS)
    assert len(json.dumps([{**tool, "outputSchema": None} for tool in tools])) < 20_000
