"""Facts: figures as sources print them, with their honest ranges."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.dependencies import FactInPath, hold, page_of
from app.api.filters import FactFilterQuery, read_fact_filter
from app.api.formats import LINKED, also_as
from app.api.paging import PageRequest
from app.api.problems import unknown_value
from app.api.queries import Asked, LinkedQuery, PageQuery
from app.api.responses.facts import (
    FACT_FIELDS,
    FactPage,
    OneFactResponse,
    PartialFactPage,
    one_fact_object,
    page_of_lines,
    spelling_of_facts,
)
from app.api.responses.linked import ObservationResponse, answer_linked, observe
from app.api.routing import StoreRoute, as_json
from app.api.telling import Told, tell
from app.domain.catalogue import Source
from app.domain.citation import cite
from app.domain.material import Material
from app.store.citations import find_cited
from app.store.facts import FactFilter, Order, count_undated, find_sources_of, get_fact
from app.store.lines import find_lines
from app.store.pages import find_places
from app.store.paging import Key
from app.store.snapshot import Snapshot

router = APIRouter(prefix="/v1/facts", tags=["facts"], route_class=StoreRoute)

SortName = Literal["id", "-id", "company", "-company", "metric", "-metric", "period", "-period", "value", "-value"]


class FactQuery(FactFilterQuery, PageQuery):
    """What facts may be asked for."""

    sort: Annotated[SortName, Field(description="Ties by id. `value`: value, else low, else high.")] = "id"
    fields: Annotated[
        str | None,
        Field(
            max_length=300,
            description=f"Fields wanted, with commas between; the id is always there: {', '.join(FACT_FIELDS)}.",
            json_schema_extra={"pattern": f"^({'|'.join(FACT_FIELDS)})(,({'|'.join(FACT_FIELDS)}))*$"},
        ),
    ] = None

    @property
    def order(self) -> Order:
        """The order that `sort` names."""
        return Order(self.sort.removeprefix("-"), descending=self.sort.startswith("-"))


@router.get("", operation_id="list_facts", response_model=FactPage | PartialFactPage, response_model_exclude_unset=True)
async def list_facts(request: Request, response: Response, query: Asked[FactQuery]) -> Response:
    """List facts: every filter narrows, the values of one filter widen."""
    page = page_of(request, response, query)
    wanted = read_fact_filter(page.snapshot, query)
    spelling = spelling_of_facts(_read_fields(query.fields))
    found = find_places(page.snapshot, wanted, query.order, after=_key(page, query.order), limit=page.limit)
    items, cursor = page.cut(found, lambda place: place.key)
    lines = find_lines(page.snapshot, spelling, [place.pk for place in items])
    undated = None if wanted.as_of is None else _undated(page.snapshot, wanted)
    body = page_of_lines(lines, cursor, undated)
    return as_json(body, response)


@router.get(
    "/{fact}",
    operation_id="show_fact",
    response_model=OneFactResponse,
    responses=also_as(LINKED, ObservationResponse),
)
async def show_fact(request: Request, response: Response, fact: FactInPath, query: Asked[LinkedQuery]) -> Response:
    """Show a fact: the figure as printed, what it allows, where it stands, and how to cite it.

    As JSON-LD it is an Observation of schema.org; what the source does not say is absent from that. Addresses of ours
    are absolute where the server knows its own.
    """
    snapshot = hold(request, response, query)
    told = tell(snapshot, get_fact(snapshot, fact))
    sources, origin = _sources_of(snapshot, told), request.app.state.outside.known_origin
    if query.format == "jsonld":
        return answer_linked(observe(told, sources, snapshot.revision, origin), response)
    cited = cite(told.fact, told.sentence, sources, snapshot.revision, origin)
    return as_json(one_fact_object(told.fact, told.company, told.sentence, sources, cited), response)


def _sources_of(snapshot: Snapshot, told: Told) -> list[Source]:
    """List the sources of a fact, and of what it was derived from."""
    return find_cited(snapshot, [told.fact.id], Material((told.fact,), find_sources_of(snapshot, [told.fact])))


def _undated(snapshot: Snapshot, wanted: FactFilter) -> list[dict[str, object]]:
    """List the sources that an answer as of a day leaves out, because nobody knows when they were published."""
    counts = count_undated(snapshot, wanted)
    return [{"source": source, "code": "undated-source", "facts": count} for source, count in counts.items()]


def _read_fields(text: str | None) -> frozenset[str]:
    if text is None:
        return frozenset(FACT_FIELDS)
    for name in text.split(","):
        if name not in FACT_FIELDS:
            raise unknown_value("fields", name, FACT_FIELDS)
    return frozenset({"id", *text.split(",")})


def _key(page: PageRequest, order: Order) -> Key | None:
    """Return where the list goes on; the cursor's parts are of the kinds that the order compares."""
    if page.key is None:
        return None
    first, fact_id = page.parts(float if order.by == "value" else str, str)
    return first, fact_id
