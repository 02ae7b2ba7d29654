"""Filters: the parameters that lists and exports of facts have in common."""

from typing import Annotated

from pydantic import Field

from app.api.dependencies import company_slugs, slugs
from app.api.problems import ProblemError
from app.api.queries import MOST_NAMES, DatasetQuery, Names, Slugs
from app.api.questions import AsOf
from app.domain.nearest import nearest
from app.domain.period import LABELS, is_period_label
from app.domain.quantity import Hedge
from app.store.facts import FactFilter
from app.store.snapshot import Snapshot
from app.store.vocabulary import get_initiative, get_metric, get_segment, get_source

LARGEST_VALUE = 1e300
Bound = Annotated[float | None, Field(ge=-LARGEST_VALUE, le=LARGEST_VALUE, allow_inf_nan=False)]


class FactFilterQuery(DatasetQuery):
    """What facts may be filtered by; every list may be repeated and means any of its values."""

    company: Annotated[Names, Field(description="Slug, ticker or CIK.")] = ()
    metric: Annotated[Slugs, Field(description="Slug of a metric.")] = ()
    segment: Annotated[Slugs, Field(description="Slug of a segment.")] = ()
    initiative: Annotated[Slugs, Field(description="Slug of an initiative.")] = ()
    source: Annotated[Slugs, Field(description="Slug of a source.")] = ()
    period: Annotated[Names, Field(description=f"A period's label, as its company names it: {LABELS}.")] = ()
    hedge: Annotated[tuple[Hedge, ...], Field(max_length=MOST_NAMES, description="How the source hedges.")] = ()
    value_min: Annotated[Bound, Field(description="Ranges that reach it or above.")] = None
    value_max: Annotated[Bound, Field(description="Ranges that reach it or below.")] = None
    as_of: Annotated[
        AsOf,
        Field(
            description="What had been published by this day, YYYY-MM-DD; sources whose day is not known are left out, "
            "and listed in `missing` by /v1/facts."
        ),
    ] = None


def read_fact_filter(snapshot: Snapshot, query: FactFilterQuery) -> FactFilter:
    """Resolve every name that is filtered by. Raises ProblemError `unknown-value` and `out-of-range`."""
    for label in query.period:
        if not is_period_label(label):
            forms = LABELS.split(", ")
            detail = f"{label!r} is not a label of a period; labels look like {LABELS}"
            raise ProblemError(
                "unknown-value",
                detail,
                {"parameter": "period", "allowed": forms, "did_you_mean": nearest(label, forms)},
            )
    if query.value_min is not None and query.value_max is not None and query.value_min > query.value_max:
        raise ProblemError("out-of-range", "value_min is greater than value_max", {"parameter": "value_min"})
    return FactFilter(
        companies=company_slugs(snapshot, "company", query.company),
        metrics=slugs(snapshot, "metric", query.metric, get_metric),
        segments=slugs(snapshot, "segment", query.segment, get_segment),
        initiatives=slugs(snapshot, "initiative", query.initiative, get_initiative),
        sources=slugs(snapshot, "source", query.source, get_source),
        periods=query.period,
        hedges=query.hedge,
        value_min=query.value_min,
        value_max=query.value_max,
        as_of=query.as_of,
    )
