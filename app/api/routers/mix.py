"""Mix: what a company's total is made of."""

from fastapi import APIRouter, Request, Response

from app.api.answering import MixQuery, answer_mix
from app.api.dependencies import CompanyInPath, hold
from app.api.queries import Asked
from app.api.responses.mix import MixResponse, mix_response
from app.api.routing import StoreRoute
from app.store.vocabulary import get_company

router = APIRouter(prefix="/v1/companies", tags=["companies"], route_class=StoreRoute)


@router.get("/{company}/mix", operation_id="show_mix")
async def show_mix(request: Request, response: Response, company: CompanyInPath, query: Asked[MixQuery]) -> MixResponse:
    """Take a company's total apart: parts with value and share, what is left, and whether it adds up.

    A part of which only the share is stated is `implied`: that share of the total, a range as wide as both allow. No
    two parts share money: those that may are left out and named, and so is a part that is known by its order of
    magnitude only.
    """
    snapshot = hold(request, response, query)
    found, sources = answer_mix(snapshot, get_company(snapshot, company), query)
    return mix_response(found, sources, snapshot.revision)
