"""Health: whether the process runs, and whether it can answer."""

from datetime import datetime
from time import monotonic
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request

from app.api.looking import is_done_within
from app.api.problems import CODES
from app.api.queries import LONGEST_NAME, Asked, NoQuery
from app.api.responses.problem import ProblemCodeResponse
from app.api.responses.shape import Response, described
from app.api.rounds import Rounds
from app.domain.errors import UnknownNameError
from app.store.faults import UnusableDatabaseError
from app.store.reader import Reader

router = APIRouter(tags=["health"])

READY_SECONDS = 5
"""How long a database may take to show that it can be read."""


class HealthResponse(Response):
    """The process runs."""

    status: Annotated[Literal["ok"], described("Always ok: an answer at all is what tells it.")]


class ReadinessResponse(Response):
    """The process can answer from this revision."""

    status: Annotated[Literal["ready"], described("Always ready: else the answer is a problem.")]
    revision: Annotated[int, described("The revision that answers come from.", ge=1)]
    since: Annotated[datetime, described("When that revision was made.")]


@router.get("/healthz", operation_id="show_health")
async def show_health() -> HealthResponse:
    """Tell that the process runs, whatever the database does."""
    return HealthResponse(status="ok")


@router.get("/readyz", operation_id="show_readiness")
async def show_readiness(request: Request) -> ReadinessResponse:
    """Tell that there is a dataset to answer from; else 503 with the reason and what to do."""
    ready: Rounds[ReadinessResponse] = request.app.state.ready
    return await ready.ask()


async def look_whether_ready(reader: Reader) -> ReadinessResponse:
    """Ask the database whether a reader can answer, for the probe above. Raises StoreErrors."""
    end = monotonic() + READY_SECONDS
    asked = reader.newest.begin(), reader.readable.begin()
    if not all([await is_done_within(each, end - monotonic()) for each in asked]):
        raise UnusableDatabaseError(f"the database has not answered within {READY_SECONDS} seconds")
    newest, _ = reader.newest.told(), reader.readable.told()
    return ReadinessResponse(status="ready", revision=newest.revision, since=newest.created)


@router.get("/problems/{code}", operation_id="show_problem")
async def show_problem(
    code: Annotated[str, Path(max_length=LONGEST_NAME, description="`code` of an error.")], _: Asked[NoQuery]
) -> ProblemCodeResponse:
    """Explain a code that an error has; an error's `type` leads here."""
    if code not in CODES:
        raise UnknownNameError("problem", code, tuple(CODES))
    known = CODES[code]
    return ProblemCodeResponse(code=code, status=known.status, title=known.title, meaning=known.meaning)
