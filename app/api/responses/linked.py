"""JSON-LD: a fact and a check in the words of schema.org; what is not known is absent, never guessed."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Response as HttpResponse
from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from app.api.formats import LINKED
from app.api.responses.shape import Number, Response, described, plain_number
from app.api.telling import Told
from app.domain.catalogue import Company, Metric, Source, SourceKind
from app.domain.check import Check, CheckResult
from app.domain.citation import DATASET, permalink, web_address
from app.domain.period import PeriodKind
from app.domain.summary import sentence_of_check

_KINDS: dict[SourceKind, Literal["NewsArticle", "Article", "Report", "CreativeWork"]] = {
    "news": "NewsArticle",
    "commentary": "Article",
    "filing": "Report",
    "release": "CreativeWork",
}
_LENGTHS: dict[PeriodKind, str] = {"annual": "P1Y", "quarter": "P3M"}
BEST, WORST = 3, 1
_RATINGS: dict[CheckResult, int] = {"consistent": BEST, "loose": 2, "inconsistent": WORST}


class Thing(Response):
    """Something that schema.org has words for."""

    model_config = ConfigDict(alias_generator=to_camel)


class LinkedDocument(Thing):
    """What is asked for by itself, and so says whose words it is written in."""

    context: Annotated[Literal["https://schema.org"], described("Whose words these are.", alias="@context")] = (
        "https://schema.org"
    )


class IdentifierThing(Thing):
    """A number that others know something by."""

    type: Annotated[Literal["PropertyValue"], described("A kind of schema.org.", alias="@type")] = "PropertyValue"
    property_id: Annotated[str, described("Of what kind the number is.", alias="propertyID")]
    value: Annotated[str, described("The number.")]


class OrganizationThing(Thing):
    """A company, or a part or a project of one."""

    type: Annotated[
        Literal["Corporation", "Organization", "Project"],
        described("A corporation where we know its ticker; a project is an initiative.", alias="@type"),
    ]
    name: Annotated[str, described("Its name.")]
    url: Annotated[str | None, described("Where it is found: of this service, the front page.")] = None
    ticker_symbol: Annotated[str | None, described("Its ticker.")] = None
    identifier: Annotated[IdentifierThing | None, described("Its number with the SEC.")] = None
    parent_organization: Annotated["OrganizationThing | None", described("The company that it is a part of.")] = None


class WorkThing(Thing):
    """A source."""

    type: Annotated[
        Literal["NewsArticle", "Article", "Report", "CreativeWork"], described("By its kind.", alias="@type")
    ]
    name: Annotated[str, described("Its title, in brackets where that is ours.")]
    url: Annotated[str | None, described("Where it can be read.")] = None
    date_published: Annotated[date | None, described("When it was published or filed.")] = None
    publisher: Annotated[OrganizationThing | None, described("Who published it.")] = None


class VariableThing(Thing):
    """A metric."""

    type: Annotated[Literal["StatisticalVariable"], described("A kind of schema.org.", alias="@type")] = (
        "StatisticalVariable"
    )
    name: Annotated[str, described("What is measured.")]
    alternate_name: Annotated[list[str] | None, described("Words by which people look for it too.")] = None
    description: Annotated[str, described("What that means.")]


class ObservationResponse(LinkedDocument):
    """A fact as an Observation."""

    type: Annotated[Literal["Observation"], described("A kind of schema.org.", alias="@type")] = "Observation"
    id: Annotated[str, described("The permalink of the fact, from the root unless our origin is set.", alias="@id")]
    identifier: Annotated[str, described("Id of the fact.")]
    name: Annotated[str, described("What the fact says.")]
    observation_about: Annotated[OrganizationThing, described("The company, segment or initiative.")]
    variable_measured: Annotated[VariableThing, described("The metric.")]
    observation_date: Annotated[date | None, described("The last day of the period.")] = None
    observation_period: Annotated[str | None, described("How long a year or a quarter is: P1Y, P3M.")] = None
    value: Annotated[Number | None, described("The figure; absent where the source gives none in the centre.")] = None
    min_value: Annotated[Number | None, described("The least that the figure allows; absent is open.")] = None
    max_value: Annotated[Number | None, described("The most that the figure allows; absent is open.")] = None
    unit_text: Annotated[str, described("What these are counted in.")]
    subject_of: Annotated[list[WorkThing], described("The sources that the fact rests on.")]


class RatingThing(Thing):
    """What a check comes to."""

    type: Annotated[Literal["Rating"], described("A kind of schema.org.", alias="@type")] = "Rating"
    alternate_name: Annotated[CheckResult, described("The result.")]
    rating_value: Annotated[
        int | None, described("3 is consistent, 2 loose, 1 inconsistent; absent where nothing could be checked.")
    ] = None
    best_rating: Annotated[int | None, described("Consistent; absent as the value is.")] = None
    worst_rating: Annotated[int | None, described("Inconsistent; absent as the value is.")] = None
    rating_explanation: Annotated[str | None, described("What is missing, differs or should be known.")] = None


class ClaimThing(Thing):
    """A claim, and where it is made."""

    type: Annotated[Literal["Claim"], described("A kind of schema.org.", alias="@type")] = "Claim"
    name: Annotated[str, described("What is claimed, in our words.")]
    appearance: Annotated[WorkThing, described("The source that claims it.")]


class ClaimReviewResponse(LinkedDocument):
    """A check as a ClaimReview."""

    type: Annotated[Literal["ClaimReview"], described("A kind of schema.org.", alias="@type")] = "ClaimReview"
    id: Annotated[str, described("The check in this revision, from the root unless our origin is set.", alias="@id")]
    url: Annotated[str, described("The same.")]
    author: Annotated[OrganizationThing, described("This service, which recomputed the claim.")]
    claim_reviewed: Annotated[str, described("What is claimed, in our words.")]
    review_body: Annotated[str, described("What the check comes to, in a sentence.")]
    review_rating: Annotated[RatingThing, described("The result.")]
    item_reviewed: Annotated[ClaimThing, described("The claim.")]


def answer_linked(thing: Thing, response: HttpResponse) -> HttpResponse:
    """Answer with a thing, without what is not known of it, with the headers that `response` has been given."""
    body = thing.model_dump_json(by_alias=True, exclude_none=True)
    return HttpResponse(body, headers=dict(response.headers), media_type=LINKED)


def observe(told: Told, sources: list[Source], revision: int, origin: str) -> ObservationResponse:
    """Spell a fact as an Observation."""
    fact = told.fact
    quantity, period = fact.quantity, fact.period
    spelled: dict[str, object] = {
        "@id": permalink(fact.id, revision, origin),
        "identifier": fact.id,
        "name": told.sentence,
        "observationAbout": _about(told),
        "variableMeasured": _measured(told.metric),
        "observationDate": period.end,
        "observationPeriod": _LENGTHS.get(period.kind),
        "value": plain_number(quantity.value),
        "minValue": plain_number(quantity.low),
        "maxValue": plain_number(quantity.high),
        "unitText": quantity.unit,
        "subjectOf": [spell_work(source) for source in sources],
    }
    return ObservationResponse.model_validate(spelled)


def review(check: Check, source: Source, revision: int, origin: str) -> ClaimReviewResponse:
    """Spell a check as a ClaimReview of what `source` claims."""
    claim = check.claim
    address = f"{origin}/v1/checks/{claim.slug}?revision={revision}"
    spelled: dict[str, object] = {
        "@id": address,
        "url": address,
        "author": {"@type": "Organization", "name": DATASET, "url": f"{origin}/"},
        "claimReviewed": claim.text,
        "reviewBody": sentence_of_check(check),
        "reviewRating": {"alternateName": check.result, **_rated(check), "ratingExplanation": check.reason},
        "itemReviewed": {"name": claim.text, "appearance": spell_work(source)},
    }
    return ClaimReviewResponse.model_validate(spelled)


def _rated(check: Check) -> dict[str, int]:
    """Rate a claim by how its check came out; one that nothing could be held against has no number."""
    value = _RATINGS.get(check.result)
    return {} if value is None else {"ratingValue": value, "bestRating": BEST, "worstRating": WORST}


def _about(told: Told) -> dict[str, object]:
    company = _company(told.company)
    if told.segment:
        return {"@type": "Organization", "name": told.segment.name, "parentOrganization": company}
    if told.initiative:
        return {"@type": "Project", "name": told.initiative.name, "parentOrganization": company}
    return company


def _company(company: Company) -> dict[str, object]:
    return {
        "@type": "Corporation" if company.ticker else "Organization",
        "name": company.name,
        "tickerSymbol": company.ticker,
        "identifier": {"propertyID": "CIK", "value": company.cik} if company.cik else None,
    }


def _measured(metric: Metric) -> dict[str, object]:
    return {"name": metric.name, "alternateName": metric.also_called or None, "description": metric.definition}


def spell_work(source: Source) -> dict[str, object]:
    """Spell a source as what schema.org calls a work, for a WorkThing."""
    return {
        "@type": _KINDS[source.kind],
        "name": source.shown_title,
        "url": web_address(source.url),
        "datePublished": source.published,
        "publisher": {"@type": "Organization", "name": source.publisher} if source.publisher else None,
    }
