"""Metrics: what is measured."""

from fastapi import APIRouter

from app.api.dependencies import MetricDep, PageDep, SnapshotDep
from app.api.responses.vocabulary import MetricPage, MetricResponse, metric_response
from app.api.routing import StoreRoute
from app.store.dataset import count_facts_by
from app.store.vocabulary import Slice, find_metrics

router = APIRouter(prefix="/v1/metrics", tags=["metrics"], route_class=StoreRoute)


@router.get("", operation_id="list_metrics")
async def list_metrics(page: PageDep) -> MetricPage:
    """List the metrics, by slug, with how many facts there are of each."""
    found = find_metrics(page.snapshot, Slice(page.after, page.limit))
    items, cursor = page.cut(found, lambda metric: (metric.slug,))
    counts = count_facts_by(page.snapshot, "metric", [metric.slug for metric in items])
    return MetricPage(items=[metric_response(metric, counts) for metric in items], next=cursor)


@router.get("/{metric}", operation_id="show_metric")
async def show_metric(metric: MetricDep, snapshot: SnapshotDep) -> MetricResponse:
    """Show a metric: its unit, whether it is a flow, a stock, a ratio or a count, and which end is better."""
    return metric_response(metric, count_facts_by(snapshot, "metric", [metric.slug]))
