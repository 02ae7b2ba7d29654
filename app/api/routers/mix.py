"""Mix: what a company's total is made of."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.dependencies import CompanyInPath, hold, resolve
from app.api.problems import ProblemError, unknown_value
from app.api.queries import LONGEST_NAME, Asked, DatasetQuery
from app.api.questions import AsOfText, PeriodText, SlugText, known_about, read_period
from app.api.responses.mix import MixResponse, mix_response
from app.api.routing import StoreRoute
from app.domain.mix import take_apart
from app.domain.question import Question, material_for
from app.store.citations import find_cited
from app.store.vocabulary import EVERYTHING, find_segments, find_shares_of, get_company, get_metric, get_source

router = APIRouter(prefix="/v1/companies", tags=["companies"], route_class=StoreRoute)


class MixQuery(DatasetQuery):
    """Which total is taken apart, and how."""

    metric: Annotated[str, Field(max_length=LONGEST_NAME, description="Slug of a metric that parts add up to.")]
    period: PeriodText = "latest"
    breakdown: Annotated[
        SlugText, Field(description="How to take it apart; by default so that it adds up, as finely as can be.")
    ] = None
    source: Annotated[SlugText, Field(description="Take facts from this source only.")] = None
    as_of: AsOfText = None


@router.get("/{company}/mix", operation_id="show_mix")
async def show_mix(request: Request, response: Response, company: CompanyInPath, query: Asked[MixQuery]) -> MixResponse:
    """Take a company's total apart: parts with value and share, what is left, and whether it adds up.

    A part of which only the share is stated is `implied`: that share of the total, a range as wide as both allow. No
    two parts share money: those that may are left out and named, and so is a part that is known by its order of
    magnitude only.
    """
    snapshot = hold(request, response, query)
    whole = get_company(snapshot, company)
    measured = resolve(snapshot, "metric", query.metric, get_metric)
    if measured.kind == "ratio":
        detail = f"{measured.slug} is a ratio: it is not made of parts"
        raise ProblemError("invalid-value", detail, {"parameter": "metric"})
    segments = find_segments(snapshot, EVERYTHING, companies=(whole.slug,))
    names = sorted({name for segment in segments for name in segment.breakdowns})
    if query.breakdown is not None and query.breakdown not in names:
        raise unknown_value("breakdown", query.breakdown, names)
    question = Question(
        metric=measured,
        companies=(whole,),
        shares=frozenset(share.slug for share in find_shares_of(snapshot, measured.slug)),
        period=read_period(snapshot, (whole,), query.period),
        source=None if query.source is None else resolve(snapshot, "source", query.source, get_source).slug,
        as_of=query.as_of,
    )
    known = known_about(snapshot, question)
    found = take_apart(question, segments, material_for(question, known), query.breakdown)
    return mix_response(found, find_cited(snapshot, found.facts, known), snapshot.revision)
