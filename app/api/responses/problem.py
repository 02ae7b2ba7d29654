"""Problems: what every refusal looks like (RFC 9457)."""

from typing import Annotated, Any

from pydantic import BaseModel

from app.api.responses.asked import MissingResponse
from app.api.responses.shape import described


class ProblemResponse(BaseModel):
    """An error as application/problem+json; branch on `code`. Keys that say nothing are left out."""

    type: Annotated[str, described("Where the code is explained, relative to this server.")]
    title: Annotated[str, described("The code in words, the same for every request.")]
    status: Annotated[int, described("The HTTP status.")]
    detail: Annotated[str, described("What is wrong with this request.")]
    code: Annotated[str, described("What a program branches on.")]
    parameter: Annotated[str, described("The parameter or path part that is wrong.")] = ""
    allowed: Annotated[list[str], described("What it may be, where that is a short list or a range.")] = []
    did_you_mean: Annotated[str, described("The nearest value that exists.")] = ""
    missing: Annotated[list[MissingResponse], described("What each company lacks (too-few-facts).")] = []
    stated: Annotated[list[dict[str, Any]], described("What sources claim about what cannot be computed.")] = []
    errors: Annotated[list[dict[str, Any]], described("All that is wrong, where it is more than one thing.")] = []


class ProblemCodeResponse(BaseModel):
    """What a code means."""

    code: Annotated[str, described("The code.")]
    status: Annotated[int, described("The HTTP status of answers that have it.")]
    title: Annotated[str, described("The code in words.")]
    meaning: Annotated[str, described("When it is answered.")]
