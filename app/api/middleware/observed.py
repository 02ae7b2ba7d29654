"""Observing: every request has an id, a line in the log, and counts."""

import logging
import os
import re
from asyncio import CancelledError
from collections.abc import Awaitable
from functools import lru_cache
from itertools import count
from time import perf_counter, time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.middleware.cache import FOUND
from app.api.middleware.faults import BrokenOffError
from app.api.middleware.templates import Templates
from app.store.damage import DamagedRowError
from app.watching.counting import RouteNumbers
from app.watching.journal import Journal
from app.watching.lines import ASKED, BROKEN_OFF, Clock, spelled

log = logging.getLogger(__name__)

REQUEST_ID = "X-Request-Id"

TRACE = "rivalry.trace"
"""Where the scope of a request has the id of its trace, where we make traces ourselves."""

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
OTHER_METHOD = "other"
"""What every other method is counted as: strangers make up as many as they like."""

GONE = 499
BROKEN = 500
BROKEN_OFF_BY_DATABASE = 503
"""Statuses of the log and the counts alone, where nobody was told one, or another one before it broke off: the client
went away before the answer was whole (as nginx has it), we failed, or the database did."""

MOST_OF_A_PATH = 300
MOST_OF_A_QUERY = 600
MOST_OF_AN_AGENT = 200
"""Characters that a line has of each; of what mostly has to be escaped, a third. So a line stays within what a pipe
takes whole."""

_HARMLESS = re.compile(rb"[A-Za-z0-9._~+/=:@-]{1,128}")
_TRACE_PARENT = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")
"""A `traceparent` (W3C Trace Context, 3.2.2), of any version."""


class Observed:
    """Gives every request an id, returns it on the answer, and counts and logs how the request was answered.

    An `X-Request-Id` of 1 to 128 letters, digits and `._~+/=:@-` is taken as it is; where there is none, or another
    one, an id is made. A `traceparent` is logged as `trace`. Stands outside everything, so that refusals and answers
    that are kept are observed as well, and costs a few microseconds; what is found in no router is found by its path.

    Times end when the last byte is given to the server, which may be before the client has it.
    """

    def __init__(self, app: ASGIApp, *, templates: Templates, journal: Journal | None, answer: ASGIApp) -> None:
        """Wrap an app; without a journal no request is logged. `answer` answers where the app raises."""
        self.app, self.templates, self.journal, self.answer = app, templates, journal, answer
        self.in_flight = 0
        self._clock = Clock()
        self._first, self._numbers = os.urandom(6).hex(), count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        begun = perf_counter()
        exchange = Exchange(scope, receive, send)
        if not exchange.id:
            exchange.id = self._new_id()
        ASKED.set(exchange.id)  # never reset: what the server says when we raise is about this request too
        self.in_flight += 1
        try:
            await self.app(scope, exchange.receive, exchange.send)
        except CancelledError:
            exchange.is_gone = True
            raise
        except BrokenOffError as error:
            exchange.broken = BROKEN_OFF_BY_DATABASE
            BROKEN_OFF.set(True)  # the server, to which the answer just ends, has nothing to add
            suspect = error.__cause__ if isinstance(error.__cause__, DamagedRowError) else None
            log.warning("an answer was broken off: %s", error, exc_info=suspect)
        except Exception as error:
            exchange.broken = BROKEN
            if exchange.status:
                raise  # the server breaks the answer off, and logs why
            log.exception("a request failed", exc_info=error)
            await self.answer(scope, receive, exchange.send)
        finally:
            self.in_flight -= 1
            self._note(scope, exchange, perf_counter() - begun)
        return None

    def refused(self, status: int, client: tuple[str, int] | None, method: str, address: bytes) -> tuple[bytes, bytes]:
        """Note what was refused before it became a request; return the header with the id that it was given."""
        path, _, query = address.partition(b"?")
        scope = {
            "client": client,
            "method": method,
            "path": path.decode("latin-1"),
            "query_string": query,
            "headers": (),
        }
        exchange = Exchange(scope, _nothing, _nothing)
        exchange.id, exchange.status = self._new_id(), status
        self._note(scope, exchange, 0.0)
        return (b"x-request-id", exchange.id.encode())

    def _new_id(self) -> str:
        return f"{self._first}{next(self._numbers):010x}"

    def _note(self, scope: Scope, exchange: "Exchange", seconds: float) -> None:
        """Count a request, and log it."""
        method, status = scope["method"], exchange.final_status
        numbers = self.templates.find(scope["path"])
        numbers.count(method if method in METHODS else OTHER_METHOD, status, seconds)
        if self.journal:
            self.journal.add(self._line(scope, exchange, numbers, status, seconds))

    def _line(self, scope: Scope, exchange: "Exchange", numbers: RouteNumbers, status: int, seconds: float) -> str:
        """Spell the line of a request: by hand, since this is done for every one."""
        level = "info" if status < BROKEN else "error" if status == BROKEN else "warning"
        client = scope.get("client")
        asked = _spell_asked(
            client[0] if client else None,
            scope["method"][:20],
            scope["path"][:MOST_OF_A_PATH],
            scope["query_string"][:MOST_OF_A_QUERY],
            exchange.agent[:MOST_OF_AN_AGENT],
        )
        known = scope.get(TRACE) or exchange.trace
        trace = f',"trace":"{known}"' if known else ""
        return (
            f'{{"time":"{self._clock.spell(time())}","level":"{level}","logger":"request","id":"{exchange.id}"{trace},'
            f'{asked},"route":"{numbers.route}","status":{status},"ms":{seconds * 1000:.3f},"bytes":{exchange.bytes},'
            f'"revision":{exchange.revision or "null"},"cache":"{scope.get(FOUND, "pass")}"}}'
        )


async def _nothing(*_: object) -> Any:  # noqa: ANN401  neither receives nor sends
    raise NotImplementedError


@lru_cache(1024)
def _spell_asked(client: str | None, method: str, path: str, query: bytes, agent: bytes) -> str:
    """Spell what clients say; most say what another one said before."""
    return (
        f'"client":{spelled(client) if client else "null"},"method":{spelled(method)},'
        f'"path":{_bounded(path, MOST_OF_A_PATH)},"query":{_bounded(query.decode("latin-1"), MOST_OF_A_QUERY)},'
        f'"agent":{_bounded(agent.decode("latin-1"), MOST_OF_AN_AGENT)}'
    )


def _bounded(text: str, most: int) -> str:
    """Spell a text, or less of it where that would be more than twice as long as the most that it may have."""
    said = spelled(text)
    return said if len(said) <= 2 * most else spelled(text[: most // 3])


class Exchange:
    """What is seen of one request and its answer."""

    __slots__ = (
        "agent", "broken", "bytes", "id", "is_gone", "is_whole", "receive_from", "revision", "send_to", "status",
        "trace",
    )  # fmt: skip

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read what a request says of itself."""
        self.receive_from, self.send_to = receive, send
        self.id = self.trace = self.revision = ""
        self.agent = b""
        self.status = self.bytes = self.broken = 0
        self.is_whole = self.is_gone = False
        for name, value in scope["headers"]:
            if name == b"user-agent":
                self.agent = value
            elif name == b"x-request-id":
                self.id = value.decode() if _HARMLESS.fullmatch(value) else ""
            elif name == b"traceparent" and (found := _TRACE_PARENT.fullmatch(value)):
                self.trace = found[1].decode()

    async def receive(self) -> Message:
        """Pass on what comes from the client, and note its going away."""
        message = await self.receive_from()
        if message["type"] == "http.disconnect" and not self.is_whole:
            self.is_gone = True
        return message

    def send(self, message: Message) -> Awaitable[None]:
        """Pass on what goes to the client, with the id of the request."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message["headers"]
            for name, value in headers:
                if name == b"dataset-revision":
                    self.revision = value.decode()
            message = {**message, "headers": [*headers, (b"x-request-id", self.id.encode())]}
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
            self.is_whole = not message.get("more_body", False)
        return self.send_to(message)

    @property
    def final_status(self) -> int:
        """The status that was sent, or how it ended where that says nothing, or not all."""
        if self.broken or not (self.status or self.is_gone):
            return self.broken or BROKEN
        return GONE if self.is_gone else self.status
