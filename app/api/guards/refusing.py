"""Refusals given outside the app, with the headers that it would give them."""

from dataclasses import dataclass
from functools import partial

from starlette.types import Message, Receive, Scope, Send

from app.api.dependencies import EXPOSED
from app.api.holding import held_back
from app.api.middleware.cors import OpenToOrigins
from app.api.middleware.head import HeadAsGet
from app.api.middleware.security import SecurityHeaders
from app.api.problems import ProblemError, render


async def refuse(error: ProblemError, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request with a refusal that pages of other origins may read, as they may every answer of ours."""
    answer = SecurityHeaders(HeadAsGet(OpenToOrigins(render(error), exposed=EXPOSED)))
    await answer(scope, receive, send)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal that is the same for everybody: how its answer begins, and its body."""

    start: Message
    body: bytes

    async def give(self, scope: Scope, send: Send) -> None:
        """Answer a request with it."""
        await send(self.start)
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else self.body})


def spelt(error: ProblemError) -> Refusal:
    """Spell a refusal once, that is given often."""
    spelling = held_back(partial(refuse, error), {"type": "http", "method": "GET", "headers": []}, _nothing)
    try:
        spelling.send(None)
    except StopIteration as end:
        return Refusal(*end.value)
    raise RuntimeError("a refusal waits for something")


async def _nothing() -> Message:
    return {"type": "http.disconnect"}
