"""Refusals given outside the app, with the headers that it would give them."""

from starlette.types import Receive, Scope, Send

from app.api.dependencies import EXPOSED
from app.api.middleware.cors import OpenToOrigins
from app.api.middleware.head import HeadAsGet
from app.api.middleware.security import SecurityHeaders
from app.api.problems import ProblemError, render


async def refuse(error: ProblemError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with a refusal that pages of other origins may read, as they may every answer of ours."""
    answer = SecurityHeaders(HeadAsGet(OpenToOrigins(render(error), exposed=EXPOSED)))
    await answer(scope, receive, send)
