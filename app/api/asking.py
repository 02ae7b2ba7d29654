"""Asking the API from within: what pages and agents say is what it answers, and what it refuses they refuse."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from fastapi import Request
from starlette.datastructures import Headers

from app.api.guards.turns import TURN
from app.api.holding import held_back
from app.api.problems import refusal_of


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it would be sent: JSON or, where `is_refused`, a problem."""

    status: int
    headers: Headers
    body: bytes

    @property
    def is_refused(self) -> bool:
        """Whether it is a refusal."""
        return self.status >= 400  # noqa: PLR2004  where refusals begin

    @property
    def content(self) -> dict[str, Any]:
        """What the JSON says."""
        content: dict[str, Any] = json.loads(self.body)
        return content


async def ask(request: Request, address: str) -> dict[str, Any]:
    """Return what this app answers to a GET of an address of its own. Raises ProblemError with what it refuses."""
    answered = await ask_whole(request, address)
    if answered.is_refused:
        raise refusal_of(answered.content)
    return answered.content


async def ask_whole(request: Request, address: str) -> Answered:
    """Answer a GET of an address of this app, refusals too, from what it keeps where it was asked before."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": request.scope["scheme"],
        "server": request.scope.get("server"),
        "client": request.scope.get("client"),
        "root_path": "",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [],
        TURN: request.scope.get(TURN),
    }
    start, body = await held_back(request.app.state.whole, scope, request.receive)
    return Answered(start["status"], Headers(raw=start["headers"]), body)
