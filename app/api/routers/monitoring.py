"""Monitoring: numbers for those who watch the server, as Prometheus reads them."""

from collections.abc import Iterable

from fastapi import APIRouter, Request, Response
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from app.api.gathering import Gathered

router = APIRouter(include_in_schema=False)

OPENMETRICS = "application/openmetrics-text"
"""What is accepted by those who would rather have OpenMetrics than text; they are given version 1.0.0 of it."""


class Told(Collector):
    """Numbers that were gathered before, for an encoder that would collect them."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        """Tell these."""
        self.metrics = metrics

    def collect(self) -> Iterable[Metric]:
        """Return them."""
        return self.metrics


@router.get("/metrics")
async def show_measurements(request: Request) -> Response:
    """Show the numbers of this process, and of those that share a folder with it, as text or as OpenMetrics."""
    gathered: Gathered = request.app.state.gathered
    # The library reads versions itself, and fails at one that is none: so it is told what it understands.
    accepted = OPENMETRICS if OPENMETRICS in request.headers.get("accept", "") else ""
    encode, media_type = choose_encoder(accepted)
    return Response(encode(Told(await gathered.ask())), media_type=media_type)
