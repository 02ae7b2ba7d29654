"""Health: whether the process runs, and whether it can answer."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request

from app.api.problems import CODES
from app.api.queries import LONGEST_NAME, Asked, NoQuery
from app.api.responses.problem import ProblemCodeResponse
from app.api.responses.shape import Response, described
from app.domain.errors import UnknownNameError

router = APIRouter(tags=["health"])


class HealthResponse(Response):
    """The process runs."""

    status: Annotated[Literal["ok"], described("Always ok: an answer at all is what tells it.")]


class ReadinessResponse(Response):
    """The process can answer from this revision."""

    status: Annotated[Literal["ready"], described("Always ready: else the answer is a problem.")]
    revision: Annotated[int, described("The revision that answers come from.", ge=1)]


@router.get("/healthz", operation_id="show_health")
async def show_health() -> HealthResponse:
    """Tell that the process runs, whatever the database does."""
    return HealthResponse(status="ok")


@router.get("/readyz", operation_id="show_readiness")
def show_readiness(request: Request) -> ReadinessResponse:
    """Tell that there is a dataset to answer from; else 503 with the reason and what to run."""
    return ReadinessResponse(status="ready", revision=request.app.state.reader.look().revision)


@router.get("/problems/{code}", operation_id="show_problem")
async def show_problem(
    code: Annotated[str, Path(max_length=LONGEST_NAME, description="`code` of an error.")], _: Asked[NoQuery]
) -> ProblemCodeResponse:
    """Explain a code that an error has; an error's `type` leads here."""
    if code not in CODES:
        raise UnknownNameError("problem", code, tuple(CODES))
    known = CODES[code]
    return ProblemCodeResponse(code=code, status=known.status, title=known.title, meaning=known.meaning)
