"""Companies: who they are."""

from fastapi import APIRouter, Request, Response

from app.api.dependencies import CompanyInPath, hold, page_of
from app.api.queries import Asked, DatasetQuery, PageQuery
from app.api.responses.vocabulary import CompanyPage, CompanyResponse, company_response
from app.api.routing import StoreRoute
from app.store.dataset import count_facts_by
from app.store.vocabulary import Slice, find_companies, get_company

router = APIRouter(prefix="/v1/companies", tags=["companies"], route_class=StoreRoute)


@router.get("", operation_id="list_companies")
async def list_companies(request: Request, response: Response, query: Asked[PageQuery]) -> CompanyPage:
    """List the companies, by slug, with how many facts there are about each."""
    page = page_of(request, response, query)
    found = find_companies(page.snapshot, Slice(page.after, page.limit))
    items, cursor = page.cut(found, lambda company: (company.slug,))
    counts = count_facts_by(page.snapshot, "company", [company.slug for company in items])
    return CompanyPage(items=[company_response(company, counts) for company in items], next=cursor)


@router.get("/{company}", operation_id="show_company")
async def show_company(
    request: Request, response: Response, company: CompanyInPath, query: Asked[DatasetQuery]
) -> CompanyResponse:
    """Show a company, named by slug, ticker (`AMZN`, `AMZN.US`, `NASDAQ:AMZN`) or CIK, in any case."""
    snapshot = hold(request, response, query)
    found = get_company(snapshot, company)
    return company_response(found, count_facts_by(snapshot, "company", [found.slug]))
