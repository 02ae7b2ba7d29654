"""Refusals as pages: for those who look at an address with a browser, and not with a program."""

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from app.api.pages.house import House, open_house_at_any_time
from app.api.pages.templates import HOUSE_POLICY, page
from app.api.problems import CODES, ProblemError


def wants_page(request: Request) -> bool:
    """Whether a request is a browser's, that is about to show the answer to somebody."""
    return "text/html" in request.headers.get("accept", "")


async def refuse_reader(request: Request, error: ProblemError) -> Response | None:
    """Answer a browser that looks for a page where there is none; None for programs, and for all under /v1."""
    is_lost = error.code == "not-found" and not request.url.path.startswith("/v1")
    if not is_lost or not wants_page(request):
        return None
    house = await open_house_at_any_time(request)
    return refuse(request, error, "problem.html", HOUSE_POLICY, house=house)


def refuse(
    request: Request, error: ProblemError, template: str, policy: str, *, house: House | None = None
) -> HTMLResponse:
    """Answer with a page that says what the problem says, and has its status."""
    code = CODES[error.code]
    values = {
        "house": house or House(request.app.state.outside.origin(request.scope)),
        "title": code.title,
        "detail": f"{error.detail[:1].upper()}{error.detail[1:]}.",
        "near": error.keys.get("did_you_mean"),
        "needs": [each["needs"] for each in error.keys.get("missing", [])],
    }
    response = page(template, policy=policy, status=code.status, **values)
    response.headers.update({"Cache-Control": "no-store", "Vary": "Accept", **error.headers})
    return response
