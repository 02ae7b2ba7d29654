"""Monitoring: numbers for those who watch the server, as Prometheus reads them."""

from collections.abc import Iterable

from fastapi import APIRouter, Request, Response
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from app.api.gathering import Gathered

router = APIRouter(include_in_schema=False)


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
    encode, media_type = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(Told(await gathered.ask())), media_type=media_type)
