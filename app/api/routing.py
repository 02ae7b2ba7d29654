"""Routing: where an answer is computed, so that neither a thread nor a slow database costs more than it must."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.api.problems import ProblemError
from app.domain.errors import RivalryError
from app.store.patience import patience
from app.store.reader import Reader
from app.store.snapshot import state_explained

ANSWER_SECONDS = 8
"""How long one answer may wait for a server in all; then it is refused, and its thread is free."""

HELD = "rivalry.snapshot"
"""Where the scope of a request has the snapshot that it is answered from."""

FORESEEN = (RivalryError, ProblemError, HTTPException, RequestValidationError)
"""What an answer is refused with; anything else is a mistake of ours, or comes of a damaged file."""


class StoreRoute(APIRoute):
    """Answers from the store: its handlers and their dependencies are coroutines that never wait.

    FastAPI moves every plain function into a thread of its own, dependencies too, and each move costs more than most of
    them do. So a file is read where the request is, which takes microseconds; a database behind a network is read in
    one thread for all of the request, so that a slow one holds up nobody else, and none for longer than ANSWER_SECONDS.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answer = super().get_route_handler()

        async def answer_from_store(request: Request) -> Response:
            reader: Reader = request.app.state.reader
            try:
                with patience(ANSWER_SECONDS), state_explained(reader.engine):
                    return await answer(request)
            except FORESEEN:
                raise
            except Exception as error:
                reader.explain(error)
                raise
            finally:
                if held := request.scope.get(HELD):
                    held.close()

        async def answer_where_it_is_cheap(request: Request) -> Response:
            if request.app.state.reader.is_local:
                return await answer_from_store(request)
            return await run_in_threadpool(_run_through, answer_from_store(request))

        return answer_where_it_is_cheap


def as_json(answer: object, response: Response) -> Response:
    """Write an answer that is in its shape already, with the headers that `response` has been given."""
    body = answer if isinstance(answer, bytes) else to_json(answer)
    return Response(body, headers=dict(response.headers), media_type="application/json")


def _run_through(coroutine: Awaitable[Response]) -> Response:
    """Run a coroutine that never waits to its end."""
    steps = coroutine.__await__()
    try:
        next(steps)
    except StopIteration as end:
        response: Response = end.value
        return response
    raise RuntimeError("a handler of a StoreRoute waits for something")
