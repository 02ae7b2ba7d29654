"""Refusals as pages: for those who look at an address with a browser, and not with a program."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.api.pages.house import House
from app.api.pages.templates import page
from app.api.problems import CODES, ProblemError


def wants_page(request: Request) -> bool:
    """Whether a request is a browser's, that is about to show the answer to somebody."""
    return "text/html" in request.headers.get("accept", "")


def refuse(request: Request, error: ProblemError, template: str, policy: str) -> HTMLResponse:
    """Answer with a page that says what the problem says, and has its status."""
    code = CODES[error.code]
    values = {
        "house": House(request.app.state.outside.origin(request.scope)),
        "title": code.title,
        "detail": f"{error.detail[:1].upper()}{error.detail[1:]}.",
        "near": error.keys.get("did_you_mean"),
        "needs": [each["needs"] for each in error.keys.get("missing", [])],
    }
    response = page(template, policy=policy, status=code.status, **values)
    response.headers.update({"Cache-Control": "no-store", "Vary": "Accept", **error.headers})
    return response
