"""Metrics: what is measured."""

from fastapi import APIRouter, Request, Response

from app.api.dependencies import SlugInPath, hold, page_of
from app.api.queries import Asked, DatasetQuery, PageQuery
from app.api.responses.vocabulary import MetricPage, MetricResponse, metric_response
from app.api.routing import StoreRoute
from app.store.dataset import count_facts_by
from app.store.vocabulary import Slice, find_metrics, get_metric

router = APIRouter(prefix="/v1/metrics", tags=["metrics"], route_class=StoreRoute)


@router.get("", operation_id="list_metrics")
async def list_metrics(request: Request, response: Response, query: Asked[PageQuery]) -> MetricPage:
    """List the metrics, by slug, with how many facts there are of each."""
    page = page_of(request, response, query)
    found = find_metrics(page.snapshot, Slice(page.after, page.limit))
    items, cursor = page.cut(found, lambda metric: (metric.slug,))
    counts = count_facts_by(page.snapshot, "metric", [metric.slug for metric in items])
    return MetricPage(items=[metric_response(metric, counts) for metric in items], next=cursor)


@router.get("/{metric}", operation_id="show_metric")
async def show_metric(
    request: Request, response: Response, metric: SlugInPath, query: Asked[DatasetQuery]
) -> MetricResponse:
    """Show a metric: its unit, whether it is a flow, a stock, a ratio or a count, and which end is better."""
    snapshot = hold(request, response, query)
    found = get_metric(snapshot, metric)
    return metric_response(found, count_facts_by(snapshot, "metric", [found.slug]))
