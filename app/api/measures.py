"""Measures: what a process counts, as Prometheus reads it. Numbers are read where they are kept, when somebody asks."""

import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate
from time import monotonic

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector
from starlette.datastructures import State

from app.api.guards.downloads import Downloads
from app.api.guards.turns import Turns
from app.api.middleware.answers import KeptAnswers
from app.api.middleware.observed import Observed
from app.charts.drawing import Drawer
from app.store.reader import Reader
from app.watching.counting import BUCKETS
from app.watching.journal import Journal

BOUNDS = [*(f"{bound:g}" for bound in BUCKETS), "+Inf"]


def measures(state: State, version: str) -> CollectorRegistry:
    """Return all that an app measures, from what its state holds; one that counts something else is added here."""
    registry = CollectorRegistry(auto_describe=False)
    observed: Observed = state.observed
    registry.register(RequestsCollector(observed))
    registry.register(KeptAnswersCollector(state.kept))
    registry.register(TurnsCollector(state.turns))
    registry.register(DatabaseCollector(state.reader))
    registry.register(DrawerCollector(state.drawer))
    registry.register(ProgramCollector(version, observed.journal))
    ProcessCollector(registry=registry)
    return registry


class RequestsCollector(Collector):
    """Reads how requests were answered."""

    def __init__(self, observed: Observed) -> None:
        """Watch the layer that sees them all."""
        self.observed = observed

    def collect(self) -> Iterator[Metric]:
        """Tell of every route that was ever asked."""
        answered = CounterMetricFamily(
            "rivalry_http_requests", "Requests, by how they were answered.", labels=["route", "method", "status"]
        )
        took = HistogramMetricFamily(
            "rivalry_http_request_duration_seconds", "Until the last byte was given to the server.", labels=["route"]
        )
        for numbers in self.observed.templates:
            for (method, status), count in numbers.answered.items():
                answered.add_metric([numbers.route, method, str(status)], count)
            if numbers.answered:
                within = zip(BOUNDS, accumulate(numbers.within), strict=True)
                took.add_metric([numbers.route], list(within), numbers.seconds)
        yield answered
        yield took
        yield GaugeMetricFamily(
            "rivalry_http_requests_in_flight", "Requests that are being answered.", self.observed.in_flight
        )


class KeptAnswersCollector(Collector):
    """Reads what is kept of answers: counting costs a request nothing more."""

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


class DatabaseCollector(Collector):
    """Reads what is known of the database, and how its connections are used; none of it asks the database."""

    def __init__(self, reader: Reader) -> None:
        """Watch a reader."""
        self.reader = reader

    def collect(self) -> Iterator[Metric]:
        """Tell which revision is the newest that is known, and what holds for the database since when."""
        reader, record = self.reader, self.reader.record
        if record.asked is not None:
            is_up = record.answered is not None and record.fault is None
            yield GaugeMetricFamily("rivalry_database_up", "Whether it answered when it was last asked.", float(is_up))
        if record.answered is not None:
            age = monotonic() - record.answered
            yield GaugeMetricFamily("rivalry_database_answer_age_seconds", "Since it last answered.", age)
        if edition := reader.edition:
            age = (datetime.now(UTC) - edition.created).total_seconds()
            yield GaugeMetricFamily("rivalry_revision", "The newest revision that is known.", edition.revision)
            yield GaugeMetricFamily("rivalry_revision_age_seconds", "Since it was made.", age)
        if pool := reader.pool:
            yield GaugeMetricFamily("rivalry_pool_size", "Connections that are kept open.", pool.size)
            yield GaugeMetricFamily("rivalry_pool_in_use", "Connections in use.", pool.in_use)
            yield GaugeMetricFamily("rivalry_pool_overflow", "Connections open beyond those kept.", pool.overflow)
            yield CounterMetricFamily("rivalry_pool_waits", "Times that all were in use.", pool.waits)


class TurnsCollector(Collector):
    """Reads what is computed, and what is refused for want of time."""

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


class DrawerCollector(Collector):
    """Reads what is drawn."""

    def __init__(self, drawer: Drawer) -> None:
        """Watch what a process draws."""
        self.drawer = drawer

    def collect(self) -> Iterator[Metric]:
        """Tell how many pictures were drawn and could not be, and how many wait."""
        drawer = self.drawer
        yield CounterMetricFamily("rivalry_charts_drawn", "Pictures that were drawn.", drawer.drawn)
        yield CounterMetricFamily("rivalry_charts_refused", "Pictures that could not be drawn.", drawer.refused)
        yield GaugeMetricFamily("rivalry_charts_waiting", "Pictures that are drawn, or wait for it.", drawer.waiting)


class ProgramCollector(Collector):
    """Tells which program runs, and what its log lacks."""

    def __init__(self, version: str, journal: Journal | None) -> None:
        """Watch a journal, if there is one."""
        self.version, self.journal = version, journal

    def collect(self) -> Iterator[Metric]:
        """Tell the version, and how many lines of the log were dropped."""
        info = {"version": self.version, "python": platform.python_version()}
        yield InfoMetricFamily("rivalry_build", "The program that runs.", info)
        if self.journal:
            yield CounterMetricFamily(
                "rivalry_log_lines_dropped", "Lines that nobody read in time.", self.journal.dropped
            )
