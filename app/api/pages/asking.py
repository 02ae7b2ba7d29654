"""Asking the API from within: what pages say is what it answers, and what it refuses they refuse."""

import json
from typing import Any
from urllib.parse import unquote

from fastapi import Request

from app.api.guards.turns import TURN
from app.api.holding import held_back
from app.api.problems import refusal_of


async def ask(request: Request, address: str) -> dict[str, Any]:
    """Return what this app answers to a GET of an address of its own, from what it keeps where it was asked before.

    Raises ProblemError with what it refuses.
    """
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
    answer: dict[str, Any] = json.loads(body)
    if start["status"] >= 400:  # noqa: PLR2004  where refusals begin
        raise refusal_of(answer)
    return answer
