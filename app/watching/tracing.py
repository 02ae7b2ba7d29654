"""Tracing: spans on their way to a collector, in the background. Imported where that is set, for it costs memory."""

import logging
from threading import Thread
from time import monotonic

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, OTELResourceDetector, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

SIGNAL = "/v1/traces"
"""What OTLP/HTTP puts behind the address of a collector."""

SECONDS_AT_THE_END = 2.0
"""How long the end of a process waits for spans that are not sent yet."""

SECONDS_BETWEEN = 60.0


class Seldom(logging.Filter):
    """Lets a logger speak once in SECONDS_BETWEEN: a collector that is gone need not be mourned every second."""

    def __init__(self) -> None:
        """Let the first record pass."""
        super().__init__()
        self._due = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record may pass."""
        if monotonic() < self._due:
            return False
        self._due = monotonic() + SECONDS_BETWEEN
        record.msg, record.args = f"{record.getMessage()} (said once a minute, at most)", None
        return True


class Tracing:
    """A tracer whose spans a thread sends to a collector, many at once. What cannot be sent is dropped, not waited for.

    The usual OTEL_* variables hold for the rest: sampler, headers, timeouts, sizes of batches, attributes of the
    service, and its name, by default `retail-rivalry`.
    """

    def __init__(self, endpoint: str, version: str) -> None:
        """Connect to nothing yet; `endpoint` is the address of a collector, with or without SIGNAL."""
        address = endpoint if endpoint.endswith(SIGNAL) else f"{endpoint.rstrip('/')}{SIGNAL}"
        logging.getLogger(OTLPSpanExporter.__module__).addFilter(Seldom())
        ours = Resource({SERVICE_NAME: "retail-rivalry", SERVICE_VERSION: version})
        self._provider = TracerProvider(resource=ours.merge(OTELResourceDetector().detect()), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
        self.tracer = self._provider.get_tracer("retail-rivalry", version)

    def close(self) -> None:
        """Send what is not sent yet, as far as that is soon done."""
        closing = Thread(target=self._provider.shutdown, name="traces", daemon=True)
        closing.start()
        closing.join(SECONDS_AT_THE_END)
