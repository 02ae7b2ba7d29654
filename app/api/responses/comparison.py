"""Comparisons: the verdict and its working."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AliasPath

from app.api.responses.asked import AskedResponse, MissingResponse, asked
from app.api.responses.citing import Names, Sources
from app.api.responses.facts import DerivationResponse, FactResponse, derivation_object, fact_object
from app.api.responses.shape import FromRevision, Number, Response, described, of_quantity, plain_number
from app.domain.catalogue import Source
from app.domain.comparability import ComparabilityStatus, ReasonCode
from app.domain.comparison import Comparison, Entry
from app.domain.derivation import Computed
from app.domain.quantity import Unit
from app.domain.standing import AgreementState
from app.domain.wording import sentence


class AgreementResponse(Response):
    """Whether all sources of the same number agree; two mentions are not two independent sources."""

    state: Annotated[
        AgreementState,
        described(
            "agree: all ranges meet; conflict: some do not; single-source: one source alone; incomparable: of another "
            "basis, or of periods that are not known to be the same."
        ),
    ]
    facts: Annotated[list[str], described("Ids of all facts about the same number, that of the entry included.")]


class ComputedResponse(Response):
    """A quantity that was computed from facts."""

    value: Annotated[
        Number | None,
        of_quantity("value", "Null where an input has no central figure."),
    ]
    low: Annotated[Number | None, of_quantity("low", "Null is open.")]
    high: Annotated[Number | None, of_quantity("high", "Null is open.")]
    unit: Annotated[Unit, of_quantity("unit", "Of the result.")]
    derivation: Annotated[DerivationResponse, described("How it was computed, and from which facts.")]


class EntryResponse(Response):
    """One company's place."""

    rank: Annotated[int, described("1 is the greatest, or the smallest where lower is better; equals share it.")]
    company: Annotated[str, described("Slug.", validation_alias=AliasPath("company", "slug"))]
    fact: Annotated[FactResponse, described("The fact that stands for the company.")]
    quantity: Annotated[
        ComputedResponse,
        described(
            "What is compared: the fact's own, or what is left of it `without` parts.", validation_alias="computed"
        ),
    ]
    agreement: Annotated[AgreementResponse, described("Whether other sources say the same.")]
    distance: Annotated[ComputedResponse | None, described("Rank 1 minus this one; null if incomparable.")]


class LeaderResponse(Response):
    """Who is ahead, and how sure that is."""

    company: Annotated[
        str | None, described("Null where two share rank 1, or ranges meet and one has no central figure.")
    ]
    decided: Annotated[bool, described("Whether its range lies wholly beyond every other's.")]
    decided_up_to: Annotated[Number | None, described("The tolerance below which it stays decided; null if it is not.")]
    flip_margin: Annotated[
        Number | None,
        described("The relative error in both values that erases the lead; null unless both are positive."),
    ]
    contenders: Annotated[list[str], described("Those whose ranges meet the leader's: why it is not decided.")]


class ReasonResponse(Response):
    """One thing that differs."""

    code: Annotated[
        ReasonCode,
        described(
            "unit-differs, scope-differs, nature-differs, length-differs: no verdict is given. Cautions: "
            "period-ends-differ, period-inferred, period-unspecified, basis-differs (first reported and restated), "
            "definition-differs (net sales and revenues, or each company's own segments), initiative-differs, "
            "attributed, sources-conflict, nothing-taken-out; zero-in-range (the runner-up may be zero) and "
            "not-positive (one of the first two is not certainly above zero): no ratio and no lead."
        ),
    ]
    detail: Annotated[str, described("What differs, by how much or between whom.")]


class ComparabilityResponse(Response):
    """What the verdict is worth; incomparable means that leader, gap, ratio and lead are null."""

    status: Annotated[
        ComparabilityStatus,
        described("comparable: nothing differs; caution: read the reasons; incomparable: no verdict is given."),
    ]
    reasons: Annotated[list[ReasonResponse], described("What differs; empty where the status is comparable.")]


class ComparisonResponse(AskedResponse):
    """Who leads, by how much, how sure, says who."""

    period: Annotated[str, described("The period asked for.")]
    tolerance: Annotated[Number, described("By what part of itself every end of every range was moved outwards.")]
    entries: Annotated[list[EntryResponse], described("The companies that have a fact, by rank.")]
    missing: Annotated[list[MissingResponse], described("Companies without a fact, and sources left out as of a day.")]
    leader: Annotated[LeaderResponse | None, described("Null where the facts are incomparable.")]
    gap: Annotated[ComputedResponse | None, described("Rank 1 minus rank 2.")]
    ratio: Annotated[
        ComputedResponse | None, described("Rank 1 over rank 2; null unless both are certainly above zero.")
    ]
    lead: Annotated[ComputedResponse | None, described("The gap over rank 2; null where the ratio is.")]
    comparability: Annotated[ComparabilityResponse, described("What the verdict is worth.")]
    sentence: Annotated[str, described("Who leads, by how much, in a sentence.")]
    names: Names
    sources: Sources
    dataset: FromRevision


def comparison_object(comparison: Comparison, sources: Sequence[Source], revision: int) -> dict[str, object]:
    """Return a comparison as ComparisonResponse shapes it, ready to be written as JSON.

    It is spelt out here, and not filled in by pydantic, since no other answer is asked for so often, each time with
    something changed; the tests hold it against the shape.
    """
    question, leader, metric = comparison.question, comparison.leader, comparison.question.metric
    said = asked(question, sources, revision)
    last = {name: said.pop(name) for name in ("names", "sources", "dataset")}
    return {
        **said,
        "metric": {"slug": metric.slug, "name": metric.name, "unit": metric.unit},
        "period": str(question.period),
        "tolerance": plain_number(question.tolerance),
        "entries": [_entry(entry) for entry in comparison.entries],
        "missing": [
            {"company": each.company, "code": each.code, "needs": each.needs, "nearest": each.nearest}
            for each in comparison.missing
        ],
        "leader": None
        if leader is None
        else {
            "company": leader.company,
            "decided": leader.decided,
            "decided_up_to": plain_number(leader.decided_up_to),
            "flip_margin": plain_number(leader.flip_margin),
            "contenders": leader.contenders,
        },
        "gap": _computed(comparison.gap),
        "ratio": _computed(comparison.ratio),
        "lead": _computed(comparison.lead),
        "comparability": {
            "status": comparison.comparability.status,
            "reasons": [{"code": each.code, "detail": each.detail} for each in comparison.comparability.reasons],
        },
        "sentence": sentence(comparison),
        **last,
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "rank": entry.rank,
        "company": entry.company.slug,
        "fact": fact_object(entry.fact),
        "quantity": _computed(entry.computed),
        "agreement": {"state": entry.agreement.state, "facts": entry.agreement.facts},
        "distance": _computed(entry.distance),
    }


def _computed(computed: Computed | None) -> dict[str, object] | None:
    if computed is None:
        return None
    quantity = computed.quantity
    return {
        "value": plain_number(quantity.value),
        "low": plain_number(quantity.low),
        "high": plain_number(quantity.high),
        "unit": quantity.unit,
        "derivation": derivation_object(computed.derivation),
    }
