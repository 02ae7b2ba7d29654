"""Queries: what stands behind the `?` of a request, read once by the model of all that an operation may be asked."""

from typing import TYPE_CHECKING, Annotated, Any, Generic, Literal, TypeVar, get_origin
from urllib.parse import parse_qsl

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException

from app.api.paging import DEFAULT_LIMIT, LARGEST_LIMIT, LARGEST_NUMBER, LONGEST_CURSOR
from app.api.problems import ProblemError, unknown_parameter

QueryT = TypeVar("QueryT", bound=BaseModel)

LONGEST_NAME = 100
LONGEST_ID = 250
"""Of a fact: two slugs, a label and a digest are at most 213 characters."""
MOST_NAMES = 50
"""Values of one repeatable filter."""

SLUG: dict[str, Any] = {"pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}
"""How slugs are spelt, for the document: what is spelt otherwise is refused as unknown, with the nearest slug."""
LIST_OF_SLUGS: dict[str, Any] = {"pattern": "^ *[a-z0-9]+(-[a-z0-9]+)*( *, *[a-z0-9]+(-[a-z0-9]+)*)* *$"}

Name = Annotated[str, Field(max_length=LONGEST_NAME)]
Names = Annotated[tuple[Name, ...], Field(max_length=MOST_NAMES)]
"""Slugs, tickers or CIKs of companies."""
Slug = Annotated[str, Field(max_length=LONGEST_NAME, json_schema_extra=SLUG)]
Slugs = Annotated[tuple[Slug, ...], Field(max_length=MOST_NAMES)]


class NoQuery(BaseModel):
    """No parameter at all: any that is given is refused."""


class DatasetQuery(BaseModel):
    """What every operation on the dataset may be asked."""

    revision: Annotated[
        int | None,
        Field(
            ge=1, le=LARGEST_NUMBER, description="Answer as this revision of the dataset did; the newest by default."
        ),
    ] = None


class LinkedQuery(DatasetQuery):
    """What may be asked of what is linked data as well."""

    format: Annotated[
        Literal["json", "jsonld"], Field(description="`jsonld` is JSON-LD, in the words of schema.org.")
    ] = "json"


class PageQuery(DatasetQuery):
    """What every list may be asked."""

    limit: Annotated[int, Field(ge=1, le=LARGEST_LIMIT, description="How many to answer with, at most.")] = (
        DEFAULT_LIMIT
    )
    cursor: Annotated[
        str | None,
        Field(
            max_length=LONGEST_CURSOR,
            description="`next` of the page before; every other parameter stays as it was.",
            json_schema_extra={"pattern": "^[A-Za-z0-9_-]+$"},
        ),
    ] = None


class QueryReader(Generic[QueryT]):
    """Reads queries by one model; FastAPI calls it as a dependency.

    FastAPI could read the parameters itself, but spends on each of them, given or not, more than all of this costs.
    """

    def __init__(self, model: type[QueryT]) -> None:
        """Work out which parameters the model has; those that are tuples are repeated for several values.

        A model whose `extra` is "ignore" is for a protocol that lets clients send parameters of their own.
        """
        self.model = model
        self.passes_over_others = model.model_config.get("extra") == "ignore"
        self.parameters = {
            field.alias or name: get_origin(field.annotation) is tuple for name, field in model.model_fields.items()
        }

    async def __call__(self, request: Request) -> QueryT:
        """Read the query of a request.

        Raises ProblemError for a parameter that the model does not have, or a single one that is repeated;
        RequestValidationError with all that is wrong with the values. A character that cannot be printed stands in no
        name that we know, and some databases refuse it.
        """
        if not request.scope["path"].isprintable():
            raise HTTPException(404)
        pairs = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
        try:
            return self.model.model_validate(self._gathered(pairs))
        except ValidationError as error:
            every = [{**each, "loc": ("query", *each["loc"])} for each in error.errors(include_url=False)]
            raise RequestValidationError(every) from error

    def _gathered(self, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        """Gather the values by parameter: those of a list in one, all others as they are. Raises ProblemError."""
        gathered: dict[str, Any] = {}
        for name, value in pairs:
            is_list = self.parameters.get(name)
            if is_list:
                gathered.setdefault(name, []).append(value)
            elif is_list is None and self.passes_over_others:
                continue
            elif is_list is None or name in gathered:
                raise self._refused([name for name, _ in pairs])
            else:
                gathered[name] = value
        for name, value in pairs:
            if not value.isprintable():
                detail = f"{name} has a character that cannot be printed"
                raise ProblemError("invalid-value", detail, {"parameter": name})
        return gathered

    def _refused(self, given: list[str]) -> ProblemError:
        """Tell of the first name that is unknown, or single and repeated; there is one."""
        known = self.parameters
        listed = [name for name in given if name in known] if self.passes_over_others else given
        wrong = next(name for name in listed if name not in known or (not known[name] and given.count(name) > 1))
        if wrong in known:
            return ProblemError("repeated-parameter", f"{wrong} takes one value", {"parameter": wrong})
        return unknown_parameter(wrong, known)


if TYPE_CHECKING:
    Asked = Annotated[QueryT, QueryReader]
else:

    class Asked:
        """`Asked[FactQuery]` is the type of a handler's parameter that is the query, read as a FactQuery."""

        def __class_getitem__(cls, model: type[QueryT]) -> object:
            """Let FastAPI read the query by a model."""
            return Annotated[model, Depends(QueryReader(model))]
