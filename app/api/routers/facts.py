"""Facts: figures as sources print them, with their honest ranges."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import Field

from app.api.dependencies import PageSnapshotDep, SnapshotDep
from app.api.filters import FactFilterQuery, read_fact_filter
from app.api.paging import PageDep, PageRequest
from app.api.problems import unknown_value
from app.api.responses.facts import FACT_FIELDS, FactPage, FactResponse, PartialFactPage
from app.store.facts import FactFilter, Key, Order, count_undated, find_facts, get_fact
from app.store.snapshot import Snapshot

router = APIRouter(prefix="/v1/facts", tags=["facts"])

SortName = Literal["id", "-id", "company", "-company", "metric", "-metric", "period", "-period", "value", "-value"]


class FactQuery(FactFilterQuery):
    """What facts may be asked for."""

    sort: Annotated[SortName, Field(description="Ties by id. `value`: value, else low, else high.")] = "id"
    fields: Annotated[
        str | None,
        Field(
            max_length=300,
            description=f"Fields wanted, with commas between; the id is always there: {', '.join(FACT_FIELDS)}.",
        ),
    ] = None

    @property
    def order(self) -> Order:
        """The order that `sort` names."""
        return Order(self.sort.removeprefix("-"), descending=self.sort.startswith("-"))


def fact_filter_in_query(query: Annotated[FactQuery, Query()], snapshot: PageSnapshotDep) -> FactFilter:
    """Resolve every name that is filtered by. Raises ProblemError `unknown-value` and `out-of-range`."""
    return read_fact_filter(snapshot, query)


FactFilterDep = Annotated[FactFilter, Depends(fact_filter_in_query)]


@router.get("", operation_id="list_facts", response_model=FactPage | PartialFactPage, response_model_exclude_unset=True)
def list_facts(
    snapshot: PageSnapshotDep,
    page: PageDep,
    query: Annotated[FactQuery, Query()],
    wanted: FactFilterDep,
    response: Response,
) -> FactPage | PartialFactPage:
    """List facts: every filter narrows, the values of one filter widen."""
    only = _read_fields(query.fields)
    found = find_facts(snapshot, wanted, query.order, after=_key(page, query.order), limit=page.limit)
    items, cursor = page.cut(found, query.order.key_of, snapshot.revision, response)
    undated = {} if wanted.as_of is None else {"missing": _undated(snapshot, wanted)}
    whole = FactPage.model_validate({"items": items, "next": cursor, **undated})
    if only is None:
        return whole
    kept = whole.model_dump(include={"next": True, "missing": True, "items": {"__all__": only}}, exclude_unset=True)
    return PartialFactPage.model_validate(kept)


@router.get("/{fact}", operation_id="show_fact")
def show_fact(fact: Annotated[str, Path(description="Id.")], snapshot: SnapshotDep) -> FactResponse:
    """Show a fact: the figure as printed, what it allows, and where it stands."""
    return FactResponse.model_validate(get_fact(snapshot, fact))


def _undated(snapshot: Snapshot, wanted: FactFilter) -> list[dict[str, object]]:
    """List the sources that an answer as of a day leaves out, because nobody knows when they were published."""
    counts = count_undated(snapshot, wanted)
    return [{"source": source, "code": "undated-source", "facts": count} for source, count in counts.items()]


def _read_fields(text: str | None) -> set[str] | None:
    if text is None:
        return None
    for name in text.split(","):
        if name not in FACT_FIELDS:
            raise unknown_value("fields", name, FACT_FIELDS)
    return {"id", *text.split(",")}


def _key(page: PageRequest, order: Order) -> Key | None:
    """Return where the list goes on; the cursor's parts are of the kinds that the order compares."""
    if page.key is None:
        return None
    first, fact_id = page.parts(float if order.by == "value" else str, str)
    return first, fact_id
