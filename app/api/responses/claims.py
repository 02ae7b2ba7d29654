"""Claims, as sources make them, and their checks."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import AliasPath

from app.api.responses.citing import Names, Sources, cited_sources, names_of
from app.api.responses.comparison import ComputedResponse
from app.api.responses.facts import DerivationResponse, PeriodResponse
from app.api.responses.shape import FromRevision, Number, Page, Response, attributes_of, described
from app.api.responses.vocabulary import EvidenceResponse
from app.domain.catalogue import Claim, Company, Evidence, Operation, Source
from app.domain.check import Check, CheckResult
from app.domain.quantity import Hedge, Unit
from app.domain.summary import sentence_of_check


class ClaimedQuantityResponse(Response):
    """The figure that a claim states."""

    value: Annotated[Number | None, described("Null where the source gives no central figure.")]
    low: Annotated[Number | None, described("Null is open.")]
    high: Annotated[Number | None, described("Null is open.")]
    unit: Annotated[Unit, described("What value, low and high are counted in.")]
    hedges: Annotated[list[Hedge], described("How the source hedges the figure.")]


class StatedQuantityResponse(ClaimedQuantityResponse):
    """The figure that a claim states, as printed, and the facts of its source beside it."""

    printed: Annotated[str, described("The figure as the source prints it, hedge included.")]
    facts: Annotated[
        list[str],
        described("Ids of the facts that print the figure in the claim's own paragraphs, else of those on its metric."),
    ]


class ClaimResponse(Response):
    """Something that a source says and that can be recomputed."""

    claim: Annotated[str, described("Slug.", validation_alias=AliasPath("slug"))]
    source: Annotated[str, described("Slug of the source that makes the claim.")]
    text: Annotated[str, described("In our words.")]
    operation: Annotated[Operation, described("How it is recomputed.")]
    companies: Annotated[
        list[str], described("Slugs of the companies that it is about, in the order in which it names them.")
    ]
    metric: Annotated[str, described("Slug of the metric that it is about.")]
    segment: Annotated[str | None, described("Slug of the segment that it is about; null for whole companies.")]
    period: Annotated[PeriodResponse | None, described("The period that it speaks of; null for the newest.")]
    than: Annotated[str | None, described("For a larger share: the metric whose share is the smaller one.")]
    condition: Annotated[str | None, described("For a streak: what every period of it reaches.")]
    printed: Annotated[str | None, described("The figure as the source prints it.")]
    quantity: Annotated[ClaimedQuantityResponse | None, described("What the figure allows.")]
    note: Annotated[
        str | None, described("What a reader should know of how it is understood; null where there is nothing.")
    ]
    evidence: Annotated[list[EvidenceResponse], described("The paragraphs in which the source makes it.")]


class CheckResponse(Response):
    """A claim recomputed."""

    claim: Annotated[str, described("Slug of the claim.")]
    source: Annotated[str, described("Slug of the source that makes the claim.")]
    text: Annotated[str, described("What the source claims, in our words.")]
    operation: Annotated[Operation, described("How it is recomputed.")]
    companies: Annotated[
        list[str], described("Slugs of the companies that it is about, in the order in which it names them.")
    ]
    metric: Annotated[str, described("Slug of the metric that it is about.")]
    segment: Annotated[str | None, described("Slug of the segment that it is about; null for whole companies.")]
    result: Annotated[
        CheckResult,
        described(
            "consistent: the stated and the computed range meet; loose: they miss each other by less than a tenth of "
            "what is stated; inconsistent: by more; uncheckable: something is missing, and `reason` says what."
        ),
    ]
    stated: Annotated[StatedQuantityResponse | None, described("Null where the claim states no figure.")]
    computed: Annotated[ComputedResponse | None, described("Null where nothing can be computed.")]
    derivation: Annotated[DerivationResponse | None, described("That of `computed`.")]
    reason: Annotated[str | None, described("What is missing, differs or should be known.")]
    sentence: Annotated[str, described("What the check comes to, in a sentence.")]
    evidence: Annotated[list[EvidenceResponse], described("The paragraphs in which the source makes the claim.")]


class CheckPage(Page[CheckResponse]):
    """A page of checks."""

    names: Names
    sources: Sources
    dataset: FromRevision


class OneCheckResponse(CheckResponse):
    """One claim recomputed."""

    names: Names
    sources: Sources
    dataset: FromRevision


def claim_response(claim: Claim) -> ClaimResponse:
    """Fill a claim's shape."""
    return ClaimResponse.model_validate(
        {**attributes_of(claim, ClaimResponse), "slug": claim.slug, "evidence": _evidence(claim)}
    )


def check_response(check: Check) -> CheckResponse:
    """Fill a check's shape."""
    return CheckResponse.model_validate(_content(check))


def check_page(
    checks: Sequence[Check], cursor: str | None, companies: Iterable[Company], sources: Sequence[Source], revision: int
) -> CheckPage:
    """Fill the shape of a page of checks, which are about some companies and rest on some sources."""
    items = [check_response(check) for check in checks]
    return CheckPage.model_validate({"items": items, "next": cursor, **_rest(companies, sources, revision)})


def one_check_response(
    check: Check, companies: Iterable[Company], sources: Sequence[Source], revision: int
) -> OneCheckResponse:
    """Fill the shape of a check that is answered alone."""
    return OneCheckResponse.model_validate({**_content(check), **_rest(companies, sources, revision)})


def _rest(companies: Iterable[Company], sources: Sequence[Source], revision: int) -> dict[str, object]:
    return {
        "names": names_of(companies),
        "sources": cited_sources(sources),
        "dataset": {"revision": revision},
    }


def _content(check: Check) -> dict[str, object]:
    claim, computed = check.claim, check.computed
    stated = None
    if claim.quantity and claim.printed:
        figure = attributes_of(claim.quantity, ClaimedQuantityResponse)
        stated = {"printed": claim.printed, **figure, "facts": [fact.id for fact in check.stated_facts]}
    return {
        "claim": claim.slug,
        "source": claim.source,
        "text": claim.text,
        "operation": claim.operation,
        "companies": claim.companies,
        "metric": claim.metric,
        "segment": claim.segment,
        "result": check.result,
        "stated": stated,
        "computed": computed,
        "derivation": computed.derivation if computed else None,
        "reason": check.reason,
        "sentence": sentence_of_check(check),
        "evidence": _evidence(claim),
    }


def _evidence(claim: Claim) -> list[Evidence]:
    return [Evidence(claim.source, paragraph) for paragraph in claim.paragraphs]
