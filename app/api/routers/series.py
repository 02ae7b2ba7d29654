"""Series: a metric through time."""

from fastapi import APIRouter, Request, Response

from app.api.answering import SeriesQuery, answer_series
from app.api.dependencies import hold
from app.api.queries import Asked
from app.api.responses.series import SeriesResponse, series_response
from app.api.routing import StoreRoute
from app.domain.transform import FORMULAS

router = APIRouter(prefix="/v1/series", tags=["series"], route_class=StoreRoute)


FORMULAS_LISTED = "\n".join(
    f"* `{transform}`{f' ({choice})' if choice else ''}: {formula}."
    for (transform, choice), formula in FORMULAS.items()
)


@router.get(
    "",
    operation_id="show_series",
    description="Show a metric of some companies through time, years or quarters, oldest first.\n\n"
    "A period without a fact is a gap with its reason, never interpolated; ranges are carried through. Of several "
    "sources for a period the one that stands in a comparison stands here: filings first, and of these what was "
    "restated last, so that it replaces what was reported before; `as_of` shows what stood on a day.\n\n"
    f"From a level x a point is computed by `transform`:\n\n{FORMULAS_LISTED}\n\n"
    "Levels of two companies are set side by side where their periods end nearest, at most 45 days apart, and are as "
    "long as each other. FY is each company's own year: FY2025 may end in two calendar years, CY2025 does not.",
)
async def show_series(request: Request, response: Response, query: Asked[SeriesQuery]) -> SeriesResponse:
    """Show a metric of some companies through time."""
    snapshot = hold(request, response, query)
    history, sources = answer_series(snapshot, query)
    return series_response(history, sources, snapshot.revision)
