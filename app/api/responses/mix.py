"""Mix: what a total is made of."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from app.api.responses.asked import MetricReference, MissingResponse, asked
from app.api.responses.citing import Names, Sources
from app.api.responses.comparison import ComputedResponse
from app.api.responses.facts import DerivationResponse, FactResponse
from app.api.responses.shape import FromRevision, Response, described
from app.domain.catalogue import Line, Source
from app.domain.mix import LeftOutCode, Mix, Part, PartKind, ReconciliationState
from app.domain.quantity import Hedge
from app.domain.summary import sentence_of_mix


class TotalResponse(Response):
    """What is taken apart."""

    fact: Annotated[FactResponse, described("The fact that states the total.")]
    quantity: Annotated[ComputedResponse, described("Its quantity.", validation_alias="computed")]


class PartResponse(Response):
    """A segment's part of the total."""

    segment: Annotated[str, described("Slug.")]
    name: Annotated[str, described("Of the segment.")]
    line: Annotated[Line, described("The line of business.")]
    kind: Annotated[
        PartKind,
        described(
            "official: a filing states it; stated: another source does; derived: it follows from stated figures; "
            "implied: only its share is stated, and the value is that share of the total."
        ),
    ]
    quantity: Annotated[ComputedResponse, described("Its value.")]
    share: Annotated[ComputedResponse | None, described("Its share of the total; null where that says nothing.")]
    fact: Annotated[str, described("Id of the fact that states the value or the share.")]
    printed: Annotated[str, described("How that fact is printed, word for word.")]
    hedges: Annotated[list[Hedge], described("How its source hedges it.")]
    derivation: Annotated[DerivationResponse, described("That of `quantity`.")]


class LeftOutResponse(Response):
    """A segment that is not subtracted from the total, and why."""

    segment: Annotated[str, described("Slug.")]
    name: Annotated[str, described("Of the segment.")]
    code: Annotated[
        LeftOutCode,
        described(
            "too-wide: known to an order of magnitude only; overlaps: it may share money with a part; other-breakdown: "
            "it belongs to another breakdown."
        ),
    ]
    detail: Annotated[str, described("The same in words, with what it overlaps or belongs to.")]


class ResidualResponse(Response):
    """What no part accounts for: the total less every part, each counted once."""

    quantity: Annotated[ComputedResponse, described("The rest.")]
    share: Annotated[
        ComputedResponse | None, described("Its share of the total; null where the total is not certainly positive.")
    ]
    left_out: Annotated[list[LeftOutResponse], described("Segments with figures that were not subtracted.")]


class ReconciliationResponse(Response):
    """Whether the parts make the total, rounding allowed for."""

    state: Annotated[
        ReconciliationState,
        described(
            "adds-up: the parts may make the total; remainder: they are certainly less, and exceeds: more, as where "
            "costs are given to no segment; incomplete: some segment has no figure, or an order of magnitude only."
        ),
    ]
    sum: Annotated[ComputedResponse | None, described("Of the parts.", validation_alias="total_of_parts")]
    difference: Annotated[ComputedResponse | None, described("The total less the sum.")]


class MixResponse(Response):
    """A company's total taken apart along one breakdown."""

    company: Annotated[str, described("Slug of the company.")]
    metric: Annotated[MetricReference, described("The metric that is taken apart.")]
    source: Annotated[str | None, described("The one source that was asked for; null for all.")]
    as_of: Annotated[date | None, described("The day by which it was published; null for whenever.")]
    total: Annotated[TotalResponse, described("The total that is taken apart.")]
    breakdown: Annotated[str | None, described("The breakdown that the parts are of; null where there is none.")]
    breakdowns: Annotated[list[str], described("All breakdowns for which there are figures.")]
    parts: Annotated[list[PartResponse], described("The greatest first; no two of them share money.")]
    residual: Annotated[ResidualResponse | None, described("Null where no part is subtracted.")]
    left_out: Annotated[list[LeftOutResponse], described("Segments with figures that are not subtracted.")]
    reconciliation: Annotated[ReconciliationResponse, described("Whether the parts make the total.")]
    missing: Annotated[list[MissingResponse], described("Segments of the breakdown without a figure, among others.")]
    sentence: Annotated[str, described("The total, its greatest parts with their shares, and what is left.")]
    names: Names
    sources: Sources
    dataset: FromRevision


def mix_response(mix: Mix, sources: Sequence[Source], revision: int) -> MixResponse:
    """Fill a mix's shape."""
    residual = None
    if mix.residual:
        residual = {"quantity": mix.residual, "share": mix.residual_share, "left_out": mix.left_out}
    return MixResponse.model_validate(
        {
            **asked(mix.question, sources, revision),
            "company": mix.total.company,
            "total": mix.total,
            "breakdown": mix.breakdown,
            "breakdowns": mix.breakdowns,
            "parts": [_part(part) for part in mix.parts],
            "residual": residual,
            "left_out": mix.left_out,
            "reconciliation": mix.reconciliation,
            "missing": mix.missing,
            "sentence": sentence_of_mix(mix),
        }
    )


def _part(part: Part) -> dict[str, object]:
    return {
        "segment": part.segment.slug,
        "name": part.segment.name,
        "line": part.segment.line,
        "kind": part.kind,
        "quantity": part.computed,
        "derivation": part.computed.derivation,
        "share": part.share,
        "fact": part.fact.id,
        "printed": part.fact.printed,
        "hedges": part.fact.quantity.hedges,
    }
