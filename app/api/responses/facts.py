"""Facts, and the periods and quantities in them."""

from datetime import date
from typing import Annotated, Any

from pydantic import create_model

from app.api.responses.shape import Number, Page, Response, described, of_quantity
from app.domain.catalogue import Attribution, Basis, FactKind, FactNature
from app.domain.period import PeriodKind
from app.domain.quantity import Hedge, Unit


class PeriodResponse(Response):
    """A stretch of time, or a moment (`kind` instant: an `end` only)."""

    label: Annotated[str, described("As the company names it: FY2025, FY2026-Q4, or unspecified.")]
    kind: PeriodKind
    start: date | None
    end: date | None
    inferred: Annotated[bool, described("Whether we placed it, for the source does not; then `note` says from what.")]
    note: str | None


class FactResponse(Response):
    """One figure that one source states about a company and a metric for a period."""

    id: Annotated[str, described("Derived from what the fact says: the same in every database.")]
    company: str
    metric: str
    segment: str | None
    initiative: str | None
    source: str
    paragraph: Annotated[int | None, described("Counted over the source's non-empty lines, from 1.")]
    printed: Annotated[str, described("The figure as the source prints it, hedge included.")]
    value: Annotated[
        Number | None,
        of_quantity("value", "Null where the source gives no central figure."),
    ]
    low: Annotated[
        Number | None,
        of_quantity("low", "The least that the figure allows; null is open."),
    ]
    high: Annotated[
        Number | None,
        of_quantity("high", "The most that the figure allows; null is open."),
    ]
    unit: Annotated[Unit, of_quantity("unit", "Fractions run from 0 to 1.")]
    hedges: Annotated[list[Hedge], of_quantity("hedges", "How the source hedges.")]
    kind: FactKind
    nature: FactNature
    attribution: Annotated[Attribution | None, described("Whose word the source gives it as, if not its own.")]
    basis: Basis
    period: PeriodResponse
    note: str | None


class FactPage(Page[FactResponse]):
    """A page of facts."""


FACT_FIELDS = tuple(FactResponse.model_fields)
"""What `fields` may name."""

_optional: dict[str, Any] = {
    name: (field.annotation, described(field.description or "", default=None))
    for name, field in FactResponse.model_fields.items()
}
PartialFactResponse = create_model(
    "PartialFactResponse", __doc__="A fact with the fields that were asked for; the id is always there.", **_optional
)


class PartialFactPage(Page[PartialFactResponse]):
    """A page of facts that have only the fields asked for."""
