"""Tracing requests: a span for each, where a collector is set."""

from opentelemetry import propagate
from opentelemetry.trace import SpanKind, StatusCode, Tracer
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.middleware.cache import FOUND
from app.api.middleware.observed import BROKEN, METHODS, TRACE
from app.api.middleware.templates import Templates
from app.watching.lines import ASKED

MOST_OF_A_TEXT = 500
"""Characters of what a client says that a span has."""


class Traced:
    """Makes a span of every request, of those too that are answered from what is kept; goes on with a trace of others.

    Attributes are named as OpenTelemetry's conventions for HTTP name them; ours are `rivalry.request_id` and
    `rivalry.cache`. FastAPI would make spans itself, but never sees what is kept, nor what is refused in front of it.
    """

    def __init__(self, app: ASGIApp, *, tracer: Tracer, templates: Templates) -> None:
        """Wrap an app."""
        self.app, self.tracer, self.templates = app, tracer, templates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        said = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        route = self.templates.find(scope["path"]).route
        with self.tracer.start_as_current_span(
            f"{method} {route}",
            context=propagate.extract(said),
            kind=SpanKind.SERVER,
            attributes=_attributes(scope, said, method, route),
        ) as span:
            scope[TRACE] = f"{span.get_span_context().trace_id:032x}"

            async def send_noting(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= BROKEN:
                        span.set_status(StatusCode.ERROR)
                await send(message)

            await self.app(scope, receive, send_noting)
            span.set_attribute("rivalry.cache", scope.get(FOUND, "pass"))
        return None


def _attributes(scope: Scope, said: dict[str, str], method: str, route: str) -> dict[str, str]:
    """Say of a request what is known before it is answered."""
    query = scope["query_string"].decode("latin-1")
    client = scope.get("client")
    known = {
        "http.request.method": method,
        "http.route": route,
        "url.scheme": scope.get("scheme", "http"),
        "url.path": scope["path"],
        "url.query": query,
        "client.address": client[0] if client else "",
        "user_agent.original": said.get("user-agent", ""),
        "network.protocol.version": scope.get("http_version", ""),
        "rivalry.request_id": ASKED.get(),
    }
    return {name: value[:MOST_OF_A_TEXT] for name, value in known.items() if value}
