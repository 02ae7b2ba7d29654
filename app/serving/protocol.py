"""The protocol: HTTP/1.1 as uvicorn speaks it, within limits of size, number and time."""

import asyncio
from typing import Any

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from app.api.guards.bodies import MOST_BODY
from app.api.middleware.observed import Observed
from app.api.problems import CODES
from app.serving.configuration import Configuration
from app.serving.heads import BeyondError, read_target
from app.serving.limits import (
    GRACE_SECONDS,
    LEAST_TAKEN,
    LINGER_SECONDS,
    MOST_FIELDS,
    MOST_HEADERS,
    MOST_LINGERING,
    MOST_PIPELINED,
    MOST_URL,
    REQUEST_SECONDS,
    STALLED_SECONDS,
)
from app.serving.refusals import refusal
from app.serving.undelimited import until_closed


class BoundedProtocol(HttpToolsProtocol):
    """A connection whose client can neither make it hold much, nor hold it for long.

    A request is answered once it is there whole, its body included, for which agents alone have a use. What goes beyond
    a limit is refused as a problem, unless an answer is under way: then that is the last one. An upgrade to another
    protocol is passed over, as a server may (RFC 9110, 7.8). Every second `look` adds to what is counted in seconds.
    """

    config: Configuration

    def __init__(
        self,
        config: Configuration,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Wait for a connection."""
        super().__init__(config, server_state, app_state, _loop)
        self.known = config.connections
        self.url = b""
        self.unsent = self.stalled = 0
        self._taken = 0
        self._is_whole, self._age = False, 0
        self._chunk = self._fed = self._before = self._body = 0
        self._running: RequestResponseCycle | None = None
        self._held: tuple[RequestResponseCycle, ASGI3Application] | None = None
        self._refused: str | None = None
        self._is_refusal_sent = False
        self._passed_over = 0

    @property
    def _is_busy(self) -> bool:
        """Whether a request is being answered."""
        if self.cycle is None or self._is_refusal_sent:
            return False
        return not self.cycle.response_complete and self._held is None

    @property
    def _beyond(self) -> str:
        """What there is too much of in a request that goes on and on."""
        if self._held:
            return "body-too-large"
        return "too-long" if len(self.url) > MOST_URL else "headers-too-large"

    # What the transport calls

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or refuse it where there are too many."""
        super().connection_made(transport)
        if not self.known.add(self):
            self._refuse("overloaded")
            self.loop.call_later(LINGER_SECONDS, transport.abort)  # nobody looks at it, who is not known

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a connection, and let nothing more be written to it: neither what is being answered nor what waits."""
        self.known.remove(self)
        super().connection_lost(exc)
        if self._running:
            self._running.disconnected = True
            self._running.message_event.set()
        self.pipeline.clear()

    def data_received(self, data: bytes) -> None:
        """Read what arrived; where it breaks a limit, or the protocol, refuse it."""
        if self._refused:
            return self._pass_over(data)
        self._unset_keepalive_if_required()
        self._is_whole = False
        self._chunk = len(data)
        self._fed += self._chunk
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._end_after_answer("an upgrade")
        except httptools.HttpParserError as error:
            cause = error.__context__
            self._refuse(cause.code if isinstance(cause, BeyondError) else "malformed")
        else:
            if self._fed > MOST_URL + MOST_HEADERS + MOST_BODY and not self._is_whole:
                self._refuse(self._beyond)
        return None

    # What the parser calls

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._is_whole, self._body = False, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Go on to answer, once the request is whole."""
        if len(self.url) > MOST_URL:
            raise BeyondError("too-long")
        if len(self.headers) > MOST_FIELDS:
            raise BeyondError("headers-too-large")
        if self._fed + self._before > MOST_HEADERS and _size(self.headers) > MOST_HEADERS:
            raise BeyondError("headers-too-large")
        if len(self.pipeline) >= MOST_PIPELINED:
            raise BeyondError("overloaded")
        version = self.parser.get_http_version()
        self.url = read_target(version, self.url, self.headers)
        if version == "1.0":
            self.expect_100_continue = False  # which has no such answer (RFC 9110, 10.1.1)
        super().on_headers_complete()
        self.headers = []  # what comes behind a body is none of a request's headers (RFC 9110, 6.5.1)
        if self.known.is_draining:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        """Count what hardly anybody reads."""
        self._body += len(body)
        if self._body > MOST_BODY:
            raise BeyondError("body-too-large")
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Answer a request that is whole."""
        self._is_whole, self._age, self._fed, self._before = True, 0, 0, self._chunk
        super().on_message_complete()
        if self._held:
            cycle, app = self._held
            self._held = None
            self._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()  # which takes the next one from the pipeline
        if not self.pipeline and not self._is_busy and not self.transport.is_closing():
            self.known.idle[self] = None

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        if cycle.more_body and not cycle.waiting_for_100_continue:
            self._held = cycle, app
            return
        if cycle.more_body:
            cycle.keep_alive = False  # whether its body will follow is not known (RFC 9110, 10.1.1)
        self._running = cycle
        self.known.idle.pop(self, None)
        super()._start_asgi_task(cycle, until_closed(cycle, app) if cycle.scope["http_version"] == "1.0" else app)

    # What the server calls

    def shutdown(self) -> None:
        """End a connection once what it asked for is answered; one that was just made may still ask."""
        self.known.drain(self.loop)
        if self.cycle is None and not self._refused:
            self.loop.call_later(GRACE_SECONDS, super().shutdown)
        else:
            super().shutdown()

    def look(self) -> int:
        """See whether the client holds us up; return how many bytes it has yet to take."""
        self._look_at_reader()
        if not self._is_whole and not self._is_busy:
            self._age += 1
            if self._refused:
                if self._age > LINGER_SECONDS:
                    self.transport.abort()
            elif self._age > REQUEST_SECONDS:
                self._refuse("too-slow")
        return self.unsent

    def _look_at_reader(self) -> None:
        """See how much of an answer was taken; where that grew, enough of it must have been for more to be written."""
        before, self.unsent = self.unsent, self.transport.get_write_buffer_size()
        self._taken += before - self.unsent if before >= self.unsent else LEAST_TAKEN
        if not self.unsent or self._taken >= LEAST_TAKEN:
            self.stalled = self._taken = 0
            return
        self.stalled += 1
        if self.stalled >= STALLED_SECONDS:
            self.transport.abort()

    # Refusing

    def _refuse(self, code: str) -> None:
        """Refuse what is asked, and listen a little longer; where an answer is under way, let that be the last."""
        if self._refused or self.transport.is_closing():
            return None
        if self._is_busy or self.pipeline:
            return self._end_after_answer(code)
        self._refused, self._age, self._is_whole = code, 0, False
        self._held, self._is_refusal_sent = None, True
        if code == "too-slow" and not self._chunk:
            return self.transport.close()  # nothing was begun
        has_body = self.parser.get_method() != b"HEAD"
        more = [*self.server_state.default_headers, *self._noted(code)]
        self.transport.write(refusal(code, more, has_body=has_body))
        self.transport.write_eof()
        return None

    def _noted(self, code: str) -> list[tuple[bytes, bytes]]:
        """Let who observes requests note this one as well; return the header that names it."""
        if not isinstance(self.app, Observed):
            return []
        address = getattr(self, "url", b"")
        method = self.parser.get_method().decode("latin-1") if address else ""
        return [self.app.refused(CODES[code].status, self.client, method, address)]

    def _end_after_answer(self, code: str) -> None:
        """Take no more requests: the last one that was taken is the last to be answered."""
        self._refused = code
        last = self.pipeline[0][0] if self.pipeline else self.cycle
        last.keep_alive = False

    def _pass_over(self, data: bytes) -> None:
        self._passed_over += len(data)
        if self._passed_over > MOST_LINGERING:
            self.transport.abort()


def _size(headers: list[tuple[bytes, bytes]]) -> int:
    """Count the bytes of headers as they are sent."""
    return sum(len(name) + len(value) + len(": \r\n") for name, value in headers)
