"""The endpoint: the Model Context Protocol over HTTP, in which every message is answered by itself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from mcp.server.caching import CacheHint
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.datastructures import Headers
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from app.agents.calling import Caller
from app.agents.messages import JSON, fault_of
from app.api.agents import AGENTS
from app.api.guards.bodies import BODY, MOST_BODY
from app.api.openapi import SUMMARY
from app.api.problems import ProblemError

INSTRUCTIONS = """\
Facts about a corporate rivalry. Every number has its source, its hedge and the range that the hedge allows; what is \
compared or computed comes from such numbers and shows its working.

Names are slugs: `search` finds them, `catalogue` lists them. Quote the sentence of an answer as it stands, and cite \
its sources; the address at its end answers the same for ever. null is not known, and not zero. A refusal says what is \
missing or what was meant.
"""

ANY = (b"accept", b"application/json, text/event-stream")
"""What somebody accepts who does not say (RFC 9110, 12.5.1)."""

NO_REBINDING = TransportSecuritySettings(enable_dns_rebinding_protection=False)
"""The SDK would answer loopback alone, or hosts and origins from a list. Which hosts are ours is a setting that holds
for every path; `is_misled` keeps off pages that come by another, and pages of every origin may ask by ours."""


class Endpoint:
    """Answers agents, each message by itself, so that any process can; asks the API of the app that it stands in."""

    def __init__(self, api: FastAPI) -> None:
        """Answer nothing yet."""
        self.api = api
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Answer as long as this lasts; what is not answered at its end never is."""
        self._manager = StreamableHTTPSessionManager(
            _speaker(self.api),
            json_response=True,
            stateless=True,
            security_settings=NO_REBINDING,
            max_request_body_size=MOST_BODY,
        )
        async with self._manager.run():
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, whose body was read. Raises ProblemError for one that a page was misled to."""
        if self._manager is None:
            raise RuntimeError("the app was not started")
        if self.api.state.outside.is_misled(scope):
            raise ProblemError("misdirected", "a page asks under a host that this server does not answer for")
        body: bytes = scope[BODY]
        if fault := fault_of(Headers(scope=scope).get("content-type", ""), body):
            return await fault.answer()(scope, receive, send)
        return await self._manager.handle_request(_plain(scope), _replay(body, receive), send)


def add_endpoint(api: FastAPI) -> Endpoint:
    """Let an app answer agents too."""
    endpoint = Endpoint(api)
    api.router.routes.append(Route(AGENTS, endpoint, methods=["POST"], include_in_schema=False))
    return endpoint


def _speaker(api: FastAPI) -> Server[dict[str, Any]]:
    """Put together what speaks the protocol."""
    caller = Caller(api.openapi())
    return Server(
        "retail-rivalry",
        title=api.title,
        version=api.version,
        description=SUMMARY,
        instructions=INSTRUCTIONS,
        website_url=api.state.outside.public_url,
        cache_hints={"tools/list": CacheHint(ttl_ms=1000 * api.state.outside.max_age, scope="public")},
        get_tool_input_schema=caller.input_of,
        on_list_tools=caller.list_tools,
        on_call_tool=caller.call_tool,
    )


def _plain(scope: Scope) -> Scope:
    """Spell what a request says of its body, and of what it accepts, as the SDK reads it: there are other ways."""
    headers = [pair for pair in scope["headers"] if pair[0] != b"content-type"]
    accepted = [] if any(name == b"accept" for name, _ in headers) else [ANY]
    return {**scope, "headers": [*headers, (b"content-type", JSON.encode()), *accepted]}


def _replay(body: bytes, receive: Receive) -> Receive:
    """Receive a body that was read before, and then whatever else comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
