"""Dependencies: the revision, the page and the names that a handler answers from."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Path, Request, Response

from app.api.paging import PageRequest, read_cursor
from app.api.problems import ProblemError, unknown_value
from app.api.queries import LONGEST_ID, LONGEST_NAME, DatasetQuery, PageQuery
from app.api.routing import HELD
from app.domain.catalogue import Company, Initiative, Metric, Segment, Source
from app.domain.errors import UnknownNameError
from app.store.reader import Reader
from app.store.snapshot import Snapshot, UnknownRevisionError
from app.store.vocabulary import get_company

NounT = TypeVar("NounT")

REVISION_HEADER = "Dataset-Revision"

EXPOSED = [
    "ETag",
    "Link",
    REVISION_HEADER,
    "Cache-Status",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
]
"""Headers that a script of another origin's page may read beside the usual ones."""

CompanyInPath = Annotated[str, Path(max_length=LONGEST_NAME, description="Slug, ticker or CIK.")]
SlugInPath = Annotated[str, Path(max_length=LONGEST_NAME, description="Slug.")]
FactInPath = Annotated[str, Path(max_length=LONGEST_ID, description="Id.")]


def hold(request: Request, response: Response, query: DatasetQuery) -> Snapshot:
    """Hold a revision still while an answer is computed, and say which it is. Raises ProblemError."""
    try:
        return _held(request, response, query.revision)
    except UnknownRevisionError as error:
        raise no_such_revision(error) from error


def page_of(request: Request, response: Response, query: PageQuery) -> PageRequest:
    """Read which page is asked for, of the revision that the list was begun on. Raises ProblemError `bad-cursor`."""
    if query.cursor is None:
        return PageRequest(query.limit, None, hold(request, response, query), request, response)
    begun_on, key = read_cursor(request, query.cursor)
    if query.revision not in (None, begun_on):
        detail = f"the cursor goes on in revision {begun_on}, not in {query.revision}"
        raise ProblemError("bad-cursor", detail, {"parameter": "cursor"})
    try:
        return PageRequest(query.limit, key, _held(request, response, begun_on), request, response)
    except UnknownRevisionError as error:
        raise ProblemError("bad-cursor", str(error), {"parameter": "cursor"}) from error


def no_such_revision(error: UnknownRevisionError) -> ProblemError:
    """Refuse a revision that there is not, and say which there are."""
    return ProblemError("out-of-range", str(error), {"parameter": "revision", "allowed": [f"1 to {error.newest}"]})


def _held(request: Request, response: Response, revision: int | None) -> Snapshot:
    """Hold a revision; the route lets go of it once the answer is computed."""
    reader: Reader = request.app.state.reader
    snapshot = reader.hold(revision)
    request.scope[HELD] = snapshot
    response.headers[REVISION_HEADER] = str(snapshot.revision)
    return snapshot


def resolve(snapshot: Snapshot, parameter: str, name: str, get: Callable[[Snapshot, str], NounT]) -> NounT:
    """Return what a query parameter names. Raises ProblemError `unknown-value`."""
    try:
        return get(snapshot, name)
    except UnknownNameError as error:
        raise unknown_value(parameter, name, error.known, error.aliases) from error


def resolve_companies(snapshot: Snapshot, parameter: str, names: Sequence[str]) -> tuple[Company, ...]:
    """Return the companies that a query parameter names, each once, in the order given."""
    found = [resolve(snapshot, parameter, name, get_company) for name in names]
    return tuple({company.slug: company for company in found}.values())


def company_slugs(snapshot: Snapshot, parameter: str, names: Sequence[str]) -> list[str]:
    """Return the slugs of the companies that a filter names. Raises ProblemError."""
    _refuse_commas(parameter, names)
    return [company.slug for company in resolve_companies(snapshot, parameter, names)]


def slugs(
    snapshot: Snapshot,
    parameter: str,
    names: Sequence[str],
    get: Callable[[Snapshot, str], Metric | Segment | Initiative | Source],
) -> list[str]:
    """Return the slugs that a filter names, once each of them is known to exist. Raises ProblemError."""
    _refuse_commas(parameter, names)
    return [resolve(snapshot, parameter, name, get).slug for name in dict.fromkeys(names)]


def _refuse_commas(parameter: str, names: Sequence[str]) -> None:
    """Tell who gives several values in one what to write instead: filters are repeated."""
    for name in names:
        if "," in name:
            instead = "&".join(f"{parameter}={each}" for each in name.split(","))
            detail = f"{parameter} is repeated for several values: {instead[:LONGEST_NAME]}"
            raise ProblemError("unknown-value", detail, {"parameter": parameter})
