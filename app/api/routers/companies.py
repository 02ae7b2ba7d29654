"""Companies: who they are."""

from fastapi import APIRouter

from app.api.dependencies import CompanyDep, PageDep, SnapshotDep
from app.api.responses.vocabulary import CompanyPage, CompanyResponse, company_response
from app.api.routing import StoreRoute
from app.store.dataset import count_facts_by
from app.store.vocabulary import Slice, find_companies

router = APIRouter(prefix="/v1/companies", tags=["companies"], route_class=StoreRoute)


@router.get("", operation_id="list_companies")
async def list_companies(page: PageDep) -> CompanyPage:
    """List the companies, by slug, with how many facts there are about each."""
    found = find_companies(page.snapshot, Slice(page.after, page.limit))
    items, cursor = page.cut(found, lambda company: (company.slug,))
    counts = count_facts_by(page.snapshot, "company", [company.slug for company in items])
    return CompanyPage(items=[company_response(company, counts) for company in items], next=cursor)


@router.get("/{company}", operation_id="show_company")
async def show_company(company: CompanyDep, snapshot: SnapshotDep) -> CompanyResponse:
    """Show a company, named by slug, ticker (`AMZN`, `AMZN.US`, `NASDAQ:AMZN`) or CIK, in any case."""
    return company_response(company, count_facts_by(snapshot, "company", [company.slug]))
