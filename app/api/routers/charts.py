"""Charts: comparisons, series and mixes as pictures, for pages without scripts, previews and print."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.answering import (
    ComparisonQuery,
    MixQuery,
    SeriesQuery,
    answer_comparison,
    answer_mix,
    answer_series,
)
from app.api.dependencies import hold, resolve
from app.api.pictures import LookQuery, PngResponse, ScaledLookQuery, SvgResponse, as_png, as_svg
from app.api.queries import LONGEST_NAME, Asked
from app.api.routing import StoreRoute, as_json
from app.charts.comparison import comparison_chart
from app.charts.mix import mix_chart
from app.charts.series import series_chart
from app.charts.sheet import Spec
from app.charts.theme import PLACES, Look
from app.store.snapshot import Snapshot
from app.store.vocabulary import get_company

router = APIRouter(prefix="/v1/charts", tags=["charts"], route_class=StoreRoute)


class ComparisonChartQuery(LookQuery, ComparisonQuery):
    """A comparison, and how its picture is wanted."""


class ComparisonPngQuery(ScaledLookQuery, ComparisonQuery):
    """A comparison, and how its picture of pixels is wanted."""


class SeriesChartQuery(LookQuery, SeriesQuery):
    """A series, and how its picture is wanted."""


class SeriesPngQuery(ScaledLookQuery, SeriesQuery):
    """A series, and how its picture of pixels is wanted."""


class OfCompanyQuery(MixQuery):
    """A mix of a company, which no path names here."""

    company: Annotated[str, Field(max_length=LONGEST_NAME, description="Slug, ticker or CIK.")]


class PlacedQuery(OfCompanyQuery):
    """A mix, and the place of its company among those that are shown together."""

    place: Annotated[
        int, Field(ge=1, le=PLACES, description="Which of the colours is the company's: of several, the first has 1.")
    ] = 1


class MixChartQuery(LookQuery, PlacedQuery):
    """A mix, and how its picture is wanted."""


class MixPngQuery(ScaledLookQuery, PlacedQuery):
    """A mix, and how its picture of pixels is wanted."""


@router.get("/compare.svg", operation_id="draw_comparison_svg", response_class=SvgResponse)
async def draw_comparison_svg(request: Request, response: Response, query: Asked[ComparisonChartQuery]) -> Response:
    """Draw a comparison as SVG: a bar for each company under the sentence that says who leads.

    The parameters are those of `/v1/compare`, and the numbers its: each mark has them in full in its `aria-label`.
    Ranges have whiskers, or words where they are too narrow to see; a bar that is outlined has no end, or no central
    figure. The letters are set in the reader's typefaces.
    """
    spec = _comparison(hold(request, response, query), query, query.look())
    return as_svg(request, response, spec)


@router.get("/compare.png", operation_id="draw_comparison_png", response_class=PngResponse)
async def draw_comparison_png(request: Request, response: Response, query: Asked[ComparisonPngQuery]) -> Response:
    """Draw a comparison as PNG, as for the preview of a link (1200 by 630 pixels)."""
    spec = _comparison(hold(request, response, query), query, query.look(is_fixed=True))
    return as_png(request, response, spec, query.scale)


@router.get("/compare.vl.json", operation_id="specify_comparison", response_model=dict[str, Any])
async def specify_comparison(request: Request, response: Response, query: Asked[ComparisonChartQuery]) -> Response:
    """Specify the picture of a comparison for Vega-Lite, to be drawn or changed elsewhere."""
    return as_json(_comparison(hold(request, response, query), query, query.look()), response)


@router.get("/series.svg", operation_id="draw_series_svg", response_class=SvgResponse)
async def draw_series_svg(request: Request, response: Response, query: Asked[SeriesChartQuery]) -> Response:
    """Draw a series as SVG: a line for each company, with the changes of the lead.

    The parameters are those of `/v1/series`, and the numbers its: each point has them in full in its `aria-label`. A
    line is broken where a period has no figure; ranges are bands and whiskers. A period stands at its middle, so that
    years of companies that end on different days stand where they were. Compounded growth is drawn as bars.
    """
    spec = _series(hold(request, response, query), query, query.look())
    return as_svg(request, response, spec)


@router.get("/series.png", operation_id="draw_series_png", response_class=PngResponse)
async def draw_series_png(request: Request, response: Response, query: Asked[SeriesPngQuery]) -> Response:
    """Draw a series as PNG, as for the preview of a link (1200 by 630 pixels)."""
    spec = _series(hold(request, response, query), query, query.look(is_fixed=True))
    return as_png(request, response, spec, query.scale)


@router.get("/series.vl.json", operation_id="specify_series", response_model=dict[str, Any])
async def specify_series(request: Request, response: Response, query: Asked[SeriesChartQuery]) -> Response:
    """Specify the picture of a series for Vega-Lite, to be drawn or changed elsewhere."""
    return as_json(_series(hold(request, response, query), query, query.look()), response)


@router.get("/mix.svg", operation_id="draw_mix_svg", response_class=SvgResponse)
async def draw_mix_svg(request: Request, response: Response, query: Asked[MixChartQuery]) -> Response:
    """Draw a mix as SVG: a bar for each part of a total, the greatest first.

    The parameters are those of `/v1/companies/{company}/mix`, with `company`, and the numbers its: each mark has them
    in full in its `aria-label`. What is implied by a share, or left, is outlined and not filled; what is known to an
    order of magnitude only has no bar. `place` chooses the colour, so that a company has the same in every picture.
    """
    spec = _mix(hold(request, response, query), query, query.look())
    return as_svg(request, response, spec)


@router.get("/mix.png", operation_id="draw_mix_png", response_class=PngResponse)
async def draw_mix_png(request: Request, response: Response, query: Asked[MixPngQuery]) -> Response:
    """Draw a mix as PNG, as for the preview of a link (1200 by 630 pixels)."""
    spec = _mix(hold(request, response, query), query, query.look(is_fixed=True))
    return as_png(request, response, spec, query.scale)


@router.get("/mix.vl.json", operation_id="specify_mix", response_model=dict[str, Any])
async def specify_mix(request: Request, response: Response, query: Asked[MixChartQuery]) -> Response:
    """Specify the picture of a mix for Vega-Lite, to be drawn or changed elsewhere."""
    return as_json(_mix(hold(request, response, query), query, query.look()), response)


def _comparison(snapshot: Snapshot, query: ComparisonQuery, look: Look) -> Spec:
    found, sources = answer_comparison(snapshot, query)
    return comparison_chart(found, sources, snapshot.revision, look)


def _series(snapshot: Snapshot, query: SeriesQuery, look: Look) -> Spec:
    history, sources = answer_series(snapshot, query)
    return series_chart(history, sources, snapshot.revision, look)


def _mix(snapshot: Snapshot, query: PlacedQuery, look: Look) -> Spec:
    company = resolve(snapshot, "company", query.company, get_company)
    found, sources = answer_mix(snapshot, company, query)
    return mix_chart(found, sources, snapshot.revision, look, query.place)
