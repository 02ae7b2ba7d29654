"""Calling: tools as the protocol lists them, and what comes of calling one."""

import json
from collections.abc import Mapping
from typing import Any, cast

from fastapi import Request
from mcp.server.context import ServerRequestContext
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    ToolAnnotations,
)
from mcp_types import (
    Tool as ListedTool,
)

from app.agents.saying import say_answer, say_refusal
from app.agents.tools import TOOLS, Document, Tool, description_of, input_of, output_of, pinned
from app.api.asking import Answered, ask_whole
from app.api.dependencies import REVISION_HEADER
from app.api.problems import ProblemError, render, unknown_parameter

Context = ServerRequestContext[dict[str, Any]]

MOST_CITED = 50
"""Sources of a list of facts that are cited, each of which is asked for: as long as lists mostly are."""

HINTS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
"""Nothing can be changed here, and nobody else is asked."""


class Caller:
    """Lists the tools, and calls them: each asks the API, and answers as it does."""

    def __init__(self, document: Document) -> None:
        """Describe the tools by the OpenAPI document of the app that is to be asked."""
        self._tools = {tool.name: tool for tool in TOOLS}
        self._inputs = {tool.name: input_of(tool, document) for tool in TOOLS}
        self._listed = ListToolsResult(tools=[self._describe(tool, document) for tool in TOOLS])

    def input_of(self, name: str) -> Mapping[str, Any] | None:
        """Return the schema of a tool's arguments; None for one that there is not."""
        return self._inputs.get(name)

    async def list_tools(self, _: Context, __: PaginatedRequestParams | None) -> ListToolsResult:
        """List every tool, on one page."""
        return self._listed

    async def call_tool(self, context: Context, asked: CallToolRequestParams) -> CallToolResult:
        """Call a tool. Raises MCPError for one that there is not."""
        tool = self._tools.get(asked.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"there is no such tool; there are {', '.join(self._tools)}")
        try:
            address = self._address(tool, asked.arguments or {})
        except ProblemError as error:
            return _refused(bytes(render(error).body))
        request = cast("Request", context.request)  # there always is one over HTTP
        answered = await ask_whole(request, address)
        if answered.is_refused:
            return _refused(answered.body)
        revision = answered.headers[REVISION_HEADER]
        is_pinned = asked.arguments and asked.arguments.get("revision") is not None
        where = address if is_pinned else pinned(address, [("revision", revision)])
        return await _answer(request, where, answered)

    def _address(self, tool: Tool, arguments: Mapping[str, Any]) -> str:
        """Return what is asked of the API. Raises ProblemError for an argument that there is not."""
        known = self._inputs[tool.name]["properties"]
        if unknown := [name for name in arguments if name not in known]:
            raise unknown_parameter(unknown[0], known)
        return tool.address(arguments)

    def _describe(self, tool: Tool, document: Document) -> ListedTool:
        return ListedTool(
            name=tool.name,
            title=tool.title,
            description=description_of(tool, document),
            input_schema=self._inputs[tool.name],
            output_schema=output_of(tool, document),
            annotations=HINTS,
        )


async def _answer(request: Request, where: str, answered: Answered) -> CallToolResult:
    """Answer in words, and as the API does; for who reads but the words, its JSON stands there too, byte for byte."""
    answer, revision = answered.content, answered.headers[REVISION_HEADER]
    origin: str = request.app.state.outside.origin(request.scope)
    said = say_answer(answer, await _cited(request, answer, revision), origin + where)
    return CallToolResult(
        content=[TextContent(text=said), TextContent(text=answered.body.decode())], structured_content=answer
    )


async def _cited(request: Request, answer: dict[str, Any], revision: str) -> list[dict[str, Any]]:
    """Ask for sources that an answer names and does not cite, as they were in its revision."""
    named = [] if "sources" in answer else [each["source"] for each in answer.get("items", []) if "source" in each]
    asked = [f"/v1/sources/{slug}?revision={revision}" for slug in list(dict.fromkeys(named))[:MOST_CITED]]
    found = [await ask_whole(request, address) for address in asked]
    return [each.content for each in found if not each.is_refused]


def _refused(problem: bytes) -> CallToolResult:
    """Refuse as the API does, in words and as it spells it."""
    said = say_refusal(json.loads(problem))
    return CallToolResult(content=[TextContent(text=said), TextContent(text=problem.decode())], is_error=True)
