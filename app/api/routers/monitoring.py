"""Monitoring: numbers for those who watch the server, as Prometheus reads them."""

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from app.api.guards.downloads import Downloads
from app.api.guards.turns import Turns
from app.api.middleware.answers import KeptAnswers
from app.charts.drawing import Drawer

router = APIRouter(include_in_schema=False)


class KeptAnswersCollector(Collector):
    """Reads the numbers where they are kept, when somebody asks: counting costs a request nothing more."""

    def __init__(self, kept: KeptAnswers) -> None:
        """Watch the answers that a process keeps."""
        self.kept = kept

    def collect(self) -> Iterator[Metric]:
        """Tell what is kept, how much room there is, and how often it helped."""
        kept = self.kept
        yield GaugeMetricFamily("rivalry_cache_bytes", "Memory of the answers that are kept, about.", kept.bytes)
        yield GaugeMetricFamily("rivalry_cache_most_bytes", "The most that it may be.", kept.most_bytes)
        yield GaugeMetricFamily("rivalry_cache_answers", "Answers that are kept.", len(kept))
        yield CounterMetricFamily("rivalry_cache_hits", "Requests answered from what was kept.", kept.hits)
        yield CounterMetricFamily("rivalry_cache_misses", "Requests answered for the first time.", kept.misses)
        yield CounterMetricFamily(
            "rivalry_cache_renewals", "Times that all was given up for a new revision.", kept.renewals
        )


class DrawerCollector(Collector):
    """Reads likewise what is drawn."""

    def __init__(self, drawer: Drawer) -> None:
        """Watch what a process draws."""
        self.drawer = drawer

    def collect(self) -> Iterator[Metric]:
        """Tell how many pictures were drawn and could not be, and how many wait."""
        drawer = self.drawer
        yield CounterMetricFamily("rivalry_charts_drawn", "Pictures that were drawn.", drawer.drawn)
        yield CounterMetricFamily("rivalry_charts_refused", "Pictures that could not be drawn.", drawer.refused)
        yield GaugeMetricFamily("rivalry_charts_waiting", "Pictures that are drawn, or wait for it.", drawer.waiting)


class TurnsCollector(Collector):
    """Reads likewise what is computed, and what is refused for want of time."""

    def __init__(self, turns: Turns) -> None:
        """Watch who has a turn."""
        self.turns = turns

    def collect(self) -> Iterator[Metric]:
        """Tell how many answers were computed and how many refused, how many wait, and how many downloads there are."""
        turns, downloads = self.turns, self.turns.app
        yield CounterMetricFamily("rivalry_computed", "Requests that were computed.", turns.computed)
        yield CounterMetricFamily("rivalry_overloaded", "Requests that were refused: too much is asked.", turns.refused)
        yield GaugeMetricFamily("rivalry_waiting", "Requests that wait for their turn.", turns.waiting)
        if isinstance(downloads, Downloads):
            yield GaugeMetricFamily("rivalry_downloads", "Downloads that are under way.", downloads.under_way)
            yield CounterMetricFamily(
                "rivalry_downloads_refused", "Downloads that were refused: too many are under way.", downloads.refused
            )


@router.get("/metrics")
async def show_measurements(request: Request) -> Response:
    """Show the numbers of this process in Prometheus' text format; each worker has its own."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(KeptAnswersCollector(request.app.state.kept))
    registry.register(DrawerCollector(request.app.state.drawer))
    registry.register(TurnsCollector(request.app.state.turns))
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)
