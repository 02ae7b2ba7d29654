"""Crossovers: when the lead changed hands."""

from datetime import date

from fastapi import APIRouter, Request, Response

from app.api.dependencies import hold
from app.api.problems import ProblemError
from app.api.queries import Asked
from app.api.questions import QuestionQuery, known_over_time, read_question
from app.api.responses.claims import claim_response
from app.api.responses.crossovers import CrossoversResponse, crossovers_response
from app.api.routing import StoreRoute
from app.api.windows import WindowQuery, read_window
from app.domain.catalogue import Claim
from app.domain.crossover import find_crossovers
from app.domain.question import FEWEST_COMPANIES, Question, TooFewFactsError, material_for, with_undated
from app.domain.series import trace, usual_frequency
from app.store.citations import find_cited
from app.store.snapshot import Snapshot
from app.store.vocabulary import EVERYTHING, ClaimFilter, find_claims, get_source

router = APIRouter(prefix="/v1/crossovers", tags=["series"], route_class=StoreRoute)


class CrossoversQuery(WindowQuery, QuestionQuery):
    """What crossovers may be asked for."""


ABOUT_THE_LEAD = ("first-lead", "leads")


@router.get("", operation_id="list_crossovers")
async def list_crossovers(request: Request, response: Response, query: Asked[CrossoversQuery]) -> CrossoversResponse:
    """List every time that the lead of a metric changed hands, in years or quarters.

    Periods are set side by side where they end nearest, at most 45 days apart, and are as long as each other; those
    that cannot be are `gaps`. A change is `decided` where the ranges before and after it do not meet. With too few
    periods the answer is refused with what is missing, and what sources state about the lead stands in `stated` all
    the same; as of a day only what was published by then.
    """
    snapshot = hold(request, response, query)
    question, window = read_question(snapshot, query), read_window(query)
    if len(question.companies) < FEWEST_COMPANIES:
        detail = f"companies names {question.companies[0].slug} alone; a lead needs at least {FEWEST_COMPANIES}"
        raise ProblemError("too-few-facts", detail, {"parameter": "companies"})
    known = known_over_time(snapshot, question, query.frequency, window)
    chosen = query.frequency or usual_frequency(fact for fact in known.facts if fact.metric == question.metric.slug)
    material = material_for(question, known)
    lines, missing = trace(question, chosen, material, window)
    stated = _stated(snapshot, question)
    try:
        found = find_crossovers(question, chosen, lines, missing)
    except TooFewFactsError as error:
        claims = [claim_response(claim).model_dump(mode="json") for claim in stated]
        keys = {"missing": error.missing, "stated": claims}
        raise ProblemError("too-few-facts", str(error), keys) from error
    absent = with_undated(question, material, found.missing)
    sources = find_cited(snapshot, found.facts, known, [get_source(snapshot, claim.source) for claim in stated])
    return crossovers_response(found, stated, absent, sources, snapshot.revision)


def _stated(snapshot: Snapshot, question: Question) -> list[Claim]:
    """Find what sources claim about the lead among the companies, by the day that is asked for."""
    companies = [company.slug for company in question.companies]
    sources = [question.source] if question.source else []
    wanted = ClaimFilter(
        companies=companies, metrics=[question.metric.slug], operations=ABOUT_THE_LEAD, sources=sources
    )
    claims = [each for each in find_claims(snapshot, EVERYTHING, wanted) if set(each.companies) <= set(companies)]
    if question.as_of is None:
        return claims
    published = {claim.source: get_source(snapshot, claim.source).published for claim in claims}
    return [claim for claim in claims if (published[claim.source] or date.max) <= question.as_of]
