"""Plain functions that ask as agents do: by the SDK's own client, or message by message."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import Any, Literal, TypeVar

from mcp import Client
from mcp_types import CallToolResult, TextContent

from tests.api.serving import Server

Mode = Literal["legacy", "auto"]
ResultT = TypeVar("ResultT")

MODES: tuple[Mode, ...] = ("legacy", "auto")
"""How the SDK's client begins: by the handshake that the protocol had until 2025, or as it does since 2026."""

JSON = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


def with_agent(server: Server, mode: Mode, do: Callable[[Client], Awaitable[ResultT]]) -> ResultT:
    """Connect the SDK's client to a server, and let it do something."""

    async def run() -> ResultT:
        async with Client(f"http://127.0.0.1:{server.port}/mcp", mode=mode) as agent:
            return await do(agent)

    return asyncio.run(run())


def call(server: Server, tool: str, arguments: dict[str, Any], mode: Mode = "auto") -> CallToolResult:
    """Call a tool, whose answer the client holds to the schema that the server listed."""

    async def do(agent: Client) -> CallToolResult:
        await agent.list_tools()
        return await agent.call_tool(tool, arguments)

    return with_agent(server, mode, do)


def texts(result: CallToolResult) -> tuple[str, str]:
    """Return what a result says in words, and its JSON."""
    said, spelt = result.content
    assert isinstance(said, TextContent)
    assert isinstance(spelt, TextContent)
    return said.text, spelt.text


def get(server: Server, address: str) -> tuple[int, bytes]:
    """Ask the API itself."""
    return ask(server, "GET", address)


def ask(
    server: Server, method: str, address: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Send a request; return status and body."""
    with closing(server.connect()) as connection:
        connection.request(method, address, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read()


def post(server: Server, body: bytes, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    """Send a message; return the status, and what the JSON of the answer says, None where it is empty."""
    status, answer = ask(server, "POST", "/mcp", body, JSON if headers is None else headers)
    return status, json.loads(answer) if answer else None


def message(method: str, **more: Any) -> bytes:  # noqa: ANN401  any JSON
    """Spell a message."""
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, **more}).encode()


def calling(tool: str, arguments: Any) -> bytes:  # noqa: ANN401  any JSON
    """Spell a call of a tool."""
    return message("tools/call", params={"name": tool, "arguments": arguments})
