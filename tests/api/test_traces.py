"""Traces: what a collector is sent, by a real receiver on loopback; and what becomes of it where there is none."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from pydantic import ValidationError
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings

SECONDS = 30
TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Collector(ThreadingHTTPServer):
    """Receives spans, and keeps them by what they are of."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.spans: list[Span] = []
        self.services: set[str] = set()
        super().__init__(("127.0.0.1", 0), Receiver)

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class Receiver(BaseHTTPRequestHandler):
    """Answers a collector's clients."""

    server: Collector

    def do_POST(self) -> None:
        """Take spans in."""
        sent = ExportTraceServiceRequest()
        sent.ParseFromString(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.path == "/v1/traces"
        for resource in sent.resource_spans:
            self.server.services |= {each.value.string_value for each in resource.resource.attributes}
            self.server.spans += [span for scope in resource.scope_spans for span in scope.spans]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    """Run a collector."""
    with Collector() as opened:
        thread = threading.Thread(target=opened.serve_forever)
        thread.start()
        yield opened
        opened.shutdown()
        thread.join(SECONDS)


def attributes(span: Span) -> dict[str, str | int]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


def test_requests_and_their_questions_are_sent_as_one_trace(loaded_url: str, collector: Collector) -> None:
    asked = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-Id": "mine"}

    with TestClient(create_app(Settings(database_url=loaded_url, otel_endpoint=collector.address))) as client:
        for _ in range(2):
            client.get("/v1/facts/nothing?revision=1", headers=asked)
            client.get("/v1/companies?limit=2", headers=asked)

    requests = [span for span in collector.spans if span.kind == Span.SPAN_KIND_SERVER]
    assert [span.name for span in sorted(requests, key=lambda span: span.start_time_unix_nano)] == [
        "GET /v1/facts/{fact}",
        "GET /v1/companies",
    ] * 2
    assert {(span.trace_id.hex(), span.parent_span_id.hex()) for span in requests} == {(TRACE, PARENT)}
    seen = {attributes(span)["http.response.status_code"]: attributes(span) for span in requests}
    assert seen[404]["rivalry.request_id"] == "mine"
    assert seen[404]["url.query"] == "revision=1"
    assert {attributes(span)["rivalry.cache"] for span in requests if span.name == "GET /v1/companies"} == {
        "miss",
        "hit",
    }
    questions = [span for span in collector.spans if span.kind == Span.SPAN_KIND_CLIENT]
    assert {span.parent_span_id for span in questions} <= {span.span_id for span in requests}
    assert {attributes(span)["db.system.name"] for span in questions} == {"sqlite"}
    assert {"retail-rivalry", "0.1.0"} <= collector.services


def test_what_failed_is_marked(loaded_url: str, collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> None:
    absent = f"sqlite:///{tmp_path_factory.mktemp('absent')}/absent.db"

    with TestClient(
        create_app(Settings(database_url=absent, otel_endpoint=f"{collector.address}/v1/traces"))
    ) as client:
        assert client.get("/v1/facts").status_code == 503

    assert [span.status.code for span in collector.spans if span.name == "GET /v1/facts"] == [Status.STATUS_CODE_ERROR]


def test_a_collector_that_is_gone_holds_up_nothing_and_is_mentioned_once(
    loaded_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
    begun = monotonic()

    with TestClient(create_app(Settings(database_url=loaded_url, otel_endpoint="http://127.0.0.1:9"))) as client:
        for _ in range(20):
            assert client.get("/v1/facts").status_code == 200
        sleep(0.5)

    assert monotonic() - begun < SECONDS
    assert len([record for record in caplog.records if record.name.startswith("opentelemetry.exporter")]) == 1


@pytest.mark.parametrize(
    "address", ["collector", "ftp://collector", "http://", "http://user:word@collector:4318", "http://c:4318/?x=1", ""]
)
def test_what_is_no_address_of_a_collector_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="it is the address of a collector"):
        Settings(otel_endpoint=address)
