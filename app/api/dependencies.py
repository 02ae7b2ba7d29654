"""Dependencies: what handlers are given, each with a type that says it."""

from collections.abc import Callable, Sequence
from typing import Annotated, TypeVar

from fastapi import Depends, Path, Query, Request, Response
from pydantic import Field

from app.api.paging import DEFAULT_LIMIT, LARGEST_LIMIT, LARGEST_NUMBER, LONGEST_CURSOR, PageRequest, read_cursor
from app.api.problems import ProblemError, unknown_value
from app.api.routing import HELD
from app.domain.catalogue import Company, Initiative, Metric, Segment, Source
from app.domain.errors import UnknownNameError
from app.store.reader import Reader
from app.store.snapshot import Snapshot, UnknownRevisionError
from app.store.vocabulary import get_company, get_initiative, get_metric, get_segment, get_source

NounT = TypeVar("NounT")

REVISION_HEADER = "Dataset-Revision"
LONGEST_NAME = 100
MOST_NAMES = 50
"""Values of one repeatable filter."""

Name = Annotated[str, Field(max_length=LONGEST_NAME)]
Names = Annotated[list[Name], Field(max_length=MOST_NAMES)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="How many to answer with, at most.")]
CursorText = Annotated[
    str | None,
    Query(max_length=LONGEST_CURSOR, description="`next` of the page before; every other parameter stays as it was."),
]


RevisionNumber = Annotated[
    int | None,
    Query(ge=1, le=LARGEST_NUMBER, description="Answer as this revision of the dataset did; the newest by default."),
]


async def open_revision(request: Request, response: Response, revision: RevisionNumber = None) -> Snapshot:
    """Hold a revision still while an answer is computed, and say which it is. Raises ProblemError."""
    try:
        return _held(request, response, revision)
    except UnknownRevisionError as error:
        raise no_such_revision(error) from error


async def page_in_query(
    request: Request,
    response: Response,
    limit: Limit = DEFAULT_LIMIT,
    cursor: CursorText = None,
    revision: RevisionNumber = None,
) -> PageRequest:
    """Read which page is asked for, of the revision that the list was begun on. Raises ProblemError `bad-cursor`."""
    if cursor is None:
        return PageRequest(limit, None, await open_revision(request, response, revision), request, response)
    begun_on, key = read_cursor(request, cursor)
    if revision not in (None, begun_on):
        detail = f"the cursor goes on in revision {begun_on}, not in {revision}"
        raise ProblemError("bad-cursor", detail, {"parameter": "cursor"})
    try:
        return PageRequest(limit, key, _held(request, response, begun_on), request, response)
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


SnapshotDep = Annotated[Snapshot, Depends(open_revision)]
PageDep = Annotated[PageRequest, Depends(page_in_query)]


async def company_in_path(
    company: Annotated[str, Path(description="Slug, ticker or CIK.")],
    snapshot: SnapshotDep,
) -> Company:
    """Return the company that the path names."""
    return get_company(snapshot, company)


async def metric_in_path(metric: Annotated[str, Path(description="Slug.")], snapshot: SnapshotDep) -> Metric:
    """Return the metric that the path names."""
    return get_metric(snapshot, metric)


async def segment_in_path(segment: Annotated[str, Path(description="Slug.")], snapshot: SnapshotDep) -> Segment:
    """Return the segment that the path names."""
    return get_segment(snapshot, segment)


async def initiative_in_path(
    initiative: Annotated[str, Path(description="Slug.")], snapshot: SnapshotDep
) -> Initiative:
    """Return the initiative that the path names."""
    return get_initiative(snapshot, initiative)


async def source_in_path(source: Annotated[str, Path(description="Slug.")], snapshot: SnapshotDep) -> Source:
    """Return the source that the path names."""
    return get_source(snapshot, source)


CompanyDep = Annotated[Company, Depends(company_in_path)]
MetricDep = Annotated[Metric, Depends(metric_in_path)]
SegmentDep = Annotated[Segment, Depends(segment_in_path)]
InitiativeDep = Annotated[Initiative, Depends(initiative_in_path)]
SourceDep = Annotated[Source, Depends(source_in_path)]


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
